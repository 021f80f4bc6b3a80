/* teredo.c - Teredo: IPv6 in UDP, through translators of addresses (RFC 4380)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dispatch.h"

/* Two headers may come before the packet, each with a zero and its number (section 5.1.1). */
enum { ORIGIN = 0, AUTHENTICATION = 1 };

static bool
pass_authentication(cursor *c)
{
    if (cursor_left(c) < 2 || c->at[0] != 0 || c->at[1] != AUTHENTICATION)
        return true;
    cursor_skip(c, 2);
    size_t client = cursor_u8(c), value = cursor_u8(c);
    cursor_skip(c, client + value + 8 + 1); /* a nonce, and a confirmation */
    return !c->failed;
}

static bool
pass_origin(cursor *c)
{
    if (cursor_left(c) < 2 || c->at[0] != 0 || c->at[1] != ORIGIN)
        return true;
    cursor_skip(c, 2 + 2 + 4);
    return !c->failed;
}

/* A packet of IPv6 to the end. */
static bool
has_packet(const packet *p, cursor c)
{
    enum { HEADER_BYTES = 40 };
    size_t sent = packet_sent(p, &c);
    uint8_t version = cursor_u8(&c) >> 4;

    cursor_skip(&c, 3);
    uint16_t length = cursor_u16(&c);
    return version == 6 && (c.failed || length + (size_t)HEADER_BYTES <= sent);
}

bool
teredo_read(packet *p, cursor c)
{
    if (!pass_authentication(&c) || !pass_origin(&c) || !has_packet(p, c))
        return false;
    packet_set_protocol(p, "teredo");
    packet_enter_network(p, LAYER_IP6, c);
    return true;
}
