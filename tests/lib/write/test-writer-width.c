/* test-writer-width.c - text that fits a terminal, and what gives way for it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "written.h"

static char *
repeated(const char *unit, unsigned times)
{
    g_autoptr(GString) made = g_string_new(NULL);

    while (times-- > 0)
        g_string_append(made, unit);
    return g_string_free(g_steal_pointer(&made), FALSE);
}

/* Devices and remotes whose every column is as wide as a long capture makes it. */
static void
see_wide(counted *all, const char *name, uint32_t packets)
{
    iot_observation out = in_stream(lamp_sends(3, CLOUD), TCP, 0, 40000, 49153);
    iot_observation in = in_stream(lamp_receives(4, CLOUD), TCP, 0, 49153, 40000);

    name_lamp(all, name);
    see_answer(all->capture, 2, LAMP_MAC, LAMP, name, CLOUD);
    see_answer(all->capture, 2, LAMP_MAC, LAMP, name, SITE);
    out.protocol = "a-protocol-with-a-name";
    in.response_ns = 999 * MS;
    iot_flow_id there = see(all->capture, out), back = see(all->capture, in);
    for (uint32_t i = 0; i < packets; i++) {
        iot_counters_add(all->counters, there, 1400, i * 1000 * MS);
        iot_counters_add(all->counters, back, 1400, (i + 86400 * 12) * 1000 * MS);
    }
    count(all, lamp_sends(5, SITE));
    count(all, packet(6, LAMP_MAC, "fd00:1111:2222:3333:4444:5555:6666:7777", ROUTER_MAC,
                      "2001:db8:1111:2222:3333:4444:5555:6666"));
    count(all, packet(7, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA));
}

static void
test_no_line_is_wider_than_the_terminal(void)
{
    static const char *const units[] = {"n", "name.", WIDE, "e" ACUTE, WIDE ACUTE, "a" WIDE};
    static const unsigned lengths[] = {1, 5, 8, 12, 24, 40, 60, 200};

    for (unsigned u = 0; u < G_N_ELEMENTS(units); u++)
        for (unsigned n = 0; n < G_N_ELEMENTS(lengths); n++) {
            g_auto(counted) all = counted_new(vendor_of);
            g_autofree char *name = repeated(units[u], lengths[n]);
            see_wide(&all, name, 10);
            report(&all, false);
            assert_tables_fit(&all);
            report(&all, true);
            assert_tables_fit(&all);
        }
}

/* A name gives way further than it likes to when numbers need the room. */
static void
test_long_captures_fit_too(void)
{
    static const uint32_t packets[] = {1000, 10000, 1000000};
    g_autofree char *name = repeated("name.", 20);

    for (unsigned i = 0; i < G_N_ELEMENTS(packets); i++) {
        g_auto(counted) all = counted_new(vendor_of);
        see_wide(&all, name, packets[i]);
        report(&all, false);
        assert_tables_fit(&all);
        assert_has(text_of(&all, iot_write_conversations_text), "…");
    }
}

static void
test_rest_of_a_long_capture_fits_too(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    report(&all, false);
    for (unsigned d = 0; d < IOT_DIRECTIONS; d++)
        all.report->rest[d] = (iot_count){1234567, 123456789, 0, 0, 0};
    assert_tables_fit(&all);
    assert_line(text_of(&all, iot_write_conversations_text), -2,
                "In no conversation: 7407402 packets, 741 MB (1234567 between no devices, "
                "1234567 outbound, 1234567 inbound,");
    assert_line(all.out->str, -1,
                "  1234567 local, 1234567 to many at once, 1234567 passing through)");
}

