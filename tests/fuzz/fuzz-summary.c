/* fuzz-summary.c - any lines: what is no part of a summary is told, what is one can be replayed,
 * reported and kept
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The input: the text of a summary.
 */
#include "fuzz.h"

#include "archive/summary.h"
#include "findings/findings.h"
#include "report/report.h"
#include "write/writer.h"

#include <json-glib/json-glib.h>

typedef struct told {
    iot_capture *capture;
    iot_counters *counters;
} told;

static void
check_problems(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++)
        g_assert_true(g_utf8_validate(g_ptr_array_index(problems, i), -1, NULL));
}

static char *
report_of(const told *of)
{
    const iot_settings judge = {.periodic_all = true};
    iot_capture_settle(of->capture);
    g_autoptr(iot_findings) findings = iot_findings_new(of->capture, &judge);
    g_autoptr(iot_report) report =
        iot_report_new(of->capture, of->counters, &(iot_report_options){.remotes = true});
    GString *text = g_string_new(NULL);

    report->findings = findings;
    iot_write_json(report, text);
    return g_string_free(text, FALSE);
}

/* @return how many parts were replayed */
static unsigned
replay(iot_summary *summary, told *ret_told)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    unsigned untold = iot_summary_untold(summary);

    ret_told->capture = iot_capture_new(&(iot_capture_options){.reports_only = true});
    ret_told->counters = iot_counters_new();
    unsigned parts = iot_summary_replay(summary, ret_told->capture, ret_told->counters, problems);
    g_assert_cmpuint(parts + problems->len + iot_summary_untold(summary) - untold, ==,
                     iot_summary_parts(summary));
    check_problems(problems);
    return parts;
}

static void
told_clear(told *of)
{
    iot_counters_free(of->counters);
    iot_capture_free(of->capture);
}

/* As text again, and the text is no other. */
static void
check_text(iot_summary *summary)
{
    g_autoptr(GString) text = g_string_new(NULL), again = g_string_new(NULL);
    g_autoptr(iot_summary) read = iot_summary_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    iot_summary_write(summary, text);
    g_assert_cmpuint(iot_summary_read(read, text->str, text->len, "ours", problems), ==,
                     iot_summary_parts(summary));
    g_assert_cmpuint(problems->len, ==, 0);
    iot_summary_write(read, again);
    g_assert_cmpstr(again->str, ==, text->str);
}

/* Parts that are right by themselves can be more than one can hold. */
static bool
is_too_much(iot_summary *summary)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    return iot_summary_check(summary, problems) == 0 &&
           strstr(g_ptr_array_index(problems, 0), "has more than can be");
}

/* What was replayed is kept as one part, which can be replayed as well. */
static void
check_kept(const told *of)
{
    g_autoptr(iot_summary) kept = iot_summary_new();
    told again;

    iot_capture_settle(of->capture);
    iot_summary_add_capture(kept, of->capture, of->counters, "kept");
    check_text(kept);
    if (is_too_much(kept))
        return;
    g_assert_cmpuint(replay(kept, &again), ==, 1);
    g_free(report_of(&again));
    told_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(iot_summary) summary = iot_summary_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = string_of(data, size);
    told told;

    unsigned read = iot_summary_read(summary, text, size, "fuzzed", problems);
    g_assert_cmpuint(iot_summary_parts(summary), <=, read);
    check_problems(problems);
    check_text(summary);
    replay(summary, &told);
    g_autofree char *report = report_of(&told);
    g_autoptr(JsonParser) parser = json_parser_new();
    g_assert_true(json_parser_load_from_data(parser, report, -1, NULL));
    check_kept(&told);
    told_clear(&told);
    return 0;
}
