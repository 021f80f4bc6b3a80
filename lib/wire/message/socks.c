/* socks.c - proxies by SOCKS 4 and 5
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 1928, RFC 1929; SOCKS 4 and 4A as OpenSSH's and Tor's documents have them. Each message is a
 * segment: everybody waits for the other's before the next.
 */
#include "wire/message/socks.h"

#include <string.h>

#include "wire/wire-text.h"

enum { VERSION_4 = 4, VERSION_5 = 5, AUTHENTICATION = 1 };
enum { CONNECT = 1, BIND, ASSOCIATE };
enum { BY_IPV4 = 1, BY_NAME = 3, BY_IPV6 = 4 };
enum { METHODS_KNOWN = 9, METHOD_NONE = 0xff };

static void
tell_address(packet *p, const iot_addr *addr)
{
    char text[IOT_ADDR_TEXT];
    gsize size = strlen(iot_addr_format(addr, text)) + 1;
    char *kept = iot_facts_text(p->facts, size);

    if (kept) {
        memcpy(kept, text, size);
        iot_facts_keep(p->facts, size);
    }
    packet_ask_proxy(p, kept);
}

/* Who is asked for, and a port: to the end. */
static bool
take_target_5(packet *p, cursor c)
{
    uint8_t kind = cursor_u8(&c);
    size_t n = kind == BY_IPV4 ? 4 : kind == BY_IPV6 ? 16 : kind == BY_NAME ? cursor_u8(&c) : 0;
    cursor host = cursor_part(&c, n);

    cursor_skip(&c, 2);
    if (c.failed || n == 0 || cursor_left(&c) > 0)
        return false;
    if (kind == BY_NAME) {
        packet_ask_proxy(p, wire_text_ascii(p->facts, host));
    } else {
        iot_addr addr = kind == BY_IPV4 ? iot_addr_v4(host.at) : iot_addr_v6(host.at);
        tell_address(p, &addr);
    }
    return true;
}

/* An address, or 0.0.0.x and a name behind the user's. */
static bool
take_target_4(packet *p, cursor c)
{
    const uint8_t *address = cursor_bytes(&c, 4);
    const uint8_t *user_end = address ? cursor_find_byte(&c, 0) : NULL;

    if (!user_end)
        return false;
    for (; c.at < user_end; c.at++)
        if (!g_ascii_isprint(*c.at))
            return false;
    c.at = user_end + 1;
    if (address[0] || address[1] || address[2] || !address[3]) {
        iot_addr addr = iot_addr_v4(address);
        if (cursor_left(&c) > 0 || !iot_addr_is_unicast(&addr))
            return false;
        tell_address(p, &addr);
        return true;
    }
    if (cursor_left(&c) < 2 || cursor_find_byte(&c, 0) != c.end - 1)
        return false;
    c.end--;
    packet_ask_proxy(p, wire_text_ascii(p->facts, c));
    return true;
}

/* A client offers ways to authenticate, and the server chooses one. */
static bool
is_greeting_5(cursor c)
{
    uint8_t version = cursor_u8(&c), methods = cursor_u8(&c);
    bool fits = version == VERSION_5 && methods > 0 && cursor_left(&c) == methods;

    while (fits && cursor_left(&c) > 0)
        fits = cursor_u8(&c) <= METHODS_KNOWN;
    return fits;
}

static bool
is_answer_5(cursor c)
{
    uint8_t version = cursor_u8(&c), method = cursor_u8(&c);

    return !c.failed && cursor_left(&c) == 0 && version == VERSION_5 &&
           (method <= METHODS_KNOWN || method == METHOD_NONE);
}

static bool
read_first(packet *p, socks *s, cursor c)
{
    cursor ahead = c;
    uint8_t version = cursor_u8(&ahead), command = cursor_u8(&ahead);

    if (s->greeted && is_answer_5(c)) {
        s->confirmed = true;
        packet_set_protocol(p, "socks");
        return true;
    }
    if (is_greeting_5(c))
        return s->greeted = true;
    cursor_skip(&ahead, 2);
    if (version != VERSION_4 || (command != CONNECT && command != BIND) || !take_target_4(p, ahead))
        return false;
    s->confirmed = p->connects = true;
    packet_set_protocol(p, "socks");
    return true;
}

bool
socks_read(packet *p, socks *s, cursor c)
{
    if (packet_is_cut(p))
        return false;
    if (!s->confirmed)
        return read_first(p, s, c);
    uint8_t version = cursor_u8(&c), command = cursor_u8(&c), none = cursor_u8(&c);
    if (version == AUTHENTICATION)
        return true;
    if (version != VERSION_5 || none != 0 || command < CONNECT || command > ASSOCIATE ||
        !take_target_5(p, c))
        return false;
    p->connects = true;
    return true;
}
