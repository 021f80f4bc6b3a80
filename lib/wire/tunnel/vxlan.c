/* vxlan.c - VXLAN (RFC 7348), and with other things than Ethernet inside (VXLAN-GPE)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dispatch.h"

/* Bits of the flags. */
enum { HAS_NETWORK = 0x08, HAS_PROTOCOL = 0x04 };

/* A header without a network's number is none. Linux's old port is one of many that others come
 * from, too: what is reserved says so. */
bool
vxlan_read(packet *p, cursor c)
{
    uint8_t flags = cursor_u8(&c);

    cursor_skip(&c, 6);
    uint8_t reserved = cursor_u8(&c);
    if (c.failed || !(flags & HAS_NETWORK) || reserved != 0)
        return false;
    packet_set_protocol(p, "vxlan");
    packet_enter_frame(p, LAYER_ETHERNET, c);
    return true;
}

bool
vxlan_gpe_read(packet *p, cursor c)
{
    enum { IPV4 = 1, IPV6 = 2, ETHERNET = 3, MPLS = 5 };
    uint8_t flags = cursor_u8(&c);

    cursor_skip(&c, 2);
    uint8_t next = cursor_u8(&c);
    cursor_skip(&c, 4);
    if (c.failed || !(flags & HAS_PROTOCOL))
        return false;
    packet_set_protocol(p, "vxlan_gpe");
    if (next == ETHERNET)
        packet_enter_frame(p, LAYER_ETHERNET, c);
    else if (next == IPV4)
        packet_enter_network(p, LAYER_IP, c);
    else if (next == IPV6)
        packet_enter_network(p, LAYER_IP6, c);
    else if (next == MPLS)
        packet_enter_network(p, LAYER_MPLS, c);
    return true;
}
