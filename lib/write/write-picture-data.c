/* write-picture-data.c - what the picture shows, as JSON
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tables of the JSON export with the most traffic, and what a page needs besides: when contacts
 * were, filters to copy, and how much was left out. A browser can lay out some thousand rows; of
 * more, those with the most bytes are shown and the rest is counted.
 */
#include <string.h>

#include "base/escape.h"
#include "findings/contacts.h"
#include "reference/domain.h"
#include "write/write-internal.h"

#define NS_PER_MS 1000000

/* Numbers in a filter; beyond it, the frame alone. */
#define FILTER_CONVERSATIONS_MAX 40

typedef struct picture {
    const iot_report *report;
    JsonBuilder *builder;
} picture;

static void
add_count(JsonBuilder *builder, const char *name, uint64_t count)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, (gint64)MIN(count, (uint64_t)G_MAXINT64));
}

static void
add_conversation_filter(JsonBuilder *builder, const iot_conversation_row *row)
{
    g_autoptr(GString) filter = g_string_new("iot.device == ");

    iot_escape_filter(filter, iot_device_name(row->base.device));
    g_string_append(filter, row->peer ? " && iot.device == " : " && iot.name == ");
    iot_escape_filter(filter, row->name);
    iot_write_json_string(builder, "filter", filter->str);
}

static void
add_finding_filter(JsonBuilder *builder, const iot_finding *finding)
{
    g_autoptr(GString) filter = g_string_new(NULL);
    guint n = finding->conversations->len;

    if (n == 0 || n > FILTER_CONVERSATIONS_MAX)
        g_string_printf(filter, "frame.number == %u", finding->first_frame);
    for (guint i = 0; i < n && n <= FILTER_CONVERSATIONS_MAX; i++)
        g_string_append_printf(filter, "%s%u", i ? ", " : "iot.conversation in {",
                               g_array_index(finding->conversations, uint32_t, i));
    if (n > 0 && n <= FILTER_CONVERSATIONS_MAX)
        g_string_append_c(filter, '}');
    iot_write_json_string(builder, "filter", filter->str);
}

static void
add_conversation_extras(JsonBuilder *builder, const void *data)
{
    const iot_conversation_row *row = data;

    iot_write_json_string(builder, "domain", row->peer ? NULL : iot_domain_of(row->name));
    add_conversation_filter(builder, row);
}

static void
add_finding_extras(JsonBuilder *builder, const void *data)
{
    add_finding_filter(builder, data);
}

static int
by_bytes(gconstpointer a, gconstpointer b)
{
    const iot_row *x = *(const iot_row *const *)a, *y = *(const iot_row *const *)b;

    return iot_traffic_compare(&x->traffic, &y->traffic);
}

/* What of a table does not fit on the page. */
typedef struct rest {
    uint64_t rows, packets, bytes; /* of contacts: series, moments */
} rest;

static rest
count_rest(const GPtrArray *rows, guint from)
{
    rest left = {0};

    for (guint i = from; i < rows->len; i++) {
        const iot_row *row = g_ptr_array_index(rows, i);
        left.rows++;
        left.packets += iot_traffic_packets(&row->traffic);
        left.bytes += iot_traffic_bytes(&row->traffic);
    }
    return left;
}

/* The `max` rows with the most bytes, in the order of the report where all of them fit. */
static rest
add_top_rows(const picture *to, const iot_table *table, guint max,
             void (*extras)(JsonBuilder *builder, const void *row))
{
    const GPtrArray *all = table->rows(to->report);
    g_autoptr(GPtrArray) rows = g_ptr_array_new();

    for (guint i = 0; all && i < all->len; i++)
        g_ptr_array_add(rows, g_ptr_array_index(all, i));
    if (rows->len > max)
        g_ptr_array_sort(rows, by_bytes);
    iot_write_json_rows(to->builder, table, to->report, rows, max, extras);
    return count_rest(rows, max);
}

