/* test-writer-text.c - reports as text for people
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "written.h"

static void
test_empty_report_has_heading_titles_and_rest(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    report(&all, false);
    g_assert_cmpstr(text_of(&all, iot_write_conversations_text), ==,
                    "Device Conversations: 0 conversations, 0 packets, 0 B in 0 s\n\n"
                    "  Remote  Address  Service  Sent   Recv   First Last  RTT At most\n"
                    "\nIn no conversation: 0 packets, 0 B\n");
    g_assert_cmpstr(text_of(&all, iot_write_devices_text), ==,
                    "Devices: 0 devices, 0 packets, 0 B in 0 s\n\n"
                    "Device  What it is  MAC  Address  Sent   Recv   Remotes\n");
    g_assert_cmpstr(text_of(&all, iot_write_services_text), ==,
                    "Services: 0 services, 0 packets, 0 B in 0 s\n\n"
                    "  Direction  Transport  Port  Protocol  TLS  Others  Sent   Recv\n");
}

/* So many devices one after the other are the first of them, and each claims an address of its own.
 */
static void
make_claims(const GPtrArray *findings, unsigned per_device)
{
    for (guint i = 0; i < findings->len; i++) {
        iot_finding *one = g_ptr_array_index(findings, i);
        const iot_finding *before = g_ptr_array_index(findings, i - i % per_device);
        one->device = before->device;
        g_free(one->evidence);
        one->evidence = g_strdup_printf("claims fe80::%x, of 9e:%02x:11:22:33:44", i, i);
        g_free(one->name);
        one->name = g_strdup_printf("fe80::%x", i);
    }
}

/* So many devices, each with a MAC that it made up. */
static void
report_phones(counted *all, unsigned n, unsigned claims_per_device)
{
    static const iot_settings none = {0};

    for (unsigned i = 0; i < n; i++) {
        char mac_text[IOT_MAC_TEXT], address[IOT_ADDR_TEXT];
        g_snprintf(mac_text, sizeof mac_text, "9e:%02x:11:22:33:44", i);
        g_snprintf(address, sizeof address, "192.168.1.%u", 100 + i);
        count(all, packet(i + 1, mac_text, address, ROUTER_MAC, CLOUD));
    }
    report(all, false);
    g_autoptr(iot_findings) findings = iot_findings_new(all->capture, &none);
    all->report->findings = findings;
    if (claims_per_device)
        make_claims(iot_findings_table.rows(all->report), claims_per_device);
    text_of(all, iot_write_findings_text);
    all->report->findings = NULL;
}

static void
test_equal_findings_of_many_devices_are_one_line(void)
{
    g_auto(counted) few = counted_new(vendor_of), many = counted_new(vendor_of);

    report_phones(&few, 19, 0);
    g_assert_nonnull(strstr(few.out->str, "Findings: 19 findings"));
    g_assert_nonnull(strstr(few.out->str, "random MAC: 9e:12:11:22:33:44"));
    report_phones(&many, 20, 0);
    g_assert_nonnull(strstr(many.out->str, "Findings: 20 findings"));
    g_assert_nonnull(strstr(many.out->str, "random MAC: 20 devices"));
    g_assert_nonnull(strstr(many.out->str, "and 15 others)"));
    g_assert_null(strstr(many.out->str, "9e:12:11:22:33:44"));
}

static void
test_lines_of_many_devices_count_each_once_whatever_its_addresses(void)
{
    g_auto(counted) many = counted_new(vendor_of);

    report_phones(&many, 20, 2);
    g_assert_nonnull(strstr(many.out->str, "Findings: 20 findings"));
    g_assert_nonnull(strstr(many.out->str, "random MAC: 10 devices, 20 times -> 20 addresses "));
    g_assert_nonnull(strstr(many.out->str, "and 5 others)"));
}

