/* tcp-state.h - what must be remembered of a TCP stream to tell what its next segment is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rules are those of Wireshark's tcp.analysis, so that both see the same retransmissions and
 * the same round trips; tcp-analysis.c has them.
 */
#ifndef IOT_TCP_STATE_H
#define IOT_TCP_STATE_H

#include "wire/in-order.h"
#include "wire/transport/tcp-unacked.h"

/* The other side acknowledged what was not captured: who knows what was asked for in between. More
 * than any count, so that what comes again is taken as asked for. */
#define REPEATS_UNKNOWN UINT32_MAX

/* What one side sent. As in Wireshark, the sequence number 0 means "none yet": once in 4 GiB that
 * is wrong, and both are wrong alike. */
typedef struct tcp_side {
    segments unacknowledged;
    int64_t next_ns;  /* when `next` was reached */
    int64_t ack_ns;   /* when `ack` was sent */
    uint32_t initial; /* sequence number of its SYN, or a guess; see has_initial */
    uint32_t next;    /* highest sequence number expected next; 0: none */
    uint32_t whole;   /* up to here nothing is missing, as far as is known; 0: none */
    uint32_t ack;     /* its last acknowledgement */
    uint32_t window;  /* that it offered last, not scaled; UINT32_MAX: none yet */
    uint32_t repeats; /* acknowledgements that said the same again; REPEATS_UNKNOWN */
    bool has_initial;
    bool kept_alive; /* its last segment was a keep-alive */

    in_order order;
} tcp_side;

typedef struct tcp_state {
    tcp_side sides[2];
    int64_t syn_ns;       /* of the latest SYN; 0: none */
    int64_t handshake_ns; /* from it to the first acknowledgement; 0: none */
    uint32_t *budget;     /* of segments; see tcp-unacked.h */
} tcp_state;

/* One segment. */
typedef struct tcp_segment {
    uint32_t frame;
    int64_t time_ns;
    uint32_t sequence, ack;
    uint32_t payload_bytes;
    uint16_t window;
    uint8_t flags;
} tcp_segment;

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_ACK = 16 };

/* What a segment is. */
typedef struct tcp_verdict {
    bool retransmission;
    bool keep_alive;     /* its byte, if it has one, is no data */
    uint32_t acks_frame; /* 0: none */
    int64_t ack_rtt_ns;
} tcp_verdict;

/* Takes in a segment of known length that one side sent to the other. */
tcp_verdict tcp_judge(tcp_state *state, tcp_side *from, tcp_side *to, const tcp_segment *s);

/* True if the segment begins another stream between the same ports. */
static inline bool
tcp_begins_anew(const tcp_side *from, const tcp_segment *s)
{
    return (s->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN && from->has_initial &&
           s->sequence != from->initial;
}

/* Takes in what a segment tells of the handshake. */
static inline void
tcp_note_handshake(tcp_state *state, const tcp_segment *s)
{
    unsigned flags = s->flags & (TCP_SYN | TCP_ACK);

    if (flags == TCP_SYN)
        state->syn_ns = s->time_ns;
    else if (flags == TCP_ACK && !state->handshake_ns && state->syn_ns)
        state->handshake_ns = s->time_ns - state->syn_ns;
}

#endif
