/* geneve.c - Geneve (RFC 8926)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dispatch.h"

bool
geneve_read(packet *p, cursor c)
{
    enum { OPTION_WORDS = 0x3f, VERSION_SHIFT = 6 };
    uint8_t head = cursor_u8(&c);

    cursor_skip(&c, 1);
    uint16_t type = cursor_u16(&c);
    cursor_skip(&c, 4 + 4u * (head & OPTION_WORDS));
    if (c.failed || head >> VERSION_SHIFT != 0)
        return false;
    packet_set_protocol(p, "geneve");
    bridged_read(p, type, c);
    return true;
}
