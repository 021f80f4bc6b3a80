/* snapshot.h - what one side of a comparison knew: each device, and what it was and did
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Made of what a report has, in plain values: two snapshots can be compared whatever they were made
 * from. What a device was or did is a list of *traits*, each with the topic it belongs to and a key
 * by which the other side's trait of the same thing is found. The key leaves out what changes from
 * one day to the next with nothing behind it: numbers within host names ("r0801" and "r0802" are
 * one of many servers), and ports that nobody chose.
 */
#ifndef IOT_SNAPSHOT_H
#define IOT_SNAPSHOT_H

#include "base/decls.h"
#include "changes/watched.h"
#include "report/report.h"

IOT_BEGIN_DECLS

/** What a change is about, in the order in which people are told. Words are API: scripts use them.
 */
typedef enum iot_change_topic {
    IOT_CHANGE_DEVICE,
    IOT_CHANGE_NAME, /**< that it tells or was given */
    IOT_CHANGE_KIND,
    IOT_CHANGE_MAKER,
    IOT_CHANGE_MODEL,
    IOT_CHANGE_SOFTWARE,
    IOT_CHANGE_ADDRESS, /**< IPv4: of IPv6, devices have as many as they like */
    IOT_CHANGE_REMOTE,
    IOT_CHANGE_ORGANIZATION,
    IOT_CHANGE_COUNTRY,
    IOT_CHANGE_OFFERS,      /**< a service: somebody else began, and it answered */
    IOT_CHANGE_USES,        /**< a service of remotes */
    IOT_CHANGE_RESOLVER,    /**< whom it asks for names */
    IOT_CHANGE_TIME_SERVER, /**< whom it asks for the time */
    IOT_CHANGE_VOLUME,      /**< bytes per hour */
    IOT_CHANGE_RHYTHM,      /**< of its contacts with one remote */
    IOT_CHANGE_FINDING,
    IOT_CHANGE_TOPICS
} iot_change_topic;

/** One thing that a device was or did. Owned by its snapshot, as its texts are. */
typedef struct iot_trait {
    iot_change_topic topic;
    char *key;           /**< the same on both sides; "" where a device has one of the topic */
    char *text;          /**< as people read it */
    bool nameless;       /**< known by address only */
    const char *remote;  /**< of a finding or a rhythm, the key of its remote; NULL: none */
    GPtrArray *remotes;  /**< of const char: keys of the remotes behind it; NULL: not of remotes */
    GArray *addresses;   /**< of iot_addr, the first 64 behind it; NULL: none */
    iot_traffic traffic; /**< empty where it is not of traffic */
    uint32_t frame;      /**< that proves it; 0: none, or not in this capture */
    double number;       /**< RHYTHM: seconds, 0: several; VOLUME: bytes per hour; else 0 */
    bool stopped;        /**< of a rhythm: it ended before the side did */
    double least, most;  /**< what the number varied between by itself */
    int64_t silence_ns;  /**< the longest that was watched without it */
} iot_trait;

typedef struct iot_snapshot_device {
    const iot_device *device; /**< the capture's */
    iot_row row;              /**< what it sent and received */
    GPtrArray *traits;        /**< of iot_trait, by topic */
    bool incomplete;          /**< some of whom it talks to was left out */
    int64_t silence_ns;       /**< the longest that was watched without a contact with a remote */
    GHashTable *by_key;       /**< internal: topic and key -> iot_trait */
    GHashTable *by_addr;      /**< internal: topic and address -> list of iot_trait */
} iot_snapshot_device;

typedef struct iot_snapshot {
    bool timed;                /**< something was counted, and it is known when */
    int64_t first_ns, last_ns; /**< of that; 0: of nothing */
    iot_watched *watched;
    iot_count total;
    bool incomplete;         /**< full tables left something out */
    GPtrArray *devices;      /**< of iot_snapshot_device, in the report's order */
    GPtrArray *attributions; /**< of const char *: whom location databases ask to be named
                                  (iot_geo_attributions) */
    struct iot_interned *texts;
    struct iot_spoken *spoken; /**< NULL: nobody asked for it */
} iot_snapshot;

typedef struct iot_snapshot_source {
    const iot_capture *capture; /**< settled; must outlive the snapshot */
    const iot_counters *counters;
    const iot_settings *settings;
    const GArray *spans; /**< of iot_span: of all that was read; NULL: from what was counted first
                              to what was counted last */
    bool (*is_proof)(uint32_t frame, void *user_data); /**< of iot_findings_select; NULL: all are */
    void *user_data;
    bool spoken; /**< for known.h: who it is compared with, packet by packet */
} iot_snapshot_source;

iot_snapshot *iot_snapshot_new(const iot_snapshot_source *source);
void iot_snapshot_free(iot_snapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_snapshot, iot_snapshot_free)

/** The device's trait of that topic and key; NULL: none. */
const iot_trait *iot_snapshot_trait(const iot_snapshot_device *device, iot_change_topic topic,
                                    const char *key);
/** Its traits of that topic that an address is behind, of const iot_trait; NULL: none. */
const GPtrArray *iot_snapshot_at(const iot_snapshot_device *device, iot_change_topic topic,
                                 const iot_addr *addr);

IOT_END_DECLS

#endif
