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

#include "base/hash.h"
#include "command/baseline.h"
#include "command/collect.h"
#include "command/compare.h"
#include "command/diagnostics.h"
#include "command/expand.h"
#include "command/input-stream.h"
#include "command/merge.h"
#include "command/output.h"
#include "command/paths.h"
#include "command/privileges.h"
#include "command/read-files.h"
#include "command/read-live.h"
#include "command/sandbox.h"
#include "command/serve.h"
#include "command/session-files.h"
#include "command/signals.h"
#include "command/summary-files.h"
#include "command/teller.h"
#include "command/vendors.h"
#include "command/verdict.h"
#include "command/watch.h"

/* Exit statuses: API. */
#define EXIT_ALL     0 /* all was read */
#define EXIT_SOME    1 /* some could not be read; the report is of what could */
#define EXIT_NOTHING 2 /* nothing could be read, or not as asked; there is no report */
#define EXIT_FOUND   4 /* added to one of the first two: a finding of --fail-on */
/* Of "changes". */
#define EXIT_SAME    0
#define EXIT_CHANGES 1
#define EXIT_TROUBLE 2 /* as above, or some could not be read */

typedef struct run {
    const options *options;
    char **paths; /* what is read, unless there is an interface */
    output *output;
    iot_settings *settings;
    vendors *vendors;
    intake *intake;         /* NULL: two sides are compared */
    comparison *comparison; /* of them; NULL: there is one */
    live *live;             /* NULL: files */
    keeper *keeper;
    link_filters *filters;   /* of files; NULL: there is no filter */
    iot_summary *summary;    /* what --summary makes of packets; NULL: nothing */
    merging *merging;        /* of merge */
    unsigned parts;          /* of it that were used */
    progress *progress;      /* NULL: nobody looks */
    follow *follow;          /* NULL: one report at the end */
    collection *collection;  /* NULL: no summaries into a directory */
    baseline *baseline;      /* of events; NULL: nothing is known */
    teller *teller;          /* NULL: there is a report */
    server *server;          /* NULL: no page is served */
    iot_capture_options how; /* captures are made */
    bool complete;           /* all that was named was read */
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

    g_autofree char *compressed = expand_names();

    g_string_append_printf(out, "iot-devices %s, with %s, %s, reads %s\n", IOT_VERSION,
                           pcap_lib_version(), sandbox, compressed);
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
    if (r->collection)
        collection_tick(r->collection);
    server_tick(r->server);
}

static void
write_picture(GString *out, void *user_data)
{
    run *r = user_data;

    output_write_picture(r->settings, r->intake, out);
}

static uint64_t
count_packets(void *user_data)
{
    return ((const run *)user_data)->intake->frames;
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
    return (r->paths = list_paths(o, guard, error)) && list_can_be_followed(o, r->paths, error) &&
           (o->interface || list_is_spared(r->paths, guard, error)) &&
           (!o->since || list_is_spared(o->since, guard, error)) &&
           settings_are_spared(o, guard, error) && vendors_are_spared(o->manuf, guard, error);
}

