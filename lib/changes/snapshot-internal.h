/* snapshot-internal.h - how traits are gathered; internal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_SNAPSHOT_INTERNAL_H
#define IOT_SNAPSHOT_INTERNAL_H

#include "base/interned.h"
#include "changes/snapshot.h"

#define NS_PER_S ((int64_t)1000000000)

/* The device's trait of that topic and key, made with this text if there is none. */
iot_trait *snapshot_trait(iot_snapshot_device *to, iot_change_topic topic, const char *key,
                          const char *text);
/* That address is behind the trait. */
void snapshot_add_addr(iot_snapshot_device *to, iot_trait *trait, const iot_addr *addr);

/* snapshot-key.c: what both sides call the same thing. Each must be freed by the caller using
 * g_free. */
char *snapshot_name_key(const char *name);
char *snapshot_service_key(const iot_service *service);
/* Of a remote: by its name, or without one by its service alone. */
char *snapshot_remote_key(const char *name, const iot_service *service);
/* True if that is the key of remotes without a name, by that service. */
bool snapshot_is_nameless_by(const char *remote, const char *service_key);
/* True for a text that is an address: of a remote, that it has no name. */
bool snapshot_is_address(const char *name);

/* What it told or was given as its name; NULL: nothing. What is made of what it is and of its MAC
 * is none. */
const char *snapshot_own_name(const iot_device *device);
/* One that nothing is known of yet. Must be freed by the caller using snapshot_device_free. */
iot_snapshot_device *snapshot_device_new(const iot_device *device);
void snapshot_device_free(iot_snapshot_device *device);

/* snapshot-traffic.c: whom a device talks to, and by what.
 * @param texts backs those of traits */
void snapshot_add_permit(iot_interned *texts, iot_snapshot_device *to, const iot_permit *permit,
                         const iot_locator *locator);
void snapshot_add_policy(iot_snapshot *snapshot, iot_snapshot_device *to, const iot_policy *policy,
                         const iot_locator *locator);
/* snapshot-findings.c: what is worth a look, and what is regular. */
void snapshot_add_findings(iot_snapshot *snapshot, iot_snapshot_device *to,
                           const iot_findings *findings);
/* The trait that a finding of that device's is part of, or its rhythm; NULL: none. */
const iot_trait *snapshot_find_finding(iot_snapshot *snapshot, const iot_snapshot_device *device,
                                       const iot_finding *finding);
/* snapshot-contacts.c: how often. @param by_device iot_device -> iot_snapshot_device */
void snapshot_add_contacts(const iot_snapshot *snapshot, GHashTable *by_device,
                           const iot_report *report);
/* snapshot-volume.c: how much in an hour. @param by_device as above */
void snapshot_add_volumes(const iot_snapshot *snapshot, GHashTable *by_device,
                          const iot_report *report);

#endif
