/* rtt.h - samples of the remote leg, and the smallest of them per remote
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two parts. iot_rtt_state is what one stream must remember to tell a good sample from a bad one;
 * iot_smallest_rtts keeps the smallest sample per sender. A sample on a packet measures the leg
 * between the point of capture and the packet's *sender* (it answers something that passed here
 * before), so a packet from the remote samples the remote leg. Which side is remote can become
 * clear later than the packet, so samples of both sides are kept, with who received them.
 */
#ifndef IOT_RTT_H
#define IOT_RTT_H

#include "base/ranking.h"
#include "base/revision.h"
#include "fact/observation.h"
#include "tables/service.h"

/** Most senders with samples. */
#define IOT_SMALLEST_RTTS_SENDERS_MAX 262144
/** Most receivers told apart per sender; samples of more are dropped. */
#define IOT_SMALLEST_RTTS_RECEIVERS_MAX 64
/** NTP requests of one stream that can wait for their response. */
#define IOT_RTT_NTP_PENDING 8

/** Memory of one stream. Zero-initialised; cleared with iot_rtt_state_clear. Sides are those of the
 *  stream: IOT_SIDE_SRC sent its first packet. */
typedef struct iot_rtt_state {
    uint32_t last_retransmission[2]; /**< frame, by side; 0: none */
    uint32_t smallest_us[2];         /**< 1 + sample by side of the sender; 0: none */
    iot_revision local_since[2];     /**< of who is local, at which the sender was known to be, by
                                          side: kept for the capture; IOT_REVISION_NONE: it was not */
    int64_t initial_ns;              /**< time of the only QUIC Initial so far */
    uint8_t initials;                /**< datagrams with an Initial by `initial_side`, up to 2 */
    uint8_t initial_side;
    bool quic_done;              /**< the server answered */
    bool spoke[2];               /**< sent a datagram, by side */
    struct iot_ntp_pending *ntp; /**< NULL until a request is seen */
} iot_rtt_state;

void iot_rtt_state_clear(iot_rtt_state *state);

/** Takes in one packet and returns the smallest sample it carries, ns; 0: none.
 *  - TCP: ack_rtt_ns, unless the frame acknowledged is not later than the last retransmission of
 *    the packet's receiver in that stream (Karn's rule, RFC 6298 section 3).
 *  - DNS and ICMP echo: response_ns as given.
 *  - NTP: mode 3 to the mode 4 whose origin timestamp is the request's transmit timestamp. A
 *    request repeated with one timestamp counts from its first, which errs on the long side.
 *  - QUIC: Initial to the first datagram of the other side, if it was the only one until then.
 *  @param state of the packet's stream, or NULL if it has none
 *  @param side who sent this packet */
int64_t iot_rtt_state_observe(iot_rtt_state *state, iot_side side, const iot_observation *obs);

typedef struct iot_smallest_rtts iot_smallest_rtts;
/** True if samples that went to this address count. */
typedef bool (*iot_receiver_fn)(const iot_addr *receiver, const void *user_data);

iot_smallest_rtts *iot_smallest_rtts_new(void);
void iot_smallest_rtts_free(iot_smallest_rtts *smallest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_smallest_rtts, iot_smallest_rtts_free)
/** A packet from `sender` to `receiver` gave a sample of `rtt_ns` > 0. */
void iot_smallest_rtts_observe(iot_smallest_rtts *smallest, const iot_addr *sender,
                               const iot_addr *receiver, int64_t rtt_ns);
/** The smallest sample of `sender` whose receiver `counts`, ns; 0: none. */
int64_t iot_smallest_rtts_lookup(const iot_smallest_rtts *smallest, const iot_addr *sender,
                                 iot_receiver_fn counts, const void *user_data);
/** What all of it takes. */
uint64_t iot_smallest_rtts_bytes(const iot_smallest_rtts *smallest);
/** Thins senders out to that many bytes (ranking.h), and counts what goes as dropped. */
void iot_smallest_rtts_prune(iot_smallest_rtts *smallest, uint64_t bytes,
                             iot_ranking_weight_fn weight, void *user_data);
/** How many samples were dropped at a cap. */
uint64_t iot_smallest_rtts_dropped(const iot_smallest_rtts *smallest);

#endif
