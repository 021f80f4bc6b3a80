/* test-geo-ranges.c - what a list of address ranges says of an address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "build.h"
#include "reference/place/geo-ranges.h"

#include <glib/gstdio.h>
#include <string.h>

#define V4                                                                                         \
    "1.0.0.0,1.0.0.255,13335,\"Cloudflare, Inc.\"\n"                                               \
    "1.0.4.0,1.0.7.255,38803,Gtelecom Pty Ltd\r\n"                                                 \
    "52.0.0.0,52.255.255.255,16509,\"Ama\"\"zon\"\n"                                               \
    "224.0.0.0,239.255.255.255,0,\n"
#define V6                                                                                         \
    "2001:200::,2001:200:1b9:ffff:ffff:ffff:ffff:ffff,2500,WIDE Project\n"                         \
    "2620:0:862::,2620:0:862:ffff:ffff:ffff:ffff:ffff,14907,Wikimedia"

static iot_ranges *
ranges_of(const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));

    return iot_ranges_new(bytes);
}

static void
assert_found(const iot_ranges *ranges, const char *address, uint32_t expected_asn,
             const char *expected_name)
{
    g_autofree char *name = NULL;
    iot_addr a = addr(address);
    uint32_t asn;

    g_assert_cmpint(iot_ranges_lookup(ranges, &a, &asn, &name), ==, IOT_RANGES_FOUND);
    g_assert_cmpuint(asn, ==, expected_asn);
    g_assert_cmpstr(name, ==, expected_name);
}

static void
assert_answer(const iot_ranges *ranges, const char *address, iot_ranges_answer expected)
{
    g_autofree char *name = NULL;
    iot_addr a = addr(address);
    uint32_t asn;

    g_assert_cmpint(iot_ranges_lookup(ranges, &a, &asn, &name), ==, expected);
}

static void
test_both_ends_of_a_range_are_in_it(void)
{
    g_autoptr(iot_ranges) ranges = ranges_of(V4);

    assert_found(ranges, "1.0.0.0", 13335, "Cloudflare, Inc.");
    assert_found(ranges, "1.0.0.255", 13335, "Cloudflare, Inc.");
    assert_found(ranges, "1.0.4.0", 38803, "Gtelecom Pty Ltd");
    assert_found(ranges, "52.200.1.2", 16509, "Ama\"zon");
    assert_found(ranges, "239.255.255.255", 0, "");
    assert_answer(ranges, "0.255.255.255", IOT_RANGES_NONE);
    assert_answer(ranges, "1.0.1.0", IOT_RANGES_NONE);
    assert_answer(ranges, "255.255.255.255", IOT_RANGES_NONE);
    assert_answer(ranges, "2001:200::1", IOT_RANGES_NONE);
}

static void
test_a_list_of_the_other_family(void)
{
    g_autoptr(iot_ranges) ranges = ranges_of(V6);

    assert_found(ranges, "2001:200:1b9::7", 2500, "WIDE Project");
    /* Its line has no end. */
    assert_found(ranges, "2620:0:862:ed1a::1", 14907, "Wikimedia");
    assert_answer(ranges, "2001:200:1ba::", IOT_RANGES_NONE);
    assert_answer(ranges, "32.1.2.0", IOT_RANGES_NONE);
}

static void
test_every_line_of_a_long_list_is_found(void)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (unsigned i = 0; i < 5000; i++)
        g_string_append_printf(text, "10.%u.%u.0,10.%u.%u.99,%u,%.*s\n", i / 256, i % 256, i / 256,
                               i % 256, i + 1, (int)(i * 7 % 40),
                               "an organization whose name is rather long");
    g_autoptr(iot_ranges) ranges = ranges_of(text->str);
    for (unsigned i = 0; i < 5000; i++) {
        g_autofree char *in = g_strdup_printf("10.%u.%u.50", i / 256, i % 256);
        g_autofree char *out = g_strdup_printf("10.%u.%u.100", i / 256, i % 256);
        g_autofree char *name = NULL;
        iot_addr a = addr(in);
        uint32_t asn = 0;
        g_assert_cmpint(iot_ranges_lookup(ranges, &a, &asn, &name), ==, IOT_RANGES_FOUND);
        g_assert_cmpuint(asn, ==, i + 1);
        assert_answer(ranges, out, IOT_RANGES_NONE);
    }
}

