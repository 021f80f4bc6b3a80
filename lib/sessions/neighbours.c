/* neighbours.c - a line that tells which MAC has an address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sessions/neighbours.h"

#include <string.h>

/* The BSDs leave zeros out: "0:1b:2:3:4:5". */
static bool
read_mac(const char *word, iot_mac *ret_mac)
{
    g_auto(GStrv) parts = g_strsplit(word, ":", sizeof ret_mac->bytes + 1);
    iot_mac mac;

    if (g_strv_length(parts) != sizeof mac.bytes)
        return false;
    for (unsigned i = 0; i < sizeof mac.bytes; i++) {
        guint64 byte;
        if (!g_ascii_string_to_unsigned(parts[i], 16, 0, UINT8_MAX, &byte, NULL))
            return false;
        mac.bytes[i] = (uint8_t)byte;
    }
    *ret_mac = mac;
    return true;
}

/* "192.168.1.10 dev br-lan lladdr 02:00:00:00:00:01 REACHABLE" */
static bool
read_ip_neigh(const line_words *line, iot_addr *addr, iot_mac *mac)
{
    if (strcmp(line_word(line, 1), "dev") != 0 || !word_addr(line_word(line, 0), addr))
        return false;
    for (unsigned i = 2; i + 1 < line->n; i++)
        if (strcmp(line->words[i], "lladdr") == 0)
            read_mac(line->words[i + 1], mac);
    return true;
}

/* "192.168.1.10  0x1  0x2  02:00:00:00:00:01  *  br-lan"; without the second flag nobody answered,
 * and the MAC is all zero. */
static bool
read_proc_arp(const line_words *line, iot_addr *addr, iot_mac *mac)
{
    return line->n == 6 && g_str_has_prefix(line->words[1], "0x") &&
           g_str_has_prefix(line->words[2], "0x") && word_addr(line->words[0], addr) &&
           read_mac(line->words[3], mac);
}

/* "? (192.168.1.10) at 02:00:00:00:00:01 on em1 expires in 1188 seconds [ethernet]"; "at
 * (incomplete)" */
static bool
read_arp_a(const line_words *line, iot_addr *addr, iot_mac *mac)
{
    const char *word = line_word(line, 1);
    size_t length = strlen(word);

    if (strcmp(line_word(line, 2), "at") != 0 || length < 3 || *word != '(')
        return false;
    g_autofree char *inner = g_strndup(word + 1, length - 2);
    if (!word_addr(inner, addr))
        return false;
    read_mac(line_word(line, 3), mac);
    return true;
}

/* "fe80::1%em0  02:00:00:00:00:01  em0  23h59m58s  S R" */
static bool
read_ndp_a(const line_words *line, iot_addr *addr, iot_mac *mac)
{
    return line->n >= 4 && word_addr(line->words[0], addr) && addr->family == 6 &&
           read_mac(line->words[1], mac);
}

bool
neighbour_read_line(const line_words *line, iot_addr *ret_addr, iot_mac *ret_mac)
{
    iot_addr addr = {0};
    iot_mac mac = {{0}};

    if (!read_ip_neigh(line, &addr, &mac) && !read_proc_arp(line, &addr, &mac) &&
        !read_arp_a(line, &addr, &mac) && !read_ndp_a(line, &addr, &mac))
        return false;
    *ret_addr = addr;
    *ret_mac = mac;
    return true;
}
