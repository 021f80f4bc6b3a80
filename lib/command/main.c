/* main.c - iot-devices: the devices in captures, what they talk to, and how far away that can be
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Flow and exit status; all else is in the files beside this one.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/budget.h"
#include "base/hash.h"
#include "command/diagnostics.h"
#include "command/input-stream.h"
#include "command/oui.h"
#include "command/output.h"
#include "command/paths.h"
#include "command/privileges.h"
#include "command/read-files.h"
#include "command/read-live.h"
#include "command/sandbox.h"
#include "command/signals.h"
#include "command/summary-files.h"
#include "command/watch.h"

/* Exit statuses: API. */
#define EXIT_ALL     0 /* all was read */
#define EXIT_SOME    1 /* some could not be read; the report is of what could */
#define EXIT_NOTHING 2 /* nothing could be read, or not as asked; there is no report */

/* Of the memory, what a line of a summary may have: understood, it takes many times as much. */
#define LINE_SHARE 16

typedef struct run {
    const options *options;
    char **paths; /* what is read, unless there is an interface */
    output *output;
    settings *settings;
    vendors *vendors;
    intake *intake;
    live *live; /* NULL: files */
    keeper *keeper;
    iot_summary *summary; /* of merge, or what --summary makes; NULL: neither */
    unsigned parts;       /* of it that were used */
    progress *progress;   /* NULL: nobody looks */
    follow *follow;       /* NULL: one report at the end */
    bool complete;        /* all that was named was read */
} run;

static int
give_up(GError *error)
{
    bool option = error->domain == G_OPTION_ERROR ||
                  g_error_matches(error, PACKETS_ERROR, PACKETS_ERROR_FILTER);

    diag("%s%s", error->message, option ? "; iot-devices --help tells the options" : "");
    g_error_free(error);
    return EXIT_NOTHING;
}

/* Whoever closed the pipe has all they want, and hears no complaint; the shell is told as by other
 * programs. */
static int
end_as_a_pipe_does(GError *error)
{
    g_error_free(error);
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
    return EXIT_SOME;
}

static int
fail_to_report(const output *out, GError *error)
{
    return output_is_gone(out, error) ? end_as_a_pipe_does(error) : give_up(error);
}

static int
tell(void (*write)(GString *out))
{
    g_autoptr(GString) text = g_string_new(NULL);
    GError *error = NULL;

    write(text);
    return output_print(text, &error) && output_flush(&error) ? EXIT_ALL
                                                              : fail_to_report(NULL, error);
}

static void
write_version(GString *out)
{
    g_autofree char *sandbox = sandbox_name();

    g_string_append_printf(out, "iot-devices %s, with %s, %s\n", IOT_VERSION, pcap_lib_version(),
                           sandbox);
}

/* One of the reports of --follow. */
static bool
follow_report(GString *out, void *user_data, GError **error)
{
    run *r = user_data;

    if (r->options->output)
        return output_save(r->output, r->options, r->settings, r->intake, error);
    output_write(r->options, r->settings, r->intake, out);
    return true;
}

static void
tick(void *user_data)
{
    run *r = user_data;

    if (r->follow)
        follow_tick(r->follow);
}

/* True if packets may come for as long as somebody sends them. */
static bool
may_last(const run *r)
{
    if (options_are_live(r->options))
        return true;
    for (guint i = 0; r->paths[i] && !r->options->merge; i++)
        if (g_file_test(r->paths[i], G_FILE_TEST_EXISTS)
                ? !g_file_test(r->paths[i], G_FILE_TEST_IS_REGULAR)
                : strcmp(r->paths[i], BYTES_STDIN) == 0)
            return true;
    return false;
}

/* Finds all that is read and written, and that it is not the same. The list of what is read has to
 * be read for that, and nothing else. */
static bool
find(run *r, GError **error)
{
    const options *o = r->options;

    if (!(r->output = output_find(o, error)))
        return false;
    const iot_out_guard *guard = output_guard(r->output);
    return (r->paths = list_paths(o, guard, error)) &&
           (o->interface || list_is_spared(r->paths, guard, error)) &&
           settings_are_spared(o, guard, error) && vendors_are_spared(o->manuf, guard, error);
}

static bool
begin(run *r, GError **error)
{
    const options *o = r->options;

    if (!find(r, error) || !(r->settings = settings_load(o, error)) ||
        !(r->vendors = vendors_new(o->manuf, error)))
        return false;
    /* What root may write, whom we become on an interface may not: read-live.c opens it. */
    if (!o->interface && !output_open(r->output, error))
        return false;
    /* What is the user's is no part of a summary: each report of it has its own. */
    iot_capture_options how = {.reports_only = true};
    if (!o->summary)
        how = settings_for_capture(r->settings);
    how.vendor = vendors_name;
    how.vendor_data = r->vendors;
    how.memory_bytes = o->memory_bytes;
    r->intake = intake_new(&how, o->filter != NULL);
    r->intake->frames_max = (uint64_t)o->packets_max;
    if (o->merge || o->summary)
        r->summary = iot_summary_new();
    if (o->merge)
        iot_summary_set_room(r->summary, (gsize)(o->memory_bytes / LINE_SHARE),
                             iot_budget_share(o->memory_bytes, IOT_BUDGET_REPORTS));
    if (o->follow)
        r->follow = follow_new(o->interval_s, follow_report, r);
    else if (!o->quiet && !o->interface)
        r->progress = progress_new();
    if (may_last(r))
        signals_catch();
    return true;
}

