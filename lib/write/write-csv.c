/* write-csv.c - tables as CSV
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A spreadsheet takes a cell that begins like a formula for one. Which cells there are is up to it:
 * one that splits at ";" knows no quotation mark that stands inside of its cell, and so makes a
 * cell of its own of what we quoted. So a text is guarded wherever anybody may begin a cell.
 * Numbers are ours, and stay numbers.
 */
#include "base/units.h"
#include "identity/identity.h"
#include "write/writer.h"

#include <string.h>

/* Begins a formula; the full-width and small forms are folded to the first four by some. */
static bool
begins_formula(gunichar c)
{
    static const gunichar beginnings[] = {'=',    '+',    '-',    '@',    '\t',
                                          '\r',   0xff1d, 0xff0b, 0xff0d, 0xff20,
                                          0xfe66, 0xfe62, 0xfe63, 0xfe6b, 0x2212};

    for (unsigned i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (c == beginnings[i])
            return true;
    return false;
}

/* Ends a cell in some spreadsheet, by its settings. One that splits at commas knows our quotation
 * marks. */
static bool
ends_cell(gunichar c)
{
    return c < 0x80 && c && strchr(";|\t\r\n", (int)c);
}

/* Left out where a cell begins. */
static bool
is_trimmed(gunichar c)
{
    return g_unichar_isspace(c) || c == '"' || c == '\'';
}

/* The text with an apostrophe before each formula: spreadsheets take what follows for text. */
static char *
guarded(const char *text)
{
    GString *out = g_string_new(NULL);
    bool at_beginning = true;

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        if (at_beginning && begins_formula(c))
            g_string_append_c(out, '\'');
        at_beginning = ends_cell(c) || (at_beginning && is_trimmed(c));
        g_string_append_len(out, text, (gssize)(g_utf8_next_char(text) - text));
    }
    return g_string_free(out, FALSE);
}

static void
put_text(GString *out, const char *text)
{
    g_autofree char *safe = guarded(text);

    if (!strpbrk(safe, "\",\r\n") && *safe != ' ' && strcmp(safe, text) == 0) {
        g_string_append(out, text);
        return;
    }
    g_string_append_c(out, '"');
    for (const char *p = safe; *p; p++) {
        if (*p == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
}

static void
put_list(GString *out, const GPtrArray *list)
{
    g_autoptr(GString) joined = g_string_new(NULL);

    for (guint i = 0; i < list->len; i++)
        g_string_append_printf(joined, "%s%s", i ? "; " : "",
                               (const char *)g_ptr_array_index(list, i));
    put_text(out, joined->str);
}

static void
put_number(GString *out, double number, const char *format)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append(out, g_ascii_formatd(text, sizeof text, format, number));
}

static void
put_cell(GString *out, const iot_cell *cell)
{
    char text[IOT_UNITS_TEXT];

    switch (cell->kind) {
    case IOT_CELL_EMPTY:
        break;
    case IOT_CELL_TEXT:
        put_text(out, cell->text);
        break;
    case IOT_CELL_LIST:
        put_list(out, cell->list);
        break;
    case IOT_CELL_COUNT:
    case IOT_CELL_BYTES:
        g_string_append_printf(out, "%" G_GUINT64_FORMAT, cell->count);
        break;
    case IOT_CELL_TIME:
        g_string_append(out, iot_format_time(cell->ns, text));
        break;
    case IOT_CELL_RTT:
        put_number(out, (double)cell->ns / 1e6, "%.6f");
        break;
    case IOT_CELL_KM:
    case IOT_CELL_RATE:
        put_number(out, cell->number, "%.3f");
        break;
    case IOT_CELL_DEGREES:
        put_number(out, cell->number, "%.4f");
        break;
    case IOT_CELL_IDENTITY: {
        g_autofree char *told = iot_identity_text_of(cell->identity);
        put_text(out, told);
        break;
    }
    case IOT_CELL_BOOL:
        g_string_append(out, cell->is ? "true" : "false");
        break;
    }
}

void
iot_write_csv(const iot_table *table, const iot_report *report, GString *out)
{
    const GPtrArray *rows = table->rows(report);

    for (unsigned c = 0; c < table->n_columns; c++)
        g_string_append_printf(out, "%s%s", c ? "," : "", table->columns[c].key);
    g_string_append_c(out, '\n');
    for (guint r = 0; rows && r < rows->len; r++) {
        for (unsigned c = 0; c < table->n_columns; c++) {
            iot_cell cell = iot_column_get(&table->columns[c], g_ptr_array_index(rows, r), report);
            if (c)
                g_string_append_c(out, ',');
            put_cell(out, &cell);
            iot_cell_clear(&cell);
        }
        g_string_append_c(out, '\n');
    }
}
