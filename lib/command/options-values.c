/* options-values.c - what stands behind the words of the command line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/options-internal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/budget.h"
#include "base/nearest.h"
#include "command/filter-hint.h"
#include "command/keep.h"

/* A report every few seconds: often enough to watch, seldom enough to read. */
#define INTERVAL_S 3
/* A directory of summaries is looked at: a change is to be seen within two seconds. */
#define LOOK_S 1
/* A collector's file: often enough to be looked at elsewhere, seldom enough for a slow disk. */
#define COLLECT_INTERVAL_S 60
/* Without --rotate, --keep-age and --keep-size: a month of a busy home. */
#define ROTATE_S   3600
#define KEEP_S     (INT64_C(30) * 86400)
#define KEEP_BYTES ((uint64_t)256 << 20)
/* Without --memory. */
#define MEMORY_BYTES ((uint64_t)512 << 20)

bool
options_fail(GError **error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
    return false;
}

/* "text, csv, json" */
static char *
known_formats(void)
{
    GString *names = g_string_new(TEXT_FORMAT);

    for (unsigned i = 0; i < iot_export_formats_count(); i++)
        g_string_append_printf(names, ", %s", iot_export_format_get(i)->name);
    return g_string_free(names, FALSE);
}

/* A file of such an ending is of that format, or of another one whose files end so (suffix). */
static const struct {
    const char *ending, *format;
} endings[] = {
    {"csv", "csv"},      {"json", "json"},     {"html", "html"},
    {"htm", "html"},     {"md", "markdown"},   {"markdown", "markdown"},
    {"nft", "nftables"}, {"txt", TEXT_FORMAT}, {"text", TEXT_FORMAT},
};

/* NULL: it tells nothing. */
static const char *
format_of_ending(const char *ending)
{
    for (unsigned i = 0; ending && i < G_N_ELEMENTS(endings); i++)
        if (g_ascii_strcasecmp(endings[i].ending, ending) == 0)
            return endings[i].format;
    return NULL;
}

static const char *
format_of_file(const char *path)
{
    const char *dot = path ? strrchr(path, '.') : NULL;

    return dot && !strchr(dot, '/') ? format_of_ending(dot + 1) : NULL;
}

/* "markdown" of "md" or "markdwon"; NULL: nobody knows. */
static const char *
format_meant(const char *word)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const char *meant = format_of_ending(word);

    g_ptr_array_add(names, (gpointer)TEXT_FORMAT);
    for (unsigned i = 0; i < iot_export_formats_count(); i++)
        g_ptr_array_add(names, (gpointer)iot_export_format_get(i)->name);
    g_ptr_array_add(names, NULL);
    return meant ? meant : iot_nearest(word, (const char *const *)names->pdata);
}

static bool
fail_format(const char *word, GError **error)
{
    g_autofree char *known = known_formats();
    g_autofree char *hint = iot_nearest_hint(format_meant(word));

    return options_fail(error, "--format: there is no \"%s\"%s; there are %s", word, hint, known);
}

/* Formats that no ending tells are in files of any name. */
static bool
ends_as(const given_options *given, const char *format)
{
    const char *chosen = given->o.format ? given->o.format->name : TEXT_FORMAT;
    bool has_ending = false;

    for (unsigned i = 0; i < G_N_ELEMENTS(endings); i++)
        has_ending |= strcmp(endings[i].format, chosen) == 0;
    return !has_ending || strcmp(format, chosen) == 0;
}

/* A report is of the format that is asked for; else of the one that its file's name tells. What is
 * no report has one of its own. */
static bool
take_format(given_options *given, GError **error)
{
    bool is_report = !given->summary && !given->events;
    const char *by_ending = is_report ? format_of_file(given->o.output) : NULL;

    given->o.format = iot_export_format_find(given->format ? given->format
                                             : by_ending   ? by_ending
                                                           : TEXT_FORMAT);
    if (given->format && !given->o.format && strcmp(given->format, TEXT_FORMAT) != 0)
        return fail_format(given->format, error);
    if (given->format && by_ending && !ends_as(given, by_ending))
        given->o.ending = by_ending;
    return true;
}