/* Findings come in the order of their weight. */
static rest
add_findings(const picture *to)
{
    static const GPtrArray none;
    const GPtrArray *all = iot_findings_table.rows(to->report);
    const GPtrArray *rows = all ? all : &none;

    iot_write_json_rows(to->builder, &iot_findings_table, to->report, rows,
                        IOT_PICTURE_FINDINGS_MAX, add_finding_extras);
    return (rest){
        .rows = rows->len > IOT_PICTURE_FINDINGS_MAX ? rows->len - IOT_PICTURE_FINDINGS_MAX : 0};
}

static void
add_home(const picture *to)
{
    const iot_locator *locator = &to->report->options.locator;

    json_builder_set_member_name(to->builder, "home");
    if (!locator->has_home) {
        json_builder_add_null_value(to->builder);
        return;
    }
    json_builder_begin_object(to->builder);
    json_builder_set_member_name(to->builder, "latitude");
    json_builder_add_double_value(to->builder, locator->home.latitude);
    json_builder_set_member_name(to->builder, "longitude");
    json_builder_add_double_value(to->builder, locator->home.longitude);
    json_builder_end_object(to->builder);
}

/* What the findings say of a series' interval. */
static const char *
period_word(const iot_report *report, const iot_series *series)
{
    const iot_contact *first = series->first;
    const GPtrArray *findings = iot_report_findings_of_contact(report, first->device, first->name);

    for (guint i = 0; findings && i < findings->len; i++) {
        const iot_finding *finding = g_ptr_array_index(findings, i);
        if (finding->kind == IOT_FINDING_PERIODIC || finding->kind == IOT_FINDING_PERIODIC_STOPPED)
            return iot_finding_kind_name(finding->kind);
    }
    return NULL;
}

static bool
was_answered(const iot_contact *contact)
{
    const iot_connection *connection = contact->connection;

    return connection->answer || connection->payload[IOT_SIDE_DST];
}

/* Milliseconds since the capture began: a screen has no finer ones. */
static void
add_moment(const picture *to, int64_t ns)
{
    json_builder_add_int_value(to->builder, (ns - to->report->total.first_ns) / NS_PER_MS);
}

static void
add_began(const picture *to, const iot_series *series, guint n)
{
    json_builder_set_member_name(to->builder, "began_ms");
    json_builder_begin_array(to->builder);
    for (guint i = 0; i < n; i++)
        add_moment(
            to,
            ((const iot_contact *)g_ptr_array_index(series->contacts, i))->connection->begin_ns);
    json_builder_end_array(to->builder);
    json_builder_set_member_name(to->builder, "answered");
    json_builder_begin_array(to->builder);
    for (guint i = 0; i < n; i++)
        json_builder_add_boolean_value(to->builder,
                                       was_answered(g_ptr_array_index(series->contacts, i)));
    json_builder_end_array(to->builder);
}

/* When the device spoke within its connections; each begins with a beat that is its beginning, and
 * nobody keeps the only one of a connection that is over. */
static void
add_sends(const picture *to, const iot_series *series)
{
    guint room = IOT_PICTURE_MOMENTS_MAX;

    json_builder_set_member_name(to->builder, "sends_ms");
    json_builder_begin_array(to->builder);
    for (guint i = 0; i < series->contacts->len; i++) {
        const iot_contact *contact = g_ptr_array_index(series->contacts, i);
        const GArray *beats = contact->connection->beats;
        bool tells = contact->stream->server_side == IOT_SIDE_DST && beats && beats->len > 1;
        for (guint b = 0; tells && b < beats->len && room > 0; b++, room--)
            add_moment(to, g_array_index(beats, int64_t, b));
    }
    json_builder_end_array(to->builder);
}

static void
add_series(const picture *to, const iot_series *series)
{
    const iot_contact *first = series->first;
    char mac[IOT_MAC_TEXT], service[IOT_SERVICE_TEXT];

    json_builder_begin_object(to->builder);
    iot_write_json_string(to->builder, "device", iot_device_name(first->device));
    iot_mac_format(iot_device_mac(first->device), mac);
    iot_write_json_string(to->builder, "mac", *mac ? mac : NULL);
    iot_write_json_string(to->builder, "name", first->name);
    iot_write_json_string(to->builder, "service", iot_service_format(&first->service, service));
    iot_write_json_string(to->builder, "periodic", period_word(to->report, series));
    add_began(to, series, MIN(series->contacts->len, IOT_PICTURE_MOMENTS_MAX));
    add_sends(to, series);
    json_builder_end_object(to->builder);
}

