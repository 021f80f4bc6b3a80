/* test-writer.c - reports as text for people and as files for programs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "home.h"
#include "writer.h"

#include <locale.h>
#include <string.h>

#define TCP   IOT_TRANSPORT_TCP
#define UDP   IOT_TRANSPORT_UDP
#define WIDE  "電"       /* two columns */
#define ACUTE "\xcc\x81" /* a combining accent: no column of its own */

typedef void (*text_writer)(const iot_report *report, GString *out);

static const text_writer text_writers[] = {iot_write_conversations_text, iot_write_devices_text,
                                           iot_write_services_text};

/* A capture and what was counted of it. */
typedef struct written {
    iot_inventory *inventory;
    iot_capture *capture;
    iot_tally *tally;
    iot_report *report;
    GString *out;
} written;

static const char *
vendor_of(const iot_mac *mac, bool brief, void *user_data)
{
    (void)user_data;
    return mac->bytes[5] != 0x20 ? NULL : brief ? "Maker" : "Maker, Inc.";
}

/* The camera has a vendor, other devices have none. */
static written
written_new(void)
{
    written all = {
        .inventory = iot_inventory_new(), .tally = iot_tally_new(), .out = g_string_new(NULL)};

    all.capture =
        iot_capture_new(&(iot_capture_options){.inventory = all.inventory, .vendor = vendor_of});
    return all;
}

static void
written_clear(written *all)
{
    g_string_free(all->out, TRUE);
    iot_report_free(all->report);
    iot_tally_free(all->tally);
    iot_capture_free(all->capture);
    iot_inventory_free(all->inventory);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(written, written_clear)

/* Sees and counts. */
static void
count(written *all, iot_observation obs)
{
    iot_tally_add(all->tally, see(all->capture, obs), obs.length_bytes, obs.time_ns);
}

static void
name_lamp(written *all, const char *name)
{
    see_claim(all->capture, 1, IOT_NAME_SSDP, LAMP_MAC, NULL, name);
}

/* A fresh report in `report`; nothing written yet. */
static void
report(written *all, bool by_address)
{
    iot_report_free(all->report);
    all->report =
        iot_report_new(all->capture, all->tally, &(iot_report_options){.by_address = by_address});
    g_string_truncate(all->out, 0);
}

static const char *
csv_of(written *all, const iot_table *table)
{
    g_string_truncate(all->out, 0);
    iot_write_csv(table, all->report, all->out);
    return all->out->str;
}

static const char *
text_of(written *all, text_writer write)
{
    g_string_truncate(all->out, 0);
    write(all->report, all->out);
    return all->out->str;
}

/* Must be freed using g_free; the last one if n is negative. */
static char *
nth_line(const char *text, int n)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    int count = (int)g_strv_length(lines) - 1; /* the text ends its last line */

    n = n < 0 ? count + n : n;
    g_assert_cmpint(n, >=, 0);
    g_assert_cmpint(n, <, count);
    return g_strdup(lines[n]);
}

static void
assert_line(const char *text, int n, const char *expected)
{
    g_autofree char *line = nth_line(text, n);

    g_assert_cmpstr(line, ==, expected);
}

static void
assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("no \"%s\" in:\n%s", part, text);
}

static void
assert_has_not(const char *text, const char *part)
{
    if (strstr(text, part))
        g_error("\"%s\" in:\n%s", part, text);
}

/* Columns of a terminal, for the characters of these tests. */
static unsigned
columns_of(const char *text)
{
    unsigned columns = 0;

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        columns += c >= 0x300 && c < 0x370 ? 0 : c >= 0x2e80 && c < 0xa000 ? 2 : 1;
    }
    return columns;
}

