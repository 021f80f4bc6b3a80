/* events-internal.h - what every rule of a look has at hand; internal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_EVENTS_INTERNAL_H
#define IOT_EVENTS_INTERNAL_H

#include "changes/known.h"
#include "events/events.h"
#include "events/pace.h"
#include "events/sight.h"

#define NS_PER_S ((int64_t)1000000000)

struct iot_events {
    const iot_snapshot *baseline;
    iot_pace pace;
    GHashTable *told;     /* ids of what was told */
    GHashTable *watches;  /* key of a device -> watch */
    GPtrArray *findings;  /* of told_finding, events-findings.c, in the order they were told */
    GHashTable *by_about; /* what they are about -> told_finding */
    GHashTable *pending;  /* what the last look found -> watched by when, int64_t */
    uint64_t left_out;    /* in the last look: that there was no room for */
    bool met;             /* some device of the last look is in the baseline */
    bool found[IOT_SEVERITIES];
};

/* Of one device, in watched time. */
typedef struct watch {
    char *name;                  /* by the last look */
    uint64_t sent;               /* packets, by then */
    int64_t first_ns, heard_ns;  /* of its first packet, and of its last */
    int64_t longest_ns, last_ns; /* its longest silence; its last packet, since the epoch */
    bool silent;
    unsigned nameless; /* remotes without a name that were told */
} watch;

/* One look. */
typedef struct look {
    iot_events *events;
    const iot_snapshot_source *source;
    iot_sight *sight;
    GHashTable *by_key; /* key of a device -> device */
    iot_known *known;   /* NULL: there is no baseline */
    GPtrArray *out;     /* of iot_event */
    bool last;
    bool within; /* the baseline was made of packets of this time, too */
} look;

/* What a device is known by for ever: its MAC, or its first address. */
#define DEVICE_KEY_TEXT IOT_ADDR_TEXT
const char *look_device_key(const iot_device *device, char buffer[DEVICE_KEY_TEXT]);
/* An event of that device that was not told yet, noted as told; the rest is for the caller to fill
 * in. NULL if it was told, or there is no room: that is counted.
 * @param device NULL: the network
 * @param again_ns 0: it happens once; else what tells this time from others */
iot_event *look_tell(look *at, iot_event_kind kind, const iot_device *device, const char *about,
                     int64_t again_ns);
/* Notes as told what another event says with it. */
void look_note(look *at, iot_event_kind kind, const iot_device *device, const char *about);
/* The device of that key, as it is seen now; NULL: it is not. */
const iot_device *look_find_device(const look *at, const char *key);
/* What is remembered of a device; NULL: there is no room for it. */
watch *look_watch(look *at, const iot_device *device);
/* True if what is so at this moment is nothing to go by, as the baseline knows how it went on. */
bool look_waits(const look *at);
/* A frame if it is one of those that are counted; else 0. */
uint32_t look_proof(const look *at, uint32_t frame);

/* events-devices.c: who is there, by which name, and what it is. */
void look_at_devices(look *at);
/* events-contacts.c: whom they talk to. */
void look_at_contacts(look *at);
/* events-findings.c: what is worth a look, and no more. */
void look_at_findings(look *at);
void told_finding_free(gpointer finding);
/* events-silence.c: who is silent, and back; makes the watches. */
void look_at_silence(look *at);
void watch_free(gpointer watch);

#endif
