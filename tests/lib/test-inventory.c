/* test-inventory.c - what the user wrote about the devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "inventory.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAC  "aa:bb:cc:00:00:01"
#define MAC2 "aa:bb:cc:00:00:02"
#define KEA4                                                                                       \
    "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,"   \
    "user_context,pool_id\n"
#define KEA6                                                                                       \
    "address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,"       \
    "fqdn_fwd,fqdn_rev,hostname,hwaddr,state\n"

typedef struct fixture {
    iot_inventory *inventory;
    GPtrArray *problems;
} fixture;

static void
set_up(fixture *f, gconstpointer unused)
{
    (void)unused;
    f->inventory = iot_inventory_new();
    f->problems = g_ptr_array_new_with_free_func(g_free);
}

static void
tear_down(fixture *f, gconstpointer unused)
{
    (void)unused;
    iot_inventory_free(f->inventory);
    g_ptr_array_unref(f->problems);
}

static void
read_bytes(fixture *f, const char *text, gsize length)
{
    /* A copy of exact size: the sanitizer sees what is read beyond. */
    g_autofree char *copy = g_memdup2(text, length);
    iot_inventory_read_text(f->inventory, "f", copy ? copy : "", length, f->problems);
}

static void
read_text(fixture *f, const char *text)
{
    read_bytes(f, text, strlen(text));
}

/* `key` is a MAC or an address. */
static const iot_inventory_entry *
find(const fixture *f, const char *key)
{
    iot_mac mac;
    iot_addr addr;

    if (iot_mac_parse(key, &mac))
        return iot_inventory_find_mac(f->inventory, &mac);
    g_assert_true(iot_addr_parse(key, &addr));
    return iot_inventory_find_addr(f->inventory, &addr);
}

static const char *
name_of(const fixture *f, const char *key)
{
    const iot_inventory_entry *entry = find(f, key);
    return entry ? entry->name : NULL;
}

static void
add(fixture *f, const char *name, const char *group, const char *mac, const char *prefix)
{
    iot_inventory_entry entry = {.name = name, .group = group};

    if (mac)
        g_assert_true(iot_mac_parse(mac, &entry.mac));
    if (prefix)
        g_assert_true(iot_prefix_parse(prefix, &entry.prefix));
    g_assert_true(iot_inventory_add(f->inventory, &entry));
}

static void
assert_problems(const fixture *f, const char *expected)
{
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint i = 0; i < f->problems->len; i++)
        g_string_append_printf(all, "%s%s", i ? "\n" : "", (char *)f->problems->pdata[i]);
    g_assert_cmpstr(all->str, ==, expected);
}

static void
test_exact_address_beats_longest_prefix(fixture *f, gconstpointer unused)
{
    (void)unused;
    add(f, "everything", NULL, NULL, "0.0.0.0/0");
    add(f, "house", NULL, NULL, "10.0.0.0/8");
    add(f, "floor", NULL, NULL, "10.1.2.0/25");
    add(f, "room", NULL, NULL, "10.1.2.64/26");
    add(f, "lamp", NULL, NULL, "10.1.2.65");
    add(f, "six", NULL, NULL, "2001:db8::/64");
    iot_addr none = {0};

    g_assert_cmpstr(name_of(f, "10.1.2.65"), ==, "lamp");
    g_assert_cmpstr(name_of(f, "10.1.2.66"), ==, "room");
    g_assert_cmpstr(name_of(f, "10.1.2.1"), ==, "floor");
    g_assert_cmpstr(name_of(f, "10.1.2.129"), ==, "house");
    g_assert_cmpstr(name_of(f, "11.0.0.1"), ==, "everything");
    g_assert_cmpstr(name_of(f, "2001:db8::5"), ==, "six");
    g_assert_null(find(f, "2001:db8:0:1::5"));
    g_assert_null(iot_inventory_find_addr(f->inventory, &none));
}

static void
test_first_entry_wins_and_later_ones_fill_gaps(fixture *f, gconstpointer unused)
{
    iot_inventory_entry allow = {.allow = "*.example.com"};

    (void)unused;
    g_assert_true(iot_mac_parse(MAC, &allow.mac));
    add(f, "lamp", NULL, MAC, NULL);
    add(f, "other", "light", MAC, NULL);
    add(f, NULL, "third", MAC, NULL);
    g_assert_true(iot_inventory_add(f->inventory, &allow));

    const iot_inventory_entry *entry = find(f, MAC);
    g_assert_cmpstr(entry->name, ==, "lamp");
    g_assert_cmpstr(entry->group, ==, "light");
    g_assert_cmpstr(entry->allow, ==, "*.example.com");
}

