/* extract-tcp.c - streams, flags, payloads and round trips of TCP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Most packets are TCP, so that a field wanted here is made a million times. One is: tcp.stream,
 * which stands at the header, and everything else is read around it.
 */
#include "read/extract-internal.h"
#include "read/tcp-acked.h"
#include "session/session.h"

#include <string.h>

#define NS_PER_S G_GINT64_CONSTANT(1000000000)

/* The two octets of the header with its length, in words of four octets, and flags; RFC 9293
 * section 3.1. */
#define FLAGS_OFFSET 12
#define TCP_SYN      0x02
#define TCP_RST      0x04
#define TCP_ACK      0x10

/* Where a kind of IP header has what; RFC 791 section 3.1, RFC 8200 section 3. */
typedef struct ip_layout {
    int size, step, most; /* of octets before TCP's header: extensions and options are in between */
    int src_offset, src_length;
    int length_offset, length_counts_from;
} ip_layout;

static const ip_layout ipv4 = {
    .size = 20,
    .step = 4,
    .most = 60,
    .src_offset = 12,
    .src_length = 4,
    .length_offset = 2,
};
/* As many octets of extensions as anybody has seen, and more: ours to choose. */
static const ip_layout ipv6 = {
    .size = 40,
    .step = 8,
    .most = 512,
    .src_offset = 8,
    .src_length = 16,
    .length_offset = 4,
    .length_counts_from = 40,
};

/* Fields that are rare are made only for packets that the analysis flagged. */
static bool
is_retransmission(proto_tree *tree)
{
    return wanted_first(tree, W_TCP_RETRANSMISSION) ||
           wanted_first(tree, W_TCP_FAST_RETRANSMISSION) ||
           wanted_first(tree, W_TCP_SPURIOUS_RETRANSMISSION);
}

static void
extract_analysis(packet_info *pinfo, proto_tree *tree, guint32 stream, iot_observation *obs)
{
    const struct tcp_acked *acked = iot_tcp_acked(pinfo, stream);

    if (!acked)
        return;
    obs->retransmission = acked->flags && is_retransmission(tree);
    if (!acked->frame_acked)
        return;
    obs->acks_frame = acked->frame_acked + iot_session_frames_before();
    obs->ack_rtt_ns = (gint64)acked->ts.secs * NS_PER_S + acked->ts.nsecs;
}

/* Is that the IP header of the packet, so many octets before TCP's? What is carried in fields of
 * other packets has other addresses. */
static bool
is_ip_header(const packet_info *pinfo, const ip_layout *ip, const guint8 *header, int before)
{
    bool version = ip == &ipv4 ? header[0] == (0x40 | before / 4) : header[0] >> 4 == 6;

    return version && memcmp(header + ip->src_offset, pinfo->net_src.data, ip->src_length) == 0;
}

/* Octets from TCP's header to the end of what the IP header before it carries; 0 if there is none,
 * or it does not say (a network card cuts what it is handed into packets later). */
static int
carried_bytes(const packet_info *pinfo, field_info *tcp)
{
    const ip_layout *ip = pinfo->net_src.type == AT_IPv4 ? &ipv4 : &ipv6;
    guint8 header[40];

    if (pinfo->net_src.len != ip->src_length)
        return 0;
    for (int before = ip->size; before <= ip->most; before += ip->step) {
        if (!wanted_bytes(tcp, -before, (unsigned)ip->size, header))
            return 0;
        if (!is_ip_header(pinfo, ip, header, before))
            continue;
        int length = header[ip->length_offset] << 8 | header[ip->length_offset + 1];
        return MAX(length + ip->length_counts_from - before, 0);
    }
    return 0;
}

/* As tcp.len says where it says something. Where there is no IP header, it was taken away with the
 * fragments' others when they were put together, and what is left is all payload. */
static guint32
payload_bytes(const packet_info *pinfo, field_info *tcp, int header)
{
    int carried = carried_bytes(pinfo, tcp);

    if (carried == 0)
        carried = (int)tvb_reported_length_remaining(tcp->ds_tvb, tcp->start);
    return carried > header ? (guint32)(carried - header) : 0;
}

void
extract_tcp(packet_info *pinfo, proto_tree *tree, iot_observation *obs)
{
    field_info *field = wanted_last(tree, W_TCP_STREAM);
    guint32 stream = (guint32)wanted_uint(field);
    guint16 flags = wanted_u16(field, FLAGS_OFFSET);

    if (!field)
        return;
    obs->has_stream = true;
    obs->stream = iot_session_stream(stream);
    obs->syn = flags & TCP_SYN;
    obs->ack = flags & TCP_ACK;
    obs->rst = flags & TCP_RST;
    obs->payload_bytes = payload_bytes(pinfo, field, (flags >> 12) * 4);
    extract_analysis(pinfo, tree, stream, obs);
}
