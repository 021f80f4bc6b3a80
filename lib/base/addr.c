/* addr.c - IP addresses, MAC addresses and prefixes as plain values
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/addr.h"

#include "base/hash.h"

#include <gio/gnetworking.h>
#include <string.h>

static unsigned
width_bits(const iot_addr *addr)
{
    return addr->family == 4 ? 32 : addr->family == 6 ? 128 : 0;
}

iot_addr
iot_addr_v4(const uint8_t *bytes)
{
    iot_addr addr = {.family = 4};
    memcpy(addr.bytes, bytes, 4);
    return addr;
}

iot_addr
iot_addr_v6(const uint8_t *bytes)
{
    iot_addr addr = {.family = 6};
    memcpy(addr.bytes, bytes, 16);
    return addr;
}

bool
iot_addr_parse(const char *text, iot_addr *ret_addr)
{
    uint8_t bytes[16];

    if (inet_pton(AF_INET, text, bytes) == 1) {
        *ret_addr = iot_addr_v4(bytes);
        return true;
    }
    if (inet_pton(AF_INET6, text, bytes) == 1) {
        *ret_addr = iot_addr_v6(bytes);
        return true;
    }
    return false;
}

static char *
put_octet(char *to, uint8_t octet)
{
    if (octet >= 100)
        *to++ = (char)('0' + octet / 100);
    if (octet >= 10)
        *to++ = (char)('0' + octet / 10 % 10);
    *to++ = (char)('0' + octet % 10);
    return to;
}

/* As inet_ntop does, whose printf took a twentieth of the time of a report. */
static void
format_v4(const uint8_t *bytes, char *to)
{
    for (unsigned i = 0; i < 4; i++) {
        to = put_octet(to, bytes[i]);
        *to++ = i < 3 ? '.' : '\0';
    }
}

typedef struct zeros {
    unsigned at, n; /* of groups */
} zeros;

static unsigned
group_at(const uint8_t *bytes, unsigned i)
{
    const uint8_t *at = bytes + (size_t)i * 2;

    return (unsigned)at[0] << 8 | at[1];
}

/* The longest run of groups that are zero, the first of such; RFC 5952 section 4.2. */
static zeros
find_zeros(const uint8_t *bytes)
{
    zeros best = {0}, now = {0};

    for (unsigned i = 0; i < 8; i++) {
        if (group_at(bytes, i)) {
            now.n = 0;
            continue;
        }
        if (now.n++ == 0)
            now.at = i;
        if (now.n > best.n)
            best = now;
    }
    return best;
}

static char *
put_group(char *to, unsigned group)
{
    static const char digits[] = "0123456789abcdef";

    for (unsigned left = group >= 0x1000  ? 16
                         : group >= 0x100 ? 12
                         : group >= 0x10  ? 8
                                          : 4;
         left > 0; left -= 4)
        *to++ = digits[group >> (left - 4) & 15];
    return to;
}

/* The same, for the same reason. False, with nothing written, for what may end as IPv4 does. */
static bool
format_v6(const uint8_t *bytes, char *to)
{
    zeros left_out = find_zeros(bytes);

    if (left_out.at == 0 && left_out.n >= 5)
        return false;
    for (unsigned i = 0; i < 8; i++) {
        if (left_out.n > 1 && i == left_out.at) {
            *to++ = ':';
            i += left_out.n - 1;
            if (i == 7)
                *to++ = ':';
            continue;
        }
        if (i > 0)
            *to++ = ':';
        to = put_group(to, group_at(bytes, i));
    }
    *to = '\0';
    return true;
}

const char *
iot_addr_format(const iot_addr *addr, char buffer[IOT_ADDR_TEXT])
{
    if (addr->family == 4)
        format_v4(addr->bytes, buffer);
    else if (addr->family == 6 && format_v6(addr->bytes, buffer))
        return buffer;
    else if (addr->family == 0 || !inet_ntop(AF_INET6, addr->bytes, buffer, IOT_ADDR_TEXT))
        buffer[0] = '\0';
    return buffer;
}

