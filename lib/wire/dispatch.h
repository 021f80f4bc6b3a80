/* dispatch.h - the readers from link to transport
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each takes the bytes of its protocol and hands on what it carries (packet_hand_on), or calls a
 * reader that never leads back to it. Where a header is cut short or makes no sense, what was read
 * until there stands.
 */
#ifndef IOT_DISPATCH_H
#define IOT_DISPATCH_H

#include "wire/packet.h"

/* IP within IP within IP ... of one packet; what is deeper is not read. */
#define TUNNELS_MAX 8
/* Tags before one another of one packet, as many as Wireshark reads, and frames within frames; two
 * are usual. */
#define TAGS_MAX 20

/* Numbers of protocols above IP (IANA) that more than one reader knows. */
enum {
    IP_IPV4 = 4,
    IP_TCP = 6,
    IP_UDP = 17,
    IP_IPV6 = 41,
    IP_ICMPV6 = 58,
};

/* ethernet.c */
void ethernet_read(packet *p, cursor c);
/* Hands on what an ethertype says is carried, or names it. */
void ethertype_read(packet *p, uint16_t type, cursor c);
/* The same of GRE and its kin, which carry frames of Ethernet as well. */
void bridged_read(packet *p, uint16_t type, cursor c);
/* A tag before another type. */
void tag_read(packet *p, cursor c);
/* What gear says of itself to its neighbours: in a frame that carries no packet, of which nothing
 * else is read... */
void announcement_read(packet *p, cursor frame);
/* lldp.c, lltd.c, cdp.c: ...behind its type. */
void lldp_read(packet *p, cursor c);
void lltd_read(packet *p, cursor c);
void cdp_read(packet *p, cursor c);
/* llc.c: IEEE 802.2, with or without SNAP. */
void llc_read(packet *p, cursor c);
/* ppp.c: a PPPoE session. */
void pppoe_read(packet *p, cursor c);
/* cooked.c: Linux cooked captures. */
void cooked_read(packet *p, cursor c);
void cooked2_read(packet *p, cursor c);
/* loopback.c: what BSDs put before their loopback's packets. */
void null_read(packet *p, cursor c);
void loop_read(packet *p, cursor c);
/* wlan.c, radiotap.c */
void wlan_read(packet *p, cursor c);
/* Of a data frame's header. */
void wlan_take_air(packet *p, const uint8_t header[IOT_WLAN_BYTES]);
void radiotap_read(packet *p, cursor c);

/* arp.c */
void arp_read(packet *p, cursor c);
/* ip.c: IP of the version that its first bits tell, without a link too; what IP carries. */
void ip_read(packet *p, cursor c);
void raw_read(packet *p, cursor c);
void ip_payload_read(packet *p, unsigned protocol, cursor c);
/* A piece of what IP carries: the first has the transport's header; what somebody put together is
 * read in its place. */
void ip_fragment_read(packet *p, unsigned protocol, bool first, cursor c);
/* ip4.c, ip6.c */
void ip4_read(packet *p, cursor c);
void ip6_read(packet *p, cursor c);
/* gre.c */
void gre_read(packet *p, cursor c);
/* tunnel/: behind GRE or a label, and in datagrams, of which they tell whether they are theirs. */
void erspan1_read(packet *p, cursor c);
void erspan2_read(packet *p, cursor c);
void erspan3_read(packet *p, cursor c);
void mpls_read(packet *p, cursor c);
bool mpls_read_datagram(packet *p, cursor c);
bool vxlan_read(packet *p, cursor c);
bool vxlan_gpe_read(packet *p, cursor c);
bool geneve_read(packet *p, cursor c);
bool tzsp_read(packet *p, cursor c);
bool teredo_read(packet *p, cursor c);
/* icmp.c, icmp6.c, ndp.c */
void icmp_read(packet *p, cursor c);
void icmp6_read(packet *p, cursor c);
void neighbours_read(packet *p, unsigned type, cursor options, const iot_addr *target);
/* udp.c, tcp.c */
void udp_read(packet *p, cursor c);
void tcp_read(packet *p, cursor c);

/* What is inside has a stream of its own, or none. */
static inline void
packet_forget_stream(packet *p)
{
    iot_observation *obs = p->obs;

    obs->transport = IOT_TRANSPORT_NONE;
    obs->src_port = obs->dst_port = 0;
    obs->has_stream = false;
    obs->stream = 0;
    obs->payload_bytes = 0;
    p->relays = NULL;
}

/* Hands on a packet of IP that a tunnel carries. */
static inline void
packet_enter_network(packet *p, layer next, cursor c)
{
    if (p->tunnels >= TUNNELS_MAX)
        return;
    packet_forget_stream(p);
    packet_hand_on(p, next, c);
}

/* Hands on a frame that a tunnel carries. Whoever sent it has not the addresses of the tunnel's
 * ends: if there are none inside, there are none. */
static inline void
packet_enter_frame(packet *p, layer next, cursor c)
{
    if (p->tunnels >= TUNNELS_MAX || p->tags++ >= TAGS_MAX)
        return;
    packet_forget_stream(p);
    p->obs->src = p->obs->dst = (iot_addr){0};
    packet_hand_on(p, next, c);
}

/* A header says that `n` bytes belong to it from here on: what is behind them is a trailer. Where
 * it says more than was sent, it is not believed. */
static inline void
packet_limit(packet *p, cursor *c, size_t n)
{
    size_t left = cursor_left(c);

    if (n <= left) {
        c->end = c->at + n;
        p->cut_bytes = 0;
    } else if (n - left < p->cut_bytes) {
        p->cut_bytes = (uint32_t)(n - left);
    }
}

#endif
