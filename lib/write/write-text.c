/* write-text.c - tables that people read in a terminal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/escape.h"
#include "base/hash.h"
#include "base/shorten.h"
#include "base/units.h"
#include "report/passing.h"
#include "write/write-text-internal.h"

#include <string.h>

/* Below the finding's kind. */
#define EVIDENCE_INDENT 9
/* "frame      120" at the end of a line. */
#define FRAME_WIDTH 15
/* Remotes that are named in one line. */
#define NEARBY_SHOWN 3

static const char *
plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

static void
put_sum(const iot_count *sum, GString *out)
{
    g_autofree char *text = iot_count_text(sum);

    g_string_append(out, text);
}

static void
put_heading(const iot_report *report, const char *title, guint rows, const char *thing,
            GString *out)
{
    char span[IOT_UNITS_TEXT];
    /* Forged times can be further apart than a signed number holds. */
    uint64_t span_ns = (uint64_t)report->total.last_ns - (uint64_t)report->total.first_ns;

    g_string_append_printf(out, "%s: %u %s%s, ", title, rows, thing, plural(rows));
    put_sum(&report->total, out);
    if (report->total.first_ns != IOT_TIME_UNKNOWN_NS)
        g_string_append_printf(out, " in %s",
                               iot_format_span((int64_t)MIN(span_ns, INT64_MAX), span));
    g_string_append(out, "\n\n");
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
    g_string_append(out, "In no conversation: ");
    put_sum(&rest, out);
    for (unsigned d = 0; d < IOT_DIRECTIONS; d++) {
        g_autofree char *number =
            iot_count_is_unknown(&report->rest[d])
                ? g_strdup("")
                : g_strdup_printf("%" G_GUINT64_FORMAT " ", report->rest[d].packets);
        g_autofree char *part = g_strconcat(first ? "(" : "", number, words[d], NULL);
        if (iot_count_is_empty(&report->rest[d]))
            continue;
        g_string_append(out, first ? "" : ",");
        bool fits = out->len - line + strlen(" ,") + strlen(part) <= iot_write_text_width(report);
        line = fits ? line : out->len + strlen("\n");
        g_string_append_printf(out, "%s%s", fits ? " " : "\n  ", part);
        first = false;
    }
    g_string_append(out, first ? "\n" : ")\n");
    if (report->copies.packets > 0)
        g_string_append_printf(
            out, "In no row: %" G_GUINT64_FORMAT " packet%s, %s, %s of others (seen twice)\n",
            report->copies.packets, plural(report->copies.packets),
            iot_format_bytes(report->copies.bytes, bytes),
            report->copies.packets == 1 ? "a copy" : "copies");
    if (report->dropped > 0)
        g_string_append_printf(
            out, "Tables were full: %" G_GUINT64_FORMAT " facts and packets are missing above\n",
            report->dropped);
}

/* Where hardly anything is a device's, the user knows why, and can say so. */
static void
put_hint(const iot_report *report, GString *out)
{
    iot_prefix networks[IOT_PASSING_NETWORKS];
    unsigned n = iot_passing_networks(report, networks);
    char text[IOT_PREFIX_TEXT];

    if (n == 0)
        return;
    g_string_append(out,
                    "Most is passing through. Networks you could call local (local_networks):");
    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(out, "%s %s", i ? "," : "", iot_prefix_format(&networks[i], text));
    g_string_append_c(out, '\n');
}

/* The licences of databases ask for it. */
static void
put_attributions(const iot_report *report, const char *before, GString *out)
{
    const GPtrArray *all = iot_geo_attributions(report->options.locator.geo);

    for (guint i = 0; all && i < all->len; i++) {
        g_autofree char *shown = iot_escape_shown(g_ptr_array_index(all, i));
        g_string_append_printf(out, "%s%s\n", i ? "" : before, shown);
    }
}