/* Root's rights may open what is read from files, and write what is made of it; an interface's
 * report is written by whom we become. */
static bool
give_up_rights(run *r, GError **error)
{
    const options *o = r->options;
    const keeper_duties duties = {
        .paths = o->interface ? NULL : r->paths,
        .target = output_target(r->output),
        .filter = o->interface ? NULL : o->filter,
        .confine = o->sandbox,
    };

    if (o->interface && !(r->live = live_new(o, r->output, r->intake, error)))
        return false;
    r->keeper = keeper_new(&duties, error);
    if (r->keeper)
        keeper_take_over(r->keeper, duties.target);
    return r->keeper && (o->interface || privileges_drop(o->user, error)) &&
           (!o->sandbox || sandbox_enter(keeper_socket(r->keeper), error));
}

static bool
read_packets(run *r, GError **error)
{
    const options *o = r->options;

    if (o->interface) {
        r->complete = live_read(r->live, tick, r);
        return true;
    }
    const files_plan plan = {
        .paths = r->paths,
        .keeper = r->keeper,
        .filter = o->filter,
        .in = r->intake,
        .progress = r->progress,
        .after = r->follow ? tick : NULL,
        .user_data = r,
    };
    return files_read(&plan, &r->complete, error);
}

static bool
read_all(run *r, GError **error)
{
    if (!r->options->merge)
        return read_packets(r, error);
    summaries_read(r->summary, r->paths, r->keeper, r->progress, &r->complete);
    r->parts = summaries_use(r->summary, r->options->summary ? NULL : r->intake, &r->complete);
    return true;
}

static bool
is_empty(const run *r)
{
    return r->options->merge ? r->parts == 0 : r->intake->frames == 0;
}

static bool
save_summary(run *r, GError **error)
{
    g_autofree char *title = list_title(r->options, r->paths);

    if (!r->options->merge) {
        intake_settle(r->intake);
        iot_summary_add_capture(r->summary, r->intake->capture, r->intake->counters, title);
    }
    return summaries_write(r->summary, output_file(r->output), error);
}

static bool
report(run *r, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (r->options->summary)
        return save_summary(r, error);
    if (r->options->output)
        return output_save(r->output, r->options, r->settings, r->intake, error);
    output_write(r->options, r->settings, r->intake, text);
    return output_print(text, error);
}

static int
go(run *r)
{
    GError *error = NULL;

    if (!begin(r, &error) || !give_up_rights(r, &error))
        return give_up(error);
    settings_understand(r->settings);
    if (!read_all(r, &error))
        return give_up(error);
    if (r->follow && !follow_end(r->follow, &error))
        return fail_to_report(r->output, error);
    if (is_empty(r) && !r->complete)
        return EXIT_NOTHING;
    if (!report(r, &error) || (!r->options->output && !output_flush(&error)))
        return fail_to_report(r->output, error);
    return r->complete && !r->settings->incomplete ? EXIT_ALL : EXIT_SOME;
}

static void
end(run *r)
{
    follow_free(r->follow);
    live_free(r->live);
    keeper_free(r->keeper);
    output_free(r->output);
    iot_summary_free(r->summary);
    g_strfreev(r->paths);
    progress_free(r->progress);
    intake_free(r->intake);
    settings_free(r->settings);
    vendors_free(r->vendors);
}

/* Where a standard descriptor is closed, the next file that is opened would become it, and get what
 * is printed. What holds its place can be read or written as little as what is closed. */
static void
hold_standard_descriptors(void)
{
    static const int unused[] = {
        [STDIN_FILENO] = O_WRONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_RDONLY};

    for (int fd = 0; fd < (int)G_N_ELEMENTS(unused); fd++)
        if (fcntl(fd, F_GETFD) < 0)
            open("/dev/null", unused[fd]);
}

int
main(int argc G_GNUC_UNUSED, char **argv)
{
    GError *error = NULL;
    run r = {.complete = true};

    iot_hash_draw_key();
    hold_standard_descriptors();
    /* A closed pipe and a file that may not grow are errors like others. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    r.options = options_parse(argv, &error);
    if (!r.options)
        return give_up(error);
    if (r.options->help)
        return tell(options_write_help);
    if (r.options->version)
        return tell(write_version);
    int status = go(&r);
    end(&r);
    return status;
}