/* The address went to another device: what is said of it now is not about the first. */
static void
test_filling_an_address_leaves_its_first_mac_alone(fixture *f, gconstpointer unused)
{
    (void)unused;
    add(f, "lamp", NULL, MAC, "10.0.0.5");
    add(f, "plug", "sockets", MAC2, "10.0.0.5");

    g_assert_null(find(f, MAC)->group);
    g_assert_cmpstr(name_of(f, MAC2), ==, "plug");
    g_assert_cmpstr(name_of(f, "10.0.0.5"), ==, "lamp");
    g_assert_cmpstr(find(f, "10.0.0.5")->group, ==, "sockets");
}

static void
test_add_refuses_what_says_nothing(fixture *f, gconstpointer unused)
{
    iot_inventory_entry no_key = {.name = "lamp"}, no_word = {.mac = {{2, 0, 0, 0, 0, 1}}};
    iot_addr none = {0};

    (void)unused;
    g_assert_false(iot_inventory_add(f->inventory, &no_key));
    g_assert_false(iot_inventory_add(f->inventory, &no_word));
    no_word.name = " \t";
    g_assert_false(iot_inventory_add(f->inventory, &no_word));
    g_assert_true(iot_inventory_is_empty(f->inventory));
    g_assert_null(iot_inventory_find_addr(f->inventory, &none));
    iot_inventory_free(NULL);
}

static void
test_strings_are_clean_copies(fixture *f, gconstpointer unused)
{
    char name[] = " Kitchen\x1b Echo\xff ";
    g_autofree char *allow = g_strnfill(IOT_INVENTORY_ALLOW_MAX - 2, 'a');
    iot_inventory_entry entry = {.name = name, .mac = {{2, 0, 0, 0, 0, 1}}};

    (void)unused;
    for (unsigned i = 200; i < strlen(allow); i += 200)
        allow[i] = ' ';
    g_autofree char *longer = g_strconcat("\t", allow, "; ", "cut.example.com", NULL);
    entry.allow = longer;
    g_assert_true(iot_inventory_add(f->inventory, &entry));
    memset(name, 'x', sizeof name - 1);
    memset(longer, 'x', strlen(longer));

    const iot_inventory_entry *kept = iot_inventory_find_mac(f->inventory, &entry.mac);
    g_assert_cmpstr(kept->name, ==, "Kitchen Echo\xef\xbf\xbd");
    g_assert_cmpstr(kept->allow, ==, allow);
}

static void
test_full_table_takes_no_new_key(fixture *f, gconstpointer unused)
{
    g_autoptr(GString) text = g_string_new(NULL);

    (void)unused;
    for (unsigned i = 0; i < IOT_INVENTORY_ENTRIES_MAX + 3; i++)
        g_string_append_printf(text, "10.%u.%u.%u d%u\n", i >> 16, i >> 8 & 255, i & 255, i);
    read_bytes(f, text->str, text->len);
    assert_problems(f, "f:65537: more than 65536 entries; the rest is not used");
    g_assert_cmpstr(name_of(f, "10.0.255.255"), ==, "d65535");
    g_assert_null(find(f, "10.1.0.0"));
    add(f, NULL, "still fills", NULL, "10.0.0.1");
}

