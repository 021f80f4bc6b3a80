/* gquic.c - Google's QUIC, before there was a standard
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * "QUIC Wire Layout Specification" and "QUIC Crypto" (https://www.chromium.org/quic), for versions
 * from Q035 to Q043 and Q046. Numbers of hellos are in the order of Intel's machines, and those of
 * headers up to Q038.
 */
#include "wire/message/gquic.h"

#include "wire/wire-text.h"

#define VERSION(c, high, low) ((uint32_t)(c) << 24 | '0' << 16 | (uint32_t)(high) << 8 | (low))
#define Q035                  VERSION('Q', '3', '5')
#define Q039                  VERSION('Q', '3', '9')
#define Q043                  VERSION('Q', '4', '3')
#define Q046                  VERSION('Q', '4', '6')

#define TAG(a, b, c, d) ((uint32_t)(a) << 24 | (b) << 16 | (c) << 8 | (d))
#define TAG_CHLO        TAG('C', 'H', 'L', 'O')
#define TAG_SNI         TAG('S', 'N', 'I', 0)
/* Entries of a hello; more than Chrome ever had. */
#define TAGS_IN_HELLO_MAX 128

#define CID_BYTES  8
#define HASH_BYTES 12 /* of a packet that is not sealed */

/* Bits of the first byte (of a public header; of a long one). */
enum { HAS_VERSION = 0x01, IS_RESET = 0x02, HAS_CID = 0x08, NUMBER_BITS = 0x30, UNUSED = 0x80 };
enum { LONG_HEADER = 0x80, LONG_TYPE = 0x40 };

static uint16_t
u16_swapped(cursor *c)
{
    uint16_t value = cursor_u16(c);

    return GUINT16_SWAP_LE_BE(value);
}

static uint32_t
u32_swapped(cursor *c)
{
    uint32_t value = cursor_u32(c);

    return GUINT32_SWAP_LE_BE(value);
}

/* Entries tell where their values end; these follow all of them. */
bool
gquic_read_hello(packet *p, cursor c)
{
    if (cursor_left(&c) < 8)
        return false;
    if (cursor_u32(&c) != TAG_CHLO)
        return true;
    uint16_t entries = u16_swapped(&c);
    cursor_skip(&c, 2);
    if (entries > TAGS_IN_HELLO_MAX)
        return true;
    cursor table = cursor_part(&c, (size_t)8 * entries);
    for (uint32_t begin = 0, end; cursor_left(&table) > 0 && !table.failed; begin = end) {
        uint32_t tag = cursor_u32(&table);
        end = u32_swapped(&table);
        if (end < begin)
            return true;
        cursor value = cursor_part(&c, end - begin);
        if (value.failed)
            return false;
        if (tag == TAG_SNI && !p->obs->server_name)
            p->obs->server_name = wire_text_ascii(p->facts, value);
    }
    return !table.failed;
}

/* The frame of a stream, which a hello is in (the first of the packet). */
static void
read_frame(packet *p, uint32_t version, cursor c)
{
    enum { STREAM = 0x80, HAS_LENGTH = 0x20 };
    uint8_t type = cursor_u8(&c);
    unsigned offset = type >> 2 & 7;

    if (!(type & STREAM))
        return;
    cursor_skip(&c, (type & 3u) + 1);
    cursor_skip(&c, offset ? offset + 1 : 0);
    if (type & HAS_LENGTH) {
        uint16_t length = version < Q039 ? u16_swapped(&c) : cursor_u16(&c);
        c = cursor_part(&c, length);
    }
    if (!c.failed)
        gquic_read_hello(p, c);
}

/* The version of a public header, which is passed; 0: it is none. */
static uint32_t
pass_public_header(cursor *c, uint8_t first)
{
    static const uint8_t number_bytes[] = {1, 2, 4, 6};

    if ((first & (UNUSED | IS_RESET | HAS_CID | HAS_VERSION)) != (HAS_CID | HAS_VERSION))
        return 0;
    cursor_skip(c, CID_BYTES);
    uint32_t version = cursor_u32(c);
    cursor_skip(c, number_bytes[(first & NUMBER_BITS) >> 4]);
    return version >= Q035 && version <= Q043 ? version : 0;
}

/* The same of a long one: the lengths of both ids are in one byte. */
static uint32_t
pass_long_header(cursor *c, uint8_t first)
{
    if ((first & (LONG_HEADER | LONG_TYPE)) != (LONG_HEADER | LONG_TYPE))
        return 0;
    uint32_t version = cursor_u32(c);
    uint8_t lengths = cursor_u8(c);
    cursor_skip(c, lengths >> 4 ? (lengths >> 4) + 3u : 0);
    cursor_skip(c, lengths & 15 ? (lengths & 15) + 3u : 0);
    cursor_skip(c, (first & 3u) + 1);
    return version == Q046 ? version : 0;
}

bool
gquic_read(packet *p, cursor c)
{
    uint8_t first = cursor_u8(&c);
    uint32_t version =
        first & LONG_HEADER ? pass_long_header(&c, first) : pass_public_header(&c, first);

    if (c.failed || version == 0)
        return false;
    packet_set_protocol(p, "gquic");
    cursor_skip(&c, HASH_BYTES);
    read_frame(p, version, c);
    return true;
}
