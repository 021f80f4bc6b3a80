/* write-changes.c - what changed, as text, JSON and Markdown
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "write/changes-writer.h"

#include "base/units.h"
#include "write/write-internal.h"
#include "write/write-text-internal.h"

#include <string.h>

/* Of one kind and topic of a device, so many are told to people. */
#define ALIKE_TOLD 12

static const iot_change *
change_at(const iot_changes *changes, guint i)
{
    return i < changes->all->len ? g_ptr_array_index(changes->all, i) : NULL;
}

static bool
is_alike(const iot_change *one, const iot_change *other)
{
    return one && other && one->device == other->device && one->kind == other->kind &&
           one->topic == other->topic;
}

static const char *
mac_text(const iot_device *device, char text[IOT_MAC_TEXT])
{
    return iot_device_macs(device)->len > 0 ? iot_mac_format(iot_device_mac(device), text) : "";
}

static unsigned
count_devices(const iot_changes *changes)
{
    unsigned n = 0;

    for (guint i = 0; i < changes->all->len; i++)
        n += i == 0 || change_at(changes, i)->device != change_at(changes, i - 1)->device;
    return n;
}

/* "api.example.com", "1.0.3 -> 1.0.4" */
static char *
subject_of(const iot_change *change)
{
    if (change->what && change->before && change->after)
        return g_strdup_printf("%s, %s -> %s", change->what, change->before, change->after);
    if (change->what)
        return g_strdup(change->what);
    if (change->before && change->after)
        return g_strdup_printf("%s -> %s", change->before, change->after);
    return g_strdup(change->after ? change->after : change->before ? change->before : "");
}

char *
iot_change_line(const iot_change *change)
{
    g_autofree char *subject = subject_of(change);

    return g_strdup_printf("%s%s%s", iot_change_topic_name(change->topic), *subject ? ": " : "",
                           subject);
}

/* --- Text */

static void
put_side(const char *name, const iot_snapshot *side, GString *out)
{
    char span[IOT_UNITS_TEXT], time[IOT_UNITS_TEXT];
    g_autofree char *total = iot_count_text(&side->total);

    g_string_append_printf(out, "%s %s", name, total);
    if (side->timed)
        g_string_append_printf(out, " in %s from %.19s",
                               iot_format_span(iot_watched_total(side->watched), span),
                               iot_format_time(side->first_ns, time));
    if (side->last_ns - side->first_ns > iot_watched_total(side->watched))
        g_string_append_printf(out, " to %.19s", iot_format_time(side->last_ns, time));
    g_string_append_c(out, '\n');
}

static void
put_device(const iot_device *device, const iot_text_style *style, GString *out)
{
    const char *what = iot_device_what(device);
    char mac[IOT_MAC_TEXT];

    g_string_append_c(out, '\n');
    iot_write_text_styled(style, IOT_TEXT_BOLD, iot_device_name(device), out);
    if (*mac_text(device, mac))
        g_string_append_printf(out, "  %s", mac_text(device, mac));
    if (what && strcmp(what, iot_device_name(device)) != 0)
        g_string_append_printf(out, "  %s", what);
    g_string_append_c(out, '\n');
}

#define EVIDENCE_INDENT 13
#define KIND_WIDTH      9

/* "  new        remote: api.example.com", to which the count of those that are not told can come.
 */
static void
put_line(const iot_change *change, const iot_text_style *style, const char *line, GString *out)
{
    const char *kind = iot_change_kind_name(change->kind);

    g_string_append(out, "  ");
    iot_write_text_styled(style, IOT_TEXT_NOTE, kind, out);
    g_string_append_printf(out, "%*s  %s", KIND_WIDTH - (int)strlen(kind), "", line);
}

static void
put_change(const iot_change *change, const iot_text_style *style, GString *out)
{
    g_autofree char *line = iot_change_line(change);
    char time[IOT_UNITS_TEXT];

    put_line(change, style, line, out);
    g_string_append_printf(out, "\n%*s", EVIDENCE_INDENT, "");
    if (change->at_ns)
        g_string_append_printf(out, "%s %.19s; ",
                               change->kind == IOT_CHANGE_GONE ? "last" : "first",
                               iot_format_time(change->at_ns, time));
    g_string_append_printf(out, "%s\n", change->evidence);
}

static void
put_notes(const iot_changes *changes, GString *out)
{
    g_autoptr(GPtrArray) notes = iot_changes_notes(changes);

    for (guint i = 0; i < notes->len; i++)
        g_string_append_printf(out, "\n%s\n", (const char *)g_ptr_array_index(notes, i));
}

void
iot_write_changes_text(const iot_changes *changes, const iot_text_style *style, GString *out)
{
    guint alike = 0;

    g_string_append_printf(out, "Changes: %u change%s of %u device%s\n\n", changes->all->len,
                           changes->all->len == 1 ? "" : "s", count_devices(changes),
                           count_devices(changes) == 1 ? "" : "s");
    put_side("before:", changes->before, out);
    put_side("after: ", changes->after, out);
    for (guint i = 0; i < changes->all->len; i++) {
        const iot_change *change = change_at(changes, i);
        const iot_change *last = i > 0 ? change_at(changes, i - 1) : NULL;
        alike = is_alike(last, change) ? alike + 1 : 0;
        if (!last || last->device != change->device)
            put_device(change->device, style, out);
        if (alike < ALIKE_TOLD) {
            put_change(change, style, out);
        } else if (!is_alike(change, change_at(changes, i + 1))) {
            put_line(change, style, iot_change_topic_name(change->topic), out);
            g_string_append_printf(out, ": %u more\n", alike + 1 - ALIKE_TOLD);
        }
    }
    put_notes(changes, out);
}

