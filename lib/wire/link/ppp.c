/* ppp.c - PPP inside of a PPPoE session (RFC 1661, RFC 2516)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dispatch.h"

/* A number of one byte is odd; the first of two is even (RFC 1661 section 2). */
static unsigned
protocol_of(cursor *c)
{
    unsigned first = cursor_u8(c);

    return first & 1 ? first : first << 8 | cursor_u8(c);
}

static void
ppp_read(packet *p, cursor c)
{
    enum {
        IPV4 = 0x0021,
        IPV6 = 0x0057,
        LCP = 0xc021,
        PAP = 0xc023,
        CHAP = 0xc223,
        IPCP = 0x8021,
        IPV6CP = 0x8057
    };
    unsigned protocol = protocol_of(&c);

    packet_set_protocol(p, "ppp");
    if (c.failed)
        return;
    if (protocol == IPV4)
        packet_hand_on(p, LAYER_IP, c);
    else if (protocol == IPV6)
        packet_hand_on(p, LAYER_IP6, c);
    else if (protocol == LCP)
        packet_set_protocol(p, "lcp");
    else if (protocol == PAP)
        packet_set_protocol(p, "pap");
    else if (protocol == CHAP)
        packet_set_protocol(p, "chap");
    else if (protocol == IPCP)
        packet_set_protocol(p, "ipcp");
    else if (protocol == IPV6CP)
        packet_set_protocol(p, "ipv6cp");
}

void
pppoe_read(packet *p, cursor c)
{
    packet_set_protocol(p, "pppoes");
    cursor_skip(&c, 4);
    uint16_t length = cursor_u16(&c);
    if (c.failed)
        return;
    packet_limit(p, &c, length);
    ppp_read(p, c);
}
