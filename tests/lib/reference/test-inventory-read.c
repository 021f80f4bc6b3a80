/* test-inventory-read.c - what the user wrote about the devices, in every format
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "inventory-fixture.h"

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
    static const char *const interned[] = {
        "",     "\n",         "# nothing yet\r\n",       "\xef\xbb\xbf",
        " \t ", "name,mac\n", "server-duid \"\\000\";\n"};

    (void)unused;
    for (unsigned i = 0; i < G_N_ELEMENTS(interned); i++)
        read_text(f, interned[i]);
    assert_problems(f, "");
    g_assert_true(iot_inventory_is_empty(f->inventory));
}

/* Each of these would take minutes if reading were quadratic; all together take about a second. */
static void
test_reading_is_linear(fixture *f, gconstpointer unused)
{
    static const struct {
        const char *head, *repeated;
    } interned[] = {
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

    /* Under valgrind everything takes longer, and what is linear has been seen without. */
    const char *slower = g_getenv("IOT_TESTS_SLOWER");
    unsigned most_repeats = 200000 / (slower ? (unsigned)g_ascii_strtoull(slower, NULL, 10) : 1);

    (void)unused;
    for (unsigned i = 0; i < G_N_ELEMENTS(interned); i++) {
        g_autoptr(GString) text = g_string_new(interned[i].head);
        for (unsigned repeats = 0; repeats < most_repeats; repeats++)
            g_string_append(text, interned[i].repeated);
        g_ptr_array_set_size(f->problems, 0);
        gint64 start_us = g_get_monotonic_time();
        read_bytes(f, text->str, text->len);
        g_assert_cmpint(g_get_monotonic_time() - start_us, <, 10 * G_USEC_PER_SEC);
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

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(csv_gives_group_and_allowed);
    ADD(dhcp_host_tag_is_the_group);
    ADD(hosts_file_of_a_system_is_quiet);
    ADD(lines_of_several_formats_mix);
    ADD(nothing_is_no_problem);
    ADD(reading_is_linear);
    ADD(damaged_files_do_no_harm);
    for (unsigned i = 0; i < G_N_ELEMENTS(good); i++)
        add_test(good[i].path, GUINT_TO_POINTER(i), test_good);
    return g_test_run();
}
