/* bindings.h - which MAC has which address, from which frame on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: for each address the timeline of MACs that ARP, neighbour discovery and DHCP payloads
 * bound it to, and the MACs that sent from it. Payloads beat frame headers, because a header shows
 * whoever forwarded the packet. Which senders are gateways is not known here: the caller says so
 * with each question, since that can become clear later than the packet.
 */
#ifndef IOT_BINDINGS_H
#define IOT_BINDINGS_H

#include "base/ranking.h"

/** Most addresses with bindings; later ones are counted as dropped. */
#define IOT_BINDINGS_ADDRS_MAX 262144
/** Most changes kept per address. Two hosts that fight over an address by ARP make one with each
 *  packet; beyond this the last kept one stays. */
#define IOT_BINDINGS_MOVES_MAX 1024
/** Most different senders kept per address. */
#define IOT_BINDINGS_SENDERS_MAX 16

typedef struct iot_bindings iot_bindings;
/** True if a MAC is a gateway, so that its frames do not say who sent them. */
typedef bool (*iot_is_gateway_fn)(const iot_mac *mac, void *user_data);

iot_bindings *iot_bindings_new(void);
void iot_bindings_free(iot_bindings *bindings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_bindings, iot_bindings_free)

/** A payload in `frame` binds `addr` to `mac`. Frames must not decrease. */
void iot_bindings_observe_payload(iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac,
                                  uint32_t frame);
/** `mac` sent from `addr` in `frame`; may be told late. */
void iot_bindings_observe_sender(iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac,
                                 uint32_t frame);

/** Grows with each thing known of `addr`; as long as it stays the same, so does every lookup. */
uint32_t iot_bindings_count(const iot_bindings *bindings, const iot_addr *addr);

/** The MAC that had `addr` in `frame`.
 *  In order: the latest payload at or before the frame; `header`, the MAC beside the address in
 *  that frame's header; the latest other sender; the earliest payload after the frame; the earliest
 *  sender after it. Gateways never count as header or sender.
 *  @return false, with `ret_mac` untouched, if nothing is known */
bool iot_bindings_lookup(const iot_bindings *bindings, const iot_addr *addr, uint32_t frame,
                         const iot_mac *header, iot_is_gateway_fn is_gateway, void *user_data,
                         iot_mac *ret_mac);
/** `one` and `other` claim `addr` in turns, for the first time in `frame`. */
typedef void (*iot_conflict_fn)(const iot_addr *addr, const iot_mac *one, const iot_mac *other,
                                uint32_t frame, uint32_t moves, void *user_data);
/** Calls `fn` for each address that went from one MAC to another by payload and came back, in the
 *  order of their first facts. */
void iot_bindings_foreach_conflict(const iot_bindings *bindings, iot_conflict_fn fn,
                                   void *user_data);
/** A payload in `frame` bound `addr` to `mac`, other than the one before it. */
typedef void (*iot_binding_fn)(const iot_addr *addr, const iot_mac *mac, uint32_t frame,
                               void *user_data);
/** Calls `fn` for each change that payloads told; those of one address in order of frames. */
void iot_bindings_foreach_payload(const iot_bindings *bindings, iot_binding_fn fn, void *user_data);
/** Number of addresses with bindings. */
uint32_t iot_bindings_size(const iot_bindings *bindings);
/** What all of it takes. */
uint64_t iot_bindings_bytes(const iot_bindings *bindings);
/** Thins addresses out to that many bytes, as ranking.h has it; owners are the latest MACs. What
 * was left out counts as dropped. */
void iot_bindings_prune(iot_bindings *bindings, uint64_t bytes, iot_ranking_weight_fn weight,
                        void *user_data);
/** How many facts were dropped at a cap. */
uint64_t iot_bindings_dropped(const iot_bindings *bindings);
/** Changes with every fact kept. */
uint32_t iot_bindings_generation(const iot_bindings *bindings);

#endif
