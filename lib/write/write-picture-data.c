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
#include "report/activity.h"
#include "write/live-page.h"
#include "write/write-internal.h"

#define NS_PER_MS 1000000

/* Numbers in a filter; beyond it, the frame alone. */
#define FILTER_CONVERSATIONS_MAX 40

typedef struct picture {
    const iot_report *report;
    iot_json_writer *json;
} picture;

/* What is said of a row besides its columns. */
typedef void (*extras_fn)(iot_json_writer *to, const void *row, const iot_report *report);

static void
add_conversation_filter(iot_json_writer *to, const iot_conversation_row *row)
{
    g_autoptr(GString) filter = g_string_new("iot.device == ");

    iot_escape_filter(filter, iot_device_name(row->base.device));
    g_string_append(filter, row->peer ? " && iot.device == " : " && iot.name == ");
    iot_escape_filter(filter, row->name);
    iot_json_put_text(to, "filter", filter->str);
}

static void
add_finding_filter(iot_json_writer *to, const iot_finding *finding)
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
    iot_json_put_text(to, "filter", filter->str);
}

static void
add_device_extras(iot_json_writer *to, const void *data, const iot_report *report)
{
    const iot_device_row *row = data;
    const uint64_t *parts = report->activity ? iot_activity_of(report->activity, row) : NULL;

    iot_json_put_text(to, "what_it_is", iot_device_what(row->base.device));
    if (!parts) {
        iot_json_put_text(to, "over_time", NULL);
        return;
    }
    iot_json_begin(to, "over_time", '[');
    for (unsigned i = 0; i < IOT_OVER_TIME_PARTS; i++)
        iot_write_json_count(to, NULL, parts[i]);
    iot_json_end(to, ']');
}

static void
add_conversation_extras(iot_json_writer *to, const void *data,
                        const iot_report *report G_GNUC_UNUSED)
{
    const iot_conversation_row *row = data;

    iot_json_put_text(to, "domain", row->peer ? NULL : iot_domain_of(row->name));
    add_conversation_filter(to, row);
}

