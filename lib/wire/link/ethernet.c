/* ethernet.c - Ethernet, its tags, and what its types carry
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "wire/dispatch.h"

#define HEADER_BYTES 14
/* Below this the field is a length, and LLC follows (IEEE 802.3 clause 3.2.6). */
#define TYPES_FROM 0x0600
/* Longer than any length, yet no type. */
#define LENGTHS_TO 1500

enum {
    TYPE_IPV4 = 0x0800,
    TYPE_ARP = 0x0806,
    TYPE_RARP = 0x8035,
    TYPE_VLAN = 0x8100,
    TYPE_IPV6 = 0x86dd,
    TYPE_BRIDGED = 0x6558, /* Ethernet within something else */
    TYPE_MPLS = 0x8847,
    TYPE_MPLS_UPSTREAM = 0x8848,
    TYPE_PPP_SESSION = 0x8864,
    TYPE_LLDP = 0x88cc,
    TYPE_LLTD = 0x88d9,
    TYPE_QINQ = 0x88a8,
    TYPE_OLD_QINQ = 0x9100,
};

/* Those that are named and not read, as Wireshark calls them. */
static const struct {
    uint16_t type;
    const char *name;
} named[] = {
    {0x0842, "wol"},     {0x22f0, "ieee1722"},    {0x6558, "eth"},   {0x8863, "pppoed"},
    {0x886c, "rsl"},     {0x887b, "homeplug"},    {0x888e, "eapol"}, {0x8892, "pn_rt"},
    {0x8899, "realtek"}, {0x88a4, "ecatf"},       {0x88c7, "eapol"}, {0x88cc, "lldp"},
    {0x88d9, "lltd"},    {0x88e1, "homeplug-av"}, {0x88f7, "ptp"},   {0x8902, "cfm"},
    {0x890d, "wlan"},    {0x893a, "ieee1905"},    {0x9000, "loop"},
};

/* What none of the readers knows. */
static void
name_type(packet *p, uint16_t type)
{
    packet_set_protocol(p, "ethertype");
    for (unsigned i = 0; i < G_N_ELEMENTS(named); i++)
        if (named[i].type == type)
            packet_set_protocol(p, named[i].name);
}

void
tag_read(packet *p, cursor c)
{
    cursor_skip(&c, 2);
    uint16_t type = cursor_u16(&c);

    packet_set_protocol(p, "vlan");
    if (c.failed || p->tags++ >= TAGS_MAX)
        return;
    if (type >= TYPES_FROM) {
        ethertype_read(p, type, c);
    } else {
        packet_limit(p, &c, type);
        packet_hand_on(p, LAYER_LLC, c);
    }
}

void
ethertype_read(packet *p, uint16_t type, cursor c)
{
    switch (type) {
    case TYPE_IPV4:
        packet_hand_on(p, LAYER_IP, c);
        break;
    case TYPE_IPV6:
        packet_set_protocol(p, "ethertype");
        packet_hand_on(p, LAYER_IP6, c);
        break;
    case TYPE_ARP:
    case TYPE_RARP:
        packet_hand_on(p, LAYER_ARP, c);
        break;
    case TYPE_VLAN:
    case TYPE_QINQ:
    case TYPE_OLD_QINQ:
        packet_hand_on(p, LAYER_TAG, c);
        break;
    case TYPE_PPP_SESSION:
        packet_hand_on(p, LAYER_PPPOE, c);
        break;
    case TYPE_MPLS:
    case TYPE_MPLS_UPSTREAM:
        packet_hand_on(p, LAYER_MPLS, c);
        break;
    case TYPE_LLDP:
        name_type(p, type);
        lldp_read(p, c);
        break;
    case TYPE_LLTD:
        name_type(p, type);
        lltd_read(p, c);
        break;
    default:
        name_type(p, type);
    }
}

void
bridged_read(packet *p, uint16_t type, cursor c)
{
    if (type == TYPE_BRIDGED) {
        packet_enter_frame(p, LAYER_ETHERNET, c);
    } else if (p->tunnels < TUNNELS_MAX) {
        packet_forget_stream(p);
        ethertype_read(p, type, c);
    }
}

void
ethernet_read(packet *p, cursor c)
{
    const uint8_t *header = cursor_bytes(&c, HEADER_BYTES);

    packet_set_protocol(p, "eth");
    if (!header)
        return;
    memcpy(p->obs->dst_mac.bytes, header, 6);
    memcpy(p->obs->src_mac.bytes, header + 6, 6);
    uint16_t type = (uint16_t)(header[12] << 8 | header[13]);
    /* Most frames: there is no need to go round by whoever calls us. */
    if (G_LIKELY(type == TYPE_IPV4)) {
        ip_read(p, c);
    } else if (type >= TYPES_FROM) {
        ethertype_read(p, type, c);
    } else if (type <= LENGTHS_TO) {
        packet_limit(p, &c, type);
        packet_hand_on(p, LAYER_LLC, c);
    }
}

/* One tag may stand before the type. */
void
announcement_read(packet *p, cursor frame)
{
    static const uint8_t cdp[] = {0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0};

    cursor_skip(&frame, HEADER_BYTES - 2);
    uint16_t type = cursor_u16(&frame);
    if (type == TYPE_VLAN) {
        cursor_skip(&frame, 2);
        type = cursor_u16(&frame);
    }
    if (type == TYPE_LLDP) {
        lldp_read(p, frame);
    } else if (type == TYPE_LLTD) {
        lltd_read(p, frame);
    } else if (type <= LENGTHS_TO && cursor_limit(&frame, type) && type > sizeof cdp &&
               memcmp(frame.at, cdp, sizeof cdp) == 0) {
        cursor_skip(&frame, sizeof cdp);
        cdp_read(p, frame);
    }
}
