/* uncovered.c - messages that somebody else decrypted, put together or uncompressed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * They come without a word of what they are, each as a whole or not at all.
 */
#include "wire/message/uncovered.h"

#include "wire/message/dns.h"
#include "wire/message/http-description.h"
#include "wire/message/http.h"
#include "wire/message/upnp.h"

#include <string.h>

/* Frames of HTTP/2 (RFC 9113 section 4.1). */
#define FRAME_DATA         0
#define FLAG_PADDED        0x08
#define FRAME_RESERVED_BIT 0x80

/* One message, or several with their lengths before them (RFC 7858 section 3.3). */
static bool
read_dns(packet *p, cursor c)
{
    reassembly whole = {0};

    if (dns_looks_so(c))
        return dns_read(p, c);
    cursor first = c;
    uint16_t length = cursor_u16(&first);
    cursor message = cursor_part(&first, length);
    if (message.failed || !dns_looks_so(message))
        return false;
    dns_read_stream(p, &whole, c);
    reassembly_clear(&whole);
    return true;
}

/* Its length stands before the data, itself behind them. */
static void
drop_padding(cursor *data)
{
    size_t padding = cursor_u8(data), left = cursor_left(data);

    cursor_limit(data, left - MIN(left, padding));
}

/* The next frame's data, which are empty for kinds that have none; false: there is none. */
static bool
take_frame(cursor *c, cursor *ret_data)
{
    uint32_t length = (uint32_t)cursor_u8(c) << 16;

    length |= cursor_u16(c);
    uint8_t type = cursor_u8(c), flags = cursor_u8(c), stream = cursor_u8(c);
    cursor_skip(c, 3);
    *ret_data = cursor_part(c, length);
    if (c->failed || (stream & FRAME_RESERVED_BIT))
        return false;
    if (type != FRAME_DATA)
        *ret_data = cursor_of(NULL, 0);
    else if (flags & FLAG_PADDED)
        drop_padding(ret_data);
    return true;
}

static void
read_dns_frames(packet *p, cursor c)
{
    cursor data;

    while (cursor_left(&c) > 0 && take_frame(&c, &data))
        if (cursor_left(&data) > 0 && dns_looks_so(data))
            dns_read(p, data);
}

/* What stands behind the headers; nothing if they do not end. */
static cursor
body_of(cursor c)
{
    static const char end[] = "\r\n\r\n";

    while (cursor_left(&c) >= strlen(end)) {
        if (memcmp(c.at, end, strlen(end)) == 0)
            return cursor_of(c.at + strlen(end), cursor_left(&c) - strlen(end));
        c.at++;
    }
    return cursor_of(NULL, 0);
}

static void
read_http(packet *p, cursor c, bool dns)
{
    reassembly whole = {0};

    http_read_stream(p, &whole, c);
    reassembly_clear(&whole);
    if (dns)
        read_dns(p, body_of(c));
}

void
uncovered_read(packet *p, cursor c, bool dns)
{
    const char *protocol = p->obs->protocol;

    if (http_looks_so(c))
        read_http(p, c, dns);
    else if (dns && !read_dns(p, c))
        read_dns_frames(p, c);
    else if (!dns && !packet_is_relayed(p) && !http_description_tell(p, c))
        upnp_read_body(p, c);
    packet_set_protocol(p, protocol);
}
