/* llc.c - IEEE 802.2, with or without SNAP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dispatch.h"

#define TYPES_FROM 0x0600

/* Those that are named and not read, as Wireshark calls them. */
static const char *
name_of_service(uint8_t destination)
{
    switch (destination) {
    case 0x04:
    case 0x08:
    case 0x0c:
        return "sna";
    case 0x42:
        return "stp";
    case 0xe0:
        return "ipx";
    case 0xf0:
        return "netbios";
    default:
        return NULL;
    }
}

static const char *
name_of_cisco(uint16_t type)
{
    switch (type) {
    case 0x0111:
        return "udld";
    case 0x2000:
        return "cdp";
    case 0x2003:
        return "vtp";
    case 0x2004:
        return "dtp";
    default:
        return NULL;
    }
}

static void
snap_read(packet *p, cursor c)
{
    enum { ETHERNET = 0, CISCO = 0x00000c, BRIDGE_TUNNEL = 0x0000f8, TYPE_CDP = 0x2000 };
    uint32_t head = cursor_u32(&c);
    uint32_t organisation = head >> 8;
    uint16_t type = (uint16_t)((head & 0xff) << 8 | cursor_u8(&c));

    if (c.failed)
        return;
    if ((organisation == ETHERNET || organisation == BRIDGE_TUNNEL) && type >= TYPES_FROM)
        ethertype_read(p, type, c);
    else if (organisation == CISCO && name_of_cisco(type))
        packet_set_protocol(p, name_of_cisco(type));
    if (organisation == CISCO && type == TYPE_CDP)
        cdp_read(p, c);
}

void
llc_read(packet *p, cursor c)
{
    enum { SNAP = 0xaa, UNNUMBERED_INFORMATION = 3, XID = 0xaf };
    uint8_t destination = cursor_u8(&c) & 0xfe, source = cursor_u8(&c) & 0xfe;
    uint8_t control = cursor_u8(&c);

    packet_set_protocol(p, "llc");
    if (c.failed)
        return;
    if (control == UNNUMBERED_INFORMATION && destination == SNAP && source == SNAP)
        snap_read(p, c);
    else if (name_of_service(destination) && (control & 0xef) != XID)
        packet_set_protocol(p, name_of_service(destination));
}