/* --- JSON */

static void
put_time(iot_json_writer *to, const char *name, int64_t ns)
{
    char text[IOT_UNITS_TEXT];

    iot_json_put_text(to, name, ns ? iot_format_time(ns, text) : NULL);
}

static void
put_side_json(iot_json_writer *to, const char *name, const iot_snapshot *side)
{
    iot_json_begin(to, name, '{');
    put_time(to, "first_seen", side->first_ns);
    put_time(to, "last_seen", side->last_ns);
    iot_json_put_number(to, "watched_s", (double)iot_watched_total(side->watched) / 1e9);
    iot_write_json_sum(to, &side->total);
    iot_json_end(to, '}');
}

static void
put_change_json(iot_json_writer *to, const iot_change *change)
{
    char mac[IOT_MAC_TEXT];

    iot_json_begin(to, NULL, '{');
    iot_json_put_text(to, "change", iot_change_kind_name(change->kind));
    iot_json_put_text(to, "topic", iot_change_topic_name(change->topic));
    iot_json_put_text(to, "device", iot_device_name(change->device));
    iot_json_put_text(to, "mac",
                      *mac_text(change->device, mac) ? mac_text(change->device, mac) : NULL);
    iot_json_put_text(to, "what", change->what);
    iot_json_put_text(to, "before", change->before);
    iot_json_put_text(to, "after", change->after);
    put_time(to, "seen", change->at_ns);
    if (change->frame > 0)
        iot_write_json_count(to, "frame", change->frame);
    else
        iot_json_put_text(to, "frame", NULL);
    iot_json_put_text(to, "evidence", change->evidence);
    iot_json_end(to, '}');
}

void
iot_write_changes_json(const iot_changes *changes, GString *out)
{
    iot_json_writer to = {.text = out, .pretty = true};
    g_autoptr(GPtrArray) attributions = iot_changes_attributions(changes);

    iot_json_begin(&to, NULL, '{');
    put_side_json(&to, "before", changes->before);
    put_side_json(&to, "after", changes->after);
    iot_json_begin(&to, "changes", '[');
    for (guint i = 0; i < changes->all->len; i++)
        put_change_json(&to, change_at(changes, i));
    iot_json_end(&to, ']');
    iot_write_json_count(&to, "devices_on_both_sides", changes->common);
    iot_write_json_count(&to, "unsaid", changes->unsaid);
    iot_write_json_attributions(&to, attributions);
    iot_json_end(&to, '}');
    g_string_append_c(out, '\n');
}

/* --- Markdown */

static void
put_side_markdown(const char *name, const iot_snapshot *side, GString *out)
{
    char first[IOT_UNITS_TEXT], last[IOT_UNITS_TEXT];
    g_autofree char *total = iot_count_text(&side->total);

    g_string_append_printf(out, "| %s | %.19s | %.19s | %s |\n", name,
                           side->first_ns ? iot_format_time(side->first_ns, first) : "",
                           side->last_ns ? iot_format_time(side->last_ns, last) : "", total);
}

static void
put_cell_markdown(const char *text, GString *out)
{
    g_string_append_c(out, ' ');
    iot_write_markdown_text(out, text ? text : "");
    g_string_append(out, " |");
}

static void
put_change_markdown(const iot_change *change, GString *out)
{
    g_string_append_printf(out, "| %s %s |", iot_change_kind_name(change->kind),
                           iot_change_topic_name(change->topic));
    put_cell_markdown(change->what, out);
    put_cell_markdown(change->before, out);
    put_cell_markdown(change->after, out);
    put_cell_markdown(change->evidence, out);
    g_string_append_c(out, '\n');
}

void
iot_write_changes_markdown(const iot_changes *changes, GString *out)
{
    char mac[IOT_MAC_TEXT];

    g_string_append(out, "# Changes\n\n| | From | Until | Traffic |\n"
                         "| --- | --- | --- | --- |\n");
    put_side_markdown("Before", changes->before, out);
    put_side_markdown("After", changes->after, out);
    if (changes->all->len == 0)
        g_string_append(out, "\nNothing changed.\n");
    for (guint i = 0; i < changes->all->len; i++) {
        const iot_change *change = change_at(changes, i);
        if (i == 0 || change_at(changes, i - 1)->device != change->device) {
            g_string_append(out, "\n## ");
            iot_write_markdown_text(out, iot_device_name(change->device));
            g_string_append_printf(out,
                                   " %s\n\n| Change | What | Before | After | Evidence |\n"
                                   "| --- | --- | --- | --- | --- |\n",
                                   mac_text(change->device, mac));
        }
        put_change_markdown(change, out);
    }
    put_notes(changes, out);
}

const iot_changes_format *
iot_changes_format_find(const char *name)
{
    static const iot_changes_format formats[] = {{"json", iot_write_changes_json},
                                                 {"markdown", iot_write_changes_markdown},
                                                 {"html", iot_write_changes_html}};

    for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
