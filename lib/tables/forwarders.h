/* forwarders.h - MACs that send for others
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: gateways, which sent from the address of a remote, and extenders, which sent from the
 * address of a host whose own MAC never does. Who is one, the caller finds out, and tells all of
 * them anew when that changes.
 */
#ifndef IOT_FORWARDERS_H
#define IOT_FORWARDERS_H

#include "base/addr.h"
#include "base/revision.h"

/** Most MACs known to forward; what later ones sent counts as their own. */
#define IOT_FORWARDERS_MAX 131072

typedef enum iot_forwarder_kind {
    IOT_FORWARDER_GATEWAY = 1,
    IOT_FORWARDER_EXTENDER = 2,
} iot_forwarder_kind;

typedef struct iot_forwarders iot_forwarders;

iot_forwarders *iot_forwarders_new(void);
void iot_forwarders_free(iot_forwarders *forwarders);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_forwarders, iot_forwarders_free)

/** `mac` sends for others, in that way, too. Ignored unless it is one host's. */
void iot_forwarders_add(iot_forwarders *forwarders, const iot_mac *mac, iot_forwarder_kind kind);
/** Nobody does but those of `found`, of which this takes ownership. */
void iot_forwarders_become(iot_forwarders *forwarders, iot_forwarders *found);

bool iot_forwarders_has(const iot_forwarders *forwarders, const iot_mac *mac);
bool iot_forwarders_is(const iot_forwarders *forwarders, const iot_mac *mac,
                       iot_forwarder_kind kind);
uint32_t iot_forwarders_count(const iot_forwarders *forwarders);
/** How often one was refused at the cap. */
uint64_t iot_forwarders_dropped(const iot_forwarders *forwarders);
iot_revision iot_forwarders_revision(const iot_forwarders *forwarders);

#endif