/* Lines that name a device, without a problem. */
static const struct {
    const char *path, *text, *key, *name;
} good[] = {
    {"ethers_line_names_a_mac", MAC " roomba", MAC, "roomba"},
    {"ethers_name_may_have_spaces", MAC "\tLiving room camera  # hall", MAC, "Living room camera"},
    {"ethers_mac_with_dashes", "AA-BB-CC-00-00-01 Cam#2\r\n", MAC, "Cam#2"},
    {"ethers_mac_with_dots", "aa.bb.cc.00.00.01 cam\n", MAC, "cam"},
    {"ethers_mac_of_cisco", "aabb.cc00.0001 cam\n", MAC, "cam"},
    {"byte_order_mark_is_passed_over", "\xef\xbb\xbf" MAC " cam\n", MAC, "cam"},
    {"comments_and_blank_lines_are_passed_over", "# x\n\n  \n \t# y\r\n\r\n" MAC " cam", MAC,
     "cam"},
    {"hosts_line_names_an_address", "10.0.0.5 nas nas.lan backup", "10.0.0.5", "nas"},
    {"hosts_line_names_an_ipv6_address", "fd00::5\tnas", "fd00::5", "nas"},
    {"hosts_line_with_interface", "fe80::5%eth0 nas", "fe80::5", "nas"},
    {"subnets_line_names_a_network", "10.0.0.0/24 lab", "10.0.0.77", "lab"},
    {"hosts_loopback_is_nobody", "127.0.0.1 me\n10.0.0.5 nas\n", "127.0.0.1", NULL},
    {"hosts_localnet_is_nobody", "10.0.0.5 nas\nfe00::0 ip6-localnet\n", "fe00::", NULL},
    {"dnsmasq_lease_names_a_mac", "1760000000 " MAC " 10.0.0.5 Roomba 01:" MAC "\n", MAC, "Roomba"},
    {"dnsmasq_lease_names_an_address", "0 " MAC " 10.0.0.5 cam *\n", "10.0.0.5", "cam"},
    {"dnsmasq_lease_without_name", "0 " MAC " 10.0.0.5 * *\n", MAC, NULL},
    {"dnsmasq_lease_of_other_hardware", "0 06-aa-bb 10.0.0.5 cam *\n", "10.0.0.5", "cam"},
    {"dnsmasq_lease_of_ipv6", "duid 00:01:00:01\n0 T12345 fd00::5 cam 00:01\n", "fd00::5", "cam"},
    {"dhcp_host_names_a_mac", "dhcp-host=" MAC ",cam,10.0.0.5,12h\n", MAC, "cam"},
    {"dhcp_host_names_its_address", "dhcp-host=" MAC ",10.0.0.5,cam,infinite", "10.0.0.5", "cam"},
    {"dhcp_host_has_several_macs", "dhcp-host=" MAC "," MAC2 ",10.0.0.5,laptop", MAC2, "laptop"},
    {"dhcp_host_has_ipv6", "dhcp-host=" MAC ",[fd00::5],cam", "fd00::5", "cam"},
    {"dhcp_host_with_host_part", "dhcp-host=" MAC ",[::5],cam,3600", MAC, "cam"},
    {"dhcp_host_with_host_part_names_no_address", "dhcp-host=" MAC ",[::5],cam", "::5", NULL},
    {"dhcp_host_ignored", "dhcp-host=" MAC ",ignore\n", MAC, NULL},
    {"dhcp_host_without_name", "dhcp-host=" MAC ",10.0.0.5\n", MAC, NULL},
    {"dhcp_host_amid_other_options",
     "domain-needed\ninterface=eth0\nserver=/lan/10.0.0.1\n dhcp-host = " MAC ", tag:x, id:*, cam "
     "# mine\ndhcp-range=10.0.0.50,10.0.0.150,12h\n",
     MAC, "cam"},
    {"dhcpd_lease_names_an_address",
     "# dhcpd\nauthoring-byte-order little-endian;\n\nlease 10.0.0.5 {\n  starts 4 2024/01/01 "
     "00:00:00;\n  binding state active;\n  next binding state free;\n  hardware ethernet " MAC
     ";\n  uid \"\\001\\252\\273\";\n  client-hostname \"Cam\";\n}\n",
     "10.0.0.5", "Cam"},
    {"dhcpd_lease_names_a_mac",
     "lease 10.0.0.5 { hardware ethernet " MAC "; client-hostname \"cam\"; }", MAC, "cam"},
    {"dhcpd_name_is_unescaped", "lease 10.0.0.5 { client-hostname \"K\\303\\274che \\\"2\\\"\"; }",
     "10.0.0.5", "Küche \"2\""},
    {"dhcpd_last_lease_wins",
     "lease 10.0.0.5 { hardware ethernet " MAC "; client-hostname \"old\"; }\n"
     "lease 10.0.0.5 { hardware ethernet " MAC2 "; client-hostname \"new\"; }\n",
     "10.0.0.5", "new"},
    {"dhcpd_former_holder_keeps_its_name",
     "lease 10.0.0.5 { hardware ethernet " MAC "; client-hostname \"old\"; }\n"
     "lease 10.0.0.5 { hardware ethernet " MAC2 "; client-hostname \"new\"; }\n",
     MAC, "old"},
    {"dhcpd_last_name_of_a_mac_wins",
     "lease 10.0.0.5 { hardware ethernet " MAC "; client-hostname \"old\"; }\n"
     "lease 10.0.0.6 { hardware ethernet " MAC "; client-hostname \"new\"; }\n",
     MAC, "new"},
    {"dhcpd_lease_given_back_names_no_address",
     "lease 10.0.0.5 { hardware ethernet " MAC "; client-hostname \"old\"; }\n"
     "lease 10.0.0.5 { binding state free; hardware ethernet " MAC "; }\n",
     "10.0.0.5", NULL},
    {"dhcpd_host_names_a_mac",
     "subnet 10.0.0.0 netmask 255.255.255.0 {\n option routers 10.0.0.1;\n group {\n  host cam\n"
     "  {\n   if x { hardware ethernet " MAC2 "; }\n   hardware ethernet " MAC ";\n"
     "   fixed-address 10.0.0.5, 10.0.0.6, cam.lan;\n  }\n }\n}\n",
     MAC, "cam"},
    {"dhcpd_host_names_each_address",
     "host cam { hardware ethernet " MAC "; fixed-address 10.0.0.5, 10.0.0.6; }", "10.0.0.6",
     "cam"},
    {"dhcpd_nested_statements_are_not_the_hosts",
     "host cam { if x { hardware ethernet " MAC2 "; } hardware ethernet " MAC "; }", MAC2, NULL},
    {"dhcpd_deleted_host", "host cam { dynamic; deleted; hardware ethernet " MAC "; }", MAC, NULL},
    {"kea_lease_names_a_mac", KEA4 "10.0.0.5," MAC ",,4000,1700000000,1,0,0,cam.lan.,0,,0\n", MAC,
     "cam.lan"},
    {"kea_last_lease_wins",
     KEA4 "10.0.0.5," MAC ",,4000,1,1,0,0,old,0,,0\n10.0.0.5," MAC2 ",,4000,2,1,0,0,new,0,,0\n",
     "10.0.0.5", "new"},
    {"kea_expired_lease_names_no_address",
     KEA4 "10.0.0.5," MAC ",,4000,1,1,0,0,old,0,,0\n10.0.0.5," MAC ",,4000,2,1,0,0,old,2,,0\n",
     "10.0.0.5", NULL},
    {"kea_deleted_lease_names_no_address", KEA4 "10.0.0.5," MAC ",,0,1,1,0,0,old,0,,0\n",
     "10.0.0.5", NULL},
    {"kea_lease_without_name", KEA4 "10.0.0.5," MAC ",,4000,1,1,0,0,,0,,0\n", MAC, NULL},
    {"kea6_lease_names_an_address", KEA6 "fd00::5,00:01,4000,1,1,3000,0,7,128,0,0,cam," MAC ",0\n",
     "fd00::5", "cam"},
    {"kea6_lease_names_a_mac", KEA6 "fd00::5,00:01,4000,1,1,3000,0,7,128,0,0,cam," MAC ",0\n", MAC,
     "cam"},
    {"kea6_prefix_names_what_is_in_it", KEA6 "fd00::,00:01,4000,1,1,3000,2,7,56,0,0,router,,0\n",
     "fd00::1234", "router"},
    {"csv_row_names_a_mac", "name,mac\nKitchen Echo," MAC "\n", MAC, "Kitchen Echo"},
    {"csv_columns_come_in_any_order", "Group,IP,Note,MAC,Name\nx,,y," MAC ",cam", MAC, "cam"},
    {"csv_address_may_be_a_network", "name,ip\nlab,10.0.0.0/24\n", "10.0.0.9", "lab"},
    {"csv_cell_may_hold_several_addresses", "name,ip\ncam,10.0.0.5 fd00::5;10.0.0.6\n", "10.0.0.6",
     "cam"},
    {"csv_columns_may_hold_one_address_each", "name,ipv4,ipv6\ncam,10.0.0.5,fd00::5\n", "fd00::5",
     "cam"},
    {"csv_cell_may_hold_several_macs", "name,mac\ncam," MAC " " MAC2 "\n", MAC2, "cam"},
    {"csv_quoted_cell_holds_separators", "name,mac\n\"Cam, \"\"big\"\"\"," MAC "\n", MAC,
     "Cam, \"big\""},
    {"csv_quoted_cell_holds_line_breaks", "mac,name\n" MAC ", \"Cam\r\n2\" \r\n", MAC, "Cam  2"},
    {"csv_mark_inside_a_cell_is_text", "mac,name\n" MAC ",TV 55\"\n", MAC, "TV 55\""},
    {"csv_with_semicolons", "name;mac;allow\r\ncam;" MAC ";a.example, b.example\r\n", MAC, "cam"},
    {"csv_with_tabs", "name\tmac\n\t\ncam\t" MAC "\n", MAC, "cam"},
    {"csv_header_may_be_quoted", "# mine\n\n\"Device name\",\"MAC address\"\ncam," MAC "\n", MAC,
     "cam"},
    {"csv_comments_and_empty_rows_are_passed_over", "name,mac\n#a,b\n\n,,\ncam," MAC ",,", MAC,
     "cam"},
    {"csv_missing_cells_are_empty", "name,mac,ip,group,allow\ncam," MAC "\n", MAC, "cam"},
    {"csv_export_of_devices_reads_back",
     "device,mac,vendor,group,source,addresses\ncam," MAC ",x,y,dhcp,10.0.0.5; fd00::5\n",
     "fd00::5", "cam"},
};

