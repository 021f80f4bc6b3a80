/* write-text.c - tables that people read in a terminal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/escape.h"
#include "base/units.h"
#include "write/write-text-internal.h"

#include <string.h>

/* Below the finding's kind. */
#define EVIDENCE_INDENT 9

static const char *
plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

static void
put_heading(const iot_report *report, const char *title, guint rows, const char *thing,
            GString *out)
{
    char bytes[IOT_UNITS_TEXT], span[IOT_UNITS_TEXT];
    /* Forged times can be further apart than a signed number holds. */
    uint64_t span_ns = (uint64_t)report->total.last_ns - (uint64_t)report->total.first_ns;

    g_string_append_printf(out, "%s: %u %s%s, %" G_GUINT64_FORMAT " packet%s, %s in %s\n\n", title,
                           rows, thing, plural(rows), report->total.packets,
                           plural(report->total.packets),
                           iot_format_bytes(report->total.bytes, bytes),
                           iot_format_span((int64_t)MIN(span_ns, INT64_MAX), span));
}

/* What no row shows, so that the sum is the capture. */
static void
put_rest(const iot_report *report, GString *out)
{
    static const char *const words[] = {
        [IOT_DIRECTION_NONE] = "between no devices",   [IOT_DIRECTION_OUTBOUND] = "outbound",
        [IOT_DIRECTION_INBOUND] = "inbound",           [IOT_DIRECTION_LOCAL] = "local",
        [IOT_DIRECTION_MULTICAST] = "to many at once", [IOT_DIRECTION_TRANSIT] = "passing through",
    };
    iot_count rest = {0};
    char bytes[IOT_UNITS_TEXT];
    bool first = true;

    for (unsigned d = 0; d < IOT_DIRECTIONS; d++)
        iot_count_add(&rest, &report->rest[d]);
    g_string_append_c(out, '\n');
    gsize line = out->len;
    g_string_append_printf(out, "In no conversation: %" G_GUINT64_FORMAT " packet%s, %s",
                           rest.packets, plural(rest.packets), iot_format_bytes(rest.bytes, bytes));
    for (unsigned d = 0; d < IOT_DIRECTIONS; d++) {
        g_autofree char *part = g_strdup_printf("%s%" G_GUINT64_FORMAT " %s", first ? "(" : "",
                                                report->rest[d].packets, words[d]);
        if (report->rest[d].packets == 0)
            continue;
        g_string_append(out, first ? "" : ",");
        bool fits = out->len - line + strlen(" ,") + strlen(part) <= IOT_TEXT_WIDTH;
        line = fits ? line : out->len + strlen("\n");
        g_string_append_printf(out, "%s%s", fits ? " " : "\n  ", part);
        first = false;
    }
    g_string_append(out, first ? "\n" : ")\n");
    if (report->dropped > 0)
        g_string_append_printf(
            out, "Tables were full: %" G_GUINT64_FORMAT " facts and packets are missing above\n",
            report->dropped);
}

/* Packets and bytes each way. */
/* clang-format off */
#define TRAFFIC_COLUMNS                                                                            \
    {"packets_sent", "Sent", 2, true, 0, false}, {"bytes_sent", "", 1, true, 0, false},            \
    {"packets_received", "Recv", 2, true, 0, false}, {"bytes_received", "", 1, true, 0, false}
/* clang-format on */

static uint32_t
count_remotes(const iot_remotes *remotes)
{
    uint32_t sum = 0;

    for (guint i = 0; i < remotes->organizations->len; i++)
        sum += ((const iot_place_row *)g_ptr_array_index(remotes->organizations, i))->remotes;
    return sum;
}

/* Whether a location database knows any of the remotes. */
static bool
has_places(const iot_report *report)
{
    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        for (guint a = 0; !row->peer && a < row->addresses->len; a++)
            if (iot_geo_lookup(report->options.locator.geo,
                               &g_array_index(row->addresses, iot_addr, a)))
                return true;
    }
    return false;
}

/* A line has no room for everything: where places are known they are told instead of times. */
void
iot_write_conversations_text(const iot_report *report, GString *out)
{
    static const text_column with_times[] = {
        {"name", "Remote", 0, false, 24, false},      {"addresses", "Address", 2, false, 15, true},
        {"services", "Service", 2, false, 14, false}, TRAFFIC_COLUMNS,
        {"first_seen", "First", 2, true, 0, false},   {"last_seen", "Last", 1, true, 0, false},
        {"rtt_ms", "RTT", 2, true, 0, false},         {"distance_km", "At most", 1, true, 0, false},
    };
    static const text_column with_places[] = {
        {"name", "Remote", 0, false, 24, false},
        {"addresses", "Address", 2, false, 15, true},
        {"organization", "Organization", 2, false, 12, false},
        {"country", "In", 1, false, 2, false},
        {"services", "Service", 2, false, 12, false},
        TRAFFIC_COLUMNS,
        {"rtt_ms", "RTT", 2, true, 0, false},
        {"distance_km", "At most", 1, true, 0, false},
    };
    bool places = has_places(report);

    put_heading(report, "Device Conversations", report->conversations->len, "conversation", out);
    iot_write_text_table(report, &iot_conversations_table, places ? with_places : with_times,
                         places ? G_N_ELEMENTS(with_places) : G_N_ELEMENTS(with_times), true, out);
    put_rest(report, out);
}