/* A read filter leaves packets out that the capture knows of. */
static GHashTable *
counted_streams(const iot_report *report)
{
    GHashTable *streams = g_hash_table_new(NULL, NULL);
    iot_flow_view view;

    for (uint32_t i = 0; i < iot_capture_flows(report->capture); i++) {
        iot_flow_id flow = iot_capture_flow_at(report->capture, i);
        if (iot_counters_get(report->counters, flow).packets == 0)
            continue;
        iot_capture_describe(report->capture, flow, &view);
        g_hash_table_add(streams, (gpointer)view.stream);
    }
    return streams;
}

/* What devices did of their own accord; who contacts them is no habit of theirs. */
static rest
add_contacts(const picture *to)
{
    g_autoptr(iot_contacts) contacts = iot_contacts_new(to->report->capture);
    g_autoptr(GHashTable) counted = counted_streams(to->report);
    guint n = 0;
    rest left = {0};

    json_builder_set_member_name(to->builder, "contacts");
    json_builder_begin_array(to->builder);
    for (guint i = 0; i < contacts->series->len; i++) {
        const iot_series *series = g_ptr_array_index(contacts->series, i);
        guint moments = series->contacts->len;
        if (!series->first->by_device || !g_hash_table_contains(counted, series->first->stream))
            continue;
        if (n++ < IOT_PICTURE_SERIES_MAX) {
            add_series(to, series);
            left.packets += moments - MIN(moments, IOT_PICTURE_MOMENTS_MAX);
        } else {
            left.rows++;
            left.packets += moments;
        }
    }
    json_builder_end_array(to->builder);
    return left;
}

static void
add_rest(const picture *to, const char *name, const rest *left, bool of_traffic)
{
    json_builder_set_member_name(to->builder, name);
    json_builder_begin_object(to->builder);
    add_count(to->builder, "rows", left->rows);
    if (of_traffic) {
        add_count(to->builder, "packets", left->packets);
        add_count(to->builder, "bytes", left->bytes);
    }
    json_builder_end_object(to->builder);
}

void
iot_write_picture_data(const iot_report *report, GString *out)
{
    picture to = {report, json_builder_new()};

    json_builder_begin_object(to.builder);
    iot_write_json_capture(to.builder, report);
    add_home(&to);
    rest devices = add_top_rows(&to, &iot_devices_table, IOT_PICTURE_DEVICES_MAX, NULL);
    rest conversations = add_top_rows(&to, &iot_conversations_table, IOT_PICTURE_CONVERSATIONS_MAX,
                                      add_conversation_extras);
    rest remotes = add_top_rows(&to, &iot_remotes_table, IOT_PICTURE_REMOTES_MAX, NULL);
    rest countries = add_top_rows(&to, &iot_countries_table, IOT_PICTURE_REMOTES_MAX, NULL);
    rest organizations = add_top_rows(&to, &iot_organizations_table, IOT_PICTURE_REMOTES_MAX, NULL);
    rest findings = add_findings(&to);
    rest contacts = add_contacts(&to);
    json_builder_set_member_name(to.builder, "left_out");
    json_builder_begin_object(to.builder);
    add_rest(&to, "devices", &devices, true);
    add_rest(&to, "conversations", &conversations, true);
    add_rest(&to, "remotes", &remotes, true);
    add_rest(&to, "countries", &countries, true);
    add_rest(&to, "organizations", &organizations, true);
    add_rest(&to, "findings", &findings, false);
    json_builder_set_member_name(to.builder, "contacts");
    json_builder_begin_object(to.builder);
    add_count(to.builder, "rows", contacts.rows);
    add_count(to.builder, "moments", contacts.packets);
    json_builder_end_object(to.builder);
    json_builder_end_object(to.builder);
    json_builder_end_object(to.builder);
    iot_write_json_tree(to.builder, false, out);
}
