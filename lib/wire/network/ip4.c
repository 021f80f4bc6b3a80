/* ip4.c - IPv4 (RFC 791)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fragments are noticed, not put together (ip.c).
 */
#include <string.h>

#include "wire/copies.h"
#include "wire/dispatch.h"

#define HEADER_BYTES    20
#define MORE_FRAGMENTS  0x2000
#define FRAGMENT_OFFSET 0x1fff

/* The end of the way, where a source route makes the header name the next stop only. */
static const uint8_t *
destination_of(const uint8_t *header, unsigned header_bytes)
{
    enum { END = 0, NOP = 1, LOOSE_ROUTE = 131, STRICT_ROUTE = 137 };
    cursor options = cursor_of(header + HEADER_BYTES, header_bytes - HEADER_BYTES);

    while (cursor_left(&options) > 2) {
        const uint8_t *option = options.at;
        uint8_t type = cursor_u8(&options);
        if (type == END)
            break;
        if (type == NOP)
            continue;
        uint8_t length = cursor_u8(&options);
        if (length < 2 || !cursor_bytes(&options, length - 2u))
            break;
        if ((type == LOOSE_ROUTE || type == STRICT_ROUTE) && length >= 7 && option[2] >= 4 &&
            option[2] % 4 == 0 && option[2] <= length)
            return option + length - 4;
    }
    return header + 16;
}

/* Like iot_addr_v4, which is no inline function: this is done twice for each packet. */
static inline void
take_address(iot_addr *addr, const uint8_t *bytes)
{
    *addr = (iot_addr){.family = 4};
    memcpy(addr->bytes, bytes, 4);
}

/* How long the packet says it is; a network card that cuts segments itself leaves that open. */
static size_t
length_of(const packet *p, const cursor *packet_bytes, const uint8_t *header)
{
    size_t length = (size_t)(header[2] << 8 | header[3]);

    return length > 0 ? length : packet_sent(p, packet_bytes);
}

void
ip4_read(packet *p, cursor c)
{
    cursor whole = c;
    const uint8_t *header = cursor_bytes(&c, HEADER_BYTES);

    packet_set_protocol(p, "ip");
    if (!header || header[0] >> 4 != 4 || p->tunnels++ >= TUNNELS_MAX)
        return;
    unsigned header_bytes = (header[0] & 15) * 4;
    size_t length = length_of(p, &whole, header);
    if (header_bytes < HEADER_BYTES || length < header_bytes)
        return;
    packet_limit(p, &whole, length);
    c = whole;
    if (!cursor_bytes(&c, header_bytes))
        return;
    take_address(&p->obs->src, header + 12);
    take_address(&p->obs->dst,
                 header_bytes == HEADER_BYTES ? header + 16 : destination_of(header, header_bytes));
    p->obs->ttl = header[8];
    p->obs->transport = IOT_TRANSPORT_NONE;
    if (copies_know(p, whole))
        return;
    uint16_t fragment = (uint16_t)(header[6] << 8 | header[7]);
    if (fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET))
        ip_fragment_read(p, header[9], (fragment & FRAGMENT_OFFSET) == 0, c);
    else
        ip_payload_read(p, header[9], c);
}
