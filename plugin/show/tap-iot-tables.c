/* tap-iot-tables.c - tshark -z
 * iot,conversations|devices|services|findings|destinations|questions[,filter] iot,changes and
 * iot,export
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

#include "base/escape.h"
#include "compat.h"
#include "session/baseline.h"
#include "session/session.h"
#include "session/state.h"
#include "show/missed.h"
#include "show/saving.h"
#include "archive/summary.h"
#include "write/changes-writer.h"
#include "write/exports.h"

#include <epan/stat_tap_ui.h>
#include <epan/tap.h>

typedef void (*write_fn)(const iot_report *report, GString *out);

/* One -z of the command line. */
typedef struct table_tap {
    void (*draw)(struct table_tap *tap);
    iot_counters *counters;
    GHashTable *frames;              /* of those counted; NULL: all are */
    write_fn write;                  /* to standard output */
    const iot_export_format *format; /* of an export */
    iot_export_target *target;       /* of it; NULL: standard output */
    iot_summary *baseline;           /* that changes are told against */
} table_tap;

struct exporting {
    GPtrArray *targets; /* of all exports, of which no two may be the same file. Borrowed */
};

static struct exporting *
exporting(void)
{
    return iot_state(IOT_STATE_TABLES, sizeof(struct exporting));
}

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
table_packet(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped,
             tap_flags_t flags _U_)
{
    const iot_tap_packet *packet = tapped;
    table_tap *tap = data;

    iot_session_count(tap->counters, packet);
    if (tap->frames)
        g_hash_table_add(tap->frames, GUINT_TO_POINTER(packet->frame));
    return TAP_PACKET_REDRAW;
}

static bool
is_counted(uint32_t frame, void *frames)
{
    return g_hash_table_contains(frames, GUINT_TO_POINTER(frame));
}

static iot_report *
make_report(const table_tap *tap)
{
    iot_report_options options = tap->format ? tap->format->needs : (iot_report_options){0};

    options.locator = iot_session_locator();
    options.settings = iot_session_settings();
    options.remotes |= tap->write == iot_write_destinations_text;
    options.questions |= tap->write == iot_write_questions_text;
    iot_capture_settle(iot_session_capture());
    return iot_report_new(iot_session_capture(), tap->counters, &options);
}

/* With a filter, those that the selected frames prove. Tables for people show them in a table of
 * their own, the rest shows everything. */
static const iot_findings *
find(const table_tap *tap, iot_findings **ret_selected)
{
    bool wanted = tap->format || tap->write == iot_write_findings_text;
    const iot_findings *all = wanted ? iot_session_findings() : NULL;

    if (all && tap->frames)
        *ret_selected = iot_findings_select(all, is_counted, tap->frames);
    return *ret_selected ? *ret_selected : all;
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
    return target->file && iot_out_file_is_stdout(target->file) &&
           g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_PIPE);
}

static void
save(const table_tap *tap, const iot_report *report)
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
draw_report(table_tap *tap)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(iot_findings) selected = NULL;
    g_autoptr(iot_report) report = make_report(tap);

    report->findings = find(tap, &selected);
    if (tap->target) {
        save(tap, report);
        return;
    }
    tap->write(report, text);
    g_autofree char *missed = tap->format ? NULL : missed_words();
    if (missed)
        g_string_append_printf(text, "%s\n", missed);
    print(text);
}

/* What the summary says is worked out by the settings of today, as the capture is. */
static void
draw_changes(table_tap *tap)
{
    const iot_settings *settings = iot_session_settings();
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(iot_past) past = iot_past_new(tap->baseline);

    iot_capture_settle(iot_session_capture());
    g_autoptr(iot_snapshot) after =
        iot_snapshot_new(&(iot_snapshot_source){.capture = iot_session_capture(),
                                                .counters = tap->counters,
                                                .settings = settings,
                                                .is_proof = tap->frames ? is_counted : NULL,
                                                .user_data = tap->frames});
    g_autoptr(iot_changes) changes = iot_changes_new(past->snapshot, after, tap->frames != NULL);
    iot_write_changes_text(changes, NULL, text);
    print(text);
}

static void
table_draw(void *data)
{
    table_tap *tap = data;

    if (iot_session_capture())
        tap->draw(tap);
}