/* Whose answers came from this side, so that nothing is known of where they are. */
static void
put_nearby(const iot_report *report, GString *out)
{
    unsigned n = 0;

    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        char addr[IOT_ADDR_TEXT];
        if (row->rtt_ns == row->bound_ns || n++ >= NEARBY_SHOWN)
            continue;
        const char *name = row->name
                               ? row->name
                               : iot_addr_format(&g_array_index(row->addresses, iot_addr, 0), addr);
        g_autofree char *shown = iot_escape_shown(name);
        g_string_append_printf(out, "%s%s", n == 1 ? "\n" IOT_ANSWERED_NEARBY ": " : ", ", shown);
    }
    if (n > NEARBY_SHOWN)
        g_string_append_printf(out, " and %u more", n - NEARBY_SHOWN);
    if (n > 0)
        g_string_append_c(out, '\n');
}

/* Packets and bytes each way. */
/* clang-format off */
#define TRAFFIC_COLUMNS(drop)                                                                      \
    {"packets_sent", "Sent", 2, true, 0, false, drop, "packets"},                                  \
        {"bytes_sent", "", 1, true, 0, false, 0, "Sent"},                                          \
        {"packets_received", "Recv", 2, true, 0, false, drop, ""},                                 \
    {                                                                                              \
        "bytes_received", "", 1, true, 0, false, 0, "Recv"                                         \
    }
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

/* A line has no room for everything: where places are known they are told instead of times. Only a
 * terminal can be wide enough for both. */
void
iot_write_conversations_text(const iot_report *report, GString *out)
{
    static const text_column with_times[] = {
        {"name", "Remote", 0, false, 24, false, 0, NULL},
        {"addresses", "Address", 2, false, 15, true, 3, NULL},
        {"services", "Service", 2, false, 14, false, 4, NULL},
        TRAFFIC_COLUMNS(2),
        {"first_seen", "First", 2, true, 0, false, 1, NULL},
        {"last_seen", "Last", 1, true, 0, false, 1, NULL},
        {"rtt_ms", "RTT", 2, true, 0, false, 5, NULL},
        {"distance_km", "At most", 1, true, 0, false, 0, "At most"},
    };
    static const text_column with_places[] = {
        {"name", "Remote", 0, false, 24, false, 0, NULL},
        {"addresses", "Address", 2, false, 15, true, 3, NULL},
        {"organization", "Organization", 2, false, 12, false, 7, NULL},
        {"country", "In", 1, false, 2, false, 5, NULL},
        {"services", "Service", 2, false, 12, false, 4, NULL},
        TRAFFIC_COLUMNS(2),
        {"rtt_ms", "RTT", 2, true, 0, false, 6, NULL},
        {"distance_km", "At most", 1, true, 0, false, 0, "At most"},
        {"first_seen", "First", 2, true, 0, false, 1, NULL},
        {"last_seen", "Last", 1, true, 0, false, 1, NULL},
    };
    const unsigned n_times = 2;
    bool on_terminal = report->options.text.width > 0;
    bool places = has_places(report);

    put_heading(report, "Device Conversations", report->conversations->len, "conversation", out);
    iot_write_text_table(report, &iot_conversations_table, places ? with_places : with_times,
                         places ? G_N_ELEMENTS(with_places) - (on_terminal ? 0 : n_times)
                                : G_N_ELEMENTS(with_times),
                         true, out);
    put_rest(report, out);
    put_hint(report, out);
    if (places)
        put_attributions(report, "", out);
}

void
iot_write_devices_text(const iot_report *report, GString *out)
{
    static const text_column columns[] = {
        {"device", "Device", 0, false, 20, false, 0, NULL},
        {"what_it_is", "What it is", 2, false, 20, true, 5, NULL},
        {"mac", "MAC", 2, false, 0, true, 3, NULL},
        {"addresses", "Address", 2, false, 15, true, 4, NULL},
        TRAFFIC_COLUMNS(1),
        {"remotes", "Remotes", 2, true, 0, false, 2, NULL},
    };

    put_heading(report, "Devices", report->devices->len, "device", out);
    iot_write_text_table(report, &iot_devices_table, columns, G_N_ELEMENTS(columns), false, out);
    put_hint(report, out);
}