/* Every line of every table fits a terminal, is valid UTF-8, and ends without blanks. */
static void
assert_tables_fit(written *all)
{
    for (unsigned w = 0; w < G_N_ELEMENTS(text_writers); w++) {
        g_auto(GStrv) lines = g_strsplit(text_of(all, text_writers[w]), "\n", -1);
        g_assert_true(g_utf8_validate(all->out->str, -1, NULL));
        for (unsigned i = 0; lines[i]; i++) {
            g_test_message("%s", lines[i]);
            g_assert_cmpuint(columns_of(lines[i]), <=, IOT_TEXT_WIDTH);
            g_assert_false(g_str_has_suffix(lines[i], " "));
        }
    }
}

static char *
repeated(const char *unit, unsigned times)
{
    g_autoptr(GString) made = g_string_new(NULL);

    while (times-- > 0)
        g_string_append(made, unit);
    return g_string_free(g_steal_pointer(&made), FALSE);
}

/* ---- CSV ---- */

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
         "device,mac,vendor,group,source,addresses,first_seen,last_seen,packets_sent,"
         "packets_received,bytes_sent,bytes_received,packets_per_minute,remotes,top_destination,"
         "findings\n"},
        {&iot_services_table,
         "device,mac,direction,transport,port,protocol,tls_version,remotes,packets_sent,"
         "packets_received,bytes_sent,bytes_received\n"},
        {&iot_findings_table,
         "severity,finding,device,mac,name,address,first_frame,count,evidence\n"},
    };
    g_auto(written) all = written_new();

    report(&all, false);
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(csv_of(&all, cases[i].table), ==, cases[i].header);
}

/* A lamp with a conversation of every known value. */
static void
see_everything(written *all)
{
    iot_observation out = in_stream(lamp_sends(3, CLOUD), TCP, 0, 40000, 443);
    iot_observation in = in_stream(lamp_receives(4, CLOUD), TCP, 0, 443, 40000);

    iot_inventory_add(
        all->inventory,
        &(iot_inventory_entry){.name = "Desk Lamp", .group = "lights", .mac = mac(LAMP_MAC)});
    see_answer(all->capture, 1, LAMP_MAC, LAMP, "cdn.example", CLOUD);
    see_answer(all->capture, 2, LAMP_MAC, LAMP, "cdn.example", SITE);
    out.protocol = "tls";
    count(all, out);
    in.response_ns = 20 * MS + 123;
    count(all, in);
    count(all, in_stream(lamp_sends(5, SITE), UDP, 1, 40001, 443));
}

