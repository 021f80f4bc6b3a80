/* mpls.c - MPLS: labels before a packet, or before a frame (RFC 3032, RFC 4448)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * No label says what it is before: the first four bits do, as of IP they are its version (RFC
 * 4928).
 */
#include "wire/dispatch.h"

/* Of a label's four bytes. */
#define LAST 0x100

/* Labels with a meaning (RFC 3032 section 2.1, RFC 5586): what is behind an alert is no packet. */
#define LABEL(word) ((word) >> 12)
enum { LABEL_IPV4 = 0, LABEL_IPV6 = 2, LABEL_ASSOCIATED_CHANNEL = 13 };

/* A frame may have a word before it, which is a zero and a count that few have (RFC 4448 section
 * 4.6). No sender's address begins with two zeros, but for Xerox's. */
static void
frame_read(packet *p, cursor c)
{
    enum { CONTROL_WORD_BYTES = 4 };

    if (cursor_left(&c) >= 2 && c.at[0] == 0 && c.at[1] == 0)
        cursor_skip(&c, CONTROL_WORD_BYTES);
    packet_enter_frame(p, LAYER_ETHERNET, c);
}

void
mpls_read(packet *p, cursor c)
{
    enum { CHANNEL = 1 };
    uint32_t label;

    packet_set_protocol(p, "mpls");
    do
        label = cursor_u32(&c);
    while (!(label & LAST) && !c.failed);
    if (c.failed || cursor_left(&c) == 0 || LABEL(label) == LABEL_ASSOCIATED_CHANNEL)
        return;
    unsigned first = *c.at >> 4;
    if (first == 4 || LABEL(label) == LABEL_IPV4)
        packet_enter_network(p, LAYER_IP, c);
    else if (first == 6 || LABEL(label) == LABEL_IPV6)
        packet_enter_network(p, LAYER_IP6, c);
    else if (first != CHANNEL)
        frame_read(p, c);
}

/* True if what is behind the labels is a packet, a word before one, or a frame of a type that is
 * about. */
static bool
has_packet(cursor c)
{
    enum { WORD_BYTES = 4 };
    static const uint16_t types[] = {0x0800, 0x0806, 0x86dd, 0x8100, 0x88a8};
    size_t left = cursor_left(&c);
    unsigned first = left > 0 ? *c.at >> 4 : 0;

    if (first <= 1)
        return left > WORD_BYTES;
    if (first == 4 || first == 6) {
        cursor_skip(&c, first == 4 ? 2 : 4);
        return cursor_u16(&c) <= left;
    }
    cursor_skip(&c, 12);
    uint16_t type = cursor_u16(&c);
    bool known = false;
    for (unsigned i = 0; i < G_N_ELEMENTS(types); i++)
        known |= type == types[i];
    return known;
}

bool
mpls_read_datagram(packet *p, cursor c)
{
    enum { LABELS_MAX = 8, TTL = 0xff };
    cursor ahead = c;
    uint32_t label = 0;

    for (unsigned i = 0; i < LABELS_MAX && !(label & LAST); i++) {
        label = cursor_u32(&ahead);
        if (ahead.failed || !(label & TTL))
            return false;
    }
    if (!(label & LAST) || !has_packet(ahead))
        return false;
    mpls_read(p, c);
    return true;
}
