/* tcp-analysis.c - what a TCP segment is: new, sent again, out of order; what it acknowledges
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rules that Wireshark documents in its User's Guide ("TCP Analysis"), with its thresholds and
 * in its order, where the first that fits wins:
 *   - a zero-window probe, a keep-alive: not a retransmission
 *   - all of it is acknowledged already: (spurious) retransmission
 *   - the other side asked for it twice, 20 ms ago at most: (fast) retransmission
 *   - sooner after the newest segment than a round trip takes, and not the newest itself: out of
 *     order, which is not a retransmission
 *   - anything else that does not advance: retransmission
 */
#include "wire/transport/tcp-state.h"

#define FAST_NS          20000000
#define OUT_OF_ORDER_NS  3000000 /* while no handshake was seen */
#define REPEATS_FOR_FAST 2

static bool
has_flags(const tcp_segment *s, unsigned flags)
{
    return s->flags & flags;
}

/* SYN and FIN take a sequence number. */
static uint32_t
end_of(const tcp_segment *s)
{
    return s->sequence + s->payload_bytes + has_flags(s, TCP_SYN | TCP_FIN);
}

static bool
is_probe(const tcp_side *from, const tcp_side *to, const tcp_segment *s)
{
    return s->payload_bytes == 1 && s->sequence == from->next && to->window == 0;
}

static bool
is_keep_alive(const tcp_side *from, const tcp_segment *s)
{
    return s->payload_bytes <= 1 && s->sequence == from->next - 1 &&
           !has_flags(s, TCP_SYN | TCP_FIN | TCP_RST);
}

/* Says nothing that its sender did not say before. */
static bool
is_repetition(const tcp_side *from, const tcp_segment *s)
{
    return s->payload_bytes == 0 && s->window != 0 && s->window == from->window &&
           s->sequence == from->next && s->ack == from->ack &&
           !has_flags(s, TCP_SYN | TCP_FIN | TCP_RST);
}

static void
count_repetitions(tcp_side *from, const tcp_side *to, const tcp_segment *s)
{
    /* The answer to a keep-alive asks for nothing. */
    if (is_repetition(from, s) && !to->kept_alive)
        from->repeats = from->repeats == REPEATS_UNKNOWN ? 1 : from->repeats + 1;
    if (s->ack != from->ack)
        from->repeats = 0;
}

/* It acknowledges what was not captured. */
static void
notice_unseen(tcp_side *to, const tcp_segment *s)
{
    if (!to->whole || !sequence_before(to->whole, s->ack) || !has_flags(s, TCP_ACK))
        return;
    if (sequence_before(to->whole, to->next))
        to->whole = to->next;
    else
        to->repeats = REPEATS_UNKNOWN;
}

/* True if less than `limit_ns` passed. Time that runs backwards is taken as long. */
static bool
is_within(int64_t from_ns, int64_t to_ns, uint64_t limit_ns)
{
    return (uint64_t)to_ns - (uint64_t)from_ns < limit_ns;
}

static bool
is_out_of_order(const tcp_state *state, const tcp_side *from, const tcp_segment *s)
{
    uint64_t limit = state->handshake_ns ? (uint64_t)state->handshake_ns : OUT_OF_ORDER_NS;

    return is_within(from->next_ns, s->time_ns, limit) && from->next != end_of(s);
}

static bool
is_asked_for(const tcp_side *to, const tcp_segment *s)
{
    return to->repeats >= REPEATS_FOR_FAST && to->ack == s->sequence &&
           is_within(to->ack_ns, s->time_ns, FAST_NS);
}

static bool
is_acknowledged(const tcp_side *to, const tcp_segment *s)
{
    return s->payload_bytes > 0 && to->ack &&
           !sequence_before(to->ack, s->sequence + s->payload_bytes);
}

static bool
is_retransmission(const tcp_state *state, const tcp_side *from, const tcp_side *to,
                  const tcp_segment *s)
{
    bool advances = !from->next || !sequence_before(s->sequence, from->next);

    if (s->payload_bytes == 0 && !has_flags(s, TCP_SYN | TCP_FIN))
        return false;
    if (is_acknowledged(to, s))
        return true;
    /* The byte before may have been a probe. */
    if (advances || (s->payload_bytes > 1 && s->sequence == from->next - 1))
        return false;
    return is_asked_for(to, s) || !is_out_of_order(state, from, s);
}

static void
advance(tcp_side *from, const tcp_segment *s)
{
    uint32_t end = end_of(s);

    if (sequence_before(from->next, end) || !from->next) {
        from->next = end;
        from->next_ns = s->time_ns;
    }
    if (s->sequence == from->whole || !from->whole)
        from->whole = from->next;
}

static void
remember(tcp_side *from, const tcp_segment *s, uint32_t *budget)
{
    segment sent = {end_of(s), s->frame, s->time_ns};

    if (s->payload_bytes > 0 || has_flags(s, TCP_SYN | TCP_FIN))
        segments_add(&from->unacknowledged, &sent, budget);
    from->window = s->window;
    from->ack = s->ack;
    from->ack_ns = s->time_ns;
}

/* Where numbering begins, which tells a SYN sent again from one of another stream. */
static void
note_initial(tcp_side *from, tcp_side *to, const tcp_segment *s)
{
    bool answer = has_flags(s, TCP_SYN) && has_flags(s, TCP_ACK);

    if (!from->has_initial || answer)
        from->initial = has_flags(s, TCP_SYN) ? s->sequence : s->sequence - 1;
    from->has_initial = true;
    if (!to->has_initial && has_flags(s, TCP_ACK)) {
        to->initial = s->ack - 1;
        to->has_initial = true;
    }
}

tcp_verdict
tcp_judge(tcp_state *state, tcp_side *from, tcp_side *to, const tcp_segment *segment_read)
{
    /* A copy that nothing else points to stays in registers. */
    const tcp_segment copy = *segment_read, *s = &copy;
    tcp_verdict verdict = {0};
    segment acked;

    /* A SYN again: a reset that quoted some other number in between does not count. */
    if (has_flags(s, TCP_SYN) && !has_flags(s, TCP_ACK) && from->has_initial)
        from->next = from->whole;
    note_initial(from, to, s);
    bool probe = is_probe(from, to, s);
    verdict.keep_alive = !probe && is_keep_alive(from, s);
    count_repetitions(from, to, s);
    notice_unseen(to, s);
    verdict.retransmission = !verdict.keep_alive && is_retransmission(state, from, to, s);
    if (!probe)
        advance(from, s);
    remember(from, s, state->budget);
    from->kept_alive = verdict.keep_alive;
    if (segments_acknowledge(&to->unacknowledged, s->ack, &acked)) {
        verdict.acks_frame = acked.frame;
        verdict.ack_rtt_ns = s->time_ns - acked.time_ns;
    }
    return verdict;
}
