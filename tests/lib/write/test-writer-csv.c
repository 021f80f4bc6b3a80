/* test-writer-csv.c - tables as CSV for programs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "written.h"

#include <locale.h>

static void
test_csv_header_is_the_contract_even_without_rows(void)
{
    static const struct {
        const iot_table *table;
        const char *header;
    } cases[] = {
        {&iot_conversations_table,
         "device,mac,vendor,group,direction,name,name_source,addresses,organization,country,"
         "services,packets_sent,packets_received,bytes_sent,bytes_received,first_seen,last_seen,"
         "rtt_ms,distance_km,findings\n"},
        {&iot_devices_table,
         "device,mac,vendor,kind,maker,model,software,aliases,identity,group,source,addresses,"
         "first_seen,last_seen,packets_sent,"
         "packets_received,bytes_sent,bytes_received,packets_per_minute,remotes,top_destination,"
         "findings\n"},
        {&iot_services_table,
         "device,mac,direction,transport,port,protocol,tls_version,remotes,packets_sent,"
         "packets_received,bytes_sent,bytes_received,nearby\n"},
        {&iot_findings_table,
         "severity,finding,device,mac,name,address,first_frame,count,evidence\n"},
    };
    g_auto(counted) all = counted_new(vendor_of);

    report(&all, false);
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(csv_of(&all, cases[i].table), ==, cases[i].header);
}

static void
assert_csv_of_everything(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    see_everything(&all);
    report(&all, false);
    assert_line(csv_of(&all, &iot_conversations_table), 1,
                "Desk Lamp," LAMP_MAC ",,lights,outbound,cdn.example,dns," CLOUD "; " SITE
                ",,,tcp/443 tls; udp/443,2,1,200,100,1970-01-01T00:00:00.003000Z,"
                "1970-01-01T00:00:00.005000Z,20.000123,2008.622,");
    assert_line(csv_of(&all, &iot_devices_table), 1,
                "Desk Lamp," LAMP_MAC ",,,,,,,,lights,inventory," LAMP
                ",1970-01-01T00:00:00.003000Z,"
                "1970-01-01T00:00:00.005000Z,2,1,200,100,3.000,1,cdn.example,");
    assert_line(csv_of(&all, &iot_services_table), 1,
                "Desk Lamp," LAMP_MAC ",outbound,tcp,443,tls,,1,1,1,100,100,false");
    assert_line(csv_of(&all, &iot_services_table), 2,
                "Desk Lamp," LAMP_MAC ",outbound,udp,443,,,1,1,0,100,0,false");
}

static void
test_csv_has_plain_numbers_and_empty_for_unknown(void)
{
    assert_csv_of_everything();
}

static void
test_csv_is_the_same_under_any_locale(void)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"};
    bool found = false;

    for (unsigned i = 0; !found && i < G_N_ELEMENTS(names); i++)
        found = setlocale(LC_ALL, names[i]) && *localeconv()->decimal_point == ',';
    if (found)
        assert_csv_of_everything();
    else
        g_test_skip("no locale with a decimal comma");
    setlocale(LC_ALL, "C");
}

/* The name of the row is set to what no capture lets through, too. */
static void
test_csv_escapes_what_would_end_a_cell_or_begin_a_formula(void)
{
    static const struct {
        const char *name, *cell;
    } cases[] = {
        {"plain.example", "plain.example"},
        {"two words", "two words"},
        {"it's", "it's"},
        {"a,b", "\"a,b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"\"", "\"\"\"\""},
        {"a\nb", "\"a\nb\""},
        {"a\rb", "\"a\rb\""},
        {" led", "\" led\""},
        {"=1+1", "\"'=1+1\""},
        {"+1", "\"'+1\""},
        {"-1", "\"'-1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\t=1", "\"'\t'=1\""},
        {"\r=1", "\"'\r'=1\""},
        {"\xef\xbc\x9d"
         "1",
         "\"'\xef\xbc\x9d"
         "1\""}, /* U+FF1D, and the others as wide */
        {"\xef\xbc\x8b"
         "1",
         "\"'\xef\xbc\x8b"
         "1\""},
        {"\xef\xbc\x8d"
         "1",
         "\"'\xef\xbc\x8d"
         "1\""},
        {"\xef\xbc\xa0"
         "a",
         "\"'\xef\xbc\xa0"
         "a\""},
        {"x;=1+1", "\"x;'=1+1\""},
        {"x,=1+1", "\"x,=1+1\""},
        {"x\t@a", "\"x\t'@a\""},
        {"x|+1", "\"x|'+1\""},
        {"x; \"'=1", "\"x; \"\"''=1\""},
        {" =1", "\" '=1\""},
        {"\xc2\xa0=1", "\"\xc2\xa0'=1\""},
        {"a;b;-c", "\"a;b;'-c\""},
        {"a; b", "a; b"},
        {"=a,\"b\"", "\"'=a,\"\"b\"\"\""},
        {"=", "\"'=\""},
        {"a=b", "a=b"},
        {"a-b+c@d", "a-b+c@d"},
        {"a;b", "a;b"},
        {WIDE "e" ACUTE, WIDE "e" ACUTE},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(counted) all = counted_new(vendor_of);
        count(&all, lamp_sends(1, CLOUD));
        report(&all, false);
        iot_conversation_row *row = g_ptr_array_index(all.report->conversations, 0);
        row->name = cases[i].name;
        g_autofree char *part = g_strdup_printf(",outbound,%s,address,", cases[i].cell);
        assert_has(csv_of(&all, &iot_conversations_table), part);
    }
}

