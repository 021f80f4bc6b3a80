/* radiotap.c - what a radio says of a frame before it (https://www.radiotap.org)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Only how the frame's header and the frame end is of interest. Numbers are in the order of Intel's
 * machines.
 */
#include "wire/dispatch.h"

enum { HAS_TIME = 1, HAS_FLAGS = 2 }; /* bits of what is present */
/* Bits of the flags: the frame ends with its checksum; its header with bytes up to a multiple of
 * four. */
enum { CHECKED = 0x10, PADDED = 0x20 };

static uint32_t
u32_swapped(cursor *c)
{
    uint32_t value = cursor_u32(c);

    return GUINT32_SWAP_LE_BE(value);
}

/* The flags, behind one word or more on what is present and, on a multiple of eight, the time. */
static uint8_t
flags_of(cursor header, const uint8_t *start)
{
    uint32_t present = u32_swapped(&header), more = present;

    while (more & 0x80000000u && !header.failed)
        more = u32_swapped(&header);
    if (!(present & HAS_FLAGS))
        return 0;
    if (present & HAS_TIME)
        cursor_skip(&header, (8u - (size_t)(header.at - start) % 8) % 8 + 8);
    return cursor_u8(&header);
}

void
radiotap_read(packet *p, cursor c)
{
    enum { CHECKSUM_BYTES = 4 };
    const uint8_t *start = c.at;
    cursor whole = c;

    packet_set_protocol(p, "radiotap");
    cursor_skip(&c, 2);
    uint16_t length = cursor_u16(&c);
    length = GUINT16_SWAP_LE_BE(length);
    cursor header = cursor_part(&whole, length);
    if (whole.failed || length < 8)
        return;
    cursor_skip(&header, 4);
    uint8_t flags = flags_of(header, start);
    p->padded = flags & PADDED;
    if (flags & CHECKED && packet_sent(p, &whole) >= CHECKSUM_BYTES)
        packet_limit(p, &whole, packet_sent(p, &whole) - CHECKSUM_BYTES);
    packet_hand_on(p, LAYER_WLAN, whole);
}
