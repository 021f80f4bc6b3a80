/* localnet.h - which addresses are local, and why we believe it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: the private and link-local ranges, what the user configured, and what a capture proved.
 * Proof is not taken back, but for one kind: an address is local for the whole capture once
 * anything says so. One hash lookup and a walk over a few prefixes per question.
 */
#ifndef IOT_LOCALNET_H
#define IOT_LOCALNET_H

#include "base/ranking.h"
#include "base/revision.h"

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
    IOT_LOCAL_LINK,       /**< sends to everybody on the link */
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
/** A MAC that alone sends from `addr` sent from it to what no router forwards... */
void iot_localnet_observe_on_link(iot_localnet *net, const iot_addr *addr);
/** ...and is not alone after all. */
void iot_localnet_withdraw_on_link(iot_localnet *net, const iot_addr *addr);
/** DHCP or a router announced an on-link prefix; ignored if implausibly short. */
void iot_localnet_observe_onlink(iot_localnet *net, const iot_prefix *prefix);

/** IOT_LOCAL_NOT unless `addr` is unicast and local. */
iot_local_evidence iot_localnet_lookup(const iot_localnet *net, const iot_addr *addr);
static inline bool
iot_localnet_is_local(const iot_localnet *net, const iot_addr *addr)
{
    return iot_localnet_lookup(net, addr) != IOT_LOCAL_NOT;
}
/** The same, were there no ARP and no neighbour discovery for this very address. */
bool iot_localnet_is_local_without_arp(const iot_localnet *net, const iot_addr *addr);
/** Short words for people; static. */
const char *iot_local_evidence_name(iot_local_evidence evidence);
/** True if ARP or neighbour discovery proved the address. */
bool iot_localnet_is_neighbour(const iot_localnet *net, const iot_addr *addr);
/** Calls `fn` for each of these. */
void iot_localnet_foreach_neighbour(const iot_localnet *net,
                                    void (*fn)(const iot_addr *addr, void *user_data),
                                    void *user_data);
/** True for an IPv4 address that stands for a network or for everybody on it: the first or last of
 * an announced one; where none is known that has it, of its 256. */
bool iot_localnet_is_edge(const iot_localnet *net, const iot_addr *addr);
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
/** Of which addresses are local. */
iot_revision iot_localnet_revision(const iot_localnet *net);

#endif
