/* test-columns.c - the columns of every table: key, title, and the value of a row
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "counted.h"
#include "report/columns.h"

#include <string.h>

static const char *
vendor_of(const iot_mac *mac, bool printed, void *user_data)
{
    (void)mac;
    (void)user_data;
    return printed ? "Maker_00:53:10" : "Maker, Inc.";
}

static void
report(counted *all)
{
    iot_capture_settle(all->capture);
    all->report = iot_report_new(all->capture, all->counters, &(iot_report_options){0});
}

static iot_cell
cell_of(const counted *all, const iot_table *table, guint row, const char *key)
{
    const GPtrArray *rows = table->rows(all->report);

    g_assert_cmpuint(row, <, rows->len);
    return iot_column_get(iot_table_column(table, key), g_ptr_array_index(rows, row), all->report);
}

/* NULL: unknown; lists are joined with "|". */
static void
assert_text(const counted *all, const iot_table *table, guint row, const char *key,
            const char *text)
{
    iot_cell cell = cell_of(all, table, row, key);
    g_autofree char *joined = NULL;

    g_test_message("%s.%s", table->name, key);
    if (cell.kind == IOT_CELL_LIST) {
        g_ptr_array_add(cell.list, NULL);
        joined = g_strjoinv("|", (char **)cell.list->pdata);
    } else if (cell.kind != IOT_CELL_EMPTY) {
        g_assert_cmpint(cell.kind, ==, IOT_CELL_TEXT);
        joined = g_strdup(cell.text);
    }
    g_assert_cmpstr(joined, ==, text);
    iot_cell_clear(&cell);
}

static void
assert_count(const counted *all, const iot_table *table, guint row, const char *key,
             iot_cell_kind kind, uint64_t number)
{
    iot_cell cell = cell_of(all, table, row, key);

    g_test_message("%s.%s", table->name, key);
    g_assert_cmpint(cell.kind, ==, kind);
    g_assert_cmpuint(cell.count, ==, number);
}

static void
assert_ns(const counted *all, const iot_table *table, const char *key, iot_cell_kind kind,
          int64_t ns)
{
    iot_cell cell = cell_of(all, table, 0, key);

    g_test_message("%s.%s", table->name, key);
    g_assert_cmpint(cell.kind, ==, kind);
    g_assert_cmpint(cell.ns, ==, ns);
}

static void
assert_number(const counted *all, const iot_table *table, const char *key, iot_cell_kind kind,
              double number)
{
    iot_cell cell = cell_of(all, table, 0, key);

    g_test_message("%s.%s", table->name, key);
    g_assert_cmpint(cell.kind, ==, kind);
    g_assert_cmpfloat_with_epsilon(cell.number, number, 1e-9);
}

/* The lamp, of which everything is known, uses a named remote from one address of two. */
static counted
everything_known(void)
{
    counted all = counted_new(vendor_of);
    iot_observation in = in_stream(lamp_receives(4, CLOUD), TCP, 0, 443, 40000);

    iot_inventory_add(
        all.inventory,
        &(iot_inventory_entry){.name = "Desk Lamp", .group = "lights", .mac = mac(LAMP_MAC)});
    see_answer(all.capture, 1, LAMP_MAC, LAMP, "cdn.example", CLOUD);
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "cdn.example", SITE);
    iot_observation out = in_stream(lamp_sends(3, CLOUD), TCP, 0, 40000, 443);
    out.protocol = "tls";
    count(&all, out);
    in.response_ns = 20 * MS;
    count(&all, in);
    count(&all, lamp_receives(5, SITE));
    report(&all);
    return all;
}

/* ---- keys: the contract's words; they are never renamed ---- */

static void
assert_keys(const iot_table *table, const char *name, const char *keys)
{
    g_autoptr(GString) found = g_string_new(NULL);

    for (unsigned i = 0; i < table->n_columns; i++)
        g_string_append_printf(found, "%s%s", i ? "," : "", table->columns[i].key);
    g_assert_cmpstr(table->name, ==, name);
    g_assert_cmpstr(found->str, ==, keys);
}

