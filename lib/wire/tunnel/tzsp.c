/* tzsp.c - TZSP, in which routers and access points send what they see
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * There is no standard: https://en.wikipedia.org/wiki/TZSP. Before a frame of 802.11 a radio may
 * have said something, in one of two old forms.
 */
#include "wire/dispatch.h"

enum { VERSION = 1 };
enum { KEEPALIVE = 4, PORT_OPENER = 5 }; /* types that carry nothing */
enum { TAG_PADDING = 0, TAG_END = 1 };
enum { ETHERNET = 1, WLAN = 18, WLAN_PRISM = 119, WLAN_AVS = 127 };

/* What comes before the frame. False: it has no end. */
static bool
pass_tags(cursor *c)
{
    uint8_t tag;

    while ((tag = cursor_u8(c)) != TAG_END && !c->failed)
        if (tag != TAG_PADDING)
            cursor_skip(c, cursor_u8(c));
    return !c->failed;
}

/* Both tell how long they are in their second word, which Prism's chips write in Intel's order. */
static void
radio_read(packet *p, uint16_t carried, cursor c)
{
    enum { AVS = 0x80211000 };
    cursor head = c;
    uint32_t magic = cursor_u32(&head), length = cursor_u32(&head);

    if (carried == WLAN_PRISM && (magic & 0xfffff000) != AVS)
        length = GUINT32_SWAP_LE_BE(length);
    cursor_skip(&c, length);
    if (!c.failed)
        packet_enter_frame(p, LAYER_WLAN, c);
}

bool
tzsp_read(packet *p, cursor c)
{
    uint8_t version = cursor_u8(&c), type = cursor_u8(&c);
    uint16_t carried = cursor_u16(&c);

    if (c.failed || version != VERSION)
        return false;
    packet_set_protocol(p, "tzsp");
    if (type == KEEPALIVE || type == PORT_OPENER || !pass_tags(&c))
        return true;
    if (carried == ETHERNET)
        packet_enter_frame(p, LAYER_ETHERNET, c);
    else if (carried == WLAN)
        packet_enter_frame(p, LAYER_WLAN, c);
    else if (carried == WLAN_PRISM || carried == WLAN_AVS)
        radio_read(p, carried, c);
    return true;
}
