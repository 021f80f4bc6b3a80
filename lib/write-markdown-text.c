/* write-markdown-text.c - texts and cells that cannot be taken for markup
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "units.h"
#include "write-internal.h"

#include <string.h>

/* Anything in CommonMark's or GitHub's syntax that can begin something in the middle of a line. */
#define MARKUP "\\`*[]<>|~#!$@"

/* CommonMark takes a backslash before any ASCII punctuation; < and & are entities, as a renderer
 * that passes HTML on looks for them first. */
static void
put_character(GString *out, const char *text, const char *p)
{
    bool is_inside = p > text && g_ascii_isalnum(p[-1]) && g_ascii_isalnum(p[1]);

    if (*p == '<')
        g_string_append(out, "&lt;");
    else if (*p == '>')
        g_string_append(out, "&gt;");
    else if (*p == '&')
        g_string_append(out, "&amp;");
    /* "_" is markup at the edge of a word; "-", "+", "=" at the start of a line; "://" makes a
     * link of it. */
    else if (strchr(MARKUP, *p) || (*p == '_' && !is_inside) || (p == text && strchr("-+=", *p)) ||
             g_str_has_prefix(p, "://"))
        g_string_append_printf(out, "\\%c", *p);
    /* "1. " begins a list. */
    else if (strchr(".)", *p) && p[1] == ' ')
        g_string_append_printf(out, "\\%c", *p);
    else
        g_string_append_len(out, p, (gssize)(g_utf8_next_char(p) - p));
}

void
iot_write_markdown_text(GString *out, const char *text)
{
    g_autoptr(GString) plain = g_string_new(NULL);

    /* Names are clean by now; a newline would end a table, so that is made sure of here. */
    iot_write_plain(plain, text, G_MAXSIZE, "", ' ');
    for (const char *p = plain->str; *p; p = g_utf8_next_char(p))
        put_character(out, plain->str, p);
}

/* A cell as people read it; nothing if unknown. */
static void
put_cell(GString *out, const iot_cell *cell)
{
    char text[IOT_UNITS_TEXT];

    switch (cell->kind) {
    case IOT_CELL_EMPTY:
        return;
    case IOT_CELL_TEXT:
        iot_write_markdown_text(out, cell->text);
        return;
    case IOT_CELL_LIST:
        for (guint i = 0; i < cell->list->len; i++) {
            g_string_append(out, i ? ", " : "");
            iot_write_markdown_text(out, g_ptr_array_index(cell->list, i));
        }
        return;
    case IOT_CELL_COUNT:
        g_string_append_printf(out, "%" G_GUINT64_FORMAT, cell->count);
        return;
    case IOT_CELL_BYTES:
        iot_format_bytes(cell->count, text);
        break;
    case IOT_CELL_TIME:
        iot_format_time(cell->ns, text);
        break;
    case IOT_CELL_RTT:
        iot_format_rtt(cell->ns, text);
        break;
    case IOT_CELL_KM:
        iot_format_km(cell->number, text);
        break;
    case IOT_CELL_RATE:
        iot_format_rate(cell->number, text);
        break;
    case IOT_CELL_DEGREES:
        g_string_append_printf(out, "%.2f", cell->number);
        return;
    case IOT_CELL_BOOL:
        g_string_append(out, cell->is ? "yes" : "no");
        return;
    }
    g_string_append(out, text);
}

void
iot_write_markdown_column(GString *out, const iot_table *table, const char *key,
                          const iot_report *report, const void *row)
{
    iot_cell cell = {0};

    iot_table_column(table, key)->get(row, report, &cell);
    put_cell(out, &cell);
    iot_cell_clear(&cell);
}
