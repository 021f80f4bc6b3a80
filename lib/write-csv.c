/* write-csv.c - tables as CSV
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "units.h"
#include "writer.h"

#include <string.h>

static void
put_text(GString *out, const char *text)
{
    if (!strpbrk(text, "\",\r\n") && !strchr("=+-@\t ", text[0])) {
        g_string_append(out, text);
        return;
    }
    g_string_append_c(out, '"');
    if (text[0] && strchr("=+-@\t", text[0]))
        g_string_append_c(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *text);
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
            iot_cell cell = {0};
            table->columns[c].get(g_ptr_array_index(rows, r), report, &cell);
            if (c)
                g_string_append_c(out, ',');
            put_cell(out, &cell);
            iot_cell_clear(&cell);
        }
        g_string_append_c(out, '\n');
    }
}