static void
assert_csv_of_everything(void)
{
    g_auto(written) all = written_new();

    see_everything(&all);
    report(&all, false);
    assert_line(csv_of(&all, &iot_conversations_table), 1,
                "Desk Lamp," LAMP_MAC ",,lights,outbound,cdn.example,dns," CLOUD "; " SITE
                ",,,tcp/443 tls; udp/443,2,1,200,100,1970-01-01T00:00:00.003000Z,"
                "1970-01-01T00:00:00.005000Z,20.000123,2008.622,");
    assert_line(csv_of(&all, &iot_devices_table), 1,
                "Desk Lamp," LAMP_MAC ",,lights,inventory," LAMP ",1970-01-01T00:00:00.003000Z,"
                "1970-01-01T00:00:00.005000Z,2,1,200,100,3.000,1,cdn.example,");
    assert_line(csv_of(&all, &iot_services_table), 1,
                "Desk Lamp," LAMP_MAC ",outbound,tcp,443,tls,,1,1,1,100,100");
    assert_line(csv_of(&all, &iot_services_table), 2,
                "Desk Lamp," LAMP_MAC ",outbound,udp,443,,,1,1,0,100,0");
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
        {"\t=1", "\"'\t=1\""},
        {"=a,\"b\"", "\"'=a,\"\"b\"\"\""},
        {"=", "\"'=\""},
        {"a=b", "a=b"},
        {"a-b+c@d", "a-b+c@d"},
        {"a;b", "a;b"},
        {WIDE "e" ACUTE, WIDE "e" ACUTE},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(written) all = written_new();
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
    g_auto(written) all = written_new();
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
    g_auto(written) all = written_new();
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
        g_auto(written) all = written_new();
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

/* ---- hosts and ethers ---- */

static void
test_hosts_and_ethers_keep_host_name_characters_only(void)
{
    static const struct {
        const char *name, *kept;
    } cases[] = {
        {"lamp", "lamp"},
        {"Desk_Lamp-2.home", "Desk_Lamp-2.home"},
        {"desk lamp", "desk-lamp"},
        {"#not a comment", "-not-a-comment"},
        {"a\tb", "ab"},
        {"a\nb", "ab"},
        {"m\xc3\xbcller", "m-ller"},
        {WIDE WIDE, "--"},
        {"e" ACUTE, "e-"},
        {"a,b\"c'd\\e/f:g", "a-b-c-d-e-f-g"},
        {"$(x)`y`", "--x--y-"},
        {"192.0.2.1", "192_0_2_1"},
        {"aa:bb:cc:dd:ee:ff", "aa_bb_cc_dd_ee_ff"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(written) all = written_new();
        name_lamp(&all, cases[i].name);
        count(&all, lamp_sends(2, CLOUD));
        report(&all, false);
        g_autofree char *host = g_strdup_printf(LAMP "\t%s\n", cases[i].kept);
        g_autofree char *ether = g_strdup_printf(LAMP_MAC "\t%s\n", cases[i].kept);
        iot_write_hosts(all.report, all.out);
        g_assert_cmpstr(all.out->str, ==, host);
        g_string_truncate(all.out, 0);
        iot_write_ethers(all.report, all.out);
        g_assert_cmpstr(all.out->str, ==, ether);
    }
}

static void
test_hosts_have_devices_first_and_one_name_per_address(void)
{
    g_auto(written) all = written_new();

    name_lamp(&all, "lamp");
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "one.example", CLOUD);
    see_answer(all.capture, 3, CAMERA_MAC, CAMERA, "two.example", CLOUD);
    see_answer(all.capture, 4, LAMP_MAC, LAMP, "one.example", SITE);
    for (uint32_t frame = 5; frame < 9; frame++)
        count(&all, lamp_sends(frame, CLOUD));
    count(&all, lamp_sends(9, SITE));
    count(&all, packet(10, LAMP_MAC, LAMP_V6, ROUTER_MAC, "2001:db8::7"));
    count(&all, camera_sends(11, CLOUD));
    count(&all, packet(12, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
    report(&all, false);
    iot_write_hosts(all.report, all.out);
    g_assert_cmpstr(all.out->str, ==,
                    LAMP "\tlamp\n" LAMP_V6 "\tlamp\n" CAMERA "\tMaker_00-53-20\n" CLOUD
                         "\tone.example\n" SITE "\tone.example\n");
}

static void
test_what_has_no_name_is_in_neither_file(void)
{
    g_auto(written) all = written_new();

    count(&all, lamp_sends(1, CLOUD));
    count(&all, packet(2, NULL, "192.168.1.99", NULL, SITE));
    count(&all, packet(3, LAMP_MAC, LAMP, ROUTER_MAC, ROUTER));
    report(&all, true);
    iot_write_hosts(all.report, all.out);
    iot_write_ethers(all.report, all.out);
    g_assert_cmpstr(all.out->str, ==, "");
}

static void
test_device_without_mac_is_a_host_but_no_ether(void)
{
    g_auto(written) all = written_new();

    see_claim(all.capture, 1, IOT_NAME_MDNS, NULL, "192.168.1.99", "raw");
    count(&all, packet(2, NULL, "192.168.1.99", NULL, SITE));
    report(&all, false);
    iot_write_hosts(all.report, all.out);
    g_assert_cmpstr(all.out->str, ==, "192.168.1.99\traw\n");
    g_string_truncate(all.out, 0);
    iot_write_ethers(all.report, all.out);
    g_assert_cmpstr(all.out->str, ==, "");
}

/* ---- text ---- */

static void
test_empty_report_has_heading_titles_and_rest(void)
{
    g_auto(written) all = written_new();

    report(&all, false);
    g_assert_cmpstr(text_of(&all, iot_write_conversations_text), ==,
                    "Device Conversations: 0 conversations, 0 packets, 0 B in 0 s\n\n"
                    "  Remote  Address  Service  Sent   Recv   First Last  RTT At most\n"
                    "\nIn no conversation: 0 packets, 0 B\n");
    g_assert_cmpstr(text_of(&all, iot_write_devices_text), ==,
                    "Devices: 0 devices, 0 packets, 0 B in 0 s\n\n"
                    "Device  MAC  Address  Sent   Recv   /min Remotes  Most bytes with\n");
    g_assert_cmpstr(text_of(&all, iot_write_services_text), ==,
                    "Services: 0 services, 0 packets, 0 B in 0 s\n\n"
                    "  Direction  Transport  Port  Protocol  TLS  Others  Sent   Recv\n");
}

static void
test_heading_counts_in_singular_and_plural(void)
{
    g_auto(written) all = written_new();
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
    g_auto(written) all = written_new();

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
    g_auto(written) all = written_new();

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
        "Device     MAC                Address       Sent        Recv        /min Remotes"
        "  Most bytes with\n"
        "Desk Lamp  " LAMP_MAC "  " LAMP "     2 200 B     1 100 B     3       1  cdn.example\n");
    g_assert_cmpstr(text_of(&all, iot_write_services_text), ==,
                    "Services: 2 services, 3 packets, 300 B in 0 s\n\n"
                    "  Direction  Transport  Port  Protocol  TLS  Others  Sent        Recv\n"
                    "\nDesk Lamp  " LAMP_MAC "  " LAMP "  [lights]  (name from inventory)\n"
                    "  outbound   tcp         443  tls                 1     1 100 B     1 100 B\n"
                    "  outbound   udp         443                      1     1 100 B     0   0 B\n");
}

static void
test_times_count_from_the_first_of_the_table(void)
{
    g_auto(written) all = written_new();
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
        g_auto(written) all = written_new();
        count(&all, packet(1, cases[i].mac, cases[i].addr, NULL, CLOUD));
        report(&all, false);
        assert_line(text_of(&all, iot_write_conversations_text), 4, cases[i].line);
    }
}

static void
test_device_line_counts_further_addresses(void)
{
    g_auto(written) all = written_new();

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
    g_auto(written) all = written_new();

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
    g_auto(written) all = written_new();

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

/* ---- the width of a terminal ---- */

/* Devices and remotes whose every column is as wide as a long capture makes it. */
static void
see_wide(written *all, const char *name, uint32_t packets)
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
        iot_tally_add(all->tally, there, 1400, i * 1000 * MS);
        iot_tally_add(all->tally, back, 1400, (i + 86400 * 12) * 1000 * MS);
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
            g_auto(written) all = written_new();
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
        g_auto(written) all = written_new();
        see_wide(&all, name, packets[i]);
        report(&all, false);
        assert_tables_fit(&all);
        assert_has(text_of(&all, iot_write_conversations_text), "…");
    }
}