int
iot_addr_compare(const iot_addr *a, const iot_addr *b)
{
    return memcmp(a, b, sizeof *a);
}

guint
iot_addr_hash(gconstpointer key)
{
    const iot_addr *addr = key;
    uint64_t words[2] = {0};
    uint32_t word;

    if (addr->family == 4) {
        memcpy(&word, addr->bytes, sizeof word);
        return iot_hash_words(words, 0, word);
    }
    memcpy(words, addr->bytes, sizeof words);
    return iot_hash_words(words, 2, addr->family);
}

gboolean
iot_addr_equal_key(gconstpointer a, gconstpointer b)
{
    return iot_addr_equal(a, b);
}

guint
iot_mac_hash(gconstpointer mac)
{
    uint64_t word = 0;

    memcpy(&word, mac, sizeof(iot_mac));
    return iot_hash_words(NULL, 0, GUINT64_TO_LE(word));
}

gboolean
iot_mac_equal_key(gconstpointer a, gconstpointer b)
{
    return iot_mac_equal(a, b);
}

static bool
is_loopback_v6_or_unspecified(const iot_addr *addr)
{
    for (unsigned i = 0; i < 15; i++)
        if (addr->bytes[i] != 0)
            return false;
    return addr->bytes[15] <= 1;
}

bool
iot_addr_is_unicast(const iot_addr *addr)
{
    if (addr->family == 4)
        return addr->bytes[0] != 0 && addr->bytes[0] != 127 && addr->bytes[0] < 224;
    if (addr->family == 6)
        return addr->bytes[0] != 0xff && !is_loopback_v6_or_unspecified(addr);
    return false;
}

bool
iot_addr_is_unspecified(const iot_addr *addr)
{
    static const uint8_t zero[16];

    return iot_addr_is_set(addr) && memcmp(addr->bytes, zero, sizeof zero) == 0;
}

bool
iot_addr_is_group(const iot_addr *addr)
{
    static const uint8_t broadcast[4] = {255, 255, 255, 255};

    if (addr->family == 4)
        return addr->bytes[0] >> 4 == 14 || memcmp(addr->bytes, broadcast, 4) == 0;
    return addr->family == 6 && addr->bytes[0] == 0xff;
}

bool
iot_addr_is_link_group(const iot_addr *addr)
{
    const uint8_t *b = addr->bytes;

    if (addr->family == 4)
        return b[0] == 224 && b[1] == 0 && b[2] == 0;
    return addr->family == 6 && b[0] == 0xff && b[1] == 0x02;
}

bool
iot_addr_is_global_v6(const iot_addr *addr)
{
    return addr->family == 6 && addr->bytes[0] >> 5 == 1;
}

bool
iot_addr_is_eui64_of(const iot_addr *addr, const iot_mac *mac)
{
    const uint8_t *id = addr->bytes + 8;

    return addr->family == 6 && id[0] == (mac->bytes[0] ^ 2) && id[1] == mac->bytes[1] &&
           id[2] == mac->bytes[2] && id[3] == 0xff && id[4] == 0xfe &&
           memcmp(id + 5, mac->bytes + 3, 3) == 0;
}

bool
iot_mac_parse(const char *text, iot_mac *ret_mac)
{
    unsigned digits = 0, separators = 0, since_separator = 0;
    char separator = '\0';
    iot_mac mac = {{0}};

    for (; *text; text++) {
        if (g_ascii_isxdigit(*text)) {
            if (digits == 12)
                return false;
            mac.bytes[digits / 2] = mac.bytes[digits / 2] << 4 | g_ascii_xdigit_value(*text);
            digits++;
            since_separator++;
            continue;
        }
        if (!strchr(":-.", *text) || (separator && separator != *text))
            return false;
        if (since_separator != 2 && !(since_separator == 4 && *text == '.'))
            return false;
        separator = *text;
        separators++;
        since_separator = 0;
    }
    if (digits != 12 || (separators != 5 && separators != 2) ||
        since_separator != (separators == 5 ? 2u : 4u))
        return false;
    *ret_mac = mac;
    return true;
}

