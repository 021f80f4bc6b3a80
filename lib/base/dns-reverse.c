/* dns-reverse.c - the names under which addresses are asked for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/dns-reverse.h"

#define OCTETS 4
#define DIGITS 32

/* One label of 0 to 255 in decimal digits, without zeroes in front; -1: another label. */
static int
take_octet(const char **at)
{
    int value = 0, digits = 0;

    for (; g_ascii_isdigit(**at) && digits < 4; (*at)++, digits++)
        value = value * 10 + (**at - '0');
    if (digits == 0 || digits > 3 || value > 255 || **at != '.' ||
        (digits > 1 && (*at)[-digits] == '0'))
        return -1;
    (*at)++;
    return value;
}

static bool
read_v4(const char *name, iot_addr *ret_addr)
{
    uint8_t bytes[OCTETS];

    for (int i = OCTETS - 1; i >= 0; i--) {
        int octet = take_octet(&name);
        if (octet < 0)
            return false;
        bytes[i] = (uint8_t)octet;
    }
    if (g_ascii_strcasecmp(name, "in-addr.arpa") != 0)
        return false;
    *ret_addr = iot_addr_v4(bytes);
    return true;
}

static bool
read_v6(const char *name, iot_addr *ret_addr)
{
    uint8_t bytes[DIGITS / 2] = {0};

    for (int i = DIGITS - 1; i >= 0; i--, name += 2) {
        if (!g_ascii_isxdigit(name[0]) || name[1] != '.')
            return false;
        bytes[i / 2] |= (uint8_t)(g_ascii_xdigit_value(name[0]) << (i % 2 ? 0 : 4));
    }
    if (g_ascii_strcasecmp(name, "ip6.arpa") != 0)
        return false;
    *ret_addr = iot_addr_v6(bytes);
    return true;
}

bool
iot_dns_reverse_read(const char *name, iot_addr *ret_addr)
{
    return name && (read_v4(name, ret_addr) || read_v6(name, ret_addr));
}
