/* inventory-lines.c - files of one device a line: ethers, hosts, dnsmasq
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each line is told by how it begins, so a file may mix them:
 *     aa:bb:cc:dd:ee:ff name                               ethers(5), Wireshark
 *     192.168.1.5 name alias                               hosts(5), Wireshark's hosts and subnets
 *     1760000000 aa:bb:cc:dd:ee:ff 192.168.1.5 name *      dnsmasq's leases
 *     dhcp-host=aa:bb:cc:dd:ee:ff,192.168.1.5,name,12h     dnsmasq.conf(5)
 */
#include "reference/inventory/inventory-internal.h"

#include "base/text.h"

#include <string.h>

/* No real line comes near; what does is not text. Bounds the copy made of a line. */
#define LINE_MAX_BYTES 65536

#define SPACE " \t\r\v\f"

/* Ends the next word of *at in place and moves past it. Returns "" at the end. */
static char *
take_word(char **at)
{
    char *word = *at + strspn(*at, SPACE);
    char *end = word + strcspn(word, SPACE);

    *at = *end ? end + 1 : end;
    *end = '\0';
    return word;
}

/* A '#' inside a word is part of it: "cam#2" is a name people give. */
static void
strip_comment(char *line)
{
    for (char *hash = strchr(line, '#'); hash; hash = strchr(hash + 1, '#'))
        if (hash == line || g_ascii_isspace(hash[-1])) {
            *hash = '\0';
            break;
        }
    g_strstrip(line);
}

static bool
is_number(const char *word)
{
    return *word && strspn(word, "0123456789") == strlen(word);
}

/* fe80::1%lo0: the interface is that machine's matter. */
static bool
parse_hosts_address(const char *word, iot_addr *ret_addr)
{
    g_autofree char *head = g_strndup(word, strcspn(word, "%"));

    return iot_addr_parse(head, ret_addr);
}

static const char *
after_dhcp_host(const char *line)
{
    static const char key[] = "dhcp-host";

    if (!g_str_has_prefix(line, key))
        return NULL;
    line += strlen(key);
    line += strspn(line, SPACE);
    return *line == '=' ? line + 1 : NULL;
}

/* What every system's hosts file holds about itself. */
static bool
is_of_every_host(const iot_addr *addr, const char *name)
{
    return !iot_addr_is_unicast(addr) || iot_text_is_placeholder(name) ||
           strcmp(name, "ip6-localnet") == 0;
}

static void
read_hosts(iot_inventory_reader *reader, unsigned line, char *address, char *rest)
{
    g_auto(iot_inventory_device) device = iot_inventory_device_make();
    const char *name = take_word(&rest);
    iot_addr addr;

    if (!*name) {
        iot_inventory_complain(reader, line, address, -1, "is followed by no name");
        return;
    }
    if (parse_hosts_address(address, &addr)) {
        if (is_of_every_host(&addr, name))
            return;
        address[strcspn(address, "%")] = '\0';
    }
    device.name = g_strdup(name);
    if (iot_inventory_device_add_prefix(reader, line, &device, address))
        iot_inventory_device_keep(reader, line, &device);
}

/* Wireshark ends the name at a space; people write "Living room camera". */
static void
read_ethers(iot_inventory_reader *reader, unsigned line, char *mac, char *rest)
{
    g_auto(iot_inventory_device) device = iot_inventory_device_make();
    iot_addr addr;

    g_strstrip(rest);
    if (!*rest) {
        iot_inventory_complain(reader, line, mac, -1, "is followed by no name");
        return;
    }
    if (iot_addr_parse(rest, &addr)) {
        iot_inventory_complain(reader, line, rest, -1, "is an address where a name is expected");
        return;
    }
    device.name = g_strdup(rest);
    if (iot_inventory_device_add_mac(reader, line, &device, mac))
        iot_inventory_device_keep(reader, line, &device);
}

/* DHCPv6 lines have an identity association's number where the MAC would be. Other hardware than
 * Ethernet writes its type in front ("06-…"); both are known by address alone. */