static void
add_finding_extras(iot_json_writer *to, const void *data, const iot_report *report G_GNUC_UNUSED)
{
    add_finding_filter(to, data);
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
add_top_rows(const picture *to, const iot_table *table, guint max, extras_fn extras)
{
    const GPtrArray *all = table->rows(to->report);
    g_autoptr(GPtrArray) rows = g_ptr_array_new();

    for (guint i = 0; all && i < all->len; i++)
        g_ptr_array_add(rows, g_ptr_array_index(all, i));
    if (rows->len > max)
        g_ptr_array_sort(rows, by_bytes);
    iot_write_json_rows(to->json, table, to->report, rows, max, extras);
    return count_rest(rows, max);
}

/* Findings come in the order of their weight. */
static rest
add_findings(const picture *to)
{
    static const GPtrArray none;
    const GPtrArray *all = iot_findings_table.rows(to->report);
    const GPtrArray *rows = all ? all : &none;

    iot_write_json_rows(to->json, &iot_findings_table, to->report, rows, IOT_PICTURE_FINDINGS_MAX,
                        add_finding_extras);
    return (rest){
        .rows = rows->len > IOT_PICTURE_FINDINGS_MAX ? rows->len - IOT_PICTURE_FINDINGS_MAX : 0};
}

/* By device, that with the most bytes first. */
static rest
add_questions(const picture *to)
{
    const GPtrArray *rows = iot_questions_table.rows(to->report);

    iot_write_json_rows(to->json, &iot_questions_table, to->report, rows, IOT_PICTURE_QUESTIONS_MAX,
                        NULL);
    iot_write_json_rows(to->json, &iot_encrypted_dns_table, to->report,
                        iot_encrypted_dns_table.rows(to->report), IOT_PICTURE_QUESTIONS_MAX, NULL);
    return (rest){.rows = rows && rows->len > IOT_PICTURE_QUESTIONS_MAX
                              ? rows->len - IOT_PICTURE_QUESTIONS_MAX
                              : 0};
}

static void
add_home(const picture *to)
{
    const iot_locator *locator = &to->report->options.locator;

    if (!locator->has_home) {
        iot_json_put_text(to->json, "home", NULL);
        return;
    }
    iot_json_begin(to->json, "home", '{');
    iot_json_put_number(to->json, "latitude", locator->home.latitude);
    iot_json_put_number(to->json, "longitude", locator->home.longitude);
    iot_json_end(to->json, '}');
}

/* What the findings say of a series' interval. */
static const char *
period_word(const iot_report *report, const iot_series *series)
{
    const iot_contact *first = series->first;
    const GPtrArray *findings =
        iot_findings_of_contact(report->findings, first->device, first->name);

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
    int64_t first_ns = to->report->total.first_ns;

    /* Of what nobody knows when it was, the beginning. */
    iot_json_put_int(to->json, NULL,
                     first_ns == IOT_TIME_UNKNOWN_NS ? 0
                                                     : (MAX(ns, first_ns) - first_ns) / NS_PER_MS);
}

static void
add_began(const picture *to, const iot_series *series, guint n)
{
    iot_json_begin(to->json, "began_ms", '[');
    for (guint i = 0; i < n; i++)
        add_moment(
            to,
            ((const iot_contact *)g_ptr_array_index(series->contacts, i))->connection->begin_ns);
    iot_json_end(to->json, ']');
    iot_json_begin(to->json, "answered", '[');
    for (guint i = 0; i < n; i++)
        iot_json_put_bool(to->json, NULL, was_answered(g_ptr_array_index(series->contacts, i)));
    iot_json_end(to->json, ']');
}

/* When the device spoke within its connections; each begins with a beat that is its beginning, and
 * nobody keeps the only one of a connection that is over. */
static void
add_sends(const picture *to, const iot_series *series)
{
    guint room = IOT_PICTURE_MOMENTS_MAX;

    iot_json_begin(to->json, "sends_ms", '[');
    for (guint i = 0; i < series->contacts->len; i++) {
        const iot_contact *contact = g_ptr_array_index(series->contacts, i);
        const GArray *beats = contact->connection->beats;
        bool tells = contact->stream->server_side == IOT_SIDE_DST && beats && beats->len > 1;
        for (guint b = 0; tells && b < beats->len && room > 0; b++, room--)
            add_moment(to, g_array_index(beats, int64_t, b));
    }
    iot_json_end(to->json, ']');
}

static void
add_series(const picture *to, const iot_series *series)
{
    const iot_contact *first = series->first;
    char mac[IOT_MAC_TEXT], service[IOT_SERVICE_TEXT];

    iot_json_begin(to->json, NULL, '{');
    iot_json_put_text(to->json, "device", iot_device_name(first->device));
    iot_mac_format(iot_device_mac(first->device), mac);
    iot_json_put_text(to->json, "mac", *mac ? mac : NULL);
    iot_json_put_text(to->json, "name", first->name);
    iot_json_put_text(to->json, "service", iot_service_format(&first->service, service));
    iot_json_put_text(to->json, "periodic", period_word(to->report, series));
    add_began(to, series, MIN(series->contacts->len, IOT_PICTURE_MOMENTS_MAX));
    add_sends(to, series);
    iot_json_end(to->json, '}');
}

/* What devices did of their own accord; who contacts them is no habit of theirs. A read filter
 * leaves packets out that the capture knows of. */
static rest
add_contacts(const picture *to)
{
    const iot_contacts *contacts = to->report->contacts;
    guint n = 0;
    rest left = {0};

    iot_json_begin(to->json, "contacts", '[');
    for (guint i = 0; i < contacts->series->len; i++) {
        const iot_series *series = g_ptr_array_index(contacts->series, i);
        guint moments = series->contacts->len;
        if (!series->first->by_device ||
            !g_hash_table_lookup(contacts->streams, series->first->stream))
            continue;
        if (n++ < IOT_PICTURE_SERIES_MAX) {
            add_series(to, series);
            left.packets += moments - MIN(moments, IOT_PICTURE_MOMENTS_MAX);
        } else {
            left.rows++;
            left.packets += moments;
        }
    }
    iot_json_end(to->json, ']');
    return left;
}

/* The parts of the time that devices' bytes are told by; they are the same for all. */
static void
add_parts(const picture *to)
{
    const iot_over_time *over_time = iot_counters_over_time(to->report->counters);
    int64_t first_ns = to->report->total.first_ns;

    if (!to->report->activity || iot_count_is_empty(&to->report->total) ||
        first_ns == IOT_TIME_UNKNOWN_NS)
        return;
    iot_json_begin(to->json, "parts", '{');
    iot_json_put_int(to->json, "begin_ms",
                     iot_over_time_begin_ns(over_time) / NS_PER_MS - first_ns / NS_PER_MS);
    iot_json_put_int(to->json, "width_ms", iot_over_time_width_ns(over_time) / NS_PER_MS);
    iot_json_end(to->json, '}');
}

static void
add_rest(const picture *to, const char *name, const rest *left, bool of_traffic)
{
    iot_json_begin(to->json, name, '{');
    iot_write_json_count(to->json, "rows", left->rows);
    if (of_traffic) {
        iot_write_json_count(to->json, "packets", left->packets);
        iot_write_json_count(to->json, "bytes", left->bytes);
    }
    iot_json_end(to->json, '}');
}

void
iot_write_picture_data(const iot_report *report, GString *out)
{
    iot_json_writer json = {.text = out};
    const picture to = {report, &json};

    iot_json_begin(to.json, NULL, '{');
    iot_write_json_capture(to.json, report);
    add_home(&to);
    add_parts(&to);
    rest devices =
        add_top_rows(&to, &iot_devices_table, IOT_PICTURE_DEVICES_MAX, add_device_extras);
    rest conversations = add_top_rows(&to, &iot_conversations_table, IOT_PICTURE_CONVERSATIONS_MAX,
                                      add_conversation_extras);
    rest remotes = add_top_rows(&to, &iot_remotes_table, IOT_PICTURE_REMOTES_MAX, NULL);
    rest countries = add_top_rows(&to, &iot_countries_table, IOT_PICTURE_REMOTES_MAX, NULL);
    rest organizations = add_top_rows(&to, &iot_organizations_table, IOT_PICTURE_REMOTES_MAX, NULL);
    rest findings = add_findings(&to);
    rest questions = add_questions(&to);
    rest contacts = add_contacts(&to);
    iot_write_json_attributions(to.json, iot_geo_attributions(report->options.locator.geo));
    iot_json_begin(to.json, "left_out", '{');
    add_rest(&to, "devices", &devices, true);
    add_rest(&to, "conversations", &conversations, true);
    add_rest(&to, "remotes", &remotes, true);
    add_rest(&to, "countries", &countries, true);
    add_rest(&to, "organizations", &organizations, true);
    add_rest(&to, "findings", &findings, false);
    add_rest(&to, "questions", &questions, false);
    iot_json_begin(to.json, "contacts", '{');
    iot_write_json_count(to.json, "rows", contacts.rows);
    iot_write_json_count(to.json, "moments", contacts.packets);
    iot_json_end(to.json, '}');
    iot_json_end(to.json, '}');
    iot_json_end(to.json, '}');
    g_string_append_c(out, '\n');
}
