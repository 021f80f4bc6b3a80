/* output.c - the reports that the options ask for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A report with what it points to. */
typedef struct made {
    iot_report *report;
    iot_findings *all;     /* findings */
    iot_findings selected; /* those that counted packets prove */
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

    for (guint i = 0; i < o->tables->len; i++)
        wants |= choice_at(o, i)->remotes;
    return wants;
}

static bool
wants_findings(const options *o)
{
    bool wants = o->format != NULL;

    for (guint i = 0; i < o->tables->len; i++)
        wants |= choice_at(o, i)->findings;
    return wants;
}

/* With a filter, only what the selected frames prove. */
static void
select_findings(made *m, const intake *in)
{
    m->selected.all = g_ptr_array_new();
    for (guint i = 0; i < m->all->all->len; i++) {
        iot_finding *finding = g_ptr_array_index(m->all->all, i);
        if (intake_has_counted(in, finding->first_frame))
            g_ptr_array_add(m->selected.all, finding);
    }
}

static void
make(made *m, const options *o, const settings *s, const intake *in)
{
    const iot_report_options how = {.locator = s->locator, .remotes = wants_remotes(o)};
    const iot_findings_options judge = settings_for_findings(s);

    iot_capture_settle(in->capture);
    m->report = iot_report_new(in->capture, in->tally, &how);
    if (!wants_findings(o))
        return;
    m->all = iot_findings_new(in->capture, &judge);
    select_findings(m, in);
    m->report->findings = &m->selected;
}

static void
unmake(made *m)
{
    iot_report_free(m->report);
    iot_findings_free(m->all);
    g_clear_pointer(&m->selected.all, g_ptr_array_unref);
}

static bool
is_csv(const iot_export_format *format)
{
    return format == iot_export_format_find("csv");
}

/* Text and CSV are made of tables; what else there is holds everything. */
static void
write_report(const options *o, const iot_report *report, GString *out)
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
}

void
output_write(const options *o, const settings *s, const intake *in, GString *out)
{
    made m = {0};

    make(&m, o, s, in);
    write_report(o, m.report, out);
    unmake(&m);
}

/* A directory gets all that the format can write, a file what standard output would. */
bool
output_save(const options *o, const settings *s, const intake *in, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    bool good;
    made m = {0};

    make(&m, o, s, in);
    if (g_str_has_suffix(o->output, "/")) {
        good = iot_export_save(o->format, o->output, m.report, error);
    } else {
        write_report(o, m.report, text);
        /* Writes beside and renames: whoever reads the file meanwhile sees the old one. */
        good = g_file_set_contents(o->output, text->str, (gssize)text->len, error);
    }
    unmake(&m);
    return good;
}

bool
output_print(const GString *text, GError **error)
{
    errno = 0;
    if (fwrite(text->str, 1, text->len, stdout) == text->len && fflush(stdout) == 0)
        return true;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "standard output: %s",
                g_strerror(errno));
    return false;
}

/* Where something will be made: a file's directory, or what there is of the path to a directory. */
static char *
directory_to_write(const char *path)
{
    char *directory = g_path_get_dirname(path);

    while (g_str_has_suffix(path, "/") && access(directory, F_OK) != 0 && strlen(directory) > 1) {
        char *above = g_path_get_dirname(directory);
        g_free(directory);
        directory = above;
    }
    return directory;
}

bool
output_check(const options *o, GError **error)
{
    if (!o->output)
        return true;
    g_autofree char *directory = directory_to_write(o->output);
    if (access(directory, W_OK | X_OK) == 0)
        return true;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "--output: %s: %s",
                directory, g_strerror(errno));
    return false;
}
