/* fuzz-observations.c - any packets: what the capture says of them is consistent and clean
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The input: packets (pcap-input.h).
 */
#include "packets.h"

#include "write/changes-writer.h"
#include "write/live-page.h"
#include "write/write-internal.h"

#include <json-glib/json-glib.h>

static void
check_sight(iot_capture *capture, iot_flow_id flow)
{
    iot_flow_view one, two;
    const char *names[8];

    iot_capture_describe(capture, flow, &one);
    iot_capture_describe(capture, flow, &two);
    g_assert_true(one.direction == two.direction && one.src == two.src && one.dst == two.dst &&
                  one.device == two.device && one.remote == two.remote &&
                  one.name_source == two.name_source && one.answer == two.answer &&
                  one.dns_source == two.dns_source && one.rtt_ns == two.rtt_ns &&
                  one.conversation == two.conversation);
    g_assert_cmpstr(one.name, ==, two.name);
    g_assert_true(is_clean(one.name));
    g_assert_cmpint(one.rtt_ns, >=, 0);
    g_assert_true(!one.answer || (is_clean(one.answer->question) && is_clean(one.answer->owner)));
    g_assert_true((one.remote != NULL) == (one.name != NULL));
    unsigned n = iot_capture_alternatives(capture, &one, names, G_N_ELEMENTS(names));
    for (unsigned i = 0; i < n; i++)
        g_assert_true(is_clean(names[i]));
}

static void
check_devices(iot_capture *capture)
{
    const iot_devices *devices = iot_capture_devices(capture);

    for (uint32_t i = 0; i < iot_devices_count(devices); i++) {
        const iot_device *device = iot_devices_get(devices, i);
        g_assert_true(is_clean(iot_device_name(device)) && is_clean(iot_device_label(device)));
        g_assert_cmpuint(iot_device_addresses(device)->len, <=, IOT_DEVICE_ADDRS_MAX);
    }
}

/* Rows and rest make the total, and the total what was put in. */
static void
check_sums(const iot_report *report, const iot_count *put_in)
{
    iot_count sum = {0};

    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        iot_count_add(&sum, &row->base.traffic.sent);
        iot_count_add(&sum, &row->base.traffic.received);
        g_assert_true(is_clean(row->name));
    }
    for (unsigned i = 0; i < IOT_DIRECTIONS; i++)
        iot_count_add(&sum, &report->rest[i]);
    g_assert_cmpuint(sum.packets, ==, put_in->packets);
    g_assert_cmpuint(sum.bytes, ==, put_in->bytes);
    g_assert_cmpuint(report->total.packets, ==, put_in->packets);
    g_assert_cmpuint(report->total.bytes, ==, put_in->bytes);
}

/* Nothing in a text moves a cursor. */
static void
check_text(const GString *out)
{
    g_assert_true(g_utf8_validate(out->str, (gssize)out->len, NULL));
    for (gsize i = 0; i < out->len; i++)
        g_assert_true(((guchar)out->str[i] >= ' ' && out->str[i] != 0x7f) || out->str[i] == '\n' ||
                      out->str[i] == '\t');
}

static void
check_json(const GString *out)
{
    g_autoptr(JsonParser) parser = json_parser_new();

    g_assert_true(json_parser_load_from_data(parser, out->str, (gssize)out->len, NULL));
}

/* What we write we can read. */
static void
check_mud(const GString *out)
{
    g_autoptr(iot_mud_files) files = iot_mud_files_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    iot_mud_read_text(files, "ours.json", out->str, out->len, problems);
    g_assert_cmpstr(problems->len ? problems->pdata[0] : NULL, ==, NULL);
}

static void
check_inventory(const GString *out)
{
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    iot_inventory_read_text(inventory, "ours", out->str, out->len, problems);
    g_assert_cmpstr(problems->len ? problems->pdata[0] : NULL, ==, NULL);
}

static void
write_csv_tables(const iot_report *report, GString *out)
{
    iot_write_csv(&iot_conversations_table, report, out);
    iot_write_csv(&iot_devices_table, report, out);
    iot_write_csv(&iot_services_table, report, out);
    iot_write_csv(&iot_findings_table, report, out);
    iot_write_csv(&iot_remotes_table, report, out);
    iot_write_csv(&iot_countries_table, report, out);
    iot_write_csv(&iot_organizations_table, report, out);
    iot_write_csv(&iot_questions_table, report, out);
    iot_write_csv(&iot_encrypted_dns_table, report, out);
}

static void
check_writers(const iot_report *report)
{
    static const struct {
        void (*write)(const iot_report *report, GString *out);
        void (*check)(const GString *out);
    } writers[] = {
        {iot_write_conversations_text, NULL}, {iot_write_devices_text, NULL},
        {iot_write_services_text, NULL},      {iot_write_findings_text, NULL},
        {iot_write_destinations_text, NULL},  {write_csv_tables, NULL},
        {iot_write_questions_text, NULL},     {iot_write_json, check_json},
        {iot_write_picture_data, check_json}, {iot_write_markdown, NULL},
        {iot_write_mud, check_mud},           {iot_write_nftables, NULL},
        {iot_write_hosts, check_inventory},   {iot_write_ethers, check_inventory},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(writers); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        writers[i].write(report, out);
        check_text(out);
        if (writers[i].check)
            writers[i].check(out);
    }
}

