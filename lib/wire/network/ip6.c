/* ip6.c - IPv6 (RFC 8200)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fragments are noticed, not put together (ip.c).
 */
#include "wire/copies.h"
#include "wire/dispatch.h"

#define HEADER_BYTES 40
#define JUMBO_OPTION 0xc2

/* Extension headers (IANA). */
enum {
    HOP_BY_HOP = 0,
    ROUTING = 43,
    FRAGMENT = 44,
    AUTHENTICATION = 51,
    DESTINATION_OPTIONS = 60,
    MOBILITY = 135,
    SHIM6 = 140,
};

/* Passes one extension header. Returns the number of what follows, or -1: nothing can be read. */
static int
extension_pass(unsigned header, cursor *c)
{
    uint8_t next = cursor_u8(c), length = cursor_u8(c);

    cursor_skip(c, header == AUTHENTICATION ? (length + 2u) * 4 - 2 : (length + 1u) * 8 - 2);
    return c->failed ? -1 : next;
}

/* Reads a piece, and returns -1; one that is alone is no fragment (RFC 6946): what follows it. */
static int
fragment_pass(packet *p, cursor *c)
{
    enum { OFFSET = 0xfff8, MORE = 1 };
    uint8_t next = cursor_u8(c);

    cursor_skip(c, 1);
    uint16_t offset = cursor_u16(c);
    cursor_skip(c, 4);
    if (c->failed)
        return -1;
    if (!(offset & (OFFSET | MORE)))
        return next;
    ip_fragment_read(p, next, (offset & OFFSET) == 0, *c);
    return -1;
}

static bool
is_extension(int header)
{
    return header == HOP_BY_HOP || header == ROUTING || header == FRAGMENT ||
           header == AUTHENTICATION || header == DESTINATION_OPTIONS;
}

/* Packets of 64 KiB and more say zero here, and the truth in an option that must come first; cards
 * that cut segments themselves leave it open. Both are as long as what was sent. */
static void
limit_length(packet *p, cursor *c, const uint8_t *header)
{
    enum { NO_NEXT_HEADER = 59 };
    unsigned length = (unsigned)header[4] << 8 | header[5];

    if (length > 0 || header[6] == NO_NEXT_HEADER)
        packet_limit(p, c, length);
}

void
ip6_read(packet *p, cursor c)
{
    const uint8_t *header = cursor_bytes(&c, HEADER_BYTES);

    /* What is of another version is nobody's. */
    if (header && header[0] >> 4 != 6)
        return;
    packet_set_protocol(p, "ipv6");
    if (!header || p->tunnels++ >= TUNNELS_MAX)
        return;
    p->obs->ttl = header[7];
    p->obs->src = iot_addr_v6(header + 8);
    p->obs->dst = iot_addr_v6(header + 24);
    p->obs->transport = IOT_TRANSPORT_NONE;
    limit_length(p, &c, header);
    if (copies_know(p, (cursor){header, c.end, false}))
        return;
    int next = header[6];
    while (is_extension(next))
        next = next == FRAGMENT ? fragment_pass(p, &c) : extension_pass((unsigned)next, &c);
    if (next >= 0)
        ip_payload_read(p, (unsigned)next, c);
}
