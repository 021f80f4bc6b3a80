/* localnet.h - which addresses are local, and why we believe it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: the private and link-local ranges, what the user configured, and what a capture proved.
 * Proof is never taken back: an address is local for the whole capture once anything says so.
 * One hash lookup and a walk over a few prefixes per question.
 */
#ifndef IOT_LOCALNET_H
#define IOT_LOCALNET_H

#include "base/ranking.h"

/** Most proven single addresses; a flood of forged ARP beyond it proves nothing more. */
#define IOT_LOCALNET_ADDRS_MAX 131072
/** Most on-link prefixes and proven /64s, each. */
#define IOT_LOCALNET_PREFIXES_MAX 256
/** Shorter announced prefixes are not believed: one forged DHCP mask of 0.0.0.0 would make the
 *  whole internet local. The classful /8 is the shortest in honest use; IPv6 sites get a /48. */
#define IOT_ONLINK_V4_MIN_BITS 8
#define IOT_ONLINK_V6_MIN_BITS 48

/** Why an address counts as local. */
typedef enum iot_local_evidence {
    IOT_LOCAL_NOT,
    IOT_LOCAL_RANGE,      /**< 10/8, 172.16/12, 192.168/16, 169.254/16, fc00::/7, fe80::/10 */
    IOT_LOCAL_CONFIGURED, /**< the user says so */
    IOT_LOCAL_NEIGHBOUR,  /**< ARP or neighbour discovery binds it to a MAC */
    IOT_LOCAL_SLASH64,    /**< in the /64 of a global IPv6 address so bound */
    IOT_LOCAL_EUI64,      /**< made from its sender's MAC */
    IOT_LOCAL_ONLINK,     /**< in a prefix that DHCP or a router announced */
} iot_local_evidence;

typedef struct iot_localnet iot_localnet;

iot_localnet *iot_localnet_new(void);
void iot_localnet_free(iot_localnet *net);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_localnet, iot_localnet_free)

/** Adds a network of the user's. */
void iot_localnet_configure(iot_localnet *net, const iot_prefix *prefix);
/** ARP or neighbour discovery bound `addr` to a MAC. Ignored unless unicast. */
void iot_localnet_observe_neighbour(iot_localnet *net, const iot_addr *addr);
/** `mac` sent a packet from `addr`; proves it local if the one is made from the other. */
void iot_localnet_observe_sender(iot_localnet *net, const iot_addr *addr, const iot_mac *mac);
/** DHCP or a router announced an on-link prefix; ignored if implausibly short. */
void iot_localnet_observe_onlink(iot_localnet *net, const iot_prefix *prefix);

/** IOT_LOCAL_NOT unless `addr` is unicast and local. */
iot_local_evidence iot_localnet_lookup(const iot_localnet *net, const iot_addr *addr);
static inline bool
iot_localnet_is_local(const iot_localnet *net, const iot_addr *addr)
{
    return iot_localnet_lookup(net, addr) != IOT_LOCAL_NOT;
}
/** Short words for people; static. */
const char *iot_local_evidence_name(iot_local_evidence evidence);
/** True if ARP or neighbour discovery proved the address. */
bool iot_localnet_is_neighbour(const iot_localnet *net, const iot_addr *addr);
/** The on-link prefixes, of iot_prefix; valid for the lifetime of the table. */
const GArray *iot_localnet_onlink(const iot_localnet *net);
/** What addresses take; prefixes are few. */
uint64_t iot_localnet_bytes(const iot_localnet *net);
/** True if something is at its cap. */
bool iot_localnet_is_full(const iot_localnet *net);
/** Thins the proofs of addresses out to that many bytes (ranking.h), and counts what goes as
 * dropped; and networks, where there are as many as there can be, that `has_any` is false for. */
void iot_localnet_prune(iot_localnet *net, uint64_t bytes, iot_ranking_weight_fn weight,
                        bool (*has_any)(const iot_prefix *net, void *user_data), void *user_data);
/** How many proofs were dropped at a cap. */
uint64_t iot_localnet_dropped(const iot_localnet *net);
/** Changes whenever some address may have become local. */
uint32_t iot_localnet_generation(const iot_localnet *net);

#endif
