/* test-addr.c - IP addresses, MAC addresses and prefixes as plain values
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/addr.h"

#include <arpa/inet.h>
#include <string.h>

static iot_addr
addr_of(const char *text)
{
    iot_addr addr = {0};
    g_assert_true(iot_addr_parse(text, &addr));
    return addr;
}

static iot_mac
mac_of(const char *text)
{
    iot_mac mac = {{0}};
    g_assert_true(iot_mac_parse(text, &mac));
    return mac;
}

static iot_prefix
prefix_of(const char *text)
{
    iot_prefix prefix = {0};
    g_assert_true(iot_prefix_parse(text, &prefix));
    return prefix;
}

static void
test_addresses_read_and_write(void)
{
    static const char *const cases[][2] = {
        {"192.168.1.5", "192.168.1.5"},
        {"255.255.255.255", "255.255.255.255"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"::", "::"},
        {"::ffff:10.0.0.1", "::ffff:10.0.0.1"},
        {"2001:0db8:1111:2222:3333:4444:5555:6666", "2001:db8:1111:2222:3333:4444:5555:6666"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_addr addr = addr_of(cases[i][0]);
        char text[IOT_ADDR_TEXT];
        g_assert_cmpstr(iot_addr_format(&addr, text), ==, cases[i][1]);
    }
}

/* Every choice of groups that are zero, and groups of every length. */
static void
test_addresses_are_written_as_the_c_library_does(void)
{
    static const uint16_t groups[] = {0x1, 0x20, 0x300, 0x4000, 0xabcd, 0xef0, 0x99, 0xf};
    char text[IOT_ADDR_TEXT], expected[INET6_ADDRSTRLEN];

    for (unsigned set = 0; set < 256; set++) {
        uint8_t bytes[16] = {0};
        for (unsigned i = 0; i < 8; i++)
            if (set & 1U << i) {
                bytes[2 * i] = (uint8_t)(groups[i] >> 8);
                bytes[2 * i + 1] = (uint8_t)groups[i];
            }
        iot_addr addr = iot_addr_v6(bytes);
        g_assert_cmpstr(iot_addr_format(&addr, text), ==,
                        inet_ntop(AF_INET6, bytes, expected, sizeof expected));
    }
}

static void
test_malformed_addresses_leave_the_result_alone(void)
{
    static const char *const cases[] = {"",           "10.0.0",        "10.0.0.256",   "10.0.0.1 ",
                                        "10.0.0.1/8", "1:2:3:4:5:6:7", "fe80::1%eth0", "::g",
                                        "localhost"};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_addr addr = {.family = 6, .bytes = {1}};
        g_assert_false(iot_addr_parse(cases[i], &addr));
        g_assert_true(addr.family == 6 && addr.bytes[0] == 1);
    }
}

static void
test_no_address_is_no_text(void)
{
    iot_addr none = {0};
    iot_mac no_mac = {{0}};
    iot_prefix no_prefix = {0};
    char text[IOT_PREFIX_TEXT] = "x";

    g_assert_false(iot_addr_is_set(&none));
    g_assert_cmpstr(iot_addr_format(&none, text), ==, "");
    g_assert_cmpstr(iot_prefix_format(&no_prefix, text), ==, "");
    g_assert_cmpstr(iot_mac_format(&no_mac, text), ==, "");
}

static void
test_addresses_order_by_family_then_number(void)
{
    static const char *const ascending[] = {"9.0.0.0", "10.0.0.1",    "10.0.0.2",
                                            "::",      "2001:db8::1", "ff02::1"};

    for (unsigned i = 0; i < G_N_ELEMENTS(ascending); i++)
        for (unsigned j = 0; j < G_N_ELEMENTS(ascending); j++) {
            iot_addr a = addr_of(ascending[i]), b = addr_of(ascending[j]);
            int order = iot_addr_compare(&a, &b);
            g_assert_true(i < j ? order < 0 : i > j ? order > 0 : order == 0);
            g_assert_true(iot_addr_equal(&a, &b) == (i == j));
            g_assert_true(!iot_addr_equal_key(&a, &b) || iot_addr_hash(&a) == iot_addr_hash(&b));
        }
}

