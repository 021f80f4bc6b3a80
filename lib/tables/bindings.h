/* bindings.h - which MAC has which address, from which frame on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: for each address the timeline of MACs that ARP, neighbour discovery and DHCP payloads
 * bound it to, and the timeline of MACs that sent from it. Who sends from an address has it;
 * payloads can lie, or be about an address that somebody had elsewhere, but are all there is where
 * frames show whoever forwarded them. Who forwards is not known here: the caller says so with each
 * question, since that can become clear later than the packet.
 */
#ifndef IOT_BINDINGS_H
#define IOT_BINDINGS_H

#include "base/ranking.h"
#include "base/revision.h"

/** Most addresses with bindings; later ones are counted as dropped. */
#define IOT_BINDINGS_ADDRS_MAX 262144
/** Most changes kept per address. Two hosts that fight over an address by ARP make one with each
 *  packet; beyond this the last kept one stays. */
#define IOT_BINDINGS_MOVES_MAX 1024
/** Most different senders kept per address. */
#define IOT_BINDINGS_SENDERS_MAX 16
/** So many times some sender may come back to an address without a payload about it in between: two
 *  that use it at once would come back with each packet. */
#define IOT_BINDINGS_RETURNS_MAX 16

typedef struct iot_bindings iot_bindings;

/** What the caller knows of MACs. */
typedef struct iot_bindings_view {
    /** Its frames do not say who sent them. */
    bool (*is_forwarder)(const iot_mac *mac, const void *user_data);
    /** It is a host behind a forwarder, and no frame is its own. */
    bool (*is_client)(const iot_mac *mac, const void *user_data);
    /** The MAC under which it sends; itself, as nearly all do. */
    const iot_mac *(*stand_in)(const iot_mac *mac, const void *user_data);
    const void *user_data;
} iot_bindings_view;

iot_bindings *iot_bindings_new(void);
void iot_bindings_free(iot_bindings *bindings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_bindings, iot_bindings_free)

/** A payload in `frame` binds `addr` to `mac`. Frames must not decrease. */
void iot_bindings_observe_payload(iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac,
                                  uint32_t frame);
/** `mac` sent from `addr` in `frame`; may be told late.
 *  @param local false: `addr` is nobody's of whom anybody asks, by now */
void iot_bindings_observe_sender(iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac,
                                 uint32_t frame, bool local);

/** Of what is known of `addr`; as long as it stays the same, so does every lookup. */
iot_revision iot_bindings_revision_of(const iot_bindings *bindings, const iot_addr *addr);

/** The MAC that sent a frame from `addr`.
 *  In order: `header`, the MAC beside the address in that frame; who sent from the address last
 *  before the frame; the latest payload before it; the earliest payload after it; the earliest
 *  sender after it. Forwarders never count as header or sender, nor do payloads that name a MAC
 *  which never sends from the address while others do, be it before the next payload gives it away
 *  or, for frames before the payload, ever. What a payload says of the client of a forwarder, or of
 *  who sends from the address next, is as good as a sender.
 *  @return false, with `ret_mac` untouched, if nothing is known */
bool iot_bindings_sender(const iot_bindings *bindings, const iot_addr *addr, uint32_t frame,
                         const iot_mac *header, const iot_bindings_view *view, iot_mac *ret_mac);
/** The MAC that got a frame to `addr`, or is meant by the address. The same, but that `header`, to
 *  which the frame goes, counts after senders and payloads before it: it can be where somebody was
 *  led by a lie. */
bool iot_bindings_receiver(const iot_bindings *bindings, const iot_addr *addr, uint32_t frame,
                           const iot_mac *header, const iot_bindings_view *view, iot_mac *ret_mac);
/** True if what the payload of that frame says, that `mac` has `addr`, is not contradicted by who
 *  sends from it before the next one. */
bool iot_bindings_is_credible(const iot_bindings *bindings, const iot_addr *addr,
                              const iot_mac *mac, uint32_t frame, const iot_bindings_view *view);
/** True if `mac` sent from `addr` in any frame... */
bool iot_bindings_is_sender(const iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac);
/** ...and if nobody else did. */
bool iot_bindings_is_only_sender(const iot_bindings *bindings, const iot_addr *addr,
                                 const iot_mac *mac);
/** True if a payload gave `addr` to `mac`, and who had been given it before went on to send. */
bool iot_bindings_is_denied(const iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac);
/** True if `is` is true of every MAC that payloads bound `addr` to or that sent from it, and there
 *  is one. */
bool iot_bindings_are_all(const iot_bindings *bindings, const iot_addr *addr,
                          bool (*is)(const iot_mac *mac, const void *user_data),
                          const void *user_data);
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
/** Of all facts that are kept... */
iot_revision iot_bindings_revision(const iot_bindings *bindings);
/** ...and of those alone that anybody asks for: senders from addresses that were not local are
 * none.
 */
iot_revision iot_bindings_local_revision(const iot_bindings *bindings);

#endif
