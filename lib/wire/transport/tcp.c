/* tcp.c - TCP (RFC 9293)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dispatch.h"
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

static stream *
find_stream(packet *p, const tcp_segment *s, iot_side *ret_sender)
{
    streams *all = p->dissector->streams;
    stream *at = streams_get(all, p->obs, ret_sender);

    if (tcp_begins_anew(&at->tcp.sides[*ret_sender], s))
        streams_renew(all, at);
    p->obs->has_stream = true;
    p->obs->stream = at->number;
    p->obs->syn = s->flags & TCP_SYN;
    p->obs->ack = s->flags & TCP_ACK;
    p->obs->rst = s->flags & TCP_RST;
    return at;
}

static void
read_in_order(packet *p, tcp_side *from, const tcp_segment *s, cursor c)
{
    uint32_t first = s->sequence + ((s->flags & TCP_SYN) != 0);

    if (in_order_take(&from->order, first, s->payload_bytes, &c))
        reassembly_lose(&from->reassembly);
    if (cursor_left(&c) > 0)
        payload_read_stream(p, &from->reassembly, c);
    /* The rest comes too late if it comes. */
    if (p->cut_bytes > 0)
        reassembly_lose(&from->reassembly);
}

static void
read_payload(packet *p, tcp_side *from, const tcp_segment *s, cursor c)
{
    iot_observation *obs = p->obs;

    /* What was not captured tells nothing, and what a reset carries is for people (RFC 9293
     * section 3.5.3). */
    if (cursor_left(&c) == 0 || s->flags & TCP_RST || from->reassembly.done)
        return;
    obs->protocol = payload_protocol_by_port(IOT_TRANSPORT_TCP, obs->src_port, obs->dst_port);
    if (!p->fragment)
        read_in_order(p, from, s, c);
}

/* Of a fragment nobody knows how long the segment is. */
static void
read_segment(packet *p, tcp_state *state, tcp_side *from, tcp_segment *s, cursor c)
{
    tcp_side *to = from == &state->sides[0] ? &state->sides[1] : &state->sides[0];
    iot_observation *obs = p->obs;
    unsigned header_bytes = (unsigned)(c.at[12] >> 4) * 4;
    size_t sent = packet_sent(p, &c);

    if (sent < header_bytes)
        return;
    s->payload_bytes = (uint32_t)(sent - header_bytes);
    obs->payload_bytes = s->payload_bytes;
    tcp_verdict verdict = tcp_judge(state, from, to, s);
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
        read_payload(p, from, s, c);
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
    stream *at = find_stream(p, &s, &sender);
    if (!p->fragment)
        read_segment(p, &at->tcp, &at->tcp.sides[sender], &s, c);
}