/* The text of 20 findings of as many devices; each `%u` of these is `i % n` of the finding. */
static char *
told_of_many(unsigned n, const char *name, const char *evidence)
{
    g_auto(counted) many = counted_new(vendor_of);
    static const iot_settings none = {0};

    report_phones(&many, 20, 0);
    g_autoptr(iot_findings) findings = iot_findings_new(many.capture, &none);
    many.report->findings = findings;
    const GPtrArray *all = iot_findings_table.rows(many.report);
    for (guint i = 0; i < all->len; i++) {
        iot_finding *one = g_ptr_array_index(all, i);
        g_autofree char *number = g_strdup_printf("%u", i % n);
        g_auto(GStrv) of_name = g_strsplit(name, "%u", -1);
        g_auto(GStrv) of_evidence = g_strsplit(evidence, "%u", -1);
        g_free(one->name);
        g_free(one->evidence);
        one->name = g_strjoinv(number, of_name);
        one->evidence = g_strjoinv(number, of_evidence);
    }
    text_of(&many, iot_write_findings_text);
    many.report->findings = NULL;
    return g_strdup(many.out->str);
}

static void
test_a_line_of_many_devices_says_what_is_true_of_all(void)
{
    static const struct {
        unsigned n;
        const char *name, *evidence;
        const char *has[3];
    } cases[] = {
        {1, "192.0.2.%u", "on tcp/%u", {"20 devices -> 192.0.2.0 ", " on tcp/0 (9e:"}},
        {5, "192.0.2.%u", "on tcp/443", {"20 devices -> 5 addresses ", " on tcp/443 (9e:"}},
        {5, "192.0.2.1", "on tcp/%u", {": 4 devices -> 192.0.2.1 ", " on tcp/0 (", " on tcp/4 ("}},
        {5, "192.0.2.1", "on port %u", {": 4 devices -> 192.0.2.1 ", " on port 0 (", "port 4 ("}},
        {5, "a%u.example", "on tcp/443", {": 4 devices -> a0.example ", "-> a4.example "}},
        {5, "192.0.2.1", "after lamp%u", {": 4 devices ", " after lamp0 (", " after lamp4 ("}},
        {5,
         "a.example",
         "%u of %u, 2.%u s",
         {"20 devices -> a.example ", "example: 0 of 0, 2.0 s (9e:"}},
        {5, "a.example", "asks 192.0.2.%u", {"20 devices -> a", "example: asks 192.0.2.0 (9e:"}},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = told_of_many(cases[i].n, cases[i].name, cases[i].evidence);
        g_test_message("%s", text);
        for (unsigned h = 0; h < 3 && cases[i].has[h]; h++)
            g_assert_nonnull(strstr(text, cases[i].has[h]));
        g_assert_cmpint(strstr(text, "for example") != NULL, ==, i > 5);
    }
}

static void
test_what_one_device_does_is_told_in_full(void)
{
    g_auto(counted) many = counted_new(vendor_of);

    report_phones(&many, 20, 20);
    g_assert_null(strstr(many.out->str, "times"));
    for (unsigned i = 0; i < 20; i++) {
        g_autofree char *evidence = g_strdup_printf("claims fe80::%x, of", i);
        g_assert_nonnull(strstr(many.out->str, evidence));
    }
}

static void
test_heading_counts_in_singular_and_plural(void)
{
    g_auto(counted) all = counted_new(vendor_of);
    iot_observation later = in_stream(lamp_sends(2, SITE), TCP, 1, 40000, 80);

    count(&all, in_stream(lamp_sends(1, CLOUD), TCP, 0, 40000, 443));
    report(&all, false);
    assert_line(text_of(&all, iot_write_conversations_text), 0,
                "Device Conversations: 1 conversation, 1 packet, 100 B in 0 s");
    assert_line(text_of(&all, iot_write_devices_text), 0,
                "Devices: 1 device, 1 packet, 100 B in 0 s");
    assert_line(text_of(&all, iot_write_services_text), 0,
                "Services: 1 service, 1 packet, 100 B in 0 s");
    later.time_ns = 1 * MS + 45000 * MS;
    later.length_bytes = 1400;
    count(&all, later);
    report(&all, false);
    assert_line(text_of(&all, iot_write_conversations_text), 0,
                "Device Conversations: 2 conversations, 2 packets, 1.5 kB in 45 s");
    assert_line(text_of(&all, iot_write_services_text), 0,
                "Services: 2 services, 2 packets, 1.5 kB in 45 s");
}