static void
read_lease(iot_inventory_reader *reader, unsigned line, char *rest)
{
    g_auto(iot_inventory_device) device = iot_inventory_device_make();
    const char *hardware = take_word(&rest);
    const char *address = take_word(&rest);
    const char *name = take_word(&rest);
    iot_mac mac;

    if (!iot_inventory_device_add_prefix(reader, line, &device, address))
        return;
    if (!*name) {
        iot_inventory_complain(reader, line, address, -1, "is followed by no name, not even \"*\"");
        return;
    }
    if (iot_mac_parse(hardware, &mac) && iot_mac_is_station(&mac))
        g_array_append_val(device.macs, mac);
    else if (!strchr(address, ':') && !strchr(hardware, '-')) {
        iot_inventory_complain(reader, line, hardware, -1, "is not a MAC address");
        return;
    }
    if (iot_text_is_placeholder(name))
        return;
    device.name = g_strdup(name);
    iot_inventory_device_keep(reader, line, &device);
}

static bool
is_lease_time(const char *field)
{
    gsize digits = strspn(field, "0123456789");

    return strcmp(field, "infinite") == 0 ||
           (digits > 0 &&
            (!field[digits] || (strchr("smhdwSMHDW", field[digits]) && !field[digits + 1])));
}

/* "[::5]" gives the host part, to be put behind whatever prefix the network has. */
static bool
is_host_part(const iot_addr *addr)
{
    static const uint8_t zero[8];

    return addr->family == 6 && memcmp(addr->bytes, zero, sizeof zero) == 0;
}

static bool
read_bracketed(iot_inventory_reader *reader, unsigned line, iot_inventory_device *device,
               char *field)
{
    gsize length = strlen(field);
    iot_addr addr;

    if (field[length - 1] != ']') {
        iot_inventory_complain(reader, line, field, -1, "lacks its closing bracket");
        return false;
    }
    field[length - 1] = '\0';
    if (iot_addr_parse(field + 1, &addr) && is_host_part(&addr))
        return true;
    return iot_inventory_device_add_prefix(reader, line, device, field + 1);
}

/* One of the fields of dhcp-host=, which come in any order. */
static bool
read_dhcp_host_field(iot_inventory_reader *reader, unsigned line, iot_inventory_device *device,
                     char *field)
{
    iot_mac mac;
    iot_addr addr;

    if (*field == '[')
        return read_bracketed(reader, line, device, field);
    if (g_str_has_prefix(field, "set:") || g_str_has_prefix(field, "net:")) {
        if (!device->group)
            device->group = g_strdup(field + 4);
        return true;
    }
    if (!*field || is_lease_time(field) || g_str_has_prefix(field, "tag:") ||
        g_str_has_prefix(field, "id:"))
        return true;
    if (iot_mac_parse(field, &mac))
        return iot_inventory_device_add_mac(reader, line, device, field);
    if (iot_addr_parse(field, &addr))
        return iot_inventory_device_add_prefix(reader, line, device, field);
    if (strpbrk(field, ":*[]") || strspn(field, "0123456789.") == strlen(field)) {
        iot_inventory_complain(reader, line, field, -1,
                               "is no MAC, IP address, name or lease time");
        return false;
    }
    if (!device->name)
        device->name = g_strdup(field);
    return true;
}

static void
read_dhcp_host(iot_inventory_reader *reader, unsigned line, const char *fields)
{
    g_auto(iot_inventory_device) device = iot_inventory_device_make();
    g_auto(GStrv) split = g_strsplit(fields, ",", -1);

    for (char **field = split; *field; field++) {
        if (strcmp(g_strstrip(*field), "ignore") == 0 ||
            !read_dhcp_host_field(reader, line, &device, *field))
            return;
    }
    /* A reservation without a name or a tag is an ordinary one. */
    if (device.name || device.group)
        iot_inventory_device_keep(reader, line, &device);
}

/* What a line is, by its first word. */
typedef enum line_kind { LINE_OTHER, LINE_ETHERS, LINE_HOSTS, LINE_LEASE, LINE_DUID } line_kind;

