/* fuzz-querylog.c - what a home's resolver wrote: any lines are read, and what they tell is clean
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The input: the text of a log. The table of sessions that goes with it is always the same, and has
 * the addresses of the seeds.
 */
#include "fuzz.h"

#include "report/report.h"
#include "sessions/query-log.h"
#include "sessions/sessions.h"

static const char *const sessions_of_home[] = {
    "tcp 6 9 ESTABLISHED src=192.168.1.10 dst=198.51.100.7 sport=1 dport=443 src=198.51.100.7 "
    "dst=192.168.1.10 sport=443 dport=1",
    "tcp 6 9 ESTABLISHED src=192.168.1.11 dst=198.51.100.8 sport=1 dport=443 src=198.51.100.8 "
    "dst=192.168.1.11 sport=443 dport=1",
};

static void
read_lines(query_log *log, const char *text, size_t size, iot_capture *capture)
{
    const char *end = text + size;

    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *line_end = newline ? newline : end;
        query_log_read_line(log, text, (gsize)(line_end - text), capture);
        text = line_end + 1;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(iot_capture) capture = iot_capture_new(&(iot_capture_options){.reports_only = true});
    g_autoptr(iot_counters) counters = iot_counters_new();
    g_autoptr(iot_sessions) sessions = iot_sessions_new(0);
    g_autoptr(query_log) log = query_log_new();
    g_autofree char *text = string_of(data, size);
    const char *why;

    for (unsigned i = 0; i < G_N_ELEMENTS(sessions_of_home); i++)
        g_assert_true(iot_sessions_read_line(sessions, sessions_of_home[i],
                                             strlen(sessions_of_home[i]), &why));
    read_lines(log, text, size, capture);
    iot_sessions_tell(sessions, query_log_frames(log), capture, counters);
    iot_capture_settle(capture);
    g_autoptr(iot_report) report =
        iot_report_new(capture, counters, &(iot_report_options){.remotes = true});
    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        g_assert_true(is_clean(row->name));
        g_assert_true(is_clean(iot_device_name(row->base.device)));
    }
    return 0;
}