static void
test_good(fixture *f, gconstpointer data)
{
    unsigned i = GPOINTER_TO_UINT(data);

    read_text(f, good[i].text);
    assert_problems(f, "");
    g_assert_cmpstr(name_of(f, good[i].key), ==, good[i].name);
}

/* Line 2 names MAC "good" unless said otherwise; the rest is the user's mistake. */
static const struct {
    const char *path, *text, *problem;
} bad[] = {
    {"ethers_prefix", "aa:bb:cc:00:00:00/28 x\n" MAC " good\n",
     "f:1: \"aa:bb:cc:00:00:00/28\" is a range of MAC addresses; give the MAC of one device"},
    {"ethers_without_name", MAC2 "\n" MAC " good", "f:1: \"" MAC2 "\" is followed by no name"},
    {"ethers_broadcast", "ff:ff:ff:ff:ff:ff x\n" MAC " good\n",
     "f:1: \"ff:ff:ff:ff:ff:ff\" is not the MAC address of one device"},
    {"ethers_address", MAC2 " 10.0.0.5\n" MAC " good\n",
     "f:1: \"10.0.0.5\" is an address where a name is expected"},
    {"mac_with_a_slip", "aa:bb:cc:00:00:0g x\n" MAC " good\n",
     "f:1: \"aa:bb:cc:00:00:0g\" is neither a MAC nor an IP address"},
    {"hosts_without_name", "10.0.0.5\n" MAC " good\n", "f:1: \"10.0.0.5\" is followed by no name"},
    {"subnet_too_long", "10.0.0.0/33 x\n" MAC " good\n",
     "f:1: \"10.0.0.0/33\" is neither an IP address nor a network"},
    {"lease_without_address", "0 " MAC2 " x y *\n0 " MAC " 10.0.0.5 good *\n",
     "f:1: \"x\" is neither an IP address nor a network"},
    {"lease_mac", "0 aa:bb 10.0.0.5 x *\n0 " MAC " 10.0.0.6 good *\n",
     "f:1: \"aa:bb\" is not a MAC address"},
    {"lease_cut_short", "0 " MAC2 " 10.0.0.5\n" MAC " good\n",
     "f:1: \"10.0.0.5\" is followed by no name, not even \"*\""},
    {"dhcp_host_address", "dhcp-host=" MAC2 ",10.0.0.256,x\ndhcp-host=" MAC ",good\n",
     "f:1: \"10.0.0.256\" is no MAC, IP address, name or lease time"},
    {"dhcp_host_pattern", "dhcp-host=aa:bb:cc:*:*:*,x\ndhcp-host=" MAC ",good\n",
     "f:1: \"aa:bb:cc:*:*:*\" is no MAC, IP address, name or lease time"},
    {"dhcp_host_bracket", "dhcp-host=[fd00::5,x\ndhcp-host=" MAC ",good\n",
     "f:1: \"[fd00::5\" lacks its closing bracket"},
    {"dhcp_host_lone_bracket", "dhcp-host=[,x\ndhcp-host=" MAC ",good\n",
     "f:1: \"[\" lacks its closing bracket"},
    {"dhcp_host_by_client_id", "dhcp-host=id:01:02,x\ndhcp-host=" MAC ",good\n",
     "f:1: has neither a MAC nor an IP address"},
    {"dhcpd_mac",
     "lease 10.0.0.5 { hardware ethernet aa:bb; client-hostname \"x\"; }\nhost good {"
     " hardware ethernet " MAC "; }",
     "f:1: \"aa:bb\" is not a MAC address"},
    {"dhcpd_address",
     "lease 10.0.0 { hardware ethernet " MAC2 "; client-hostname \"x\"; }\n"
     "host good { hardware ethernet " MAC "; }",
     "f:1: \"10.0.0\" is neither an IP address nor a network"},
    {"dhcpd_string",
     "host good { hardware ethernet " MAC "; }\nlease 10.0.0.5 {\n"
     "client-hostname \"x;\n}\n",
     "f:3: \"x;\" lacks its closing quotation mark"},
    {"dhcpd_torn_file",
     "host good { hardware ethernet " MAC "; }\n\nlease 10.0.0.5 {\n"
     "client-hostname \"x\";\n",
     "f:3: the block that begins here lacks its closing brace"},
    {"dhcpd_host_without_key", "host good { hardware ethernet " MAC "; }\nhost x {}\n",
     "f:2: has neither a MAC nor an IP address"},
    {"kea_address", KEA4 "10.0.0.256," MAC2 ",,1,1,1,0,0,x,0\n10.0.0.5," MAC ",,1,1,1,0,0,good,0\n",
     "f:2: \"10.0.0.256\" is neither an IP address nor a network"},
    {"kea_no_address", KEA4 "," MAC2 ",,1,1,1,0,0,x,0\n10.0.0.5," MAC ",,1,1,1,0,0,good,0\n",
     "f:2: is a lease without an address"},
    {"csv_mac", "name,mac,ip\n\nx,aa:bb,10.0.0.5\ngood," MAC ",\n",
     "f:3: \"aa:bb\" is not a MAC address"},
    {"csv_host_bits", "name,mac,ip\nx,,10.0.0.5/24\ngood," MAC "\n",
     "f:2: \"10.0.0.5/24\" is an address inside a network: leave out the /length for the one "
     "device"},
    {"csv_no_key", "name,mac,ip\nx,,\ngood," MAC "\n", "f:2: has neither a MAC nor an IP address"},
    {"csv_says_nothing", "name,mac\n," MAC2 "\ngood," MAC "\n",
     "f:2: says neither name, group nor allowed destinations"},
    {"csv_extra_cell", "name,mac,allow\nx," MAC2 ",a.example,b.example\ngood," MAC "\n",
     "f:2: has more cells than the header; put a cell that holds a separator in quotation marks"},
    {"csv_mark_not_closed", "name,mac\n\"x," MAC2 "\ngood," MAC "\n",
     "f:2: the quotation mark is never closed"},
    {"csv_mark_closed_too_late", "name,mac\n\"x," MAC2 "\ngood," MAC "\n\"y\"," MAC2 "\n",
     "f:2: a quotation mark is not closed, or text follows the closing one"},
    {"csv_line_after_a_broken_cell", "name,mac\n\"a\nb\"," MAC2 "\n,x\ngood," MAC,
     "f:4: \"x\" is not a MAC address"},
};

