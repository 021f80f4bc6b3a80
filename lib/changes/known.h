/* known.h - what of one side the other side had: for who tells things one by one
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * By the comparison of two snapshots, whose later one is a selection: what is not new by it was
 * known. So what is told one by one is what a comparison at the end would call new.
 *
 *     g_autoptr(iot_known) known = iot_known_new(baseline, &now);
 *     if (!iot_known_remote(known, device, &peer)) ...
 */
#ifndef IOT_KNOWN_H
#define IOT_KNOWN_H

#include "changes/changes.h"
#include "identity/identity.h"

typedef struct iot_known iot_known;

/** @param before must outlive it
 *  @param after its capture must outlive it, as it is by now */
iot_known *iot_known_new(const iot_snapshot *before, const iot_snapshot_source *after);
void iot_known_free(iot_known *known);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_known, iot_known_free)

/** Some device was there. */
bool iot_known_any(const iot_known *known);
/** That device was there. */
bool iot_known_device(const iot_known *known, const iot_device *device);
/** A remote by the name that it has by now. */
typedef struct iot_known_peer {
    const char *name; /**< or its address */
    const iot_addr *addr;
    const iot_service *service;
    iot_remote_name_source source; /**< of the name */
} iot_known_peer;

/** It talked to that remote, or to one that is the same by name or address. What has a name that is
 *  worse than the one that was known can still get it, and counts as the same by its address. */
bool iot_known_remote(const iot_known *known, const iot_device *device, const iot_known_peer *peer);
/** It was called so, among others. */
bool iot_known_name(const iot_known *known, const iot_device *device);
/** It was that, or by something else that says so: one learns more by that, or other things. */
bool iot_known_fact(const iot_known *known, const iot_device *device, iot_identity_fact fact,
                    const iot_identity_item *item);
/** What goes on at that time did while it was watched what was known. */
bool iot_known_while(const iot_known *known, int64_t time_ns);
/** So long what was known was watched. */
int64_t iot_known_watched(const iot_known *known);
/** There were packets between its device and its remote. */
bool iot_known_party(const iot_known *known, const iot_finding *finding);
/** A rhythm of it that was known, and had not stopped, has by this finding. */
bool iot_known_stopped(const iot_known *known, const iot_finding *finding);
/** That was found of it, or of the network if it has no device. */
bool iot_known_finding(const iot_known *known, const iot_finding *finding);

#endif
