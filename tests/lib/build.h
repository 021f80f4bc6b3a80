/* build.h - addresses, observations and comparisons in one line each, for tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_BUILD_H
#define IOT_TESTS_BUILD_H

#include "fact/observation.h"

#define MS  1000000LL /* in ns */
#define TCP IOT_TRANSPORT_TCP
#define UDP IOT_TRANSPORT_UDP

#define assert_addr(found, expected)                                                               \
    G_STMT_START {                                                                                 \
        char found_text[IOT_ADDR_TEXT];                                                            \
        g_assert_cmpstr(iot_addr_format((found), found_text), ==, (expected));                     \
    }                                                                                              \
    G_STMT_END

#define assert_mac(found, expected)                                                                \
    G_STMT_START {                                                                                 \
        char found_text[IOT_MAC_TEXT];                                                             \
        g_assert_cmpstr(iot_mac_format((found), found_text), ==, (expected));                      \
    }                                                                                              \
    G_STMT_END

/* NULL makes none, here and below. */
static inline iot_mac
mac(const char *text)
{
    iot_mac made = {{0}};

    if (text && !iot_mac_parse(text, &made))
        g_error("not a MAC: %s", text);
    return made;
}

static inline iot_addr
addr(const char *text)
{
    iot_addr made = {0};

    if (text && !iot_addr_parse(text, &made))
        g_error("not an address: %s", text);
    return made;
}

static inline iot_prefix
prefix(const char *text)
{
    iot_prefix made;

    if (!iot_prefix_parse(text, &made))
        g_error("not a prefix: %s", text);
    return made;
}

/* The n-th of many different MACs. */
static inline iot_mac
nth_mac(uint32_t n)
{
    return (iot_mac){{2, 0, n >> 24, n >> 16 & 255, n >> 8 & 255, n & 255}};
}

/* The n-th of some hundred million different addresses that are nobody's neighbour: 1.0.0.0 and on.
 */
static inline iot_addr
nth_remote(uint32_t n)
{
    return iot_addr_v4((uint8_t[]){1 + (n >> 24), n >> 16 & 255, n >> 8 & 255, n & 255});
}

/* A packet of 100 bytes, sent `frame` milliseconds after the epoch. */
static inline iot_observation
packet(uint32_t frame, const char *src_mac, const char *src, const char *dst_mac, const char *dst)
{
    return (iot_observation){
        .frame = frame,
        .time_ns = frame * MS,
        .length_bytes = 100,
        .src_mac = mac(src_mac),
        .dst_mac = mac(dst_mac),
        .src = addr(src),
        .dst = addr(dst),
    };
}

/* The same packet inside a stream. */
static inline iot_observation
in_stream(iot_observation obs, iot_transport transport, uint32_t stream, uint16_t src_port,
          uint16_t dst_port)
{
    obs.transport = transport;
    obs.has_stream = true;
    obs.stream = stream;
    obs.src_port = src_port;
    obs.dst_port = dst_port;
    return obs;
}

#endif
