/* loopback.c - what BSDs put before their loopback's packets: the address family
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dispatch.h"

/* The same family has another number with each BSD, but its packets say what they are. */
static void
read_family(packet *p, uint32_t family, cursor c)
{
    enum { INET = 2, INET6_NETBSD = 24, INET6_FREEBSD = 28, INET6_DARWIN = 30 };

    packet_set_protocol(p, "null");
    if (c.failed)
        return;
    if (family == INET)
        packet_hand_on(p, LAYER_IP, c);
    else if (family == INET6_NETBSD || family == INET6_FREEBSD || family == INET6_DARWIN)
        packet_hand_on(p, LAYER_IP6, c);
}

/* In the order of the machine that captured: families are small numbers. */
void
null_read(packet *p, cursor c)
{
    uint32_t family = cursor_u32(&c);

    read_family(p, family & 0xffff0000u ? GUINT32_SWAP_LE_BE(family) : family, c);
}

void
loop_read(packet *p, cursor c)
{
    uint32_t family = cursor_u32(&c);

    read_family(p, family, c);
}
