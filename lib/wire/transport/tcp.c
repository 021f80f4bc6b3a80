/* tcp.c - TCP (RFC 9293)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dispatch.h"
#include "wire/message/tls.h"
#include "wire/transport/payload.h"
#include "wire/transport/stream-table.h"

#define HEADER_BYTES 20
/* What of a header cut short still tells the stream: ports, numbers, flags, window. */
#define HEADER_ENOUGH_BYTES 16

static uint32_t
u32_at(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static tcp_segment
segment_of(const packet *p, const uint8_t *header)
{
    return (tcp_segment){
        .frame = p->frame->number,
        .time_ns = p->obs->time_ns,
        .sequence = u32_at(header + 4),
        .ack = u32_at(header + 8),
        .window = (uint16_t)(header[14] << 8 | header[15]),
        .flags = header[13],
    };
}

static tcp_stream *
find_stream(packet *p, const tcp_segment *s, iot_side *ret_sender)
{
    streams *all = p->dissector->streams;
    tcp_stream *at = (tcp_stream *)streams_get(all, p->obs, ret_sender);

    if (tcp_begins_anew(&at->tcp.sides[*ret_sender], s))
        streams_renew(all, &at->stream);
    p->obs->has_stream = true;
    p->obs->stream = at->stream.number;
    p->obs->syn = s->flags & TCP_SYN;
    p->obs->ack = s->flags & TCP_ACK;
    p->obs->rst = s->flags & TCP_RST;
    p->obs->fin = s->flags & TCP_FIN;
    return at;
}

static void
read_in_order(packet *p, tcp_stream *at, iot_side sender, const tcp_segment *s, cursor c)
{
    reassembly *from = &at->stream.sides[sender];
    uint32_t first = s->sequence + ((s->flags & TCP_SYN) != 0);

    if (in_order_take(&at->tcp.sides[sender].order, first, s->payload_bytes, &c))
        reassembly_lose(from);
    if (cursor_left(&c) > 0)
        payload_read_stream(p, &at->stream.talk, from, c);
    /* The rest comes too late if it comes. */
    if (p->cut_bytes > 0)
        reassembly_lose(from);
}

static void
read_payload(packet *p, tcp_stream *at, iot_side sender, const tcp_segment *s, cursor c)
{
    /* What was not captured tells nothing, and what a reset carries is for people (RFC 9293
     * section 3.5.3). */
    if (cursor_left(&c) == 0 || s->flags & TCP_RST)
        return;
    if (!p->fragment && !at->stream.sides[sender].done)
        read_in_order(p, at, sender, s, c);
    const char *protocol = at->stream.talk.protocol;
    if (g_strcmp0(protocol, "tls") == 0)
        tls_take_alert(p, c);
    p->obs->protocol = protocol;
}

/* Of a fragment nobody knows how long the segment is. */
static void
read_segment(packet *p, tcp_stream *at, iot_side sender, tcp_segment *s, cursor c)
{
    tcp_state *state = &at->tcp;
    iot_observation *obs = p->obs;
    unsigned header_bytes = (unsigned)(c.at[12] >> 4) * 4;
    size_t sent = packet_sent(p, &c);

    if (sent < header_bytes)
        return;
    s->payload_bytes = (uint32_t)(sent - header_bytes);
    obs->payload_bytes = s->payload_bytes;
    obs->payload_cut = s->payload_bytes > 0 && packet_is_cut(p);
    tcp_verdict verdict = tcp_judge(state, &state->sides[sender], &state->sides[!sender], s);
    if (header_bytes < HEADER_BYTES)
        return;
    tcp_note_handshake(state, s);
    /* Wireshark does not say what it found if the options are cut short. */
    if (!cursor_bytes(&c, header_bytes))
        return;
    obs->retransmission = verdict.retransmission;
    obs->acks_frame = verdict.acks_frame;
    obs->ack_rtt_ns = verdict.ack_rtt_ns;
    if (!verdict.keep_alive)
        read_payload(p, at, sender, s, c);
}

void
tcp_read(packet *p, cursor c)
{
    const uint8_t *header = c.at;
    iot_side sender;

    p->obs->transport = IOT_TRANSPORT_TCP;
    p->obs->protocol = NULL;
    if (cursor_left(&c) < 4)
        return;
    p->obs->src_port = (uint16_t)(header[0] << 8 | header[1]);
    p->obs->dst_port = (uint16_t)(header[2] << 8 | header[3]);
    if (cursor_left(&c) < HEADER_ENOUGH_BYTES)
        return;
    tcp_segment s = segment_of(p, header);
    tcp_stream *at = find_stream(p, &s, &sender);
    p->relays = &at->stream.talk.relays;
    if (!p->fragment)
        read_segment(p, at, sender, &s, c);
}