static void
test_rest_of_a_long_capture_fits_too(void)
{
    g_auto(written) all = written_new();

    report(&all, false);
    for (unsigned d = 0; d < IOT_DIRECTIONS; d++)
        all.report->rest[d] = (iot_count){1234567, 123456789, 0, 0};
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
    g_auto(written) all = written_new();

    see_wide(&all, name, 10);
    report(&all, false);
    const char *text = text_of(&all, iot_write_conversations_text);
    g_autofree char *row = nth_line(text, 5);
    assert_has(row, "  first-la");
    assert_has(row, "…");
    assert_has(row, "endor.example  ");
    assert_has_not(row, name);
    g_autofree char *device_line = nth_line(text, 4);
    assert_has(device_line, "first-label.of-a.very-long.and-winding.…");
    g_assert_true(g_str_has_suffix(device_line, " +1  (name from ssdp)"));
    g_assert_cmpuint(columns_of(device_line), ==, IOT_TEXT_WIDTH);
    assert_has(csv_of(&all, &iot_conversations_table), name);
}

/* The line of a name of 49 letters is as wide as the terminal. */
static void
test_name_is_whole_until_the_line_is_full(void)
{
    for (unsigned length = 48; length < 52; length++) {
        g_auto(written) all = written_new();
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
        g_auto(written) all = written_new();
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
        g_auto(written) all = written_new();
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
        g_auto(written) all = written_new();
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
    g_auto(written) all = written_new();

    count(&all, lamp_sends(1, CLOUD));
    report(&all, false);
    g_autofree char *row = nth_line(text_of(&all, iot_write_conversations_text), 5);
    g_auto(GStrv) parts = g_strsplit(row, CLOUD, -1);
    g_assert_cmpuint(g_strv_length(parts), ==, 2);
}

static void
test_further_addresses_are_not_counted_beside_a_name_that_is_the_first(void)
{
    g_auto(written) all = written_new();

    name_lamp(&all, LAMP);
    count(&all, lamp_sends(2, CLOUD));
    count(&all, packet(3, LAMP_MAC, LAMP_V6, ROUTER_MAC, "2001:db8::7"));
    report(&all, false);
    g_autofree char *row = nth_line(text_of(&all, iot_write_devices_text), 3);
    assert_has(row, LAMP "  " LAMP_MAC "  ");
    assert_has_not(row, LAMP " +1");
}

/* Somebody calls the devices of 10.0.0.0/8 by a number. */
static void
test_address_that_only_begins_like_the_name_is_shown(void)
{
    g_auto(written) all = written_new();

    name_lamp(&all, "19");
    count(&all, packet(2, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
    report(&all, false);
    g_autofree char *row = nth_line(text_of(&all, iot_write_conversations_text), 5);
    assert_has(row, "  19      " LAMP "  ");
    assert_has(text_of(&all, iot_write_devices_text), "\n19              " LAMP_MAC "  " LAMP "  ");
}

#define ADD(name) g_test_add_func("/writer/" #name, test_##name)

static void
add_tests_of_files(void)
{
    ADD(csv_header_is_the_contract_even_without_rows);
    ADD(csv_has_plain_numbers_and_empty_for_unknown);
    ADD(csv_is_the_same_under_any_locale);
    ADD(csv_escapes_what_would_end_a_cell_or_begin_a_formula);
    ADD(csv_escapes_device_group_and_list);
    ADD(csv_of_times_at_the_ends_of_time);
    ADD(totals_of_rows_and_rest_are_all_that_was_counted);
    ADD(hosts_and_ethers_keep_host_name_characters_only);
    ADD(hosts_have_devices_first_and_one_name_per_address);
    ADD(what_has_no_name_is_in_neither_file);
    ADD(device_without_mac_is_a_host_but_no_ether);
}

static void
add_tests_of_text(void)
{
    ADD(empty_report_has_heading_titles_and_rest);
    ADD(heading_counts_in_singular_and_plural);
    ADD(rest_line_says_what_is_in_no_row_by_direction);
    ADD(text_has_human_units_and_time_since_the_first);
    ADD(times_count_from_the_first_of_the_table);
    ADD(device_line_says_who_it_is_and_nothing_twice);
    ADD(device_line_counts_further_addresses);
    ADD(device_line_stands_once_per_device);
    ADD(flat_report_is_in_order_of_numbers_with_rows_never_counted);
    ADD(no_line_is_wider_than_the_terminal);
    ADD(long_captures_fit_too);
    ADD(rest_of_a_long_capture_fits_too);
    ADD(long_name_keeps_both_ends);
    ADD(name_is_whole_until_the_line_is_full);
    ADD(elision_leaves_no_accent_without_its_letter);
    ADD(columns_align_by_what_a_terminal_shows);
    ADD(list_too_long_for_its_column_loses_its_count_first);
    ADD(address_is_not_repeated_beside_itself);
    ADD(further_addresses_are_not_counted_beside_a_name_that_is_the_first);
    ADD(address_that_only_begins_like_the_name_is_shown);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_tests_of_files();
    add_tests_of_text();
    return g_test_run();
}
