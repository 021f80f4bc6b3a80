/* contacts.h - who contacted whom, and when: streams between devices and remotes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A contact is one stream, or one of those that were put together when they ended. Contacts of one
 * device with one remote name and port are a series: what regular intervals are looked for in, and
 * what a time line shows. Everything is as known when it was gathered, and valid until the
 * capture's next observation.
 */
#ifndef IOT_CONTACTS_H
#define IOT_CONTACTS_H

#include "capture/capture-tables.h"
#include "findings/fold.h"

typedef struct iot_contact {
    const iot_device *device;
    const char *name; /**< of the remote; its address where there is none */
    iot_remote_name_source name_source;
    const char *question; /**< that DNS answered with its address; NULL: none */
    iot_addr addr;
    iot_service service;
    const iot_stream *stream;
    const iot_connection *connection; /**< how it went */
    bool by_device;                   /**< the device is the client */
    uint32_t conversation, pair;
} iot_contact;

typedef struct iot_series {
    const iot_contact *first;
    GPtrArray *contacts; /**< of const iot_contact, in order of their first packets */
} iot_series;

typedef struct iot_contacts {
    GArray *all;         /**< of iot_contact */
    GPtrArray *series;   /**< of iot_series, in order of their first contacts */
    GHashTable *streams; /**< of iot_stream: whether some packet of it was counted */
    iot_interned *names; /**< backs the names; the caller's */
} iot_contacts;

/** None yet. @param names must outlive the contacts */
iot_contacts *iot_contacts_new(iot_interned *names);
/** A fold: takes in a flow. It is to get those, too, of which nothing was counted. */
void iot_contacts_add(void *contacts, const iot_fold_flow *flow);
/** Puts the contacts in order, and into series. */
void iot_contacts_finish(iot_contacts *contacts);
void iot_contacts_free(iot_contacts *contacts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_contacts, iot_contacts_free)

#endif