static void
test_rest_line_says_what_is_in_no_row_by_direction(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    count(&all, lamp_sends(1, CLOUD));
    report(&all, false);
    assert_line(text_of(&all, iot_write_conversations_text), -1,
                "In no conversation: 0 packets, 0 B");
    count(&all, packet(2, LAMP_MAC, LAMP, EVERYBODY, "255.255.255.255"));
    report(&all, false);
    assert_line(text_of(&all, iot_write_conversations_text), -1,
                "In no conversation: 1 packet, 100 B (1 to many at once)");
    for (uint32_t frame = 3; frame < 5; frame++)
        count(&all, packet(frame, ROUTER_MAC, CLOUD, "00:00:5e:00:53:02", SITE));
    count(&all, packet(5, NULL, "127.0.0.1", NULL, "127.0.0.1"));
    count(&all, packet(6, LAMP_MAC, NULL, NULL, NULL));
    report(&all, false);
    assert_line(text_of(&all, iot_write_conversations_text), -1,
                "In no conversation: 5 packets, 500 B (1 between no devices, 1 local, "
                "1 to many at once, 2 passing through)");
}

static void
test_text_has_human_units_and_time_since_the_first(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    see_everything(&all);
    report(&all, false);
    g_assert_cmpstr(
        text_of(&all, iot_write_conversations_text), ==,
        "Device Conversations: 1 conversation, 3 packets, 300 B in 0 s\n\n"
        "  Remote       Address         Service         Sent        Recv        First Last"
        "    RTT At most\n"
        "\nDesk Lamp  " LAMP_MAC "  " LAMP "  [lights]  (name from inventory)\n"
        "  cdn.example  203.0.113.7 +1  tcp/443 tls +1     2 200 B     1 100 B   0:00 0:00"
        "  20 ms 2010 km\n"
        "\nIn no conversation: 0 packets, 0 B\n");
    g_assert_cmpstr(
        text_of(&all, iot_write_devices_text), ==,
        "Devices: 1 device, 3 packets, 300 B in 0 s\n\n"
        "Device     What it is  MAC                Address       Sent        Recv        Remotes\n"
        "Desk Lamp              " LAMP_MAC "  " LAMP "     2 200 B     1 100 B        1\n");
    g_assert_cmpstr(
        text_of(&all, iot_write_services_text), ==,
        "Services: 2 services, 3 packets, 300 B in 0 s\n\n"
        "  Direction  Transport  Port  Protocol  TLS  Others  Sent        Recv\n"
        "\nDesk Lamp  " LAMP_MAC "  " LAMP "  [lights]  (name from inventory)\n"
        "  outbound   tcp         443  tls                 1     1 100 B     1 100 B\n"
        "  outbound   udp         443                      1     1 100 B     0   0 B\n");
}

static void
test_times_count_from_the_first_of_the_table(void)
{
    g_auto(counted) all = counted_new(vendor_of);
    iot_observation first = lamp_sends(1, SITE), next = lamp_sends(2, CLOUD);

    first.time_ns = INT64_C(1709402400000) * MS;
    next.time_ns = first.time_ns + 67000 * MS;
    count(&all, first);
    count(&all, next);
    next.time_ns -= 60000 * MS; /* clocks can run backwards */
    count(&all, next);
    report(&all, false);
    const char *text = text_of(&all, iot_write_conversations_text);
    g_autofree char *cloud = nth_line(text, 5), *site = nth_line(text, 6);
    g_assert_true(g_str_has_suffix(cloud, "  0:07 1:07"));
    g_assert_true(g_str_has_suffix(site, "  0:00 0:00"));
}