void
iot_write_services_text(const iot_report *report, GString *out)
{
    static const text_column columns[] = {
        {"direction", "Direction", 0, false, 0, false, 0, NULL},
        {"transport", "Transport", 2, false, 0, false, 0, NULL},
        {"port", "Port", 2, true, 0, false, 0, NULL},
        {"protocol", "Protocol", 2, false, 12, false, 0, NULL},
        {"tls_version", "TLS", 2, false, 0, false, 2, NULL},
        {"remotes", "Others", 2, true, 0, false, 3, NULL},
        TRAFFIC_COLUMNS(1),
    };

    put_heading(report, "Services", report->services->len, "service", out);
    iot_write_text_table(report, &iot_services_table, columns, G_N_ELEMENTS(columns), true, out);
    put_nearby(report, out);
    put_hint(report, out);
}

/* Sentences are hard to follow where lines are longer than in a file. */
static unsigned
prose_width(const iot_report *report)
{
    return MIN(iot_write_text_width(report), IOT_TEXT_WIDTH);
}

/* Evidence is not to lose anything: what does not fit a line goes on below. */
static void
put_wrapped(const iot_report *report, const char *text, GString *out)
{
    g_autofree char *shown = iot_escape_shown(text);
    g_auto(GStrv) words = g_strsplit(shown, " ", -1);
    glong room = 0;

    for (guint i = 0; words[i]; i++) {
        glong width = g_utf8_strlen(words[i], -1) + 1;
        if (width > room) {
            g_string_append_printf(out, "%s%*s", i ? "\n" : "", EVIDENCE_INDENT - 1, "");
            room = (glong)prose_width(report) - EVIDENCE_INDENT + 1;
        }
        g_string_append_printf(out, " %s", words[i]);
        room -= width;
    }
    g_string_append_c(out, '\n');
}

static void
put_severity(const iot_report *report, iot_severity severity, const char *line, GString *out)
{
    const char *name = iot_severity_name(severity);

    iot_write_text_styled(&report->options.text,
                          severity == IOT_SEVERITY_WARNING ? IOT_TEXT_WARNING : IOT_TEXT_NOTE, name,
                          out);
    g_string_append(out, line + strlen(name));
}

static void
put_who(const iot_report *report, const iot_finding *finding, const char *text, GString *out)
{
    unsigned room = prose_width(report) - FRAME_WIDTH;
    g_autofree char *shown = iot_escape_shown(text);
    g_autofree char *who = iot_shorten(shown, room);
    g_autoptr(GString) line = g_string_new(NULL);

    iot_write_text_padded(line, who, room, false);
    put_severity(report, finding->severity, line->str, out);
    g_string_append_printf(out, "%6s %8u\n", "frame", finding->first_frame);
}

/* A finding is two lines: who and what, and the evidence below it. */
static void
put_finding(const iot_report *report, const iot_finding *finding, GString *out)
{
    g_autoptr(GString) line = g_string_new(NULL);

    g_string_append_printf(line, "%-7s  %s", iot_severity_name(finding->severity),
                           iot_finding_kind_name(finding->kind));
    if (finding->device)
        g_string_append_printf(line, ": %s", iot_device_name(finding->device));
    if (finding->name)
        g_string_append_printf(line, " -> %s", finding->name);
    put_who(report, finding, line->str, out);
    put_wrapped(report, finding->evidence, out);
}

/* From so many devices on, what is equal is one line... */
#define FOLDED_DEVICES_MIN 20
/* ...that names so many. */
#define FOLDED_NAMES_MAX 5

static bool
is_address(const char *text)
{
    iot_addr addr;
    iot_mac mac;

    return iot_addr_parse(text, &addr) || iot_mac_parse(text, &mac);
}

/* Findings that are one line: of one kind and named remote, and all evidence the same but for
 * addresses and words that are numbers. A port is none: it says what was asked for. */
static char *
line_key(const iot_finding *finding)
{
    GString *key = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit_set(finding->evidence, " ,()", -1);

    g_string_append_printf(key, "%d %d %s\n", finding->severity, finding->kind,
                           finding->name && !is_address(finding->name) ? finding->name : "");
    for (guint i = 0; words[i]; i++) {
        bool is_port = i > 0 && strcmp(words[i - 1], "port") == 0;
        bool differs = (g_ascii_isdigit(*words[i]) && !is_port) || is_address(words[i]);
        g_string_append_printf(key, "%s ", differs ? "" : words[i]);
    }
    return g_string_free(key, FALSE);
}