static bool
begin(run *r, GError **error)
{
    const options *o = r->options;

    if (!find(r, error) || !(r->settings = settings_load(o, error)) ||
        !(r->vendors = vendors_new(o->manuf, error)) ||
        (o->serve && !(r->server = server_new(o, error))))
        return false;
    /* What root may write, whom we become on an interface may not: read-live.c opens it. */
    if (!o->interface && !output_open(r->output, error))
        return false;
    /* What is the user's is no part of a summary: each report of it has its own. */
    r->how = (iot_capture_options){
        .reports_only = true,
        .settings = o->summary ? NULL : r->settings,
        .vendor = vendors_name,
        .vendor_data = r->vendors,
        .memory_bytes = o->memory_bytes,
    };
    if (o->since) {
        r->how.memory_bytes /= 2;
        if (!(r->baseline = baseline_open(o->since, &r->how, error)))
            return false;
    }
    if (o->n_before) {
        r->comparison = comparison_new(&r->how, o);
    } else {
        r->intake = intake_new(&r->how, o->filter != NULL);
        r->intake->frames_max = (uint64_t)o->packets_max;
        if (o->serve || (o->format && o->format->needs.over_time))
            iot_counters_keep_over_time(r->intake->counters);
        if (o->keep_bytes > 0)
            r->intake->kept = kept_new(o->keep_bytes);
    }
    if (o->events)
        r->teller = teller_new(r->output, r->settings, r->intake);
    if (o->summary)
        r->summary = iot_summary_new();
    if (o->follow && !o->events)
        r->follow = follow_new(o->interval_s, &o->terminal, follow_report, r);
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
        .collector = o->collect ? &o->bounds : NULL,
        .listener = server_socket(r->server),
        .confine = o->sandbox,
    };

    if (o->interface && !(r->live = live_new(o, r->output, r->intake, error)))
        return false;
    r->keeper = keeper_new(&duties, error);
    if (r->keeper)
        keeper_take_over(r->keeper, duties.target);
    const server_source source = {write_picture, count_packets, r,
                                  r->intake ? r->intake->kept : NULL};
    return r->keeper && (o->interface || privileges_drop(o->user, error)) &&
           (!r->server || server_begin(r->server, &source, error)) &&
           (!o->sandbox || sandbox_enter(keeper_socket(r->keeper), r->server, error));
}

static void
begin_collecting(run *r)
{
    const collection_plan plan = {
        .bounds = &r->options->bounds,
        .interval_s = r->options->interval_s,
        .to = output_target(r->output)->directory,
        .keeper = r->keeper,
        .how = &r->how,
        .in = r->intake,
    };

    r->collection = collection_new(&plan);
}

static bool
read_packets(run *r, GError **error)
{
    const options *o = r->options;

    if (o->interface) {
        if (o->collect)
            begin_collecting(r);
        live_set_asked(r->live, r->server);
        r->complete = live_read(r->live, tick, r);
        return true;
    }
    r->filters = o->filter ? link_filters_new(o->filter, r->keeper) : NULL;
    const files_plan plan = {
        .paths = r->paths,
        .keeper = r->keeper,
        .filters = r->filters,
        .in = r->intake,
        .progress = r->progress,
        .after = r->follow || r->server ? tick : NULL,
        .user_data = r,
        .asked = r->server,
    };
    if (r->comparison)
        return comparison_read(r->comparison, &plan, o->n_before, &r->complete, error);
    return files_read(&plan, &r->complete, error);
}

static void
begin_merging(run *r)
{
    const merging_plan plan = {
        .paths = r->paths,
        .keeper = r->keeper,
        .progress = r->progress,
        .how = &r->how,
        .in = r->options->summary ? NULL : r->intake,
        .interval_s = r->options->interval_s,
        .tells = r->options->format || r->options->summary || r->options->events,
    };

    r->merging = merging_new(&plan);
}

static void
merge(run *r)
{
    begin_merging(r);
    r->parts = merging_read(r->merging, &r->complete);
    /* Whoever waits for more has begun well. */
    if (r->parts == 0 && r->complete && !r->options->follow) {
        diag("no summary is there");
        r->complete = false;
    }
    if (!r->options->follow)
        return;
    do {
        if (r->teller)
            teller_look(r->teller);
        else
            follow_now(r->follow);
    } while (merging_wait(r->merging, &r->parts, &r->complete));
}

static void
read_sessions(run *r)
{
    sessions_read(
        &(sessions_plan){
            .paths = r->paths,
            .n_tables = g_strv_length(r->options->sessions),
            .keeper = r->keeper,
            .memory_bytes = r->options->memory_bytes,
            .inventory = r->options->summary ? NULL : r->settings->inventory,
            .in = r->intake,
            .progress = r->progress,
        },
        &r->complete);
}

