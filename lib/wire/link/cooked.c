/* cooked.c - Linux cooked captures, version 1 and 2
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * (https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html and _SLL2.html.) They have no
 * receiver's MAC, but say that there were many.
 */
#include <string.h>

#include "wire/dispatch.h"

#define TYPES_FROM 0x0600

static void
take_receivers(packet *p, unsigned type)
{
    enum { BROADCAST = 1, MULTICAST = 2 };
    static const iot_mac everybody = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

    if (type == BROADCAST || type == MULTICAST)
        p->obs->dst_mac = everybody;
}

/* The address has room for eight bytes; those of a MAC come first. */
static void
take_sender(packet *p, unsigned length, const uint8_t *address)
{
    if (length == 6 && address)
        memcpy(p->obs->src_mac.bytes, address, 6);
}

/* Numbers below those of Ethernet are Linux's own. */
static void
read_carried(packet *p, uint16_t type, cursor c)
{
    enum { LINUX_802_2 = 4 };

    if (c.failed)
        return;
    if (type == LINUX_802_2)
        packet_hand_on(p, LAYER_LLC, c);
    else if (type >= TYPES_FROM)
        ethertype_read(p, type, c);
}

void
cooked_read(packet *p, cursor c)
{
    uint16_t type = cursor_u16(&c);

    packet_set_protocol(p, "sll");
    take_receivers(p, type);
    cursor_skip(&c, 2);
    uint16_t length = cursor_u16(&c);
    take_sender(p, length, cursor_bytes(&c, 8));
    uint16_t protocol = cursor_u16(&c);
    read_carried(p, protocol, c);
}

void
cooked2_read(packet *p, cursor c)
{
    uint16_t protocol = cursor_u16(&c);

    packet_set_protocol(p, "sll");
    cursor_skip(&c, 8);
    take_receivers(p, cursor_u8(&c));
    uint8_t length = cursor_u8(&c);
    take_sender(p, length, cursor_bytes(&c, 8));
    read_carried(p, protocol, c);
}
