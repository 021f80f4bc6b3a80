/* tap-iot-tables.c - tshark -z iot,conversations|devices|services|findings|destinations[,filter]
 * and iot,export
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * While packets come they are only tallied; the table is made when it is drawn, so one pass and
 * two give the same.
 */
#include "session/protocol.h"
#include "show/register.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "compat.h"
#include "session/session.h"
#include "show/missed.h"
#include "show/saving.h"
#include "write/exports.h"

#include <epan/stat_tap_ui.h>
#include <epan/tap.h>

typedef void (*write_fn)(const iot_report *report, GString *out);

/* One -z of the command line. */
typedef struct table_tap {
    iot_counters *counters;
    GHashTable *frames;              /* of those counted; NULL: all are */
    write_fn write;                  /* to standard output */
    const iot_export_format *format; /* of an export */
    iot_export_target *target;       /* of it; NULL: standard output */
} table_tap;

/* The targets of all exports, of which no two may be the same file. Borrowed. */
static GPtrArray *targets;

static void fail(const char *format, ...) G_GNUC_PRINTF(1, 2) G_GNUC_NORETURN;

/* Nothing can be returned from here, and a script must not take half an export for a whole one. */
static void
fail(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *shown = iot_escape_shown(message);
    fflush(stdout);
    fprintf(stderr, "tshark: %s\n", shown);
    exit(2);
}

static void
table_reset(void *data)
{
    table_tap *tap = data;

    iot_counters_clear(tap->counters);
    if (tap->frames)
        g_hash_table_remove_all(tap->frames);
}

static tap_packet_status
table_packet(void *data, packet_info *pinfo, epan_dissect_t *edt _U_, const void *tapped,
             tap_flags_t flags _U_)
{
    const iot_tap_packet *packet = tapped;
    table_tap *tap = data;

    iot_counters_add(tap->counters, packet->flow, packet->length_bytes, iot_session_time_ns(pinfo));
    if (tap->frames)
        g_hash_table_add(tap->frames, GUINT_TO_POINTER(packet->frame));
    return TAP_PACKET_REDRAW;
}

static iot_report *
make_report(const table_tap *tap)
{
    iot_report_options options = iot_session_report_options();

    options.remotes = tap->format || tap->write == iot_write_destinations_text;
    iot_capture_settle(iot_session_capture());
    iot_report *report = iot_report_new(iot_session_capture(), tap->counters, &options);

    /* Tables for people show them in a table of their own, the rest shows everything. */
    if (tap->format || tap->write == iot_write_findings_text)
        report->findings = iot_session_findings();
    return report;
}

/* With a filter, the findings that the selected frames prove. */
static iot_findings
selected_findings(const table_tap *tap, const iot_findings *all)
{
    iot_findings some = {g_ptr_array_new()};

    for (guint i = 0; all && i < all->all->len; i++) {
        iot_finding *finding = g_ptr_array_index(all->all, i);
        if (!tap->frames ||
            g_hash_table_contains(tap->frames, GUINT_TO_POINTER(finding->first_frame)))
            g_ptr_array_add(some.all, finding);
    }
    return some;
}

/* tshark does not end where the reader of its output has gone: other statistics go to files. */
static void
print(const GString *text)
{
    errno = 0;
    bool good = fwrite(text->str, 1, text->len, stdout) == text->len && fflush(stdout) == 0;
    if (!good && errno != EPIPE)
        fail("IoT: standard output: %s", g_strerror(errno));
}

static bool
is_reader_gone(const iot_export_target *target, const GError *error)
{
    return target->file && iot_out_file_descriptor(target->file) == STDOUT_FILENO &&
           g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_PIPE);
}

static void export(table_tap *tap, const iot_report *report)
{
    g_autoptr(GError) error = NULL;

    /* What tshark itself has printed goes first. */
    fflush(stdout);
    if ((!iot_saving_is_safe(tap->target, tap->format, &error) ||
         !iot_export_target_save(tap->target, tap->format, report, &error)) &&
        !is_reader_gone(tap->target, error))
        fail("IoT: %s", error->message);
    if (iot_export_target_note(tap->target))
        fprintf(stderr, "tshark: IoT: %s\n", iot_export_target_note(tap->target));
}

static void
table_draw(void *data)
{
    table_tap *tap = data;
    g_autoptr(GString) text = g_string_new(NULL);

    if (!iot_session_capture())
        return;
    g_autoptr(iot_report) report = make_report(tap);
    if (tap->target) {
        export(tap, report);
        return;
    }
    iot_findings selected = selected_findings(tap, report->findings);
    report->findings = &selected;
    tap->write(report, text);
    g_ptr_array_unref(selected.all);
    g_autofree char *missed = tap->format ? NULL : missed_words();
    if (missed)
        g_string_append_printf(text, "%s\n", missed);
    print(text);
}