static bool
begin_events(run *r, bool *ret_complete, GError **error)
{
    *ret_complete = true;
    if (r->baseline && !baseline_read(r->baseline, r->settings, ret_complete, error))
        return false;
    if (r->teller)
        teller_begin(r->teller, r->baseline ? baseline_snapshot(r->baseline) : NULL);
    return true;
}

static bool
read_all(run *r, GError **error)
{
    if (r->server)
        server_tell(r->server, r->options->quiet);
    if (r->options->sessions) {
        read_sessions(r);
        return true;
    }
    if (!r->options->merge)
        return read_packets(r, error);
    merge(r);
    return true;
}

/* Nothing was there, or nothing that anybody can read. */
static bool
is_empty(const run *r)
{
    return r->options->merge ? r->parts == 0 : r->intake && r->intake->readable == 0;
}

static bool
save_summary(run *r, GError **error)
{
    if (r->options->merge)
        return summaries_write(merging_summary(r->merging), output_file(r->output), error);
    g_autofree char *title = list_title(r->options, r->paths);
    intake_settle(r->intake);
    iot_summary_add_capture(r->summary, r->intake->capture, r->intake->counters, title);
    return summaries_write(r->summary, output_file(r->output), error);
}

static bool
report(run *r, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (r->collection) {
        r->complete &= collection_end(r->collection);
        return true;
    }
    if (r->teller)
        return teller_end(r->teller, error);
    if (r->options->summary)
        return save_summary(r, error);
    if (r->options->output)
        return output_save(r->output, r->options, r->settings, r->intake, error);
    output_write(r->options, r->settings, r->intake, text);
    return output_print(text, error);
}

/* As diff has it. */
static int
compare(run *r)
{
    g_autoptr(GString) text = g_string_new(NULL);
    GError *error = NULL;
    bool changed = comparison_write(r->comparison, r->options, r->settings, text);

    if (r->options->output ? !output_save_text(r->output, text, &error)
                           : !output_print(text, &error) || !output_flush(&error))
        return fail_to_report(r->output, error);
    if (!r->complete || r->settings->incomplete)
        return EXIT_TROUBLE;
    return changed ? EXIT_CHANGES : EXIT_SAME;
}

static bool
is_found(const run *r)
{
    int severity = r->options->fail_on;

    if (severity < 0)
        return false;
    return r->teller ? teller_found(r->teller, (iot_severity)severity)
                     : verdict_found(r->intake, r->settings, (iot_severity)severity);
}

static int
go(run *r)
{
    const options *o = r->options;
    GError *error = NULL;
    bool known;

    if (!begin(r, &error) || !give_up_rights(r, &error))
        return give_up(error);
    settings_understand(r->settings);
    if (!begin_events(r, &known, &error) || !read_all(r, &error))
        return give_up(error);
    r->complete &= known;
    if (r->comparison)
        return compare(r);
    if (r->follow && !follow_end(r->follow, &error))
        return fail_to_report(r->output, error);
    if (is_empty(r) && !r->complete)
        return EXIT_NOTHING;
    if (r->server && !o->interface)
        server_go_on(r->server);
    if (!report(r, &error) || (!r->options->output && !output_flush(&error)))
        return fail_to_report(r->output, error);
    return (r->complete && !r->settings->incomplete ? EXIT_ALL : EXIT_SOME) +
           (is_found(r) ? EXIT_FOUND : 0);
}

static void
end(run *r)
{
    follow_free(r->follow);
    collection_free(r->collection);
    teller_free(r->teller);
    baseline_free(r->baseline);
    server_free(r->server);
    merging_free(r->merging);
    live_free(r->live);
    link_filters_free(r->filters);
    keeper_free(r->keeper);
    output_free(r->output);
    iot_summary_free(r->summary);
    g_strfreev(r->paths);
    progress_free(r->progress);
    intake_free(r->intake);
    comparison_free(r->comparison);
    iot_settings_free(r->settings);
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