static void
test_long_name_keeps_both_ends(void)
{
    static const char name[] = "first-label.of-a.very-long.and-winding.host-name.that-has."
                               "no.end.in-sight.vendor.example";
    g_auto(counted) all = counted_new(vendor_of);

    see_wide(&all, name, 10);
    report(&all, false);
    const char *text = text_of(&all, iot_write_conversations_text);
    g_autofree char *row = nth_line(text, 5);
    assert_has(row, "  first-la");
    assert_has(row, "…");
    assert_has(row, "endor.example  ");
    assert_has_not(row, name);
    g_autofree char *device_line = nth_line(text, 4);
    assert_has(device_line, "first-label.of-a");
    assert_has(device_line, "endor.example  " LAMP_MAC "  " LAMP);
    g_assert_true(g_str_has_suffix(device_line, " +1  (name from ssdp)"));
    g_assert_cmpuint(columns_of(device_line), ==, IOT_TEXT_WIDTH);
    assert_has(csv_of(&all, &iot_conversations_table), name);
}

static const char *
long_vendor_of(const iot_mac *mac, bool printed, void *user_data)
{
    (void)mac, (void)user_data;
    return printed ? "Lampmakers_00:53:10"
                   : "Lampmakers Intelligent & Precise Electronics and Lighting "
                     "Technology of the Northern Provinces Company Limited";
}

static void
test_maker_gives_way_to_mac_and_address(void)
{
    g_auto(counted) all = counted_new(long_vendor_of);

    see_claim(all.capture, 1, IOT_NAME_DHCP, LAMP_MAC, NULL, "lamp");
    count(&all, lamp_sends(2, CLOUD));
    report(&all, false);
    g_autofree char *line = nth_line(text_of(&all, iot_write_conversations_text), 4);
    assert_has(line, LAMP_MAC "  " LAMP "  Lampmakers Intelligent & Precise");
    assert_has(line, "…  (name from");
    assert_has_not(line, "Limited");
    g_assert_cmpuint(columns_of(line), <=, IOT_TEXT_WIDTH);
}

static void
test_port_stays_whole_before_its_protocol(void)
{
    g_auto(counted) all = counted_new(vendor_of);
    g_autofree char *name = repeated("n", 60);

    see_answer(all.capture, 1, LAMP_MAC, LAMP, name, CLOUD);
    iot_observation obs = in_stream(lamp_sends(2, CLOUD), IOT_TRANSPORT_UDP, 0, 40000, 17500);
    obs.protocol = "a-rather-long-protocol";
    count(&all, obs);
    report(&all, false);
    assert_has(text_of(&all, iot_write_conversations_text), "udp/17500 a-r…");
    assert_has(all.out->str, CLOUD);
}

/* The line of a name of 49 letters is as wide as the terminal. */
static void
test_name_is_whole_until_the_line_is_full(void)
{
    for (unsigned length = 48; length < 52; length++) {
        g_auto(counted) all = counted_new(vendor_of);
        g_autofree char *name = repeated("n", length);
        see_answer(all.capture, 1, LAMP_MAC, LAMP, name, CLOUD);
        count(&all, lamp_sends(2, CLOUD));
        report(&all, false);
        g_autofree char *titles = nth_line(text_of(&all, iot_write_conversations_text), 2);
        g_assert_cmpuint(columns_of(titles), ==, MIN(71 + length, IOT_TEXT_WIDTH));
        g_assert_cmpint(strstr(all.out->str, name) != NULL, ==, length <= 49);
        g_assert_cmpint(strstr(all.out->str, "…") != NULL, ==, length > 49);
    }
}

/* An accent must not move to what stands before it now. */
static void
test_elision_leaves_no_accent_without_its_letter(void)
{
    for (unsigned n = 100; n < 120; n++) {
        g_auto(counted) all = counted_new(vendor_of);
        g_autofree char *name = repeated(WIDE ACUTE, n / 2);
        g_autofree char *led = g_strconcat(n % 2 ? "x" : "", name, NULL);
        see_wide(&all, led, 10);
        report(&all, false);
        for (unsigned w = 0; w < G_N_ELEMENTS(text_writers); w++) {
            const char *text = text_of(&all, text_writers[w]);
            assert_has(text, "…");
            assert_has_not(text, "…" ACUTE);
            assert_has_not(text, WIDE "…");
        }
    }
}