#define TRAFFIC_KEYS "packets_sent,packets_received,bytes_sent,bytes_received,first_seen,last_seen"
#define PLACE_KEYS   "remotes,devices," TRAFFIC_KEYS ",rtt_ms,distance_km,nearest"

static void
test_keys_are_those_of_the_contract(void)
{
    assert_keys(&iot_conversations_table, "conversations",
                "device,mac,vendor,group,direction,name,name_source,addresses,organization,"
                "country,services,packets_sent,packets_received,bytes_sent,bytes_received,"
                "first_seen,last_seen,rtt_ms,distance_km,findings");
    assert_keys(
        &iot_devices_table, "devices",
        "device,mac,vendor,kind,maker,model,software,aliases,identity,group,source,addresses,"
        "first_seen,last_seen,packets_sent,"
        "packets_received,bytes_sent,bytes_received,packets_per_minute,remotes,"
        "top_destination,findings");
    assert_keys(&iot_services_table, "services",
                "device,mac,direction,transport,port,protocol,tls_version,remotes,packets_sent,"
                "packets_received,bytes_sent,bytes_received,nearby");
    assert_keys(&iot_findings_table, "findings",
                "severity,finding,device,mac,name,address,first_frame,count,evidence");
    assert_keys(&iot_questions_table, "questions",
                "device,mac,name,address,types,count,first_seen,last_seen,first_frame,answered,"
                "unanswered,contacted");
    assert_keys(&iot_encrypted_dns_table, "encrypted_dns",
                "device,mac,name,address,transport,port,packets_sent,packets_received,bytes_sent,"
                "bytes_received,first_seen,last_seen");
    assert_keys(&iot_remotes_table, "remotes",
                "name,name_source,address,domain,organization,asn,country,country_name,city,"
                "latitude,longitude,radius_km,geo_distance_km,impossible,devices," TRAFFIC_KEYS
                ",rtt_ms,distance_km");
    assert_keys(&iot_countries_table, "countries", "country,country_name," PLACE_KEYS);
    assert_keys(&iot_organizations_table, "organizations", "organization,asn,domain," PLACE_KEYS);
    assert_keys(&iot_destinations_table, "destinations", "place," PLACE_KEYS);
}

static void
test_column_is_found_by_key_and_has_a_title(void)
{
    static const iot_table *const tables[] = {&iot_conversations_table, &iot_devices_table,
                                              &iot_services_table,      &iot_findings_table,
                                              &iot_questions_table,     &iot_encrypted_dns_table,
                                              &iot_remotes_table,       &iot_countries_table,
                                              &iot_organizations_table, &iot_destinations_table};

    for (unsigned t = 0; t < G_N_ELEMENTS(tables); t++)
        for (unsigned i = 0; i < tables[t]->n_columns; i++) {
            const iot_column *column = &tables[t]->columns[i];
            g_assert_true(iot_table_column(tables[t], column->key) == column);
            g_assert_cmpuint(strlen(column->title), >, 0);
            g_assert_nonnull(column->read);
        }
}

static void
test_each_table_has_its_rows(void)
{
    g_auto(counted) all = everything_known();

    g_assert_true(iot_conversations_table.rows(all.report) == all.report->conversations);
    g_assert_true(iot_devices_table.rows(all.report) == all.report->devices);
    g_assert_true(iot_services_table.rows(all.report) == all.report->services);
    g_assert_null(iot_findings_table.rows(all.report));
}

/* ---- values ---- */