static void
test_bad(fixture *f, gconstpointer data)
{
    unsigned i = GPOINTER_TO_UINT(data);

    read_text(f, bad[i].text);
    assert_problems(f, bad[i].problem);
    g_assert_cmpstr(name_of(f, MAC), ==, "good");
}

static void
test_csv_gives_group_and_allowed(fixture *f, gconstpointer unused)
{
    (void)unused;
    read_text(f, "Allowed destinations,Group,Name,MAC\n\"*.a.example, b.example:443\n10.0.0.0/8\","
                 "media,TV," MAC "\n");
    assert_problems(f, "");
    g_assert_cmpstr(find(f, MAC)->group, ==, "media");
    g_assert_cmpstr(find(f, MAC)->allow, ==, "*.a.example, b.example:443 10.0.0.0/8");
}

static void
test_dhcp_host_tag_is_the_group(fixture *f, gconstpointer unused)
{
    (void)unused;
    read_text(f, "dhcp-host=" MAC ",set:cameras,set:second,cam\n");
    assert_problems(f, "");
    g_assert_cmpstr(find(f, MAC)->group, ==, "cameras");
}

static void
test_hosts_file_of_a_system_is_quiet(fixture *f, gconstpointer unused)
{
    (void)unused;
    read_text(f, "127.0.0.1\tlocalhost\n127.0.1.1 desk\n255.255.255.255 broadcasthost\n"
                 "::1 localhost ip6-localhost\nfe80::1%lo0 localhost\nfe00::0 ip6-localnet\n"
                 "ff00::0 ip6-mcastprefix\nff02::1 ip6-allnodes\n0.0.0.0 ads.example.com\n");
    assert_problems(f, "");
    g_assert_true(iot_inventory_is_empty(f->inventory));
}

