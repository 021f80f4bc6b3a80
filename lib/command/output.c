/* output.c - the reports that the options ask for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/output.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "command/diagnostics.h"
#include "write/live-page.h"

#define STANDARD_OUTPUT "standard output"

struct output {
    iot_export_target *target; /* NULL: standard output */
    iot_out_guard *guard;
    bool said; /* what the user should know of it */
};

/* A report with what it points to. */
typedef struct made {
    iot_report *report;
    iot_findings *all, *selected; /* those that counted packets prove; NULL: nobody looked */
} made;

static const table_choice *
choice_at(const options *o, guint i)
{
    return g_ptr_array_index(o->tables, i);
}

/* Formats for programs show everything, tables for people what they have columns for. */
static bool
wants_remotes(const options *o)
{
    bool wants = o->format != NULL;

    for (guint i = 0; !wants && i < o->tables->len; i++)
        wants |= choice_at(o, i)->remotes;
    return wants;
}

static bool
wants_questions(const options *o)
{
    for (guint i = 0; i < o->tables->len; i++)
        if (choice_at(o, i)->questions)
            return true;
    return false;
}

static bool
wants_findings(const options *o)
{
    bool wants = o->format != NULL;

    for (guint i = 0; !wants && i < o->tables->len; i++)
        wants |= choice_at(o, i)->findings;
    return wants;
}

static void
make(made *m, const options *o, const iot_settings *s, intake *in)
{
    iot_report_options how = o->format ? o->format->needs : (iot_report_options){0};

    how.locator = s->locator;
    how.remotes |= wants_remotes(o);
    how.questions |= wants_questions(o);
    how.only = o->only;
    how.settings = s;
    if (o->terminal.is_one)
        how.text = (iot_text_style){terminal_width(), o->terminal.color, "--format csv has them"};
    intake_settle(in);
    m->report = iot_report_new(in->capture, in->counters, &how);
    if (!wants_findings(o))
        return;
    m->all = iot_findings_new(in->capture, s);
    /* With a filter, only what the selected frames prove. */
    m->selected = iot_findings_select(m->all, intake_proves, in);
    m->report->findings = m->selected;
}

static void
unmake(made *m)
{
    iot_report_free(m->report);
    iot_findings_free(m->selected);
    iot_findings_free(m->all);
}

static bool
is_csv(const iot_export_format *format)
{
    return format == iot_export_format_find("csv");
}

/* Text and CSV are made of tables; what else there is holds everything. */
static void
write_report(const options *o, const iot_report *report, const char *notes, GString *out)
{
    if (o->format && !is_csv(o->format)) {
        o->format->write(report, out);
        return;
    }
    for (guint i = 0; i < o->tables->len; i++) {
        const table_choice *choice = choice_at(o, i);
        if (i > 0)
            g_string_append_c(out, '\n');
        if (o->format)
            iot_write_csv(choice->table, report, out);
        else
            choice->write(report, out);
    }
    if (!o->format && notes && *notes)
        g_string_append_printf(out, "\n%s", notes);
    terminal_fit(&o->terminal, out);
}

void
output_write(const options *o, const iot_settings *s, intake *in, GString *text)
{
    made m = {0};

    make(&m, o, s, in);
    write_report(o, m.report, in->notes, text);
    unmake(&m);
}

void
output_write_picture(const iot_settings *s, intake *in, GString *json)
{
    g_autoptr(GPtrArray) no_tables = g_ptr_array_new();
    const options o = {.format = iot_export_format_find("html"), .tables = no_tables};
    made m = {0};

    make(&m, &o, s, in);
    iot_write_picture_data(m.report, json);
    unmake(&m);
}

static bool
fail(GError **error)
{
    g_prefix_error(error, "--output: ");
    return false;
}

output *
output_find(const options *o, GError **error)
{
    output *out = g_new0(output, 1);

    out->guard = iot_out_guard_new();
    if (o->collect)
        out->target = iot_export_target_directory(o->output);
    else if (o->output)
        out->target = iot_export_target_find(o->format, o->output, error);
    else
        iot_out_guard_add_descriptor(out->guard, STDOUT_FILENO, STANDARD_OUTPUT);
    if (out->target && !o->collect)
        iot_export_target_guard(out->target, o->format, out->guard);
    if (out->target && o->ending && !o->quiet)
        diag("%s is written as %s, as --format says, not as %s", o->output,
             o->format ? o->format->name : "text", o->ending);
    if (out->target || !o->output)
        return out;
    fail(error);
    output_free(out);
    return NULL;
}

void
output_free(output *out)
{
    if (!out)
        return;
    iot_export_target_free(out->target);
    iot_out_guard_free(out->guard);
    g_free(out);
}

const iot_out_guard *
output_guard(const output *out)
{
    return out->guard;
}

bool
output_open(output *out, GError **error)
{
    return !out->target || iot_export_target_open(out->target, error) || fail(error);
}

iot_export_target *
output_target(const output *out)
{
    return out->target;
}

iot_out_file *
output_file(const output *out)
{
    return out->target ? out->target->file : NULL;
}

/* Reports that are renewed have the same to say each time. */
static void
diag_note(output *out)
{
    const char *note = iot_export_target_note(out->target);

    if (note && !out->said)
        diag("%s", note);
    out->said |= note != NULL;
}

/* A directory gets all that the format can write, a file what standard output would. */
bool
output_save(output *out, const options *o, const iot_settings *s, intake *in, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    bool good;
    made m = {0};

    make(&m, o, s, in);
    if (out->target->file) {
        write_report(o, m.report, in->notes, text);
        good = iot_export_target_save_text(out->target, text, error);
    } else {
        good = iot_export_target_save(out->target, o->format, m.report, error);
    }
    unmake(&m);
    if (!good)
        return fail(error);
    diag_note(out);
    return true;
}

bool
output_save_text(output *out, const GString *text, GError **error)
{
    if (!iot_export_target_save_text(out->target, text, error))
        return fail(error);
    diag_note(out);
    return true;
}

static bool
fail_to_print(GError **error)
{
    int reason = errno;

    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(reason), STANDARD_OUTPUT ": %s",
                g_strerror(reason));
    return false;
}

bool
output_print(const GString *text, GError **error)
{
    errno = 0;
    if (fwrite(text->str, 1, text->len, stdout) == text->len && fflush(stdout) == 0)
        return true;
    return fail_to_print(error);
}

/* Some file systems say only to whoever closes that there was no room. */
bool
output_flush(GError **error)
{
    return (fflush(stdout) == 0 && close(STDOUT_FILENO) == 0) || fail_to_print(error);
}

bool
output_is_gone(const output *out, const GError *error)
{
    bool standard =
        !out || !out->target || (out->target->file && iot_out_file_is_stdout(out->target->file));

    return standard && g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_PIPE);
}