static void
table_free(void *data)
{
    table_tap *tap = data;

    iot_counters_free(tap->counters);
    g_clear_pointer(&tap->frames, g_hash_table_unref);
    if (tap->target)
        g_ptr_array_remove(exporting()->targets, tap->target);
    iot_export_target_free(tap->target);
    iot_summary_free(tap->baseline);
    g_free(tap);
}

static table_tap *
start(void (*draw)(table_tap *tap), const char *filter)
{
    table_tap *tap = g_new0(table_tap, 1);

    if (iot_proto_disabled())
        fail("IoT: %s", iot_proto_disabled());
    tap->counters = iot_counters_new();
    tap->frames = filter ? g_hash_table_new(NULL, NULL) : NULL;
    tap->draw = draw;
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
    {"iot,conversations", iot_write_conversations_text},
    {"iot,devices", iot_write_devices_text},
    {"iot,services", iot_write_services_text},
    {"iot,findings", iot_write_findings_text},
    {"iot,destinations", iot_write_destinations_text},
    {"iot,questions", iot_write_questions_text},
};

static IOT_STAT_INIT_RETURN
init_table(const char *arg, void *userdata)
{
    unsigned i = GPOINTER_TO_UINT(userdata);
    const char *rest = arg + strlen(tables[i].arg);

    if (*rest != '\0' && *rest != ',')
        fail("IoT: no statistic \"%s\"", arg);
    table_tap *tap = start(draw_report, *rest == ',' && rest[1] ? rest + 1 : NULL);
    tap->write = tables[i].write;
    IOT_STAT_INIT_OK;
}

/* "iot,changes,BASELINE[,filter]": a summary that iot-devices has written. */
static IOT_STAT_INIT_RETURN
init_changes(const char *arg, void *userdata _U_)
{
    g_auto(GStrv) words = g_strsplit(arg, ",", 4);
    const char *path = words[2] ? words[2] : "";
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    iot_summary *baseline = iot_summary_new();

    if (!*path)
        fail("IoT: -z iot,changes wants a summary: iot,changes,BASELINE[,filter]");
    if (!iot_summary_read_file(baseline, path, problems, &error))
        fail("IoT: %s", error->message);
    for (guint i = 0; i < problems->len; i++)
        fprintf(stderr, "tshark: IoT: %s\n", (const char *)g_ptr_array_index(problems, i));
    table_tap *tap = start(draw_changes, words[3] && *words[3] ? words[3] : NULL);
    tap->baseline = baseline;
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

    if (!exporting()->targets)
        exporting()->targets = g_ptr_array_new();
    for (guint i = 0; target && target->file && i < exporting()->targets->len; i++) {
        const iot_export_target *other = g_ptr_array_index(exporting()->targets, i);
        if (other->file && iot_out_file_is_replaced(target->file) &&
            iot_out_file_is_same(target->file, other->file))
            fail("IoT: two exports would write %s", path);
    }
    if (!target || !iot_saving_is_safe(target, format, &error) ||
        !iot_export_target_open(target, &error))
        fail("IoT: %s", error->message);
    g_ptr_array_add(exporting()->targets, target);
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
    table_tap *tap = start(draw_report, NULL);
    tap->write = format->write;
    tap->format = format;
    if (format->needs.over_time)
        iot_counters_keep_over_time(tap->counters);
    tap->target = target;
    IOT_STAT_INIT_OK;
}

void
iot_register_tables(void)
{
    static stat_tap_ui uis[G_N_ELEMENTS(tables) + 2];
    unsigned n = 0;

    for (; n < G_N_ELEMENTS(tables); n++)
        uis[n] = (stat_tap_ui){.cli_string = tables[n].arg, .tap_init_cb = init_table};
    uis[n++] = (stat_tap_ui){.cli_string = "iot,changes", .tap_init_cb = init_changes};
    uis[n++] = (stat_tap_ui){.cli_string = "iot,export", .tap_init_cb = init_export};
    for (unsigned i = 0; i < n; i++) {
        uis[i].group = REGISTER_STAT_GROUP_GENERIC;
        register_stat_tap_ui(&uis[i], GUINT_TO_POINTER(i));
    }
}