static void
test_lines_of_several_formats_mix(fixture *f, gconstpointer unused)
{
    (void)unused;
    read_text(f, MAC " one\n10.0.0.5 two\n0 " MAC2 " 10.0.0.6 three *\n");
    assert_problems(f, "");
    g_assert_cmpstr(name_of(f, MAC), ==, "one");
    g_assert_cmpstr(name_of(f, "10.0.0.5"), ==, "two");
    g_assert_cmpstr(name_of(f, "10.0.0.6"), ==, "three");
}

static void
test_nothing_is_no_problem(fixture *f, gconstpointer unused)
{
    static const char *const texts[] = {
        "",     "\n",         "# nothing yet\r\n",       "\xef\xbb\xbf",
        " \t ", "name,mac\n", "server-duid \"\\000\";\n"};

    (void)unused;
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        read_text(f, texts[i]);
    assert_problems(f, "");
    g_assert_true(iot_inventory_is_empty(f->inventory));
}

static void
test_unknown_format_is_one_problem(fixture *f, gconstpointer unused)
{
    static const char *const texts[] = {
        "\n# letter\n\nDear all,\nthe host group met.\n",
        "{\n \"devices\": [ {\"mac\": \"" MAC "\"} ]\n}\n",
        "int main(void) {\n return 0;\n}\n",
        "cam," MAC ",10.0.0.5\n", /* no header */
        "12 angry men\n",
        "\xff\xfen\0a\0m\0e\0",
        "\"",
    };

    (void)unused;
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_ptr_array_set_size(f->problems, 0);
        read_text(f, texts[i]);
        g_assert_cmpuint(f->problems->len, ==, 1);
        g_assert_true(
            g_str_has_prefix(f->problems->pdata[0], i ? "f:1: \"" : "f:4: \"Dear all,\" "));
        g_assert_nonnull(strstr(f->problems->pdata[0], "expected an ethers or hosts file"));
    }
    g_assert_true(iot_inventory_is_empty(f->inventory));
}

static void
test_header_without_a_key_is_one_problem(fixture *f, gconstpointer unused)
{
    (void)unused;
    read_text(f, "name,group\na,b\nc,d\n");
    read_text(f, "\nmac,ip\n" MAC ",10.0.0.5\n");
    read_text(f, "device,mac,name,addresses\ncam," MAC ",example.com,192.0.2.1\n");
    assert_problems(f, "f:1: the header names no column mac or ip\n"
                       "f:2: the header names no column name, group or allow\n"
                       "f:1: this is a table of conversations; the inventory takes one line per "
                       "device");
}