static bool
take_filter(given_options *given, GError **error)
{
    bool compares = false;
    g_autofree char *hint = given->o.filter ? filter_hint(given->o.filter, &compares) : NULL;

    return !compares || options_fail(error, "--filter: %s", hint);
}

/* A directory that is there is meant as one. */
static bool
take_output(given_options *given, GError **error)
{
    char *path = given->o.output;
    const iot_export_format *format = given->o.format;

    if (!path)
        return true;
    if (!*path)
        return options_fail(error, "--output wants a file");
    if (!g_str_has_suffix(path, "/") && g_file_test(path, G_FILE_TEST_IS_DIR)) {
        given->o.output = g_strconcat(path, "/", NULL);
        g_free(path);
    }
    if (!g_str_has_suffix(given->o.output, "/"))
        return true;
    given->o.collect = given->summary && given->o.interface;
    if (!given->o.collect && !(format && format->save_all))
        return options_fail(error, "--output: %s is one file; \"%s\" is a directory",
                            given->summary ? "a summary"
                            : format       ? format->name
                                           : TEXT_FORMAT,
                            given->o.output);
    return true;
}

static bool
take_time(const char *option, const char *text, gint64 *ret_seconds, GError **error)
{
    static const struct {
        const char *suffix;
        gint64 seconds;
    } units[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    char *end = NULL;

    if (!text)
        return true;
    errno = 0;
    gint64 count = g_ascii_strtoll(text, &end, 10);
    for (unsigned i = 0; g_ascii_isdigit(*text) && i < G_N_ELEMENTS(units); i++)
        if (strcmp(end, units[i].suffix) == 0 && count > 0 && count <= G_MAXINT32) {
            *ret_seconds = count * units[i].seconds;
            return true;
        }
    return options_fail(error, "--%s: \"%s\" is no time like 30s, 5m, 2h or 1d", option, text);
}

/* What goes with summaries in a directory, and with nothing else. */
static const char *
collector_option(given_options *given)
{
    return given->collector   ? "collector"
           : given->rotate    ? "rotate"
           : given->keep_age  ? "keep-age"
           : given->keep_size ? "keep-size"
                              : NULL;
}

static bool
take_collector(given_options *given, GError **error)
{
    collector_bounds *bounds = &given->o.bounds;

    if (!given->o.collect)
        return !collector_option(given) ||
               options_fail(error, "--%s goes with --summary -i INTERFACE -o DIRECTORY/",
                            collector_option(given));
    *bounds = (collector_bounds){given->collector, ROTATE_S, KEEP_S, KEEP_BYTES};
    if (given->collector && !collector_name_is_good(given->collector))
        return options_fail(
            error, "--collector: \"%s\" is no name of letters, digits, \"-\", \"_\" and \".\"",
            given->collector);
    if (!given->collector)
        bounds->name = collector_name_new(given->o.interface);
    if (given->keep_size && !iot_budget_parse(given->keep_size, &bounds->keep_bytes_max))
        return options_fail(error, "--keep-size: \"%s\" is no size like 64M, 512MiB or 1G",
                            given->keep_size);
    return take_time("rotate", given->rotate, &bounds->rotate_s, error) &&
           take_time("keep-age", given->keep_age, &bounds->keep_s, error);
}

/* Enough for all that homes and offices have; not so much that a small machine has nothing left. */
static uint64_t
usual_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);
    uint64_t half = pages > 0 && page_bytes > 0 ? (uint64_t)pages * (uint64_t)page_bytes / 2 : 0;

    return half > 0 ? CLAMP(half, IOT_BUDGET_MIN_BYTES, MEMORY_BYTES) : MEMORY_BYTES;
}

