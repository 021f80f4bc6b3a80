/* event.h - one thing that happened, or was learnt
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Plain values, whose texts it owns. Its id is made of what it is about, and of its time only where
 * the same can happen again: so it is the same whenever and however the same packets are read.
 */
#ifndef IOT_EVENT_H
#define IOT_EVENT_H

#include "base/decls.h"
#include "findings/findings.h"

IOT_BEGIN_DECLS

/** What happened. Words are API: scripts use them. */
typedef enum iot_event_kind {
    IOT_EVENT_DEVICE,        /**< a device sends for the first time */
    IOT_EVENT_NAME,          /**< its name is learnt, or another one */
    IOT_EVENT_IDENTITY,      /**< what it is: kind, maker, model or software */
    IOT_EVENT_CONTACT,       /**< first packets between it and a remote */
    IOT_EVENT_REMOTE_NAME,   /**< a remote that was told of is called otherwise */
    IOT_EVENT_FINDING,       /**< something is worth a look */
    IOT_EVENT_FINDING_ENDED, /**< it is so no more, or turned out not to be */
    IOT_EVENT_SILENT,        /**< a device has not sent for far longer than ever */
    IOT_EVENT_BACK,          /**< it sends again */
    IOT_EVENT_LEFT_OUT,      /**< so many events more were not told */
    IOT_EVENT_KINDS
} iot_event_kind;

/** Bytes for an id: 32 hexadecimal digits. */
#define IOT_EVENT_ID_TEXT 33

typedef struct iot_event {
    iot_event_kind kind;
    char id[IOT_EVENT_ID_TEXT];
    int64_t time_ns;    /**< when it happened, of packets, since the epoch: of what was worked out,
                             when it was noticed; IOT_TIME_UNKNOWN_NS: nobody knows */
    int64_t noticed_ns; /**< the newest packet by then; so, too */
    char *device;       /**< its name by then; NULL: about the network. Owned, as are all texts */
    char *mac;          /**< NULL: it is known by its address; so is what does not apply below */
    char *address;      /**< its first */
    char *what;         /**< what it is, "Philips BSB002 bridge" */
    char *topic;        /**< kind, maker, model or software; of a finding its kind */
    char *value;        /**< the name, the fact */
    char *before;       /**< of a name, the one before; NULL: none was told */
    char *remote;       /**< by name, else address; of a finding the peer, too */
    char *remote_address;
    char *service;        /**< "tcp/443" */
    char *direction;      /**< of a contact: who began, "outbound" or "inbound" */
    char *source;         /**< where a name or a fact comes from */
    const char *severity; /**< of a finding. Static */
    uint64_t count;       /**< LEFT_OUT: how many; else 0 */
    uint32_t frame;       /**< that proves it; 0: none, or not in this capture */
    char *evidence;       /**< one sentence for people */
    char *message;        /**< all of it in one sentence for people */
} iot_event;

/** An event of that kind, all else empty. Must be freed by the caller using iot_event_free. */
iot_event *iot_event_new(iot_event_kind kind);
void iot_event_free(iot_event *event);

/** Makes an id of what it is about.
 *  @param key of the device; "": the network
 *  @param about the rest, in words
 *  @param time_ns 0: it happens once */
void iot_event_make_id(iot_event_kind kind, const char *key, const char *about, int64_t time_ns,
                       char ret_id[IOT_EVENT_ID_TEXT]);

/** "device", "contact", "finding ended" ...; static. */
const char *iot_event_kind_name(iot_event_kind kind);

IOT_END_DECLS

#endif
