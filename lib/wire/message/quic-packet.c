/* quic-packet.c - the packets that a datagram of QUIC holds, as anybody can see them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/quic-packet.h"

#define LONG_HEADER 0x80
#define TYPE(first) ((first) >> 4 & 3)

static bool
is_known(uint32_t version)
{
    switch (version) {
    case QUIC_VERSION_1:
    case QUIC_VERSION_2:
    case 0xfaceb001: /* mvfst */
    case 0xfaceb002:
    case 0xfaceb00e:
    case QUIC_VERSION_Q050:
    case QUIC_VERSION_T050:
    case QUIC_VERSION_T051:
        return true;
    default:
        /* Drafts from 11 on; the pattern that is kept free to force a negotiation. */
        return (version >> 8 == 0xff0000 && (version & 0xff) >= 11) ||
               (version & 0x0f0f0f0f) == 0x0a0a0a0a;
    }
}

/* Version 2 counts one further. */
static quic_type
type_of(uint8_t first, uint32_t version)
{
    return version == QUIC_VERSION_2 ? (TYPE(first) + 3u) % 4 : TYPE(first);
}

uint64_t
quic_take_number(cursor *c)
{
    uint8_t first = cursor_u8(c);
    uint64_t number = first & 0x3f;

    for (unsigned n = (1u << (first >> 6)) - 1; n > 0; n--)
        number = number << 8 | cursor_u8(c);
    return number;
}

/* So many of the next bytes. */
static cursor
take_part(cursor *c, uint64_t length)
{
    return cursor_part(c, length < SIZE_MAX ? (size_t)length : SIZE_MAX);
}

bool
quic_packet_take_head(cursor *c, quic_packet *ret_packet)
{
    quic_packet made = {.begin = c->at};
    uint8_t first = cursor_u8(c);

    made.version = cursor_u32(c);
    for (unsigned side = 0; side < 2; side++) {
        uint8_t length = cursor_u8(c);
        if (length > QUIC_CID_MAX)
            return false;
        *(side == 0 ? &made.dcid : &made.scid) = cursor_part(c, length);
    }
    if (!(first & LONG_HEADER) || !is_known(made.version))
        return false;
    made.type = type_of(first, made.version);
    *ret_packet = made;
    return true;
}

bool
quic_packet_take_body(cursor *c, quic_packet *packet)
{
    if (packet->type == QUIC_RETRY)
        return false;
    if (packet->type == QUIC_INITIAL)
        take_part(c, quic_take_number(c));
    uint64_t length = quic_take_number(c);
    if (c->failed)
        return false;
    packet->body = take_part(c, length);
    return true;
}
