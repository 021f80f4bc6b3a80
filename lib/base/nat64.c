/* nat64.c - IPv6 addresses that are made of IPv4 addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/nat64.h"

/* Bits 64 to 71 of such an address are zero, and the IPv4 address stands around them; behind a
 * prefix of 96 bits, who runs it has chosen them. */
#define ZERO_BYTE 8

static const char shows_prefix[] = "ipv4only.arpa";
static const uint8_t lengths[] = {96, 64, 56, 48, 40, 32}; /* RFC 6052 section 2.2 */
static const iot_prefix well_known = {.addr = {.family = 6, .bytes = {0, 0x64, 0xff, 0x9b}},
                                      .length = 96};

/* The IPv4 address behind so many bits; false where what is around it is not as it must be. */
static bool
take_v4(const iot_addr *addr, uint8_t length, uint8_t ret_bytes[4])
{
    unsigned at = length / 8;

    for (unsigned i = 0; i < 4; i++, at++) {
        at += at == ZERO_BYTE;
        ret_bytes[i] = addr->bytes[at];
    }
    if (length < 96 && addr->bytes[ZERO_BYTE] != 0)
        return false;
    for (; at < 16; at++)
        if (at != ZERO_BYTE && addr->bytes[at] != 0)
            return false;
    return true;
}

/* 192.0.0.170 and 192.0.0.171 (RFC 7050 section 8.2). */
static bool
is_of_that_name(const uint8_t v4[4])
{
    return v4[0] == 192 && v4[1] == 0 && v4[2] == 0 && (v4[3] == 170 || v4[3] == 171);
}

static bool
is_known(const iot_nat64 *nat64, const iot_prefix *prefix)
{
    for (unsigned i = 0; i < nat64->n_prefixes; i++)
        if (iot_prefix_equal(&nat64->prefixes[i], prefix))
            return true;
    return iot_prefix_equal(&well_known, prefix);
}

bool
iot_nat64_observe(iot_nat64 *nat64, const char *name, const iot_addr *addr)
{
    uint8_t v4[4];

    if (addr->family != 6 || nat64->n_prefixes == IOT_NAT64_PREFIXES_MAX ||
        strcmp(name, shows_prefix) != 0)
        return false;
    for (unsigned i = 0; i < sizeof lengths; i++) {
        if (!take_v4(addr, lengths[i], v4) || !is_of_that_name(v4))
            continue;
        iot_prefix prefix = iot_prefix_of(addr, lengths[i]);
        if (is_known(nat64, &prefix))
            return false;
        nat64->prefixes[nat64->n_prefixes++] = prefix;
        return true;
    }
    return false;
}

static bool
is_below(const iot_prefix *prefix, const iot_addr *addr, iot_addr *ret_v4)
{
    uint8_t v4[4];

    if (!iot_prefix_contains(prefix, addr) || !take_v4(addr, prefix->length, v4))
        return false;
    *ret_v4 = iot_addr_v4(v4);
    return true;
}

bool
iot_nat64_embedded(const iot_nat64 *nat64, const iot_addr *addr, iot_addr *ret_v4)
{
    if (addr->family != 6)
        return false;
    for (unsigned i = 0; i < nat64->n_prefixes; i++)
        if (is_below(&nat64->prefixes[i], addr, ret_v4))
            return true;
    return is_below(&well_known, addr, ret_v4);
}