/* Those that a line is about, each once, of iot_device. */
static GPtrArray *
devices_of(const GPtrArray *line)
{
    GPtrArray *devices = g_ptr_array_new();
    g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < line->len; i++) {
        const iot_device *device = ((const iot_finding *)g_ptr_array_index(line, i))->device;
        if (g_hash_table_add(known, (gpointer)device))
            g_ptr_array_add(devices, (gpointer)device);
    }
    return devices;
}

/* Of each key those that have it, of iot_finding; of `keys`, by finding: NULL: it stands alone. */
static GHashTable *
group(const GPtrArray *all, GPtrArray *keys)
{
    GHashTable *groups =
        g_hash_table_new_full(iot_hash_text, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);

    for (guint i = 0; i < all->len; i++) {
        iot_finding *finding = g_ptr_array_index(all, i);
        char *key = finding->device ? line_key(finding) : NULL;
        GPtrArray *same = key ? g_hash_table_lookup(groups, key) : NULL;
        if (key && !same)
            g_hash_table_insert(groups, key, same = g_ptr_array_new());
        if (same)
            g_ptr_array_add(same, finding);
        g_ptr_array_add(keys, key);
    }
    return groups;
}

static GPtrArray *
line_of_one(iot_finding *finding)
{
    GPtrArray *line = g_ptr_array_new();

    g_ptr_array_add(line, finding);
    return line;
}

/* GPtrArrays of iot_finding, in the order of their first ones. What one device alone does stands
 * each by itself, as there is room for all of it. */
static GPtrArray *
lines_of(const GPtrArray *all, bool fold)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) groups = all && fold ? group(all, keys) : NULL;

    for (guint i = 0; all && i < all->len; i++) {
        iot_finding *finding = g_ptr_array_index(all, i);
        const char *key = groups ? g_ptr_array_index(keys, i) : NULL;
        GPtrArray *same = key ? g_hash_table_lookup(groups, key) : NULL;
        if (same && g_ptr_array_index(same, 0) != finding)
            continue;
        g_autoptr(GPtrArray) devices = same ? devices_of(same) : NULL;
        if (devices && devices->len > 1) {
            g_ptr_array_add(lines, g_ptr_array_ref(same));
            continue;
        }
        if (same)
            g_hash_table_remove(groups, key);
        g_ptr_array_add(lines, line_of_one(finding));
    }
    return lines;
}

/* Whom all of them are about; where these are several addresses, how many. */
static void
add_remotes(const GPtrArray *line, GString *who)
{
    g_autoptr(GHashTable) names = g_hash_table_new(iot_hash_text, g_str_equal);
    const char *first = ((const iot_finding *)g_ptr_array_index(line, 0))->name;

    for (guint i = 0; i < line->len; i++) {
        const char *name = ((const iot_finding *)g_ptr_array_index(line, i))->name;
        if (name)
            g_hash_table_add(names, (gpointer)name);
    }
    if (g_hash_table_size(names) > 1)
        g_string_append_printf(who, " -> %u addresses", g_hash_table_size(names));
    else if (first)
        g_string_append_printf(who, " -> %s", first);
}

/* Whether what the first of them says is true of all. */
static bool
say_the_same(const GPtrArray *line)
{
    const iot_finding *first = g_ptr_array_index(line, 0);

    for (guint i = 1; i < line->len; i++)
        if (strcmp(((const iot_finding *)g_ptr_array_index(line, i))->evidence, first->evidence) !=
            0)
            return false;
    return true;
}

