/* heuristics.c - recognises protocols that come on any port by their first bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/transport/heuristics.h"

#include "wire/dispatch.h"
#include "wire/message/dns.h"
#include "wire/message/gquic.h"
#include "wire/message/quic.h"

/* RFC 8489 section 5. */
#define STUN_COOKIE     0x2112a442u
#define STUN_HEAD_BYTES 20
#define STUN_CHANNEL    0xc000 /* bits of TURN's other kind of message */
#define STUN_NO_TYPE    0xfc00 /* bits that no type of a message has: RFC 7983 */

/* RFC 7296 section 3.1; what is shorter keeps a translation of addresses alive (RFC 3948). */
#define ISAKMP_HEAD_BYTES 28
#define ISAKMP_VERSION_AT 17
#define ISAKMP_LENGTH_AT  24
#define ISAKMP_1          0x10
#define ISAKMP_2          0x20

/* DTLS records, RFC 9147 section 4. */
#define DTLS_HEAD_BYTES 13
#define DTLS1_0         0xfeff
#define DTLS1_2         0xfefd
#define DTLS1_0_OPENSSL 0x0100

/* WireGuard's messages by type and length (the protocol's paper, section 5.4). */
enum { WG_INITIATION = 1, WG_RESPONSE, WG_COOKIE, WG_DATA };
#define WG_KEEPALIVE_BYTES 32

static bool
is_stun(const packet *p, cursor c)
{
    size_t sent = packet_sent(p, &c);
    uint16_t type = cursor_u16(&c), length = cursor_u16(&c);
    uint32_t cookie = cursor_u32(&c);

    cursor_skip(&c, STUN_HEAD_BYTES - 8);
    return !c.failed && !(type & STUN_NO_TYPE) && cookie == STUN_COOKIE &&
           sent == (size_t)length + STUN_HEAD_BYTES;
}

bool
isakmp_read(packet *p, cursor c)
{
    size_t sent = packet_sent(p, &c);

    cursor_skip(&c, ISAKMP_VERSION_AT);
    uint8_t version = cursor_u8(&c);
    cursor_skip(&c, ISAKMP_LENGTH_AT - ISAKMP_VERSION_AT - 1);
    uint32_t length = cursor_u32(&c);
    /* Cut before its length, it is taken for one. */
    if (sent < ISAKMP_HEAD_BYTES || (version != ISAKMP_1 && version != ISAKMP_2) ||
        (!c.failed && length < ISAKMP_HEAD_BYTES))
        return false;
    packet_set_protocol(p, "isakmp");
    return true;
}

/* Some use the reserved bytes for themselves, in messages that their length tells well enough. */
static bool
is_wireguard(const packet *p, cursor c)
{
    size_t sent = packet_sent(p, &c);
    uint8_t type = cursor_u8(&c);
    uint32_t reserved = (uint32_t)cursor_u8(&c) << 16;

    reserved |= cursor_u16(&c);
    if (c.failed)
        return false;
    switch (type) {
    case WG_INITIATION:
        return sent == 148;
    case WG_RESPONSE:
        return sent == 92;
    case WG_COOKIE:
        return sent == 64 && reserved == 0;
    case WG_DATA:
        return sent >= WG_KEEPALIVE_BYTES && reserved == 0;
    default:
        return false;
    }
}

/* Records from the first byte to the last. */
static bool
is_dtls(const packet *p, cursor c)
{
    if (packet_is_cut(p) || cursor_left(&c) < DTLS_HEAD_BYTES)
        return false;
    while (cursor_left(&c) >= DTLS_HEAD_BYTES) {
        uint8_t type = cursor_u8(&c);
        uint16_t version = cursor_u16(&c);
        if (type < 20 || type > 24 ||
            (version != DTLS1_0 && version != DTLS1_2 && version != DTLS1_0_OPENSSL))
            return false;
        cursor_skip(&c, 8); /* epoch and number */
        uint16_t length = cursor_u16(&c);
        cursor_skip(&c, length);
    }
    return !c.failed && cursor_left(&c) == 0;
}

void
heuristics_datagram(packet *p, cursor c)
{
    if (is_wireguard(p, c))
        packet_set_protocol(p, "wg");
    else if (is_stun(p, c))
        packet_set_protocol(p, "stun");
    else if (quic_read(p, c) || gquic_read(p, c))
        return;
    else if (is_dtls(p, c))
        packet_set_protocol(p, "dtls");
    else if (dns_looks_so(c))
        dns_read(p, c);
}

/* A stream may hold the next message behind the first one. */
static bool
is_stun_stream(cursor c)
{
    size_t left = cursor_left(&c);
    uint16_t type = cursor_u16(&c), length = cursor_u16(&c);

    return !(type & STUN_CHANNEL) && cursor_u32(&c) == STUN_COOKIE &&
           left >= (size_t)length + STUN_HEAD_BYTES;
}

const char *
heuristics_stream_name(cursor c)
{
    return is_stun_stream(c) ? "stun" : NULL;
}