static void
test_flood_of_problems_is_summed_up(fixture *f, gconstpointer unused)
{
    g_autoptr(GString) text = g_string_new(MAC " good\n");

    (void)unused;
    for (unsigned i = 0; i < 1234; i++)
        g_string_append(text, "wrong\n");
    read_bytes(f, text->str, text->len);
    g_assert_cmpuint(f->problems->len, ==, 101);
    g_assert_cmpstr(f->problems->pdata[99], ==,
                    "f:101: \"wrong\" is neither a MAC nor an IP "
                    "address");
    g_assert_cmpstr(f->problems->pdata[100], ==, "f: … and 1134 more");
    iot_inventory_read_text(f->inventory, "f", text->str, text->len, NULL);
}

static void
test_quotation_is_clean_and_short(fixture *f, gconstpointer unused)
{
    (void)unused;
    read_text(f, MAC " good\n\x1b[31m\xe2\x80\xaewrong\xff\n"
                     "äääääääääääääääääääxäääääääääää\n");
    assert_problems(f, "f:2: \"[31mwrong\xef\xbf\xbd\" is neither a MAC nor an IP address\n"
                       "f:3: \"äääääääääääääääääääx…\" is neither a MAC nor an IP address");
}

static void
test_nul_bytes_cost_their_line(fixture *f, gconstpointer unused)
{
    static const char lines[] = "10.0.0.5 a\0b\n" MAC " good\n";
    static const char csv[] = "name,mac\na\0b," MAC2 "\ngood," MAC2 "\n";

    (void)unused;
    read_bytes(f, lines, sizeof lines - 1);
    read_bytes(f, csv, sizeof csv - 1);
    assert_problems(f, "f:1: \"10.0.0.5 a\" is on a line with NUL bytes; is this a text file?\n"
                       "f:2: holds NUL bytes; is this a text file?");
    g_assert_cmpstr(name_of(f, MAC), ==, "good");
    g_assert_cmpstr(name_of(f, MAC2), ==, "good");
}

static void
test_line_of_megabytes_costs_itself(fixture *f, gconstpointer unused)
{
    g_autofree char *big = g_strnfill(4 << 20, 'x');
    g_autofree char *text = g_strconcat("10.0.0.5 ", big, "\n", MAC " good\n", NULL);
    g_autofree char *csv = g_strconcat("name,mac\n", big, "," MAC2 "\n", NULL);

    (void)unused;
    read_text(f, text);
    read_text(f, csv);
    assert_problems(f, "f:1: \"10.0.0.5 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\" is the start of a line "
                       "too long to be about a device");
    g_assert_cmpstr(name_of(f, MAC), ==, "good");
    g_assert_cmpuint(strlen(name_of(f, MAC2)), ==, 255);
}

static void
test_long_list_of_destinations_is_refused(fixture *f, gconstpointer unused)
{
    g_autofree char *big = g_strnfill(IOT_INVENTORY_ALLOW_MAX + 1, 'x');
    g_autofree char *csv = g_strconcat("name,mac,allow\nTV," MAC ",", big, "\n", NULL);

    (void)unused;
    read_text(f, csv);
    assert_problems(f,
                    "f:2: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…\" begins a list of allowed "
                    "destinations longer than 4096 bytes");
    g_assert_null(find(f, MAC));
}

/* Each of these would take minutes if reading were quadratic; all together take about a second. */
static void
test_reading_is_linear(fixture *f, gconstpointer unused)
{
    static const struct {
        const char *head, *repeated;
    } texts[] = {
        {"name,mac\n", "\"\n"},
        {"name,mac\n", "\"\"\n"},
        {"name,mac\n", "\"x\n"},
        {"name,mac\n", ",\"\"\"\n"},
        {"name,mac\n\"", "\"\"\n"},
        {"name,mac\n", ","},
        {"", ","},
        {"", "\""},
        {"", "\n"},
        {"lease x {\n", "{"},
        {"lease x {\n", "\"\n"},
        {"host x {\n", "a "},
        {"option x;", "}"},
        {"option x;\n", "host x {"},
        {MAC " x\n", "x\n"},
        {MAC " x\n", "#"},
        {MAC " x\n", " "},
        {"dhcp-host=", ","},
        {"dhcp-host=x\n", "[,"},
        {"name,ip\nx,", "10.0.0.1 "},
        {"name,ip\n", "x,y\n"},
        {"duid\n", "1 2 3\n"},
        {"", "\xff"},
        {KEA4, "10.0.0.1,\n"},
    };

    (void)unused;
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GString) text = g_string_new(texts[i].head);
        for (unsigned repeats = 0; repeats < 200000; repeats++)
            g_string_append(text, texts[i].repeated);
        g_ptr_array_set_size(f->problems, 0);
        gint64 start_us = g_get_monotonic_time();
        read_bytes(f, text->str, text->len);
        /* Under valgrind everything takes longer. */
    const char *slower = g_getenv("IOT_TESTS_SLOWER");
    gint64 most_us = 10 * G_USEC_PER_SEC * (slower ? g_ascii_strtoll(slower, NULL, 10) : 1);
    g_assert_cmpint(g_get_monotonic_time() - start_us, <, most_us);
        g_assert_cmpuint(f->problems->len, <=, 101);
    }
}