static void
put_folded(const iot_report *report, const GPtrArray *line, GString *out)
{
    const iot_finding *first = g_ptr_array_index(line, 0);
    g_autoptr(GPtrArray) devices = devices_of(line);
    g_autoptr(GString) who = g_string_new(NULL);
    g_autoptr(GString) evidence = g_string_new(say_the_same(line) ? "" : "for example: ");
    guint named = MIN(devices->len, FOLDED_NAMES_MAX);

    g_string_append_printf(who, "%-7s  %s: %u devices", iot_severity_name(first->severity),
                           iot_finding_kind_name(first->kind), devices->len);
    if (line->len > devices->len)
        g_string_append_printf(who, ", %u times", line->len);
    add_remotes(line, who);
    g_string_append(evidence, first->evidence);
    for (guint i = 0; i < named; i++)
        g_string_append_printf(evidence, "%s%s", i ? ", " : " (",
                               iot_device_name(g_ptr_array_index(devices, i)));
    if (devices->len > named)
        g_string_append_printf(evidence, " and %u others", devices->len - named);
    g_string_append_c(evidence, ')');
    put_who(report, first, who->str, out);
    put_wrapped(report, evidence->str, out);
}

void
iot_write_findings_text(const iot_report *report, GString *out)
{
    const GPtrArray *all = iot_findings_table.rows(report);
    g_autoptr(GPtrArray) lines = lines_of(all, report->devices->len >= FOLDED_DEVICES_MIN);

    bool places = false;

    put_heading(report, "Findings", all ? all->len : 0, "finding", out);
    for (guint i = 0; i < lines->len; i++) {
        const GPtrArray *line = g_ptr_array_index(lines, i);
        const iot_finding *first = g_ptr_array_index(line, 0);
        places |= first->kind == IOT_FINDING_IMPOSSIBLE;
        if (line->len == 1)
            put_finding(report, first, out);
        else
            put_folded(report, line, out);
    }
    if (places)
        put_attributions(report, "\n", out);
}

/* Resolvers that are named, of those whose questions nobody can read. */
#define ENCRYPTED_SHOWN 20

static void
put_encrypted(const iot_report *report, GString *out)
{
    const GPtrArray *all = report->encrypted;

    for (guint i = 0; i < MIN(all->len, ENCRYPTED_SHOWN); i++) {
        const iot_encrypted_row *row = g_ptr_array_index(all, i);
        char service[IOT_SERVICE_TEXT];
        g_autofree char *device = iot_escape_shown(iot_device_name(row->base.device));
        g_autofree char *name = iot_escape_shown(row->name);
        g_string_append_printf(out, "%sNot readable: what %s asks %s over %s\n", i ? "" : "\n",
                               device, name, iot_service_format(&row->service, service));
    }
    if (all->len > ENCRYPTED_SHOWN)
        g_string_append_printf(out, "Nor what is asked of %u more resolvers\n",
                               all->len - ENCRYPTED_SHOWN);
}

void
iot_write_questions_text(const iot_report *report, GString *out)
{
    static const text_column columns[] = {
        {"question", "Asked for", 0, false, 24, false, 0, NULL},
        {"all_types", "Types", 2, false, 8, false, 2, NULL},
        {"count", "Count", 2, true, 0, false, 3, NULL},
        {"first_seen", "First", 2, true, 0, false, 1, NULL},
        {"last_seen", "Last", 1, true, 0, false, 1, NULL},
        {"all_answered", "Answered", 2, false, 12, false, 0, NULL},
        {"contacted", "Contacted", 2, false, 0, false, 0, NULL},
    };

    put_heading(report, "DNS Questions", report->questions->len, "name", out);
    iot_write_text_table(report, &iot_questions_table, columns, G_N_ELEMENTS(columns), true, out);
    put_encrypted(report, out);
    put_hint(report, out);
}

void
iot_write_destinations_text(const iot_report *report, GString *out)
{
    static const text_column columns[] = {
        {"place", "Destination", 0, false, 32, false, 0, NULL},
        {"remotes", "Remotes", 2, true, 0, false, 2, NULL},
        {"devices", "Devices", 1, true, 0, false, 3, NULL},
        TRAFFIC_COLUMNS(1),
        {"rtt_ms", "RTT", 2, true, 0, false, 5, NULL},
        {"distance_km", "At most", 1, true, 0, false, 0, "At most"},
        {"nearest", "Nearest", 2, false, 12, false, 4, NULL},
    };

    put_heading(report, "Destinations", count_remotes(report->remotes), "remote", out);
    iot_write_text_table(report, &iot_destinations_table, columns, G_N_ELEMENTS(columns), false,
                         out);
    put_attributions(report, "\n", out);
}
