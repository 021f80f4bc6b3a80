/* udp.c - UDP (RFC 768)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dispatch.h"
#include "wire/transport/payload.h"
#include "wire/transport/stream-table.h"

#define HEADER_BYTES 8

/* Wireshark gives a datagram whose length is impossible neither ports nor a stream. */
static bool
take_header(packet *p, cursor *c, uint32_t *ret_length)
{
    iot_observation *obs = p->obs;
    /* A jumbogram says zero (RFC 2675 section 4). */
    size_t whole = obs->src.family == 6 ? packet_sent(p, c) : 0;
    uint16_t src = cursor_u16(c), dst = cursor_u16(c), length = cursor_u16(c);

    cursor_skip(c, 2);
    *ret_length = length ? length : (uint32_t)whole;
    if (c->failed || *ret_length < HEADER_BYTES)
        return false;
    obs->src_port = src;
    obs->dst_port = dst;
    obs->payload_bytes = length ? length - HEADER_BYTES : 0;
    obs->payload_cut = packet_is_cut(p);
    return true;
}

void
udp_read(packet *p, cursor c)
{
    iot_observation *obs = p->obs;
    uint32_t length;
    iot_side sender;

    obs->transport = IOT_TRANSPORT_UDP;
    obs->protocol = NULL;
    if (!take_header(p, &c, &length))
        return;
    stream *at = streams_get(p->dissector->streams, obs, &sender);
    obs->has_stream = true;
    obs->stream = at->number;
    if (length == HEADER_BYTES)
        return;
    packet_limit(p, &c, length - HEADER_BYTES);
    quic_stream quic = {&((udp_stream *)at)->quic, &at->sides[sender], sender};
    p->quic = &quic;
    payload_read_datagram(p, &at->talk, c);
    p->quic = NULL;
}
