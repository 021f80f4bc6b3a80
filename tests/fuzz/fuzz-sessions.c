/* fuzz-sessions.c - a router's tables of sessions: any lines are read, and what is kept of them can
 * be told, reported and kept
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The input: the text of a table. Seeds hold one of each form.
 */
#include "fuzz.h"

#include "archive/summary.h"
#include "report/report.h"
#include "sessions/sessions.h"
#include "write/writer.h"

#include <json-glib/json-glib.h>

/* So few that inputs fill them. */
#define ROOM_BYTES 4096

typedef struct told {
    iot_capture *capture;
    iot_counters *counters;
} told;

static void
told_begin(told *of)
{
    of->capture = iot_capture_new(&(iot_capture_options){.reports_only = true});
    of->counters = iot_counters_new();
}

static void
told_clear(told *of)
{
    iot_counters_free(of->counters);
    iot_capture_free(of->capture);
}

static void
read_lines(iot_sessions *sessions, const char *text, size_t size)
{
    const char *end = text + size;

    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *line_end = newline ? newline : end;
        const char *why = NULL;
        guint before = iot_sessions_count(sessions);
        if (!iot_sessions_read_line(sessions, text, (gsize)(line_end - text), &why))
            g_assert_cmpuint(iot_sessions_count(sessions), ==, before);
        text = line_end + 1;
    }
    iot_sessions_end_table(sessions);
}

/* What has no time has none in any report, and totals are those of rows. */
static char *
report_of(const told *of)
{
    iot_capture_settle(of->capture);
    g_autoptr(iot_report) report =
        iot_report_new(of->capture, of->counters, &(iot_report_options){.remotes = true});
    GString *text = g_string_new(NULL);
    int64_t first, last;

    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_row *row = g_ptr_array_index(report->conversations, i);
        g_assert_false(iot_traffic_is_empty(&row->traffic));
        g_assert_false(iot_traffic_span(&row->traffic, &first, &last));
    }
    iot_write_json(report, text);
    return g_string_free(text, FALSE);
}

static void
check_json(const char *text)
{
    g_autoptr(JsonParser) parser = json_parser_new();

    g_assert_true(json_parser_load_from_data(parser, text, -1, NULL));
}

/* As a summary it says the same. */
static void
check_kept(const told *of)
{
    g_autoptr(iot_summary) kept = iot_summary_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    told again;

    iot_summary_add_capture(kept, of->capture, of->counters, "table");
    told_begin(&again);
    g_assert_cmpuint(iot_summary_replay(kept, again.capture, again.counters, problems), ==, 1);
    g_autofree char *text = report_of(&again);
    check_json(text);
    told_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(iot_sessions) all = iot_sessions_new(0), few = iot_sessions_new(ROOM_BYTES);
    g_autofree char *text = string_of(data, size);
    told told;

    read_lines(all, text, size);
    read_lines(few, text, size);
    g_assert_cmpuint(iot_sessions_count(few), <=, iot_sessions_count(all));
    told_begin(&told);
    iot_sessions_tell_network(all, told.capture);
    iot_sessions_tell(all, 0, told.capture, told.counters);
    g_autofree char *report = report_of(&told);
    check_json(report);
    check_kept(&told);
    told_clear(&told);
    return 0;
}
