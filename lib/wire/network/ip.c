/* ip.c - what IP carries, of either version
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dispatch.h"

/* Those that are named and not read, as Wireshark calls them. */
static const char *
name_of(unsigned protocol)
{
    switch (protocol) {
    case 2:
        return "igmp";
    case 33:
        return "dccp";
    case 46:
        return "rsvp";
    case 50:
        return "esp";
    case 51:
        return "ah";
    case 88:
        return "eigrp";
    case 89:
        return "ospf";
    case 103:
        return "pim";
    case 112:
        return "vrrp";
    case 115:
        return "l2tp";
    case 132:
        return "sctp";
    case 136:
        return "udplite";
    default:
        return NULL;
    }
}

static void
name_carried(packet *p, unsigned protocol)
{
    const char *name = name_of(protocol);

    if (name)
        packet_set_protocol(p, name);
}

void
ip_payload_read(packet *p, unsigned protocol, cursor c)
{
    enum { ICMP = 1, GRE = 47, MPLS = 137 };

    /* A header that nothing follows carries nothing. */
    if (packet_sent(p, &c) == 0)
        return;
    if (protocol == IP_TCP)
        tcp_read(p, c);
    else if (protocol == IP_UDP)
        udp_read(p, c);
    else if (protocol == ICMP)
        icmp_read(p, c);
    else if (protocol == IP_ICMPV6)
        icmp6_read(p, c);
    else if (protocol == IP_IPV4)
        packet_hand_on(p, LAYER_IP, c);
    else if (protocol == IP_IPV6)
        packet_hand_on(p, LAYER_IP6, c);
    else if (protocol == GRE)
        gre_read(p, c);
    else if (protocol == MPLS)
        packet_hand_on(p, LAYER_MPLS, c);
    else
        name_carried(p, protocol);
}

void
ip_fragment_read(packet *p, unsigned protocol, bool first, cursor c)
{
    const iot_bytes *whole = p->put_together;

    p->put_together = NULL;
    if (whole) {
        p->cut_bytes = whole->length_bytes - MIN(whole->length_bytes, whole->captured_bytes);
        ip_payload_read(p, protocol, cursor_of(whole->bytes, whole->captured_bytes));
        return;
    }
    p->fragment = true;
    if (first)
        ip_payload_read(p, protocol, c);
}

void
raw_read(packet *p, cursor c)
{
    unsigned version = cursor_left(&c) > 0 ? *c.at >> 4 : 0;

    packet_set_protocol(p, "raw");
    if (version == 4 || version == 6)
        ip_read(p, c);
}

void
ip_read(packet *p, cursor c)
{
    unsigned version = cursor_left(&c) > 0 ? *c.at >> 4 : 0;

    if (version == 6)
        ip6_read(p, c);
    else
        ip4_read(p, c);
}