static uint64_t
packets_of(const GPtrArray *rows)
{
    uint64_t sum = 0;

    for (guint i = 0; i < rows->len; i++)
        sum += iot_traffic_packets(&((const iot_row *)g_ptr_array_index(rows, i))->traffic);
    return sum;
}

/* Each view of the remotes has all of their packets. */
static void
check_remotes(const iot_remotes *remotes)
{
    uint64_t packets = packets_of(remotes->remotes);

    g_assert_cmpuint(packets_of(remotes->countries), ==, packets);
    g_assert_cmpuint(packets_of(remotes->organizations), ==, packets);
}

static void
check_report(iot_capture *capture, const iot_counters *counters, const iot_count *put_in,
             const iot_inventory *inventory, bool by_address)
{
    iot_settings how = {.inventory = inventory, .periodic_all = by_address};
    g_autoptr(iot_report) report = iot_report_new(capture, counters,
                                                  &(iot_report_options){.by_address = by_address,
                                                                        .remotes = true,
                                                                        .policies = true,
                                                                        .contacts = true,
                                                                        .questions = true});
    g_autoptr(iot_findings) findings = iot_findings_new(capture, &how);

    check_sums(report, put_in);
    check_remotes(report->remotes);
    for (guint i = 0; i < findings->all->len; i++) {
        const iot_finding *finding = g_ptr_array_index(findings->all, i);
        g_assert_true(is_clean(finding->name));
        g_assert_true(g_utf8_validate(finding->evidence, -1, NULL));
    }
    report->findings = findings;
    check_writers(report);
}

/* Nothing changed since itself; all that is there is new to nobody. */
static void
check_changes(const iot_capture *capture, const iot_counters *counters,
              const iot_settings *settings)
{
    g_autoptr(iot_capture) empty = iot_capture_new(&(iot_capture_options){0});
    g_autoptr(iot_counters) none = iot_counters_new();
    g_autoptr(iot_snapshot) one = iot_snapshot_new(
        &(iot_snapshot_source){.capture = capture, .counters = counters, .settings = settings});
    g_autoptr(iot_snapshot) nothing = iot_snapshot_new(
        &(iot_snapshot_source){.capture = empty, .counters = none, .settings = settings});
    g_autoptr(iot_changes) same = iot_changes_new(one, one, false);
    g_autoptr(iot_changes) all = iot_changes_new(nothing, one, false);
    g_autoptr(GString) text = g_string_new(NULL), json = g_string_new(NULL);
    g_autoptr(JsonParser) parser = json_parser_new();

    g_assert_cmpuint(same->all->len, ==, 0);
    g_assert_cmpuint(same->unsaid, ==, 0);
    iot_write_changes_text(all, NULL, text);
    iot_write_changes_html(all, text);
    iot_write_changes_markdown(all, text);
    g_assert_true(g_utf8_validate(text->str, (gssize)text->len, NULL));
    iot_write_changes_json(all, json);
    g_assert_true(json_parser_load_from_data(parser, json->str, (gssize)json->len, NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, data + size};
    g_autoptr(iot_inventory) inventory = iot_inventory_new();
    g_autoptr(iot_counters) counters = iot_counters_new();
    uint8_t how = take_byte(&in);
    const iot_settings settings = {.inventory = how & 1 ? inventory : NULL};
    iot_capture_options options = {.settings = &settings};
    g_autoptr(iot_capture) capture = iot_capture_new(&options);
    iot_observation obs = {0};
    iot_count put_in = {0};

    fill_inventory(inventory);
    for (unsigned n = 0; in.at < in.end && n < PACKETS; n++) {
        g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
        facts all = {.names = names};
        iot_observation before = obs;
        take_packet(&in, &before, &all, &obs);
        iot_flow_id flow = iot_capture_observe(capture, &obs);
        g_assert_cmpuint(iot_capture_flow_of_frame(capture, obs.frame), ==, flow);
        iot_counters_add(counters, flow, obs.length_bytes, obs.time_ns);
        iot_count one = {1, obs.length_bytes, obs.time_ns, obs.time_ns, 0};
        iot_count_add(&put_in, &one);
        if (how & 2)
            check_sight(capture, flow);
        if ((how & 4) && n % 8 == 7)
            iot_capture_settle(capture);
    }
    iot_capture_settle(capture);
    for (iot_flow_id flow = 0; flow <= iot_capture_flows(capture); flow++)
        check_sight(capture, flow);
    check_devices(capture);
    check_report(capture, counters, &put_in, inventory, how & 8);
    check_changes(capture, counters, &settings);
    return 0;
}