void
iot_write_devices_text(const iot_report *report, GString *out)
{
    static const text_column columns[] = {
        {"device", "Device", 0, false, 24, false},
        {"mac", "MAC", 2, false, 0, true},
        {"addresses", "Address", 2, false, 15, true},
        TRAFFIC_COLUMNS,
        {"packets_per_minute", "/min", 2, true, 0, false},
        {"remotes", "Remotes", 1, true, 0, false},
        {"top_destination", "Most bytes with", 2, false, 20, false},
    };

    put_heading(report, "Devices", report->devices->len, "device", out);
    iot_write_text_table(report, &iot_devices_table, columns, G_N_ELEMENTS(columns), false, out);
}

void
iot_write_services_text(const iot_report *report, GString *out)
{
    static const text_column columns[] = {
        {"direction", "Direction", 0, false, 0, false},
        {"transport", "Transport", 2, false, 0, false},
        {"port", "Port", 2, true, 0, false},
        {"protocol", "Protocol", 2, false, 12, false},
        {"tls_version", "TLS", 2, false, 0, false},
        {"remotes", "Others", 2, true, 0, false},
        TRAFFIC_COLUMNS,
    };

    put_heading(report, "Services", report->services->len, "service", out);
    iot_write_text_table(report, &iot_services_table, columns, G_N_ELEMENTS(columns), true, out);
}

/* Evidence is not to lose anything: what does not fit a line goes on below. */
static void
put_wrapped(const char *text, GString *out)
{
    g_autofree char *shown = iot_escape_shown(text);
    g_auto(GStrv) words = g_strsplit(shown, " ", -1);
    glong room = 0;

    for (guint i = 0; words[i]; i++) {
        glong width = g_utf8_strlen(words[i], -1) + 1;
        if (width > room) {
            g_string_append_printf(out, "%s%*s", i ? "\n" : "", EVIDENCE_INDENT - 1, "");
            room = IOT_TEXT_WIDTH - EVIDENCE_INDENT + 1;
        }
        g_string_append_printf(out, " %s", words[i]);
        room -= width;
    }
    g_string_append_c(out, '\n');
}

/* A finding is two lines: who and what, and the evidence below it. */
static void
put_finding(const iot_finding *finding, GString *out)
{
    g_autoptr(GString) line = g_string_new(NULL);

    g_string_append_printf(line, "%-7s  %s", iot_severity_name(finding->severity),
                           iot_finding_kind_name(finding->kind));
    if (finding->device)
        g_string_append_printf(line, ": %s", iot_device_name(finding->device));
    if (finding->name)
        g_string_append_printf(line, " -> %s", finding->name);
    g_autofree char *shown = iot_escape_shown(line->str);
    g_autofree char *who = iot_write_text_shorten(shown, IOT_TEXT_WIDTH - 15);
    iot_write_text_padded(out, who, IOT_TEXT_WIDTH - 15, false);
    g_string_append_printf(out, "%6s %8u\n", "frame", finding->first_frame);
    put_wrapped(finding->evidence, out);
}

void
iot_write_findings_text(const iot_report *report, GString *out)
{
    const GPtrArray *all = iot_findings_table.rows(report);

    put_heading(report, "Findings", all ? all->len : 0, "finding", out);
    for (guint i = 0; all && i < all->len; i++)
        put_finding(g_ptr_array_index(all, i), out);
}

void
iot_write_destinations_text(const iot_report *report, GString *out)
{
    static const text_column columns[] = {
        {"place", "Destination", 0, false, 32, false},
        {"remotes", "Remotes", 2, true, 0, false},
        {"devices", "Devices", 1, true, 0, false},
        TRAFFIC_COLUMNS,
        {"rtt_ms", "RTT", 2, true, 0, false},
        {"distance_km", "At most", 1, true, 0, false},
        {"nearest", "Nearest", 2, false, 12, false},
    };

    put_heading(report, "Destinations", count_remotes(report->remotes), "remote", out);
    iot_write_text_table(report, &iot_destinations_table, columns, G_N_ELEMENTS(columns), false,
                         out);
}