static void
test_csv_escapes_device_group_and_list(void)
{
    g_auto(counted) all = counted_new(vendor_of);
    iot_observation obs = in_stream(lamp_sends(1, CLOUD), TCP, 0, 40000, 443);
    iot_observation odd = lamp_sends(2, CLOUD);

    iot_inventory_add(
        all.inventory,
        &(iot_inventory_entry){.name = "=Lamp, \"big\"", .group = "-a", .mac = mac(LAMP_MAC)});
    obs.protocol = "a\"b";
    count(&all, obs);
    report(&all, false);
    assert_has(csv_of(&all, &iot_conversations_table),
               "\n\"'=Lamp, \"\"big\"\"\"," LAMP_MAC ",,\"'-a\",");
    assert_has(csv_of(&all, &iot_conversations_table), ",\"tcp/443 a\"\"b\",");
    odd.protocol = "=x";
    for (unsigned i = 0; i < 2; i++)
        count(&all, odd);
    report(&all, false);
    assert_has(csv_of(&all, &iot_conversations_table), ",\"'=x; tcp/443 a\"\"b\",");
}

static void
test_csv_of_times_at_the_ends_of_time(void)
{
    g_auto(counted) all = counted_new(vendor_of);
    iot_observation first = lamp_sends(1, CLOUD), last = lamp_sends(2, CLOUD);

    first.time_ns = INT64_MIN;
    last.time_ns = INT64_MAX;
    count(&all, first);
    count(&all, last);
    report(&all, false);
    assert_has(csv_of(&all, &iot_conversations_table),
               ",1677-09-21T00:12:43.145224Z,2262-04-11T23:47:16.854775Z,");
    assert_has(csv_of(&all, &iot_devices_table), ",2,0,200,0,0.000,1," CLOUD ",");
    assert_tables_fit(&all);
    assert_has(text_of(&all, iot_write_conversations_text), ", 200 B in 106752 d\n");
}

static uint64_t
sum_of(const char *csv, unsigned from, unsigned to)
{
    g_auto(GStrv) lines = g_strsplit(csv, "\n", -1);
    uint64_t sum = 0;

    for (unsigned i = 1; lines[i] && *lines[i]; i++) {
        g_auto(GStrv) cells = g_strsplit(lines[i], ",", -1);
        for (unsigned c = from; c <= to; c++)
            sum += g_ascii_strtoull(cells[c], NULL, 10);
    }
    return sum;
}

/* The rows and what the last line of the text says make the capture. */
static void
test_totals_of_rows_and_rest_are_all_that_was_counted(void)
{
    for (unsigned by_address = 0; by_address < 2; by_address++) {
        g_auto(counted) all = counted_new(vendor_of);
        see_everything(&all);
        count(&all, camera_sends(6, CLOUD));
        count(&all, packet(7, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA));
        count(&all, packet(8, LAMP_MAC, LAMP, EVERYBODY, "255.255.255.255"));
        report(&all, by_address);
        const char *csv = csv_of(&all, &iot_conversations_table);
        g_assert_cmpuint(sum_of(csv, 11, 12), ==, 5);
        g_assert_cmpuint(sum_of(csv, 13, 14), ==, 500);
        const char *text = text_of(&all, iot_write_conversations_text);
        assert_has(text, " conversations, 6 packets, 600 B in 0 s\n");
        assert_line(text, -1, "In no conversation: 1 packet, 100 B (1 to many at once)");
    }
}

#define ADD(name) g_test_add_func("/writer/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(csv_header_is_the_contract_even_without_rows);
    ADD(csv_has_plain_numbers_and_empty_for_unknown);
    ADD(csv_is_the_same_under_any_locale);
    ADD(csv_escapes_what_would_end_a_cell_or_begin_a_formula);
    ADD(csv_escapes_device_group_and_list);
    ADD(csv_of_times_at_the_ends_of_time);
    ADD(totals_of_rows_and_rest_are_all_that_was_counted);
    return g_test_run();
}
