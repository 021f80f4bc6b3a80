/* test-inventory-problems.c - what the user hears of mistakes in what he wrote
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "inventory-fixture.h"

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
test_unknown_format_is_one_problem(fixture *f, gconstpointer unused)
{
    static const char *const interned[] = {
        "\n# letter\n\nDear all,\nthe host group met.\n",
        "{\n \"devices\": [ {\"mac\": \"" MAC "\"} ]\n}\n",
        "int main(void) {\n return 0;\n}\n",
        "cam," MAC ",10.0.0.5\n", /* no header */
        "12 angry men\n",
        "\xff\xfen\0a\0m\0e\0",
        "\"",
    };

    (void)unused;
    for (unsigned i = 0; i < G_N_ELEMENTS(interned); i++) {
        g_ptr_array_set_size(f->problems, 0);
        read_text(f, interned[i]);
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

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(unknown_format_is_one_problem);
    ADD(header_without_a_key_is_one_problem);
    ADD(flood_of_problems_is_summed_up);
    ADD(quotation_is_clean_and_short);
    ADD(nul_bytes_cost_their_line);
    ADD(line_of_megabytes_costs_itself);
    ADD(long_list_of_destinations_is_refused);
    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *name = g_strconcat("reports/", bad[i].path, NULL);
        add_test(name, GUINT_TO_POINTER(i), test_bad);
    }
    return g_test_run();
}
