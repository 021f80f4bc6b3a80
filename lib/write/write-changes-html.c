/* write-changes-html.c - what changed, as one page
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * No script: the page is its tables, and its policy lets nothing but its own style run.
 */
#include "write/changes-writer.h"

#include "base/units.h"

#include <string.h>

static const char style[] =
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;"
    "color:#1c2733;background:#fff}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin:2rem 0 .3rem}h2 small{color:#5b6b7b;"
    "font-weight:400}"
    "table{border-collapse:collapse;width:100%}.changes{table-layout:fixed}"
    "th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d9e0e7;"
    "vertical-align:top}th{color:#5b6b7b;font-weight:500}td{overflow-wrap:break-word}"
    ".changes th:nth-child(1){width:12rem}.changes th:nth-child(2){width:24%}"
    ".changes th:nth-child(3),.changes th:nth-child(4){width:9rem}"
    ".new{color:#0b6b3a}.gone{color:#8a3b12}.different{color:#1f4f9c}.note{color:#5b6b7b}"
    "@media(prefers-color-scheme:dark){body{color:#dfe7ef;background:#10161d}"
    "th,td{border-color:#2a3643}th,h2 small,.note{color:#93a4b5}.new{color:#5fd49a}"
    ".gone{color:#f0a37a}.different{color:#8fb8ff}}"
    "@media(max-width:760px){thead{display:none}tr{display:block;padding:.5rem 0;"
    "border-bottom:1px solid #d9e0e7}th,td{display:block;border:0;padding:.1rem 0}"
    "td:empty{display:none}td[title]::before{content:attr(title) \": \";color:#5b6b7b}}";

static void
put_text(GString *out, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text ? text : "", -1);

    g_string_append(out, escaped);
}

static void
put_side(const char *name, const iot_snapshot *side, GString *out)
{
    char first[IOT_UNITS_TEXT], last[IOT_UNITS_TEXT];
    g_autofree char *total = iot_count_text(&side->total);

    g_string_append_printf(out,
                           "<tr><th>%s</th><td title=\"From\">%.19s</td><td title=\"Until\">%.19s"
                           "</td><td title=\"Traffic\">%s</td></tr>\n",
                           name, side->first_ns ? iot_format_time(side->first_ns, first) : "",
                           side->last_ns ? iot_format_time(side->last_ns, last) : "", total);
}

static void
put_device(const iot_device *device, GString *out)
{
    char mac[IOT_MAC_TEXT];

    g_string_append(out, "<h2>");
    put_text(out, iot_device_name(device));
    g_string_append(out, " <small>");
    if (iot_device_macs(device)->len > 0)
        put_text(out, iot_mac_format(iot_device_mac(device), mac));
    g_string_append_c(out, ' ');
    put_text(out, iot_device_what(device));
    g_string_append(out, "</small></h2>\n<table class=\"changes\"><thead><tr><th>Change</th>"
                         "<th>What</th><th>Before</th><th>After</th><th>Evidence</th></tr></thead>"
                         "<tbody>\n");
}

/* @param title NULL: what it is needs no word */
static void
put_cell(GString *out, const char *title, const char *text)
{
    if (title)
        g_string_append_printf(out, "<td title=\"%s\">", title);
    else
        g_string_append(out, "<td>");
    put_text(out, text);
    g_string_append(out, "</td>");
}

static void
put_change(const iot_change *change, GString *out)
{
    const char *kind = iot_change_kind_name(change->kind);
    bool is_new = change->kind == IOT_CHANGE_NEW, gone = change->kind == IOT_CHANGE_GONE;

    g_string_append_printf(out, "<tr><td class=\"%s\">%s %s</td>", kind, kind,
                           iot_change_topic_name(change->topic));
    put_cell(out, NULL, change->what);
    put_cell(out, "Before", change->before ? change->before : gone ? "yes" : "");
    put_cell(out, "After", change->after ? change->after : is_new ? "yes" : "");
    put_cell(out, NULL, change->evidence);
    g_string_append(out, "</tr>\n");
}

void
iot_write_changes_html(const iot_changes *changes, GString *out)
{
    g_autofree char *hash = NULL;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize length = sizeof digest;
    g_autoptr(GPtrArray) notes = iot_changes_notes(changes);
    const iot_change *last = NULL;

    g_checksum_update(sum, (const guchar *)style, (gssize)strlen(style));
    g_checksum_get_digest(sum, digest, &length);
    hash = g_base64_encode(digest, length);
    g_string_append_printf(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'sha256-%s'\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        "<title>Changes</title><style>%s</style></head><body>\n<h1>Changes</h1>\n"
        "<table><thead><tr><th></th><th>From</th><th>Until</th><th>Traffic</th></tr>"
        "</thead><tbody>\n",
        hash, style);
    put_side("Before", changes->before, out);
    put_side("After", changes->after, out);
    g_string_append(out, "</tbody></table>\n");
    for (guint i = 0; i < changes->all->len; i++) {
        const iot_change *change = g_ptr_array_index(changes->all, i);
        if (!last || last->device != change->device) {
            g_string_append(out, last ? "</tbody></table>\n" : "");
            put_device(change->device, out);
        }
        put_change(change, out);
        last = change;
    }
    g_string_append(out, last ? "</tbody></table>\n" : "<p>Nothing changed.</p>\n");
    for (guint i = 0; i < notes->len; i++) {
        g_string_append(out, "<p class=\"note\">");
        put_text(out, g_ptr_array_index(notes, i));
        g_string_append(out, "</p>\n");
    }
    g_string_append(out, "</body></html>\n");
}