/* A remote's place is somewhere else than its row, or nowhere. */
static void
test_place_of_a_remote_is_read_where_it_stands(void)
{
    const iot_place place = {
        .country = "IE", .asn = 64500, .has_coordinates = true, .coordinates = {53.25, -6.5}};
    const iot_remote_row there = {.name = "cloud.example", .location.place = &place};
    const iot_remote_row nowhere = {.name = "cloud.example"};
    static const struct {
        const char *key;
        iot_cell_kind kind;
    } columns[] = {{"country", IOT_CELL_TEXT},       {"asn", IOT_CELL_COUNT},
                   {"latitude", IOT_CELL_DEGREES},   {"longitude", IOT_CELL_DEGREES},
                   {"organization", IOT_CELL_EMPTY}, {"radius_km", IOT_CELL_EMPTY}};

    for (unsigned i = 0; i < G_N_ELEMENTS(columns); i++) {
        const iot_column *column = iot_table_column(&iot_remotes_table, columns[i].key);
        iot_cell cell = iot_column_get(column, &there, NULL);
        iot_cell none = iot_column_get(column, &nowhere, NULL);
        g_test_message("%s", columns[i].key);
        g_assert_cmpint(cell.kind, ==, columns[i].kind);
        g_assert_cmpint(none.kind, ==, IOT_CELL_EMPTY);
        if (cell.kind == IOT_CELL_TEXT)
            g_assert_cmpstr(cell.text, ==, "IE");
        if (cell.kind == IOT_CELL_COUNT)
            g_assert_cmpuint(cell.count, ==, 64500);
        if (cell.kind == IOT_CELL_DEGREES)
            g_assert_cmpfloat(cell.number, ==, column->key[1] == 'a' ? 53.25 : -6.5);
        iot_cell_clear(&cell);
    }
}

/* Where a database knows the country alone, 0° N 0° E is no place. */
static void
test_place_without_coordinates_has_none(void)
{
    const iot_place place = {.country = "IE"};
    const iot_remote_row row = {.name = "cloud.example", .location.place = &place};
    static const char *const keys[] = {"latitude", "longitude", "radius_km"};

    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++) {
        iot_cell cell = iot_column_get(iot_table_column(&iot_remotes_table, keys[i]), &row, NULL);
        g_assert_cmpint(cell.kind, ==, IOT_CELL_EMPTY);
    }
}

static void
test_every_table_says_whose_row_it_is(void)
{
    static const iot_table *const tables[] = {&iot_conversations_table, &iot_devices_table,
                                              &iot_services_table};
    g_auto(counted) all = everything_known();

    for (unsigned t = 0; t < G_N_ELEMENTS(tables); t++) {
        assert_text(&all, tables[t], 0, "device", "Desk Lamp");
        assert_text(&all, tables[t], 0, "mac", LAMP_MAC);
    }
    for (unsigned t = 0; t < 2; t++) {
        assert_text(&all, tables[t], 0, "vendor", "Maker, Inc.");
        assert_text(&all, tables[t], 0, "group", "lights");
    }
    assert_text(&all, &iot_devices_table, 0, "source", "inventory");
    assert_text(&all, &iot_devices_table, 0, "addresses", LAMP);
}

static void
test_conversation_says_with_whom_how_and_how_far(void)
{
    const iot_table *table = &iot_conversations_table;
    g_auto(counted) all = everything_known();

    assert_text(&all, table, 0, "direction", "outbound");
    assert_text(&all, table, 0, "name", "cdn.example");
    assert_text(&all, table, 0, "name_source", "dns");
    assert_text(&all, table, 0, "addresses", CLOUD "|" SITE);
    assert_text(&all, table, 0, "services", "tcp/443 tls");
    assert_ns(&all, table, "rtt_ms", IOT_CELL_RTT, 20 * MS);
    assert_number(&all, table, "distance_km", IOT_CELL_KM, 0.01 * 299792.458 * 0.67);
}

static void
test_distance_takes_the_medium_and_overhead_of_the_report(void)
{
    g_auto(counted) all = everything_known();

    all.report->options =
        (iot_report_options){.locator = {.medium = IOT_MEDIUM_VACUUM, .overhead_ns = 10 * MS}};
    assert_number(&all, &iot_conversations_table, "distance_km", IOT_CELL_KM, 0.005 * 299792.458);
}

