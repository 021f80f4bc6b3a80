/* options-help.c - what --help tells
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/options-internal.h"

#include <string.h>

/* Where what an option does begins, and where a line of it ends. */
#define HELP_COLUMN 27
#define HELP_WIDTH  100

static void
append_wrapped(const char *text, GString *out)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    gsize column = HELP_COLUMN;

    for (guint i = 0; words[i]; i++) {
        if (i > 0 && column + 1 + strlen(words[i]) > HELP_WIDTH) {
            g_string_append_printf(out, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (i > 0) {
            g_string_append_c(out, ' ');
            column++;
        }
        g_string_append(out, words[i]);
        column += strlen(words[i]);
    }
    g_string_append_c(out, '\n');
}

static void
append_entry(const GOptionEntry *entry, GString *out)
{
    g_autoptr(GString) left = g_string_new("  ");

    if (entry->short_name)
        g_string_append_printf(left, "-%c, ", entry->short_name);
    else
        g_string_append(left, "    ");
    g_string_append_printf(left, "--%s", entry->long_name);
    if (entry->arg_description)
        g_string_append_printf(left, "=%s", entry->arg_description);
    g_string_append(out, left->str);
    if (left->len + 2 > HELP_COLUMN)
        g_string_append_printf(out, "\n%*s", HELP_COLUMN, "");
    else
        g_string_append_printf(out, "%*s", (int)(HELP_COLUMN - left->len), "");
    append_wrapped(entry->description, out);
}

void
options_write_help(GString *out)
{
    g_string_append(
        out,
        "Usage: iot-devices [OPTION...] [CAPTURE...]\n"
        "       iot-devices [OPTION...] -i INTERFACE\n"
        "       iot-devices --sessions=FILE [OPTION...]\n"
        "       iot-devices --summary [OPTION...] [CAPTURE...]\n"
        "       iot-devices merge [OPTION...] [SUMMARY...]\n"
        "       iot-devices changes [OPTION...] BEFORE AFTER\n"
        "       iot-devices --events [OPTION...] [CAPTURE...]\n\n"
        "Tells which devices are in captures, what they talk to, and how far away that can be.\n"
        "Several captures are read one after the other, as one. \"-\", or none, is standard "
        "input.\n"
        "pcap and pcapng, plain or compressed by gzip, zstd or xz. \"merge\" reads what --summary "
        "has\n"
        "written instead, any number in any order, compressed or not. \"changes\" tells what is "
        "new,\n"
        "gone or different in the second of two captures or summaries; of more, --before names "
        "those\n"
        "of the earlier "
        "side.\n");
    for (unsigned i = 0; i < option_groups_count && option_groups[i].title; i++) {
        g_string_append_printf(out, "\n%s:\n", option_groups[i].title);
        for (const GOptionEntry *entry = option_groups[i].entries; entry->long_name; entry++)
            append_entry(entry, out);
    }
    g_string_append(
        out,
        "\nA LIST has commas between its words. Exit status: 0 all was read; 1 some could not be\n"
        "read, and the report is of what could; 2 nothing could, or an option is wrong. Of "
        "changes: 0\n"
        "there are none, 1 there are, 2 not all could be read, or an option is wrong. With "
        "--fail-on, "
        "4 more\nif there is a finding that bad.\n");
}