const char *
iot_mac_format(const iot_mac *mac, char buffer[IOT_MAC_TEXT])
{
    const uint8_t *b = mac->bytes;

    if (iot_mac_is_set(mac))
        g_snprintf(buffer, IOT_MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3],
                   b[4], b[5]);
    else
        buffer[0] = '\0';
    return buffer;
}

bool
iot_mac_is_set(const iot_mac *mac)
{
    static const iot_mac none;
    return !iot_mac_equal(mac, &none);
}

bool
iot_mac_is_broadcast(const iot_mac *mac)
{
    static const iot_mac all = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

    return iot_mac_equal(mac, &all);
}

bool
iot_mac_is_group(const iot_mac *mac)
{
    return mac->bytes[0] & 1;
}

bool
iot_mac_is_station(const iot_mac *mac)
{
    return iot_mac_is_set(mac) && !iot_mac_is_group(mac);
}

bool
iot_mac_is_local(const iot_mac *mac)
{
    return mac->bytes[0] & 2;
}

iot_prefix
iot_prefix_of(const iot_addr *addr, unsigned length)
{
    iot_prefix prefix = {*addr, (uint8_t)MIN(length, width_bits(addr))};

    for (unsigned i = prefix.length; i < width_bits(addr); i++)
        prefix.addr.bytes[i / 8] &= (uint8_t) ~(0x80u >> i % 8);
    return prefix;
}

bool
iot_prefix_parse(const char *text, iot_prefix *ret_prefix)
{
    const char *slash = strchr(text, '/');
    g_autofree char *head = slash ? g_strndup(text, slash - text) : g_strdup(text);
    guint64 length = 0;
    iot_addr addr;

    if (!iot_addr_parse(head, &addr))
        return false;
    if (!slash)
        length = width_bits(&addr);
    else if (!g_ascii_string_to_unsigned(slash + 1, 10, 0, width_bits(&addr), &length, NULL))
        return false;
    *ret_prefix = iot_prefix_of(&addr, (unsigned)length);
    return true;
}

const char *
iot_prefix_format(const iot_prefix *prefix, char buffer[IOT_PREFIX_TEXT])
{
    char addr[IOT_ADDR_TEXT];

    if (prefix->length == width_bits(&prefix->addr))
        return iot_addr_format(&prefix->addr, buffer);
    g_snprintf(buffer, IOT_PREFIX_TEXT, "%s/%u", iot_addr_format(&prefix->addr, addr),
               prefix->length);
    return buffer;
}

bool
iot_prefix_contains(const iot_prefix *prefix, const iot_addr *addr)
{
    unsigned whole = prefix->length / 8, rest = prefix->length % 8;

    if (addr->family == 0 || addr->family != prefix->addr.family ||
        memcmp(addr->bytes, prefix->addr.bytes, whole) != 0)
        return false;
    return rest == 0 || (addr->bytes[whole] ^ prefix->addr.bytes[whole]) >> (8 - rest) == 0;
}

bool
iot_prefix_equal(const iot_prefix *a, const iot_prefix *b)
{
    return a->length == b->length && iot_addr_equal(&a->addr, &b->addr);
}

int
iot_prefix_length_of_mask(const iot_addr *mask)
{
    uint32_t bits = (uint32_t)mask->bytes[0] << 24 | mask->bytes[1] << 16 | mask->bytes[2] << 8 |
                    mask->bytes[3];
    int length = 0;

    while (bits & 0x80000000u) {
        bits <<= 1;
        length++;
    }
    return bits == 0 ? length : -1;
}