static void
test_traffic_has_each_way_and_its_span(void)
{
    static const iot_table *const tables[] = {&iot_conversations_table, &iot_devices_table};
    g_auto(counted) all = everything_known();

    for (unsigned t = 0; t < G_N_ELEMENTS(tables); t++) {
        assert_count(&all, tables[t], 0, "packets_sent", IOT_CELL_COUNT, 1);
        assert_count(&all, tables[t], 0, "packets_received", IOT_CELL_COUNT, 2);
        assert_count(&all, tables[t], 0, "bytes_sent", IOT_CELL_BYTES, 100);
        assert_count(&all, tables[t], 0, "bytes_received", IOT_CELL_BYTES, 200);
        assert_ns(&all, tables[t], "first_seen", IOT_CELL_TIME, 3 * MS);
        assert_ns(&all, tables[t], "last_seen", IOT_CELL_TIME, 5 * MS);
    }
    assert_count(&all, &iot_services_table, 0, "packets_received", IOT_CELL_COUNT, 1);
    assert_count(&all, &iot_services_table, 0, "bytes_received", IOT_CELL_BYTES, 100);
}

static void
test_device_says_how_busy_it_is_and_with_whom_most(void)
{
    g_auto(counted) all = everything_known();

    assert_number(&all, &iot_devices_table, "packets_per_minute", IOT_CELL_RATE, 3);
    assert_count(&all, &iot_devices_table, 0, "remotes", IOT_CELL_COUNT, 1);
    assert_text(&all, &iot_devices_table, 0, "top_destination", "cdn.example");
}

static void
test_rate_is_over_a_minute_at_least(void)
{
    static const struct {
        int64_t span_ns;
        double per_minute;
    } cases[] = {
        {0, 2}, {1, 2}, {59999 * MS, 2}, {60000 * MS, 2}, {120000 * MS, 1}, {1200000 * MS, 0.1},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(counted) all = counted_new(vendor_of);
        iot_observation last = lamp_sends(2, CLOUD);
        count(&all, lamp_sends(1, CLOUD));
        last.time_ns = 1 * MS + cases[i].span_ns;
        count(&all, last);
        report(&all);
        assert_number(&all, &iot_devices_table, "packets_per_minute", IOT_CELL_RATE,
                      cases[i].per_minute);
    }
}

/* Clocks of a forged capture can be further apart than a number of 64 bits can hold. */
static void
test_rate_over_all_of_time_is_small_and_positive(void)
{
    g_auto(counted) all = counted_new(vendor_of);
    iot_observation first = lamp_sends(1, CLOUD), last = lamp_sends(2, CLOUD);

    first.time_ns = INT64_MIN;
    last.time_ns = INT64_MAX;
    count(&all, first);
    count(&all, last);
    report(&all);
    iot_cell cell = cell_of(&all, &iot_devices_table, 0, "packets_per_minute");
    g_assert_cmpfloat(cell.number, >, 0);
    g_assert_cmpfloat(cell.number, <, 1e-6);
}

static void
test_service_is_told_in_its_parts(void)
{
    g_auto(counted) all = everything_known();

    assert_text(&all, &iot_services_table, 0, "direction", "outbound");
    assert_text(&all, &iot_services_table, 0, "transport", "tcp");
    assert_count(&all, &iot_services_table, 0, "port", IOT_CELL_COUNT, 443);
    assert_text(&all, &iot_services_table, 0, "protocol", "tls");
    assert_count(&all, &iot_services_table, 0, "remotes", IOT_CELL_COUNT, 1);
}

static void
test_service_without_ports_has_no_port(void)
{
    g_auto(counted) all = counted_new(vendor_of);
    iot_observation ping = lamp_sends(1, CLOUD);

    ping.protocol = "icmp";
    count(&all, ping);
    report(&all);
    assert_text(&all, &iot_services_table, 0, "transport", NULL);
    assert_text(&all, &iot_services_table, 0, "port", NULL);
    assert_text(&all, &iot_services_table, 0, "protocol", "icmp");
}

static void
test_peer_is_told_with_the_source_of_its_own_name(void)
{
    const iot_table *table = &iot_conversations_table;
    g_auto(counted) all = counted_new(vendor_of);

    see_claim(all.capture, 1, IOT_NAME_MDNS, CAMERA_MAC, NULL, "Porch.local");
    count(&all, packet(2, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA));
    report(&all);
    assert_text(&all, table, 0, "direction", "local");
    assert_text(&all, table, 0, "name", "porch");
    assert_text(&all, table, 0, "name_source", "mdns");
    assert_text(&all, table, 0, "addresses", CAMERA);
}