static void
test_device_line_says_who_it_is_and_nothing_twice(void)
{
    static const struct {
        const char *mac, *addr, *line;
    } cases[] = {
        {LAMP_MAC, LAMP, LAMP_MAC "  " LAMP "  (name from address)"},
        {NULL, LAMP, LAMP "  (name from address)"},
        {CAMERA_MAC, CAMERA,
         "Maker_00:53:20  " CAMERA_MAC "  " CAMERA "  Maker, Inc.  (name from vendor)"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(counted) all = counted_new(vendor_of);
        count(&all, packet(1, cases[i].mac, cases[i].addr, NULL, CLOUD));
        report(&all, false);
        assert_line(text_of(&all, iot_write_conversations_text), 4, cases[i].line);
    }
}

static void
test_device_line_counts_further_addresses(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    name_lamp(&all, "Lamp");
    count(&all, lamp_sends(2, CLOUD));
    count(&all, packet(3, LAMP_MAC, LAMP_V6, ROUTER_MAC, "2001:db8::7"));
    report(&all, false);
    assert_line(text_of(&all, iot_write_conversations_text), 4,
                "Lamp  " LAMP_MAC "  " LAMP " +1  (name from ssdp)");
}

static void
test_device_line_stands_once_per_device(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    count(&all, lamp_sends(1, CLOUD));
    count(&all, camera_sends(2, CLOUD));
    count(&all, lamp_sends(3, SITE));
    report(&all, false);
    const char *text = text_of(&all, iot_write_conversations_text);
    g_auto(GStrv) parts = g_strsplit(text, "(name from", -1);
    g_assert_cmpuint(g_strv_length(parts), ==, 3);
    assert_has_not(text_of(&all, iot_write_devices_text), "(name from");
}

static void
test_flat_report_is_in_order_of_numbers_with_rows_never_counted(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "cdn.example", CLOUD);
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "cdn.example", SITE);
    count(&all, lamp_sends(3, CLOUD));
    count(&all, camera_sends(4, CLOUD));
    count(&all, lamp_sends(5, SITE));
    see(all.capture, lamp_sends(6, "192.0.2.1"));
    report(&all, true);
    const char *csv = csv_of(&all, &iot_conversations_table);
    g_auto(GStrv) lines = g_strsplit(csv, "\n", -1);
    unsigned last = g_strv_length(lines) - 2;
    assert_has(lines[last], ",,192.0.2.1,address,192.0.2.1,,,,0,0,0,0,,,,,");
    assert_has(lines[last - 1], LAMP_MAC ",,,outbound,cdn.example,dns," SITE ",");
    assert_has(lines[last - 2], CAMERA_MAC ",\"Maker, Inc.\",,outbound,cdn.example,other client");
    assert_has(lines[last - 3], LAMP_MAC ",,,outbound,cdn.example,dns," CLOUD ",");
    assert_line(text_of(&all, iot_write_conversations_text), 0,
                "Device Conversations: 5 conversations, 3 packets, 300 B in 0 s");
    assert_tables_fit(&all);
}

#define ADD(name) g_test_add_func("/writer/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(empty_report_has_heading_titles_and_rest);
    ADD(equal_findings_of_many_devices_are_one_line);
    ADD(lines_of_many_devices_count_each_once_whatever_its_addresses);
    ADD(a_line_of_many_devices_says_what_is_true_of_all);
    ADD(what_one_device_does_is_told_in_full);
    ADD(heading_counts_in_singular_and_plural);
    ADD(rest_line_says_what_is_in_no_row_by_direction);
    ADD(text_has_human_units_and_time_since_the_first);
    ADD(times_count_from_the_first_of_the_table);
    ADD(device_line_says_who_it_is_and_nothing_twice);
    ADD(device_line_counts_further_addresses);
    ADD(device_line_stands_once_per_device);
    ADD(flat_report_is_in_order_of_numbers_with_rows_never_counted);
    return g_test_run();
}