/* Valid files of each format, broken at every byte and cut at every length. */
static void
test_damaged_files_do_no_harm(fixture *f, gconstpointer unused)
{
    static const char damage[] = {'\0', '"', '\n', ',', '{', '}', '/', '\xff', ' ', '\\'};

    (void)unused;
    for (unsigned i = 0; i < G_N_ELEMENTS(good); i++) {
        gsize length = strlen(good[i].text);
        g_autofree char *text = g_strdup(good[i].text);
        for (gsize at = 0; at < length; at++) {
            read_bytes(f, text, at);
            for (unsigned d = 0; d < sizeof damage; d++) {
                text[at] = damage[d];
                read_bytes(f, text, length);
            }
            text[at] = good[i].text[at];
        }
    }
    for (guint i = 0; i < f->problems->len; i++)
        g_assert_true(g_utf8_validate(f->problems->pdata[i], -1, NULL));
}

static void
test_file_is_read(fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("inventory-XXXXXX", &path, NULL);

    (void)unused;
    g_assert_true(g_close(fd, NULL));
    g_assert_true(g_file_set_contents(path, MAC " cam\nwrong\n", -1, NULL));
    g_assert_true(iot_inventory_read_file(f->inventory, path, f->problems, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(name_of(f, MAC), ==, "cam");
    g_autofree char *expected =
        g_strconcat(path, ":2: \"wrong\" is neither a MAC nor an IP address", NULL);
    assert_problems(f, expected);
    g_unlink(path);
}

static void
test_unreadable_file_is_an_error(fixture *f, gconstpointer unused)
{
    static const struct {
        const char *path, *message;
        int code;
    } cases[] = {
        {"/nonexistent/devices.csv", "/nonexistent/devices.csv: No such file or directory",
         G_FILE_ERROR_NOENT},
        {"/", "/: Is a directory", G_FILE_ERROR_ISDIR},
    };

    (void)unused;
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(iot_inventory_read_file(f->inventory, cases[i].path, f->problems, &error));
        g_assert_error(error, G_FILE_ERROR, cases[i].code);
        g_assert_cmpstr(error->message, ==, cases[i].message);
        g_assert_false(iot_inventory_read_file(f->inventory, cases[i].path, f->problems, NULL));
    }
    assert_problems(f, "");
}

static void
add_test(const char *name, gconstpointer data, void (*test)(fixture *, gconstpointer))
{
    g_autofree char *path = g_strconcat("/inventory/", name, NULL);
    g_test_add(path, fixture, data, set_up, test, tear_down);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*test)(fixture *, gconstpointer);
    } tests[] = {
        {"exact_address_beats_longest_prefix", test_exact_address_beats_longest_prefix},
        {"first_entry_wins_and_later_ones_fill_gaps",
         test_first_entry_wins_and_later_ones_fill_gaps},
        {"filling_an_address_leaves_its_first_mac_alone",
         test_filling_an_address_leaves_its_first_mac_alone},
        {"add_refuses_what_says_nothing", test_add_refuses_what_says_nothing},
        {"strings_are_clean_copies", test_strings_are_clean_copies},
        {"full_table_takes_no_new_key", test_full_table_takes_no_new_key},
        {"csv_gives_group_and_allowed", test_csv_gives_group_and_allowed},
        {"dhcp_host_tag_is_the_group", test_dhcp_host_tag_is_the_group},
        {"hosts_file_of_a_system_is_quiet", test_hosts_file_of_a_system_is_quiet},
        {"lines_of_several_formats_mix", test_lines_of_several_formats_mix},
        {"nothing_is_no_problem", test_nothing_is_no_problem},
        {"unknown_format_is_one_problem", test_unknown_format_is_one_problem},
        {"header_without_a_key_is_one_problem", test_header_without_a_key_is_one_problem},
        {"flood_of_problems_is_summed_up", test_flood_of_problems_is_summed_up},
        {"quotation_is_clean_and_short", test_quotation_is_clean_and_short},
        {"nul_bytes_cost_their_line", test_nul_bytes_cost_their_line},
        {"line_of_megabytes_costs_itself", test_line_of_megabytes_costs_itself},
        {"long_list_of_destinations_is_refused", test_long_list_of_destinations_is_refused},
        {"reading_is_linear", test_reading_is_linear},
        {"damaged_files_do_no_harm", test_damaged_files_do_no_harm},
        {"file_is_read", test_file_is_read},
        {"unreadable_file_is_an_error", test_unreadable_file_is_an_error},
    };

    g_test_init(&argc, &argv, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(tests); i++)
        add_test(tests[i].name, NULL, tests[i].test);
    for (unsigned i = 0; i < G_N_ELEMENTS(good); i++)
        add_test(good[i].path, GUINT_TO_POINTER(i), test_good);
    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *name = g_strconcat("reports/", bad[i].path, NULL);
        add_test(name, GUINT_TO_POINTER(i), test_bad);
    }
    return g_test_run();
}