static line_kind
classify(const char *first)
{
    g_autofree char *head = g_strndup(first, strcspn(first, "/%"));
    iot_mac mac;
    iot_addr addr;

    if (iot_mac_parse(head, &mac))
        return LINE_ETHERS;
    if (iot_addr_parse(head, &addr))
        return LINE_HOSTS;
    if (is_number(first))
        return LINE_LEASE;
    return strcmp(first, "duid") == 0 ? LINE_DUID : LINE_OTHER;
}

static void
read_line(iot_inventory_reader *reader, unsigned number, char *text, bool is_dnsmasq_conf)
{
    const char *fields = after_dhcp_host(text);

    if (fields) {
        read_dhcp_host(reader, number, fields);
        return;
    }

    char *rest = text, *first = take_word(&rest);
    switch (classify(first)) {
    case LINE_ETHERS:
        if (strchr(first, '/'))
            iot_inventory_complain(reader, number, first, -1,
                                   "is a range of MAC addresses; give the MAC of one device");
        else
            read_ethers(reader, number, first, rest);
        break;
    case LINE_HOSTS:
        read_hosts(reader, number, first, rest);
        break;
    case LINE_LEASE:
        read_lease(reader, number, rest);
        break;
    case LINE_DUID:
        break;
    case LINE_OTHER:
        if (!is_dnsmasq_conf)
            iot_inventory_complain(reader, number, first, -1, "is neither a MAC nor an IP address");
        break;
    }
}

/* Copies a line without comment and surrounding space. Returns what is wrong with it, or NULL. */
static const char *
copy_line(GString *into, const char *line, gsize length)
{
    g_string_truncate(into, 0);
    if (length > LINE_MAX_BYTES)
        return "is the start of a line too long to be about a device";
    if (memchr(line, '\0', length))
        return "is on a line with NUL bytes; is this a text file?";
    g_string_append_len(into, line, (gssize)length);
    strip_comment(into->str);
    into->len = strlen(into->str);
    return NULL;
}

/* A number alone proves nothing: it takes an address where a lease has it. */
static bool
is_familiar(const char *text)
{
    g_autofree char *copy = g_strdup(text);
    char *rest = copy, *first = take_word(&rest);
    iot_addr addr;

    switch (classify(first)) {
    case LINE_OTHER:
        return after_dhcp_host(text) != NULL;
    case LINE_LEASE:
        take_word(&rest);
        return iot_addr_parse(take_word(&rest), &addr);
    default:
        return true;
    }
}

static bool
find_familiar(iot_inventory_cursor cursor, bool *ret_dnsmasq_conf)
{
    g_autoptr(GString) copy = g_string_new(NULL);
    bool found = false, dnsmasq_conf = false;
    const char *line;
    gsize length;

    while (!dnsmasq_conf && iot_inventory_cursor_line(&cursor, &line, &length)) {
        if (copy_line(copy, line, length) || copy->len == 0)
            continue;
        found = found || is_familiar(copy->str);
        dnsmasq_conf = after_dhcp_host(copy->str) != NULL;
    }
    *ret_dnsmasq_conf = dnsmasq_conf;
    return found || dnsmasq_conf;
}

bool
iot_inventory_read_lines(iot_inventory_reader *reader, iot_inventory_cursor cursor)
{
    g_autoptr(GString) copy = g_string_new(NULL);
    bool is_dnsmasq_conf;
    const char *line;
    gsize length;

    if (!find_familiar(cursor, &is_dnsmasq_conf))
        return false;
    for (unsigned number = cursor.line;
         !reader->is_full && iot_inventory_cursor_line(&cursor, &line, &length);
         number = cursor.line) {
        const char *wrong = copy_line(copy, line, length);
        if (wrong)
            iot_inventory_complain(reader, number, line, (gssize)length, wrong);
        else if (copy->len > 0)
            read_line(reader, number, copy->str, is_dnsmasq_conf);
    }
    return true;
}
