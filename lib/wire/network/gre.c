/* gre.c - GRE (RFC 2784, RFC 2890)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dispatch.h"

/* Mirrors of switches, which no link has. */
enum { TYPE_ERSPAN2 = 0x88be, TYPE_ERSPAN3 = 0x22eb };

void
gre_read(packet *p, cursor c)
{
    enum { CHECKSUM = 0x8000, ROUTING = 0x4000, KEY = 0x2000, SEQUENCE = 0x1000, VERSION = 7 };
    uint16_t flags = cursor_u16(&c), type = cursor_u16(&c);

    packet_set_protocol(p, "gre");
    /* Version 1 is PPTP's. Routing was never used and is gone. */
    if (flags & (VERSION | ROUTING))
        return;
    cursor_skip(&c, (size_t)4 * (!!(flags & CHECKSUM) + !!(flags & KEY) + !!(flags & SEQUENCE)));
    if (c.failed)
        return;
    if (type == TYPE_ERSPAN3)
        erspan3_read(p, c);
    else if (type == TYPE_ERSPAN2 && flags & SEQUENCE)
        erspan2_read(p, c);
    else if (type == TYPE_ERSPAN2)
        erspan1_read(p, c);
    else
        bridged_read(p, type, c);
}
