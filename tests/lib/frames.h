/* frames.h - packets byte by byte, for tests of the dissectors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     bytes b = {0};
 *     add_ethernet(&b, 0x0800);
 *     add_ip4(&b, 6, "10.0.0.1", "1.2.3.4", 20);
 *     add_tcp(&b, (tcp_bytes){.src_port = 5000, .dst_port = 443, .flags = SYN});
 *     iot_observation obs = read_frame(dissector, IOT_LINK_ETHERNET, &b);
 */
#ifndef IOT_TESTS_FRAMES_H
#define IOT_TESTS_FRAMES_H

#include <string.h>

#include "build.h"
#include "told.h"
#include "wire/dissect.h"

#define HERE       "02:00:00:00:00:01"
#define HERE_BYTES "\2\0\0\0\0\1"
#define THERE      "02:00:00:00:00:02"

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };
enum { ETHERTYPE_IP4 = 0x0800, ETHERTYPE_IP6 = 0x86dd };
enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17, PROTOCOL_ICMP6 = 58 };

/* A packet in the making. */
typedef struct bytes {
    uint8_t at[2048];
    uint32_t length;
    uint32_t cut;    /* bytes that were sent but not captured */
    uint32_t number; /* of the frame; 0: 1 */
    int64_t time_ns;
} bytes;

typedef struct tcp_bytes {
    uint16_t src_port, dst_port;
    uint32_t sequence, ack;
    uint8_t flags;
    uint16_t window; /* 0: 1000; see no_window */
    bool no_window;
} tcp_bytes;

static inline void
add(bytes *b, const void *data, uint32_t length)
{
    g_assert_cmpuint(b->length + length, <=, sizeof b->at);
    memcpy(b->at + b->length, data, length);
    b->length += length;
}

static inline void
add8(bytes *b, uint8_t value)
{
    add(b, &value, 1);
}

static inline void
add16(bytes *b, uint16_t value)
{
    add8(b, (uint8_t)(value >> 8));
    add8(b, (uint8_t)value);
}

static inline void
add32(bytes *b, uint32_t value)
{
    add16(b, (uint16_t)(value >> 16));
    add16(b, (uint16_t)value);
}

static inline void
add_zeros(bytes *b, uint32_t length)
{
    while (length-- > 0)
        add8(b, 0);
}

static inline void
add_mac(bytes *b, const char *text)
{
    iot_mac made = mac(text);

    add(b, made.bytes, 6);
}

static inline void
add_addr(bytes *b, const char *text)
{
    iot_addr made = addr(text);

    add(b, made.bytes, made.family == 4 ? 4 : 16);
}

static inline void
add_ethernet(bytes *b, uint16_t type)
{
    add_mac(b, THERE);
    add_mac(b, HERE);
    add16(b, type);
}

/* `payload` bytes follow, in this packet or not. */
static inline void
add_ip4_fragment(bytes *b, uint8_t protocol, const char *src, const char *dst, uint16_t payload,
                 uint16_t fragment)
{
    add16(b, 0x4500);
    add16(b, (uint16_t)(20 + payload));
    add16(b, 1);
    add16(b, fragment);
    add8(b, 64);
    add8(b, protocol);
    add16(b, 0);
    add_addr(b, src);
    add_addr(b, dst);
}

static inline void
add_ip4(bytes *b, uint8_t protocol, const char *src, const char *dst, uint16_t payload)
{
    add_ip4_fragment(b, protocol, src, dst, payload, 0);
}

static inline void
add_ip6(bytes *b, uint8_t next, const char *src, const char *dst, uint16_t payload)
{
    add32(b, 0x60000000);
    add16(b, payload);
    add8(b, next);
    add8(b, 64);
    add_addr(b, src);
    add_addr(b, dst);
}

static inline void
add_udp(bytes *b, uint16_t src_port, uint16_t dst_port, uint16_t payload)
{
    add16(b, src_port);
    add16(b, dst_port);
    add16(b, (uint16_t)(8 + payload));
    add16(b, 0);
}

static inline void
add_tcp(bytes *b, tcp_bytes t)
{
    add16(b, t.src_port);
    add16(b, t.dst_port);
    add32(b, t.sequence);
    add32(b, t.ack);
    add8(b, 0x50);
    add8(b, t.flags);
    add16(b, t.no_window ? 0 : t.window ? t.window : 1000);
    add32(b, 0);
}

static inline iot_observation
read_frame(iot_dissector *dissector, int link, const bytes *b)
{
    /* In memory of its own size, so that a byte too far is noticed. */
    g_autofree uint8_t *captured = g_memdup2(b->at, b->length);
    iot_frame frame = {b->number ? b->number : 1, b->time_ns, captured, b->length,
                       b->length + b->cut};
    iot_observation obs;

    memset(&obs, 0xaa, sizeof obs);
    iot_dissector_read(dissector, link, &frame, &obs);
    return obs;
}

static inline iot_dissector *
new_dissector(void)
{
    return iot_dissector_new(&(iot_dissector_options){0});
}

#endif