static void
test_what_does_not_begin_as_a_list_is_none(void)
{
    static const char *const others[] = {
        "",
        "\n",
        "network,geoname_id,registered_country_geoname_id\n1.0.0.0/24,2077456,2077456\n",
        "1.0.0.0,1.0.0.255,AU\n",
        "16777216,16777471,13335,Cloudflare\n",
        "1.0.0.0,2001:db8::,13335,Cloudflare\n",
        "1.0.0.0,1.0.0.255,4294967296,Cloudflare\n",
        "1.0.0.0,1.0.0.255,,Cloudflare\n",
        "1.0.0.0,1.0.0.255,13335",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(iot_ranges) ranges = ranges_of(others[i]);
        g_assert_null(ranges);
    }
}

static void
test_damage_on_the_way_is_told(void)
{
    g_autofree char *name = g_strnfill(IOT_RANGES_LINE_MAX_BYTES + 1, 'x');
    g_autofree char *long_line =
        g_strdup_printf("1.0.0.0,1.0.0.9,1,a\n1.0.1.0,1.0.1.9,2,%s\n1.0.2.0,1.0.2.9,3,b\n", name);
    g_autoptr(iot_ranges) too_long = ranges_of(long_line);
    g_autoptr(iot_ranges) garbage = ranges_of("1.0.0.0,1.0.0.9,1,a\n\001\002\n1.0.2.0,x\n");
    g_autoptr(iot_ranges) mixed = ranges_of("1.0.0.0,1.0.0.9,1,a\n2001::,2002::,2,b\n");
    g_autoptr(iot_ranges) no_number = ranges_of("1.0.0.0,1.0.0.9,1,a\n2.0.0.0,2.0.0.9,x,b\n");

    assert_answer(too_long, "1.0.2.5", IOT_RANGES_DAMAGED);
    assert_answer(garbage, "1.0.2.5", IOT_RANGES_DAMAGED);
    assert_answer(mixed, "9.9.9.9", IOT_RANGES_DAMAGED);
    assert_answer(no_number, "2.0.0.5", IOT_RANGES_DAMAGED);
}

/* A memory error is for the sanitizers to find. */
static void
test_any_cut_is_survived(void)
{
    for (gsize len = 0; len < strlen(V4); len++) {
        g_autofree char *cut = g_strndup(V4, len);
        g_autoptr(iot_ranges) ranges = ranges_of(cut);
        for (unsigned i = 0; ranges && i < 256; i += 5) {
            g_autofree char *name = NULL;
            g_autofree char *text = g_strdup_printf("%u.0.4.1", i);
            iot_addr a = addr(text);
            uint32_t asn;
            iot_ranges_lookup(ranges, &a, &asn, &name);
        }
    }
}

static void
test_a_file_that_is_none_is_an_error(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(iot_ranges_open("/nonexistent/asn-ipv4.csv", &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ranges/both-ends", test_both_ends_of_a_range_are_in_it);
    g_test_add_func("/ranges/other-family", test_a_list_of_the_other_family);
    g_test_add_func("/ranges/long-list", test_every_line_of_a_long_list_is_found);
    g_test_add_func("/ranges/none", test_what_does_not_begin_as_a_list_is_none);
    g_test_add_func("/ranges/damage", test_damage_on_the_way_is_told);
    g_test_add_func("/ranges/cut", test_any_cut_is_survived);
    g_test_add_func("/ranges/no-file", test_a_file_that_is_none_is_an_error);
    return g_test_run();
}
