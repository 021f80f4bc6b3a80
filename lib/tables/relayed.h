/* relayed.h - MACs of which others' frames spoke
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: which MAC a payload named as the sender's while the frame had another. ARP and neighbour
 * discovery name it with an address: who sent the frame repeats what that host said, or lies. DHCP
 * names its client: who sent the request is the client behind another MAC, or repeats it, too.
 * Which of these it is, follows from who sends anything at all, and is not known here.
 */
#ifndef IOT_RELAYED_H
#define IOT_RELAYED_H

#include "base/addr.h"
#include "base/ranking.h"
#include "base/revision.h"

/** Most that is kept; what is told later is dropped. */
#define IOT_RELAYED_MAX 65536

typedef struct iot_relay {
    iot_addr addr; /**< that `mac` has; none: DHCP */
    iot_mac mac;   /**< whom the payload names */
    iot_mac by;    /**< who sent the frame */
    uint32_t frame;
} iot_relay;

typedef struct iot_relayed iot_relayed;

iot_relayed *iot_relayed_new(void);
void iot_relayed_free(iot_relayed *relayed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_relayed, iot_relayed_free)

/** Ignored unless both MACs are hosts' and differ, and if it was told before. */
void iot_relayed_observe(iot_relayed *relayed, const iot_relay *told);
/** `mac` sent a frame: true, once, if it was named, so that it is not silent. */
bool iot_relayed_observe_sender(iot_relayed *relayed, const iot_mac *mac);
uint32_t iot_relayed_count(const iot_relayed *relayed);
/** In the order in which they were told, `i` from 0. */
const iot_relay *iot_relayed_get(const iot_relayed *relayed, uint32_t i);

uint64_t iot_relayed_bytes(const iot_relayed *relayed);
bool iot_relayed_is_full(const iot_relayed *relayed);
/** Thins it out to that many bytes (ranking.h), and counts what goes as dropped. */
void iot_relayed_prune(iot_relayed *relayed, uint64_t bytes, iot_ranking_weight_fn weight,
                       void *user_data);
uint64_t iot_relayed_dropped(const iot_relayed *relayed);
/** Of what is told here, and of who of those named sent. */
iot_revision iot_relayed_revision(const iot_relayed *relayed);

#endif
