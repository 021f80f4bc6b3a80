/* devices-internal.h - what is kept of each device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * devices.c knows who is there, devices-claims.c what they were told to be called and to be, and
 * devices-names.c works out of that what each is called. Not installed.
 */
#ifndef IOT_DEVICES_INTERNAL_H
#define IOT_DEVICES_INTERNAL_H

#include "base/interned.h"
#include "tables/devices.h"

struct iot_device {
    iot_devices *table;
    uint32_t id;
    iot_mac mac;   /* the first */
    iot_addr addr; /* identity where mac is none */
    GArray *macs;  /* of iot_mac */
    GArray *addresses;
    GHashTable *listed;                   /* iot_addr*: the same, once there are many; else NULL */
    bool has_more;                        /* addresses than are listed, or names */
    const char *claims[IOT_NAME_SOURCES]; /* as spelt; of each source the best */
    uint32_t claimed[IOT_NAME_SOURCES];   /* frame that told it */
    bool lent[IOT_NAME_SOURCES];          /* that claim is another's */
    GPtrArray *names;                     /* every name that was claimed, as it is shown; or NULL */
    GPtrArray *answered; /* names by LLMNR and NetBIOS, as they are shown; or NULL */
    GArray *texts;       /* of iot_identity_text, those that tell something; or NULL */
    /* HomeKit's, if it has any: the first one's id, and what they are called; or NULL. */
    const char *accessory;
    GPtrArray *accessory_names;
    const char *vendor;
    const char *brand; /* that signatures have for the vendor; NULL: none */
    /* What it was judged to be: each fact; what said so, a line of each fact; all in words. */
    const char *facts[IOT_IDENTITY_FACTS], *evidence, *what;
    uint8_t behaviour; /* IOT_BEHAVES_* */

    bool has_accessories; /* more than one */

    bool stale; /* the rest is not up to date, and it is among the table's stale ones */
    bool known;
    const char *group, *allow; /* the inventory's */
    const char *name, *label;
    iot_name_source source;
    const char *by_vendor; /* as Wireshark prints its MAC with the maker; NULL: it has none */
};

struct iot_devices {
    iot_vendor_fn vendor;
    void *user_data;
    const iot_inventory *inventory;
    const iot_signatures *signatures; /* NULL: none */
    GPtrArray *all;                   /* of iot_device, by number */
    GHashTable *by_mac;               /* iot_mac* -> device */
    GHashTable *by_name;              /* the inventory's name of a MAC -> device */
    GHashTable *by_what;              /* one of our texts -> who are so; see devices-names.c */
    iot_revision revision;
    GHashTable *by_addr;    /* iot_addr* inside device -> device */
    GPtrArray *stale;       /* of iot_device: something was told since they were settled */
    iot_interned *interned; /* backs names, claims and vendors */
    uint32_t n_told;        /* devices that have texts */
    uint64_t dropped;
};

/* The one copy of a text, which lives as long as the table. */
const char *devices_intern(iot_devices *devices, const char *text);
/* Something was told of the device: it has to be settled. */
void devices_mark(iot_device *device);
/* Forgets the names and texts that were told of it. */
void devices_forget_claims(iot_device *device);
/* Finds out anew who made it. */
void devices_name_vendor(iot_device *device);
/* True for names that compare without case. */
bool devices_is_host_name(iot_name_source source);
/* True for names that anybody on the link can answer for... */
bool devices_is_asked_for(iot_name_source source);
/* ...and if the device answered for so many that they are others', to lead these to itself. */
bool devices_answers_for_all(const iot_device *device);
/* True if a name that the source told is one of many: generic, or the end of its own MAC. */
bool devices_says_nothing(const iot_device *device, iot_name_source source, const char *name);
/* Works out what it is called. */
void devices_settle(iot_device *device);
/* Nobody is anything any more. */
void devices_forget_what(iot_devices *devices);

#endif