static void
table_free(void *data)
{
    table_tap *tap = data;

    iot_counters_free(tap->counters);
    g_clear_pointer(&tap->frames, g_hash_table_unref);
    if (tap->target)
        g_ptr_array_remove(targets, tap->target);
    iot_export_target_free(tap->target);
    g_free(tap);
}

static table_tap *
start(write_fn write, const char *filter)
{
    table_tap *tap = g_new0(table_tap, 1);

    if (iot_proto_disabled())
        fail("IoT: %s", iot_proto_disabled());
    tap->counters = iot_counters_new();
    tap->frames = filter ? g_hash_table_new(NULL, NULL) : NULL;
    tap->write = write;
    GString *error = register_tap_listener("iot", tap, filter, TL_REQUIRES_NOTHING, table_reset,
                                           table_packet, table_draw, table_free);
    if (error)
        fail("IoT: %s", error->str);
    return tap;
}

/* Text tables: "iot,NAME[,filter]". */
static const struct {
    const char *arg;
    write_fn write;
} tables[] = {
    {"iot,conversations", iot_write_conversations_text}, {"iot,devices", iot_write_devices_text},
    {"iot,services", iot_write_services_text},           {"iot,findings", iot_write_findings_text},
    {"iot,destinations", iot_write_destinations_text},
};

static IOT_STAT_INIT_RETURN
init_table(const char *arg, void *userdata)
{
    unsigned i = GPOINTER_TO_UINT(userdata);
    const char *rest = arg + strlen(tables[i].arg);

    if (*rest != '\0' && *rest != ',')
        fail("IoT: no statistic \"%s\"", arg);
    start(tables[i].write, *rest == ',' && rest[1] ? rest + 1 : NULL);
    IOT_STAT_INIT_OK;
}

static char *
known_formats(void)
{
    GString *names = g_string_new(NULL);

    for (unsigned i = 0; i < iot_export_formats_count(); i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "", iot_export_format_get(i)->name);
    return g_string_free(names, FALSE);
}

/* Found and opened before anything is read. */
static iot_export_target *
open_target(const iot_export_format *format, const char *path)
{
    g_autoptr(GError) error = NULL;
    iot_export_target *target = iot_export_target_find(format, path, &error);

    if (!targets)
        targets = g_ptr_array_new();
    for (guint i = 0; target && target->file && i < targets->len; i++) {
        const iot_export_target *other = g_ptr_array_index(targets, i);
        if (other->file && iot_out_file_directory(target->file) >= 0 &&
            iot_out_file_is_same(target->file, other->file))
            fail("IoT: two exports would write %s", path);
    }
    if (!target || !iot_saving_is_safe(target, format, &error) ||
        !iot_export_target_open(target, &error))
        fail("IoT: %s", error->message);
    g_ptr_array_add(targets, target);
    return target;
}

/* "iot,export,FORMAT[,FILE]" */
static IOT_STAT_INIT_RETURN
init_export(const char *arg, void *userdata _U_)
{
    g_auto(GStrv) words = g_strsplit(arg, ",", 4);
    const char *name = words[2] ? words[2] : "";
    const char *path = words[2] && words[3] ? words[3] : "";
    const iot_export_format *format = iot_export_format_find(name);
    g_autofree char *known = known_formats();

    if (!format)
        fail("IoT: no export format \"%s\"; there are %s", name, known);
    if (g_str_has_suffix(path, "/") && !format->save_all)
        fail("IoT: %s is one file; \"%s\" is a directory", name, path);
    iot_export_target *target = *path ? open_target(format, path) : NULL;
    table_tap *tap = start(format->write, NULL);
    tap->format = format;
    tap->target = target;
    IOT_STAT_INIT_OK;
}

void
iot_register_tables(void)
{
    static stat_tap_ui uis[G_N_ELEMENTS(tables) + 1];

    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++) {
        uis[i] = (stat_tap_ui){.group = REGISTER_STAT_GROUP_GENERIC,
                               .cli_string = tables[i].arg,
                               .tap_init_cb = init_table};
        register_stat_tap_ui(&uis[i], GUINT_TO_POINTER(i));
    }
    uis[G_N_ELEMENTS(tables)] = (stat_tap_ui){.group = REGISTER_STAT_GROUP_GENERIC,
                                              .cli_string = "iot,export",
                                              .tap_init_cb = init_export};
    register_stat_tap_ui(&uis[G_N_ELEMENTS(tables)], NULL);
}
