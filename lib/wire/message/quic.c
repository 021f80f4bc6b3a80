/* quic.c - recognises QUIC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Long headers only (RFC 9000 section 17.2, RFC 9369 section 3.2): a short one is noise to whoever
 * does not know its connection.
 */
#include "wire/message/quic.h"

#define LONG_HEADER  0x80
#define TYPE(first)  ((first) >> 4 & 3)
#define CID_MAX      20 /* RFC 9000 section 17.2 */
#define DATAGRAM_MIN 13

#define VERSION_1 0x00000001u
#define VERSION_2 0x6b3343cfu

/* Packet types of version 1 and the drafts; version 2 counts one further. */
enum { INITIAL, ZERO_RTT, HANDSHAKE, RETRY };

/* Packets of one datagram: what is behind is padding. */
#define PACKETS_MAX 8

static bool
is_known(uint32_t version)
{
    switch (version) {
    case VERSION_1:
    case VERSION_2:
    case 0xfaceb001: /* mvfst */
    case 0xfaceb002:
    case 0xfaceb00e:
    case 0x51303530: /* Q050, T050, T051: Google's in the form of the drafts */
    case 0x54303530:
    case 0x54303531:
        return true;
    default:
        /* Drafts from 11 on; the pattern that is kept free to force a negotiation. */
        return (version >> 8 == 0xff0000 && (version & 0xff) >= 11) ||
               (version & 0x0f0f0f0f) == 0x0a0a0a0a;
    }
}

static unsigned
type_of(uint8_t first, uint32_t version)
{
    return version == VERSION_2 ? (TYPE(first) + 3u) % 4 : TYPE(first);
}

/* A number whose first two bits tell its length (RFC 9000 section 16). */
static uint64_t
take_number(cursor *c)
{
    uint8_t first = cursor_u8(c);
    uint64_t number = first & 0x3f;

    for (unsigned n = (1u << (first >> 6)) - 1; n > 0; n--)
        number = number << 8 | cursor_u8(c);
    return number;
}

/* Version and connection ids of a long header. False: there are none. */
static bool
take_head(cursor *c, uint8_t *ret_first, uint32_t *ret_version)
{
    *ret_first = cursor_u8(c);
    *ret_version = cursor_u32(c);
    for (unsigned side = 0; side < 2; side++) {
        uint8_t length = cursor_u8(c);
        if (length > CID_MAX)
            return false;
        cursor_skip(c, side == 0 ? length : 0);
        if (side == 1 && !c->failed)
            cursor_skip(c, length);
    }
    return (*ret_first & LONG_HEADER) != 0 && is_known(*ret_version);
}

/* Passes the packet whose head was read; false: it goes to the end. */
static bool
skip_packet(cursor *c, unsigned type)
{
    if (type == RETRY)
        return false;
    if (type == INITIAL) {
        uint64_t token = take_number(c);
        cursor_skip(c, token < SIZE_MAX ? (size_t)token : SIZE_MAX);
    }
    uint64_t length = take_number(c);
    cursor_skip(c, length < SIZE_MAX ? (size_t)length : SIZE_MAX);
    return !c->failed && cursor_left(c) > 0;
}

static bool
has_initial(cursor c)
{
    uint8_t first;
    uint32_t version;

    for (unsigned n = 0; n < PACKETS_MAX && take_head(&c, &first, &version); n++) {
        unsigned type = type_of(first, version);
        if (type == INITIAL)
            return true;
        if (!skip_packet(&c, type))
            return false;
    }
    return false;
}

bool
quic_read(packet *p, cursor c)
{
    cursor ahead = c;
    uint8_t first;
    uint32_t version;

    if (cursor_left(&c) < DATAGRAM_MIN || !(*c.at & LONG_HEADER) ||
        !take_head(&ahead, &first, &version))
        return false;
    packet_set_protocol(p, "quic");
    p->obs->quic_initial = has_initial(c);
    return true;
}
