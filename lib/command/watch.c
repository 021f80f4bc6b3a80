/* watch.c - the report again and again, while packets come
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/watch.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "command/output.h"
#include "command/signals.h"

#define ENTER_SCREEN "\033[?1049h\033[?25l"
#define LEAVE_SCREEN "\033[?25h\033[?1049l"
#define HOME         "\033[H"
#define CLEAR_LINE   "\033[K"
#define CLEAR_REST   "\033[J"

/* A terminal that does not tell its size. */
#define ROWS    24
#define COLUMNS 80
/* A report may take this share of the time, or packets would pile up behind it. */
#define REPORT_SHARE 10

struct follow {
    gint64 interval_us, next_us;
    const terminal *where;
    follow_report_fn report;
    void *user_data;
    bool screen; /* standard output is a terminal */
    bool entered;
    GError *error;
};

follow *
follow_new(gint64 interval_s, const terminal *where, follow_report_fn report, void *user_data)
{
    follow *f = g_new0(follow, 1);

    f->interval_us = interval_s * G_USEC_PER_SEC;
    f->next_us = g_get_monotonic_time() + f->interval_us;
    f->where = where;
    f->report = report;
    f->user_data = user_data;
    f->screen = isatty(STDOUT_FILENO) != 0;
    return f;
}

void
follow_free(follow *f)
{
    if (!f)
        return;
    g_clear_error(&f->error);
    g_free(f);
}

static void
measure(int *ret_rows, int *ret_columns)
{
    struct winsize size = {0};

    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
    *ret_rows = known ? size.ws_row : ROWS;
    *ret_columns = known && size.ws_col > 0 ? size.ws_col : COLUMNS;
}

static int
count_lines(const char *text)
{
    int lines = 0;

    for (; (text = strchr(text, '\n')); text++)
        lines++;
    return lines;
}

/* What does not fit a line of the terminal would take two; it loses its colours with its end. */
static void
put_line(const char *line, int columns, GString *out)
{
    g_autofree char *plain = terminal_without_colors(line);
    g_autofree char *cut =
        g_utf8_strlen(plain, -1) > columns ? g_utf8_substring(plain, 0, columns) : NULL;

    g_string_append_printf(out, "%s" CLEAR_LINE "\n", cut ? cut : line);
}

/* As much as there is room for; the last line says how much more there is. */
static void
put_screen(const follow *f, const GString *report, GString *out)
{
    int rows, columns, lines = count_lines(report->str);

    measure(&rows, &columns);
    int room = lines < rows ? lines : rows - 2;
    g_auto(GStrv) interned = g_strsplit(report->str, "\n", -1);
    g_string_append(out, HOME);
    for (int i = 0; i < room; i++)
        put_line(interned[i], columns, out);
    g_string_append(out, CLEAR_REST);
    if (lines > room)
        g_string_append_printf(out, "%s %d more lines, in the report at the end",
                               f->where->ascii ? "..." : "…", lines - room);
}

static void
put(follow *f, const GString *report)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (f->screen) {
        g_string_append(text, f->entered ? "" : ENTER_SCREEN);
        f->entered = true;
        put_screen(f, report, text);
    } else {
        g_string_append_printf(text, "%s\n", report->str);
    }
    output_print(text, &f->error);
}

void
follow_tick(follow *f)
{
    if (g_get_monotonic_time() >= f->next_us)
        follow_now(f);
}

void
follow_now(follow *f)
{
    gint64 begin_us = g_get_monotonic_time();

    if (f->error)
        return;
    g_autoptr(GString) report = g_string_new(NULL);
    if (f->report(report, f->user_data, &f->error) && report->len > 0)
        put(f, report);
    if (f->error)
        signals_want();
    gint64 end_us = g_get_monotonic_time();
    f->next_us = end_us + MAX(f->interval_us, (end_us - begin_us) * REPORT_SHARE);
}

bool
follow_end(follow *f, GError **error)
{
    if (f->entered) {
        fputs(LEAVE_SCREEN, stdout);
        fflush(stdout);
        f->entered = false;
    }
    if (!f->error)
        return true;
    g_propagate_error(error, g_steal_pointer(&f->error));
    return false;
}