/* The column after a name begins where the terminal has it, not where the bytes do. */
static void
test_columns_align_by_what_a_terminal_shows(void)
{
    static const char *const names[] = {"abcdef", WIDE WIDE WIDE, "abcde" ACUTE "f",
                                        "a" WIDE "e" ACUTE "gh"};

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        g_auto(counted) all = counted_new(vendor_of);
        see_answer(all.capture, 1, LAMP_MAC, LAMP, names[i], CLOUD);
        count(&all, lamp_sends(2, CLOUD));
        report(&all, false);
        g_autofree char *titles = nth_line(text_of(&all, iot_write_conversations_text), 2);
        g_autofree char *row = nth_line(all.out->str, 5);
        g_assert_true(g_str_has_prefix(titles, "  Remote  Address      Service"));
        g_autofree char *start = g_strdup_printf("  %s  " CLOUD "  ", names[i]);
        g_assert_true(g_str_has_prefix(row, start));
        g_assert_cmpuint(columns_of(row), ==, 64);
    }
}

static void
test_list_too_long_for_its_column_loses_its_count_first(void)
{
    static const struct {
        unsigned length;
        const char *shown;
    } cases[] = {{10, "  198.51.100.222 +1  "}, {60, "  198.51.100.222   "}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(counted) all = counted_new(vendor_of);
        g_autofree char *name = repeated("n", cases[i].length);
        see_answer(all.capture, 1, LAMP_MAC, LAMP, name, "198.51.100.222");
        see_answer(all.capture, 2, LAMP_MAC, LAMP, name, "198.51.100.223");
        count(&all, in_stream(lamp_sends(3, "198.51.100.222"), TCP, 0, 40000, 49153));
        count(&all, lamp_sends(4, "198.51.100.223"));
        report(&all, false);
        assert_has(text_of(&all, iot_write_conversations_text), cases[i].shown);
    }
}

static void
test_address_is_not_repeated_beside_itself(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    count(&all, lamp_sends(1, CLOUD));
    report(&all, false);
    g_autofree char *row = nth_line(text_of(&all, iot_write_conversations_text), 5);
    g_auto(GStrv) parts = g_strsplit(row, CLOUD, -1);
    g_assert_cmpuint(g_strv_length(parts), ==, 2);
}

static void
test_further_addresses_are_not_counted_beside_a_name_that_is_the_first(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    name_lamp(&all, LAMP);
    count(&all, lamp_sends(2, CLOUD));
    count(&all, packet(3, LAMP_MAC, LAMP_V6, ROUTER_MAC, "2001:db8::7"));
    report(&all, false);
    g_autofree char *row = nth_line(text_of(&all, iot_write_devices_text), 3);
    assert_has(row, LAMP "              " LAMP_MAC "  ");
    assert_has_not(row, LAMP " +1");
}

/* Somebody calls the devices of 10.0.0.0/8 by a number. */
static void
test_address_that_only_begins_like_the_name_is_shown(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    name_lamp(&all, "19");
    count(&all, packet(2, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
    report(&all, false);
    g_autofree char *row = nth_line(text_of(&all, iot_write_conversations_text), 5);
    assert_has(row, "  19      " LAMP "  ");
    assert_has(text_of(&all, iot_write_devices_text),
               "\n19                          " LAMP_MAC "  " LAMP "  ");
}

#define ADD(name) g_test_add_func("/writer/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(no_line_is_wider_than_the_terminal);
    ADD(long_captures_fit_too);
    ADD(rest_of_a_long_capture_fits_too);
    ADD(long_name_keeps_both_ends);
    ADD(maker_gives_way_to_mac_and_address);
    ADD(port_stays_whole_before_its_protocol);
    ADD(name_is_whole_until_the_line_is_full);
    ADD(elision_leaves_no_accent_without_its_letter);
    ADD(columns_align_by_what_a_terminal_shows);
    ADD(list_too_long_for_its_column_loses_its_count_first);
    ADD(address_is_not_repeated_beside_itself);
    ADD(further_addresses_are_not_counted_beside_a_name_that_is_the_first);
    ADD(address_that_only_begins_like_the_name_is_shown);
    return g_test_run();
}
