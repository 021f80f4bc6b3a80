/* menu-iot.c - Tools > IoT Devices: documents in a window, to copy and to save; the picture; a
 * baseline
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/protocol.h"
#include "show/register.h"

#include "archive/summary.h"
#include "compat.h"
#include "session/prefs.h"
#include "session/session.h"
#include "show/browser.h"
#include "show/pages.h"
#include "show/saving.h"
#include "write/exports.h"

#include <epan/funnel.h>
#include <epan/tap.h>
#include <wsutil/report_message.h>

static tap_packet_status
count_packet(void *counters, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped,
             tap_flags_t flags _U_)
{
    const iot_tap_packet *packet = tapped;

    iot_session_count(counters, packet);
    return TAP_PACKET_DONT_REDRAW;
}

static void
reset_tally(void *counters)
{
    iot_counters_clear(counters);
}

/* Counts all packets of the open capture. */
static iot_counters *
count_capture(const funnel_ops_t *ops, bool over_time)
{
    iot_counters *counters = iot_counters_new();

    if (over_time)
        iot_counters_keep_over_time(counters);
    GString *error = register_tap_listener("iot", counters, NULL, TL_REQUIRES_NOTHING, reset_tally,
                                           count_packet, NULL, NULL);

    if (error) {
        report_failure("IoT: %s", error->str);
        g_string_free(error, TRUE);
        return counters;
    }
    ops->retap_packets(ops->ops_id);
    remove_tap_listener(counters);
    return counters;
}

static void
save(char **input, void *text)
{
    g_autoptr(GError) error = NULL;

    if (input[0] && *input[0] && !iot_saving_text(input[0], text, &error))
        report_failure("IoT: %s", error->message);
}

static iot_pref_bool
ask_where(funnel_text_window_t *window, void *name)
{
    static const char *fields[] = {"File", NULL};
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    g_autofree char *title = g_strdup_printf("Save %s as", (const char *)name);

    ops->new_dialog(ops->ops_id, title, (const gchar **)fields, NULL, save,
                    g_strdup(ops->get_text(window)), g_free);
    return TRUE;
}

static iot_pref_bool
copy(funnel_text_window_t *window, void *name _U_)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    g_autoptr(GString) text = g_string_new(ops->get_text(window));

    ops->copy_to_clipboard(text);
    return TRUE;
}

static void
add_button(const funnel_ops_t *ops, funnel_text_window_t *window, funnel_bt_cb_t press,
           const char *name, const char *label)
{
    funnel_bt_t *button = g_new0(funnel_bt_t, 1);

    button->tw = window;
    button->func = press;
    button->data = (void *)name;
    button->free_fcn = g_free;
    ops->add_button(window, button, label);
}

/* Else the user is told. */
static bool
is_capture_there(void)
{
    const char *problem = iot_session_capture() ? iot_proto_disabled() : "there is no capture";

    if (problem)
        report_failure("IoT: %s", problem);
    return !problem;
}

/* The report as text in a format; NULL, and the user is told, if there is nothing to report. */
static GString *
write_report(const iot_export_format *format)
{
    iot_report_options options = format->needs;

    if (!is_capture_there())
        return NULL;
    GString *text = g_string_new(NULL);
    options.locator = iot_session_locator();
    options.settings = iot_session_settings();
    g_autoptr(iot_counters) counters = count_capture(funnel_get_funnel_ops(), options.over_time);
    iot_capture_settle(iot_session_capture());
    g_autoptr(iot_report) report = iot_report_new(iot_session_capture(), counters, &options);
    report->findings = iot_session_findings();
    format->write(report, text);
    return text;
}

static void
show(gpointer data)
{
    const iot_export_format *format = data;
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    g_autoptr(GString) text = write_report(format);
    g_autofree char *title = g_strdup_printf("IoT Devices: %s", format->title);

    if (!text)
        return;
    funnel_text_window_t *window = ops->new_text_window(ops->ops_id, title);
    ops->set_text(window, text->str);
    add_button(ops, window, ask_where, format->title, "Save as");
    add_button(ops, window, copy, format->title, "Copy");
}

static void
open_page(gpointer data)
{
    g_autoptr(GString) text = write_report(data);
    g_autoptr(GError) error = NULL;

    if (!text)
        return;
    g_autofree char *path = iot_pages_add(text, &error);
    if (path)
        iot_browser_open(path);
    else
        report_failure("IoT: %s", error->message);
}

/* What the open capture told, as a summary. */
static GString *
summarize(const funnel_ops_t *ops)
{
    g_autoptr(iot_summary) summary = iot_summary_new();
    g_autoptr(iot_counters) counters = count_capture(ops, false);
    GString *text = g_string_new(NULL);

    iot_capture_settle(iot_session_capture());
    iot_summary_add_capture(summary, iot_session_capture(), counters, "");
    iot_summary_write(summary, text);
    return text;
}

static bool
save_baseline_as(const char *path, GError **error)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();

    if (g_str_has_suffix(path, ".gz")) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s: a baseline is saved uncompressed, so choose a name without .gz", path);
        return false;
    }
    g_autoptr(GString) text = summarize(ops);
    if (!iot_saving_baseline(path, text->str, error) || !iot_prefs_set_baseline(path, error))
        return false;
    ops->redissect_packets(ops->ops_id);
    return true;
}

static void
save_baseline(char **input, void *data _U_)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = input[0] && *input[0] ? g_canonicalize_filename(input[0], NULL) : NULL;

    if (path && is_capture_there() && !save_baseline_as(path, &error))
        report_failure("IoT: %s", error->message);
}

static void
ask_for_baseline(gpointer data _U_)
{
    static const char *fields[] = {"File", NULL};
    const funnel_ops_t *ops = funnel_get_funnel_ops();

    if (is_capture_there())
        ops->new_dialog(ops->ops_id, "Save as Baseline", (const gchar **)fields, NULL,
                        save_baseline, NULL, NULL);
}

void
iot_register_menus(void)
{
    funnel_register_menu("IoT Devices/Save as Baseline", REGISTER_TOOLS_GROUP_UNSORTED,
                         ask_for_baseline, NULL, NULL, FALSE);
    iot_pages_register();
    for (unsigned i = 0; i < iot_export_formats_count(); i++) {
        const iot_export_format *format = iot_export_format_get(i);
        g_autofree char *name = format->is_page
                                    ? g_strdup_printf("IoT Devices/%s", format->title)
                                    : g_strdup_printf("IoT Devices/Export/%s", format->title);
        funnel_register_menu(name, REGISTER_TOOLS_GROUP_UNSORTED,
                             format->is_page ? open_page : show, (gpointer)format, NULL, FALSE);
    }
}