static bool
take_memory(given_options *given, GError **error)
{
    given->o.memory_bytes = usual_memory();
    if (!given->memory)
        return true;
    if (!iot_budget_parse(given->memory, &given->o.memory_bytes))
        return options_fail(error, "--memory: \"%s\" is no size like 64M, 512MiB or 1G",
                            given->memory);
    return given->o.memory_bytes >= IOT_BUDGET_MIN_BYTES ||
           options_fail(error, "--memory: %s is less than the %u MiB that are needed at least",
                        given->memory, (unsigned)(IOT_BUDGET_MIN_BYTES >> 20));
}

static bool
take_keep(given_options *given, GError **error)
{
    options *o = &given->o;

    if (!given->keep)
        return true;
    if (!o->serve)
        return options_fail(error, "--keep goes with --serve");
    if (!iot_budget_parse(given->keep, &o->keep_bytes) || o->keep_bytes < KEEP_MIN_BYTES)
        return options_fail(error, "--keep: \"%s\" is no size like 16M, of 1M at least",
                            given->keep);
    if (o->keep_bytes + IOT_BUDGET_MIN_BYTES > o->memory_bytes)
        return options_fail(error, "--keep: %s leaves less than %u MiB of --memory for all else",
                            given->keep, (unsigned)(IOT_BUDGET_MIN_BYTES >> 20));
    o->memory_bytes -= o->keep_bytes;
    return true;
}

static bool
take_numbers(given_options *given, GError **error)
{
    const options *o = &given->o;

    if (o->overhead_us < 0)
        return options_fail(error, "--overhead-us: %d is less than nothing", o->overhead_us);
    if (o->interval_s == INTERVAL_UNSAID)
        given->o.interval_s = o->collect ? COLLECT_INTERVAL_S : o->merge ? LOOK_S : INTERVAL_S;
    if (o->interval_s < 1)
        return options_fail(error, "--interval: %d is not at least 1", o->interval_s);
    if (o->packets_max < 0)
        return options_fail(error, "--packets: %" G_GINT64_FORMAT " is less than nothing",
                            o->packets_max);
    return true;
}

/* The earlier side comes first in what is named. */
bool
options_take_sides(given_options *given, GError **error)
{
    guint n = given->o.captures ? g_strv_length(given->o.captures) : 0;
    guint before = given->before ? g_strv_length(given->before) : 0;

    if (before == 0) {
        given->o.n_before = 1;
        return n == 2 ||
               options_fail(error, "changes wants two files, the earlier and the later one; of "
                                   "more, the earlier ones are named by --before");
    }
    if (n == 0 && !given->o.files_from)
        return options_fail(error,
                            "changes: --before names the earlier side; name the later one, too");
    char **all = g_new0(char *, before + n + 1);
    for (guint i = 0; i < before + n; i++)
        all[i] = g_strdup(i < before ? given->before[i] : given->o.captures[i - before]);
    g_strfreev(given->o.captures);
    given->o.captures = all;
    given->o.n_before = before;
    return true;
}

static bool
take_fail_on(given_options *given, GError **error)
{
    given->o.fail_on = -1;
    for (int i = 0; given->fail_on && i < IOT_SEVERITIES; i++)
        if (strcmp(given->fail_on, iot_severity_name((iot_severity)i)) == 0)
            given->o.fail_on = i;
    if (!given->fail_on)
        return true;
    if (given->changes || given->summary)
        return options_fail(error, "--fail-on is of findings: %s none",
                            given->changes ? "changes have a status of their own, and"
                                           : "--summary has");
    return given->o.fail_on >= 0 ||
           options_fail(error, "--fail-on: there is no \"%s\"; there are note and warning",
                        given->fail_on);
}

bool
options_take_values(given_options *given, GError **error)
{
    return take_format(given, error) && take_output(given, error) && take_filter(given, error) &&
           take_time("duration", given->duration, &given->o.duration_s, error) &&
           take_collector(given, error) && take_memory(given, error) && take_keep(given, error) &&
           take_numbers(given, error) && take_fail_on(given, error);
}