/* 0.0.0.0 and :: differ by family alone. */
static void
test_family_is_part_of_the_address(void)
{
    iot_addr v4 = addr_of("0.0.0.0"), v6 = addr_of("::");

    g_assert_false(iot_addr_equal(&v4, &v6));
    g_assert_cmpuint(iot_addr_hash(&v4), !=, iot_addr_hash(&v6));
}

static void
test_classes(void)
{
    static const struct {
        const char *text;
        bool is_unicast, is_group, is_global_v6;
    } cases[] = {
        {"192.168.1.5", true, false, false},
        {"0.0.0.0", false, false, false},
        {"0.1.2.3", false, false, false},
        {"127.0.1.1", false, false, false},
        {"223.255.255.255", true, false, false},
        {"224.0.0.251", false, true, false},
        {"239.255.255.250", false, true, false},
        {"240.0.0.1", false, false, false},
        {"255.255.255.255", false, true, false},
        {"::", false, false, false},
        {"::1", false, false, false},
        {"::2", true, false, false},
        {"fe80::1", true, false, false},
        {"fd00::1", true, false, false},
        {"ff02::fb", false, true, false},
        {"2001:db8::1", true, false, true},
        {"3fff::1", true, false, true},
        {"4000::1", true, false, false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_addr addr = addr_of(cases[i].text);
        g_test_message("%s", cases[i].text);
        g_assert_true(iot_addr_is_unicast(&addr) == cases[i].is_unicast);
        g_assert_true(iot_addr_is_group(&addr) == cases[i].is_group);
        g_assert_true(iot_addr_is_global_v6(&addr) == cases[i].is_global_v6);
    }
    iot_addr none = {0};
    g_assert_false(iot_addr_is_unicast(&none) || iot_addr_is_group(&none));
}

static void
test_eui64_address_is_told_by_its_mac(void)
{
    static const struct {
        const char *addr, *mac;
        bool is;
    } cases[] = {
        {"fe80::72ee:50ff:fe00:fe25", "70:ee:50:00:fe:24", false},
        {"fe80::72ee:50ff:fe00:fe24", "70:ee:50:00:fe:24", true},
        {"2001:db8:1:2:72ee:50ff:fe00:fe24", "70:ee:50:00:fe:24", true},
        {"fe80::70ee:50ff:fe00:fe24", "70:ee:50:00:fe:24", false}, /* the bit not inverted */
        {"fe80::70ee:50ff:fe00:fe24", "72:ee:50:00:fe:24", true},  /* a local MAC */
        {"fe80::72ee:50fe:fe00:fe24", "70:ee:50:00:fe:24", false},
        {"fe80::72ee:50ff:ff00:fe24", "70:ee:50:00:fe:24", false},
        {"114.238.80.255", "70:ee:50:00:fe:24", false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_addr addr = addr_of(cases[i].addr);
        iot_mac mac = mac_of(cases[i].mac);
        g_test_message("%s %s", cases[i].addr, cases[i].mac);
        g_assert_true(iot_addr_is_eui64_of(&addr, &mac) == cases[i].is);
    }
}

static void
test_macs_read_in_every_notation(void)
{
    static const char *const cases[] = {"aa:bb:cc:dd:ee:0f", "AA:BB:CC:DD:EE:0F",
                                        "aa-bb-cc-dd-ee-0f", "aa.bb.cc.dd.ee.0f", "aabb.ccdd.ee0f"};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_mac mac = mac_of(cases[i]);
        char text[IOT_MAC_TEXT];
        g_assert_cmpstr(iot_mac_format(&mac, text), ==, "aa:bb:cc:dd:ee:0f");
    }
}

static void
test_malformed_macs_leave_the_result_alone(void)
{
    static const char *const cases[] = {
        "",
        "aa:bb:cc:dd:ee",
        "aa:bb:cc:dd:ee:",
        "aa:bb:cc:dd:ee:f",
        "aa:bb:cc:dd:ee:ff:00",
        "aa:bb:cc:dd:ee:ff:",
        ":aa:bb:cc:dd:ee:ff",
        "aa::bb:cc:dd:ee:ff",
        "aa:bb-cc:dd:ee:ff",
        "aabb:ccdd:eeff",
        "aabb-ccdd-eeff",
        "aabb.cc.dd.eeff",
        "aabb.ccdd.eef",
        "aabbcc.ddee.ff",
        "aabbccddeeff",
        "a:b:c:d:e:f",
        "gg:bb:cc:dd:ee:ff",
        " aa:bb:cc:dd:ee:ff",
        "aa:bb:cc:dd:ee:ff ",
        "aa:bb:cc:dd:ee:ff/28",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_mac mac = {{1}};
        g_test_message("%s", cases[i]);
        g_assert_false(iot_mac_parse(cases[i], &mac));
        g_assert_true(mac.bytes[0] == 1 && mac.bytes[5] == 0);
    }
}

static void
test_mac_classes(void)
{
    static const struct {
        const char *text;
        bool is_group, is_station, is_local;
    } cases[] = {
        {"00:00:00:00:00:00", false, false, false}, {"ff:ff:ff:ff:ff:ff", true, false, true},
        {"01:00:5e:00:00:fb", true, false, false},  {"00:00:00:00:00:01", false, true, false},
        {"70:ee:50:00:fe:24", false, true, false},  {"da:a1:19:00:00:01", false, true, true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_mac mac = mac_of(cases[i].text);
        g_assert_true(iot_mac_is_set(&mac) == (i > 0));
        g_assert_true(iot_mac_is_group(&mac) == cases[i].is_group);
        g_assert_true(iot_mac_is_station(&mac) == cases[i].is_station);
        g_assert_true(iot_mac_is_local(&mac) == cases[i].is_local);
    }
}

static void
test_prefixes_lose_their_host_bits(void)
{
    static const char *const cases[][2] = {
        {"192.168.1.77/24", "192.168.1.0/24"},
        {"192.168.1.77/25", "192.168.1.0/25"},
        {"192.168.1.177/25", "192.168.1.128/25"},
        {"192.168.1.77", "192.168.1.77"},
        {"192.168.1.77/32", "192.168.1.77"},
        {"192.168.1.77/31", "192.168.1.76/31"},
        {"192.168.1.77/0", "0.0.0.0/0"},
        {"2001:db8::1/64", "2001:db8::/64"},
        {"2001:db8:ffff::1/33", "2001:db8:8000::/33"},
        {"2001:db8::1", "2001:db8::1"},
        {"2001:db8::1/0", "::/0"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_prefix prefix = prefix_of(cases[i][0]), again = prefix_of(cases[i][1]);
        char text[IOT_PREFIX_TEXT];
        g_assert_cmpstr(iot_prefix_format(&prefix, text), ==, cases[i][1]);
        g_assert_true(iot_prefix_equal(&prefix, &again));
    }
}

static void
test_malformed_prefixes_leave_the_result_alone(void)
{
    static const char *const cases[] = {"",
                                        "/8",
                                        "10.0.0.0/",
                                        "10.0.0.0/33",
                                        "10.0.0.0/-1",
                                        "10.0.0.0/+8",
                                        "10.0.0.0/ 8",
                                        "10.0.0.0/8/8",
                                        "10.0.0.0/8x",
                                        "10.0.0.0/255.0.0.0",
                                        "10/8",
                                        "::/129",
                                        "::/99999999999999999999"};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_prefix prefix = {.length = 7};
        g_test_message("%s", cases[i]);
        g_assert_false(iot_prefix_parse(cases[i], &prefix));
        g_assert_cmpuint(prefix.length, ==, 7);
    }
}

static void
test_length_is_cut_to_the_familys_width(void)
{
    iot_addr v4 = addr_of("10.1.2.3"), v6 = addr_of("2001:db8::1"), none = {0};

    g_assert_cmpuint(iot_prefix_of(&v4, 64).length, ==, 32);
    g_assert_cmpuint(iot_prefix_of(&v6, 1000).length, ==, 128);
    g_assert_cmpuint(iot_prefix_of(&none, 8).length, ==, 0);
}

static void
test_prefix_contains(void)
{
    static const struct {
        const char *prefix, *addr;
        bool contains;
    } cases[] = {
        {"192.168.1.0/24", "192.168.1.0", true},
        {"192.168.1.0/24", "192.168.1.255", true},
        {"192.168.1.0/24", "192.168.2.0", false},
        {"172.16.0.0/12", "172.31.255.255", true},
        {"172.16.0.0/12", "172.32.0.0", false},
        {"10.0.0.5", "10.0.0.5", true},
        {"10.0.0.5", "10.0.0.4", false},
        {"10.0.0.4/31", "10.0.0.5", true},
        {"0.0.0.0/0", "8.8.8.8", true},
        {"0.0.0.0/0", "::1", false},
        {"::/0", "2001:db8::1", true},
        {"::/0", "8.8.8.8", false},
        {"fe80::/10", "febf::1", true},
        {"fe80::/10", "fec0::1", false},
        {"2001:db8::1", "2001:db8::1", true},
        {"2001:db8::1", "2001:db8::2", false},
        {"2001:db8::/127", "2001:db8::1", true},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_prefix prefix = prefix_of(cases[i].prefix);
        iot_addr addr = addr_of(cases[i].addr);
        g_test_message("%s %s", cases[i].prefix, cases[i].addr);
        g_assert_true(iot_prefix_contains(&prefix, &addr) == cases[i].contains);
    }
}

static void
test_no_prefix_contains_nothing(void)
{
    iot_prefix none = {0}, all = prefix_of("0.0.0.0/0");
    iot_addr no_addr = {0}, addr = addr_of("10.0.0.1");

    g_assert_false(iot_prefix_contains(&none, &no_addr));
    g_assert_false(iot_prefix_contains(&none, &addr));
    g_assert_false(iot_prefix_contains(&all, &no_addr));
    g_assert_false(iot_prefix_equal(&none, &all));
}

static void
test_masks(void)
{
    static const struct {
        const char *mask;
        int length;
    } cases[] = {
        {"0.0.0.0", 0},        {"128.0.0.0", 1},        {"255.255.255.0", 24},
        {"255.255.254.0", 23}, {"255.255.255.255", 32}, {"255.0.255.0", -1},
        {"255.255.255.1", -1}, {"0.0.0.255", -1},       {"127.255.255.255", -1},
        {"255.255.253.0", -1},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        iot_addr mask = addr_of(cases[i].mask);
        g_assert_cmpint(iot_prefix_length_of_mask(&mask), ==, cases[i].length);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/addr/addresses_read_and_write", test_addresses_read_and_write);
    g_test_add_func("/addr/addresses_are_written_as_the_c_library_does",
                    test_addresses_are_written_as_the_c_library_does);
    g_test_add_func("/addr/malformed_addresses_leave_the_result_alone",
                    test_malformed_addresses_leave_the_result_alone);
    g_test_add_func("/addr/none_is_no_text", test_no_address_is_no_text);
    g_test_add_func("/addr/addresses_order_by_family_then_number",
                    test_addresses_order_by_family_then_number);
    g_test_add_func("/addr/family_is_part_of_the_address", test_family_is_part_of_the_address);
    g_test_add_func("/addr/classes", test_classes);
    g_test_add_func("/addr/eui64_address_is_told_by_its_mac",
                    test_eui64_address_is_told_by_its_mac);
    g_test_add_func("/mac/read_in_every_notation", test_macs_read_in_every_notation);
    g_test_add_func("/mac/malformed_leave_the_result_alone",
                    test_malformed_macs_leave_the_result_alone);
    g_test_add_func("/mac/classes", test_mac_classes);
    g_test_add_func("/prefix/lose_their_host_bits", test_prefixes_lose_their_host_bits);
    g_test_add_func("/prefix/malformed_leave_the_result_alone",
                    test_malformed_prefixes_leave_the_result_alone);
    g_test_add_func("/prefix/length_is_cut_to_the_familys_width",
                    test_length_is_cut_to_the_familys_width);
    g_test_add_func("/prefix/contains", test_prefix_contains);
    g_test_add_func("/prefix/none_contains_nothing", test_no_prefix_contains_nothing);
    g_test_add_func("/prefix/masks_have_contiguous_ones", test_masks);
    return g_test_run();
}