static void
test_unknown_is_empty(void)
{
    static const char *const unknown[] = {"mac",          "vendor",   "group",
                                          "organization", "country",  "rtt_ms",
                                          "distance_km",  "services", "findings"};
    g_auto(counted) all = counted_new(vendor_of);

    count(&all, packet(1, NULL, LAMP, NULL, CLOUD));
    report(&all);
    for (unsigned i = 0; i < G_N_ELEMENTS(unknown); i++)
        assert_text(&all, &iot_conversations_table, 0, unknown[i], NULL);
    assert_text(&all, &iot_conversations_table, 0, "device", LAMP);
    assert_text(&all, &iot_conversations_table, 0, "name", CLOUD);
    assert_text(&all, &iot_conversations_table, 0, "name_source", "address");
}

static void
test_row_of_which_nothing_was_counted_has_no_time(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    see(all.capture, lamp_sends(1, CLOUD));
    iot_capture_settle(all.capture);
    all.report =
        iot_report_new(all.capture, all.counters, &(iot_report_options){.by_address = true});
    assert_text(&all, &iot_conversations_table, 0, "name", CLOUD);
    assert_text(&all, &iot_conversations_table, 0, "first_seen", NULL);
    assert_text(&all, &iot_conversations_table, 0, "last_seen", NULL);
    assert_text(&all, &iot_conversations_table, 0, "direction", NULL);
    assert_count(&all, &iot_conversations_table, 0, "packets_sent", IOT_CELL_COUNT, 0);
}

static void
test_device_without_addresses_has_none_to_list(void)
{
    g_auto(counted) all = counted_new(vendor_of);

    count(&all, packet(1, LAMP_MAC, NULL, CAMERA_MAC, NULL));
    report(&all);
    assert_text(&all, &iot_devices_table, 0, "addresses", NULL);
    assert_text(&all, &iot_conversations_table, 0, "addresses", NULL);
    assert_text(&all, &iot_devices_table, 0, "top_destination", NULL);
}

static void
test_cleared_cell_is_empty(void)
{
    g_auto(counted) all = everything_known();
    iot_cell cells[] = {
        {0},
        cell_of(&all, &iot_conversations_table, 0, "name"),
        cell_of(&all, &iot_conversations_table, 0, "addresses"),
        cell_of(&all, &iot_conversations_table, 0, "bytes_sent"),
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cells); i++) {
        iot_cell_clear(&cells[i]);
        g_assert_cmpint(cells[i].kind, ==, IOT_CELL_EMPTY);
        g_assert_cmpuint(cells[i].count, ==, 0);
        iot_cell_clear(&cells[i]);
    }
}

#define ADD(name) g_test_add_func("/columns/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(keys_are_those_of_the_contract);
    ADD(column_is_found_by_key_and_has_a_title);
    ADD(each_table_has_its_rows);
    ADD(place_without_coordinates_has_none);
    ADD(place_of_a_remote_is_read_where_it_stands);
    ADD(every_table_says_whose_row_it_is);
    ADD(conversation_says_with_whom_how_and_how_far);
    ADD(distance_takes_the_medium_and_overhead_of_the_report);
    ADD(traffic_has_each_way_and_its_span);
    ADD(device_says_how_busy_it_is_and_with_whom_most);
    ADD(rate_is_over_a_minute_at_least);
    ADD(rate_over_all_of_time_is_small_and_positive);
    ADD(service_is_told_in_its_parts);
    ADD(service_without_ports_has_no_port);
    ADD(peer_is_told_with_the_source_of_its_own_name);
    ADD(unknown_is_empty);
    ADD(row_of_which_nothing_was_counted_has_no_time);
    ADD(device_without_addresses_has_none_to_list);
    ADD(cleared_cell_is_empty);
    return g_test_run();
}
