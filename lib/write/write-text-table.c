/* write-text-table.c - an aligned table that fits a terminal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows can stand in blocks, one per device, under a line that says who the device is. Columns are
 * as wide as their longest value; the stretchy ones give way until the line fits. A name too long
 * for its column loses its middle, since both ends of a host name tell something.
 */
#include "base/escape.h"
#include "base/units.h"
#include "write/write-text-internal.h"

#include <string.h>

/* Between the first of a list and the number of the others. */
#define LIST_COUNT " +"

typedef struct text_table {
    const iot_table *table;
    const iot_report *report;
    const text_column *columns;
    unsigned n_columns;
    bool in_blocks; /* device lines between the rows, which are indented */
    int64_t start_ns;
    guint *widths;
} text_table;

static unsigned
width_of(const char *text)
{
    unsigned width = 0;

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return width;
}

static unsigned
width_of_char(const char *at)
{
    gunichar c = g_utf8_get_char(at);

    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

/* The middle gives way to an ellipsis; a third of the room is for the beginning. */
char *
iot_write_text_shorten(const char *text, unsigned room)
{
    unsigned head = (room - 1) / 3, tail = room - 1 - head, used = 0;
    const char *p = text, *end = text + strlen(text), *q = end;

    if (width_of(text) <= room)
        return g_strdup(text);
    while (used + width_of_char(p) <= head) {
        used += width_of_char(p);
        p = g_utf8_next_char(p);
    }
    used = 0;
    while (q > p && used + width_of_char(g_utf8_prev_char(q)) <= tail) {
        q = g_utf8_prev_char(q);
        used += width_of_char(q);
    }
    /* An accent whose letter is gone would stand on the ellipsis. */
    while (*q && width_of_char(q) == 0)
        q = g_utf8_next_char(q);
    return g_strdup_printf("%.*s…%s", (int)(p - text), text, q);
}

/* A list too long for its column first loses the count of what is not shown: one whole address
 * tells more. */
static char *
fit(const char *text, unsigned room)
{
    const char *count = g_strrstr(text, LIST_COUNT);

    if (width_of(text) <= room || !count || strspn(count, LIST_COUNT "0123456789") != strlen(count))
        return iot_write_text_shorten(text, room);
    g_autofree char *first = g_strndup(text, count - text);
    return iot_write_text_shorten(first, room);
}

void
iot_write_text_padded(GString *out, const char *text, unsigned width, bool right)
{
    unsigned used = width_of(text);
    unsigned pad = used < width ? width - used : 0;

    g_string_append_printf(out, "%*s%s%*s", right ? (int)pad : 0, "", text, right ? 0 : (int)pad,
                           "");
}

static char *
list_text(const GPtrArray *list)
{
    const char *first = g_ptr_array_index(list, 0);

    return list->len == 1 ? g_strdup(first)
                          : g_strdup_printf("%s" LIST_COUNT "%u", first, list->len - 1);
}

static char *
cell_text(const text_table *table, const iot_cell *cell)
{
    char text[IOT_UNITS_TEXT];

    switch (cell->kind) {
    case IOT_CELL_EMPTY:
        return g_strdup("");
    case IOT_CELL_TEXT:
        return g_strdup(cell->text);
    case IOT_CELL_LIST:
        return list_text(cell->list);
    case IOT_CELL_COUNT:
        return g_strdup_printf("%" G_GUINT64_FORMAT, cell->count);
    case IOT_CELL_BYTES:
        return g_strdup(iot_format_bytes(cell->count, text));
    case IOT_CELL_TIME:
        return g_strdup(iot_format_offset(cell->ns, table->start_ns, text));
    case IOT_CELL_RTT:
        return g_strdup(iot_format_rtt(cell->ns, text));
    case IOT_CELL_KM:
        return g_strdup(iot_format_km(cell->number, text));
    case IOT_CELL_RATE:
        return g_strdup(iot_format_rate(cell->number, text));
    case IOT_CELL_DEGREES:
        return g_strdup_printf("%.2f", cell->number);
    case IOT_CELL_BOOL:
        return g_strdup(cell->is ? "yes" : "no");
    }
    g_assert_not_reached();
}

static char *
column_text(const text_table *table, const text_column *column, const void *row)
{
    iot_cell cell = {0};

    iot_table_column(table->table, column->key)->get(row, table->report, &cell);
    g_autofree char *text = cell_text(table, &cell);
    iot_cell_clear(&cell);
    /* Names are clean by now; a terminal is no place to rely on it. */
    return iot_escape_shown(text);
}

/* The texts of a row, with NULL behind the last. Made for measuring and again for writing: those of
 * a million rows are not kept. */
static GStrv
row_texts(const text_table *table, const void *row)
{
    GStrv interned = g_new0(char *, table->n_columns + 1);

    for (unsigned c = 0; c < table->n_columns; c++) {
        interned[c] = column_text(table, &table->columns[c], row);
        const char *first = c ? interned[0] : "";
        size_t same = g_str_has_prefix(interned[c], first) ? strlen(first) : 0;
        if (table->columns[c].unless_same && same &&
            (!interned[c][same] || interned[c][same] == ' '))
            *interned[c] = '\0';
    }
    return interned;
}

static void
measure(text_table *table, const GPtrArray *rows)
{
    table->widths = g_new0(guint, table->n_columns);
    for (unsigned c = 0; c < table->n_columns; c++)
        table->widths[c] = width_of(table->columns[c].title);
    for (guint r = 0; r < rows->len; r++) {
        g_auto(GStrv) interned = row_texts(table, g_ptr_array_index(rows, r));
        for (unsigned c = 0; c < table->n_columns; c++)
            table->widths[c] = MAX(table->widths[c], width_of(interned[c]));
    }
}

static unsigned
line_width(const text_table *table)
{
    unsigned width = table->in_blocks ? 2 : 0;

    for (unsigned c = 0; c < table->n_columns; c++)
        width += table->widths[c] + table->columns[c].gap;
    return width;
}

/* The last stretchy columns give way first: names stand in front. The numbers of a long capture can
 * need more room than that leaves, so there are further rounds down to a part of the least. */
static void
shrink(text_table *table)
{
    for (unsigned part = 1; part <= 8; part *= 2) {
        for (unsigned c = table->n_columns; c-- > 0;) {
            unsigned line = line_width(table), least = table->columns[c].least / part;
            if (line <= IOT_TEXT_WIDTH)
                return;
            if (least && table->widths[c] > least)
                table->widths[c] -= MIN(line - IOT_TEXT_WIDTH, table->widths[c] - least);
        }
    }
}

static void
put_line(const text_table *table, GString *out, const char *const *cells)
{
    g_string_append(out, table->in_blocks ? "  " : "");
    for (unsigned c = 0; c < table->n_columns; c++) {
        g_autofree char *fitted = fit(cells[c], table->widths[c]);
        g_string_append_printf(out, "%*s", (int)table->columns[c].gap, "");
        iot_write_text_padded(out, fitted, table->widths[c], table->columns[c].right);
    }
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

static void
put_device_line(GString *out, const iot_device *device)
{
    const GArray *addrs = iot_device_addresses(device);
    const char *vendor = iot_device_vendor(device), *group = iot_device_group(device);
    g_autoptr(GString) line = g_string_new(iot_device_name(device));
    const char *source = iot_name_source_name(iot_device_source(device));
    char mac[IOT_MAC_TEXT], addr[IOT_ADDR_TEXT];

    iot_mac_format(iot_device_mac(device), mac);
    if (*mac && strcmp(mac, line->str) != 0)
        g_string_append_printf(line, "  %s", mac);
    if (addrs->len > 0) {
        iot_addr_format(&g_array_index(addrs, iot_addr, 0), addr);
        if (strcmp(addr, line->str) != 0)
            g_string_append_printf(line, "  %s", addr);
        if (addrs->len > 1)
            g_string_append_printf(line, " +%u", addrs->len - 1);
    }
    if (vendor)
        g_string_append_printf(line, "  %s", vendor);
    if (group)
        g_string_append_printf(line, "  [%s]", group);
    g_string_append_printf(line, "  (name from %s)", source);
    g_autofree char *shown = iot_escape_shown(line->str);
    g_autofree char *fitted = iot_write_text_shorten(shown, IOT_TEXT_WIDTH);
    g_string_append_printf(out, "\n%s\n", fitted);
}

static void
put_table(text_table *table, GString *out)
{
    const GPtrArray *rows = table->table->rows(table->report);
    g_autofree const char **titles = g_new(const char *, table->n_columns);
    const iot_device *block = NULL;

    measure(table, rows);
    shrink(table);
    for (unsigned c = 0; c < table->n_columns; c++)
        titles[c] = table->columns[c].title;
    put_line(table, out, titles);
    for (guint r = 0; r < rows->len; r++) {
        const iot_device *device = ((const iot_row *)g_ptr_array_index(rows, r))->device;
        g_auto(GStrv) interned = row_texts(table, g_ptr_array_index(rows, r));
        if (table->in_blocks && device != block)
            put_device_line(out, device);
        block = device;
        put_line(table, out, (const char *const *)interned);
    }
    g_free(table->widths);
}

void
iot_write_text_table(const iot_report *report, const iot_table *source, const text_column *columns,
                     unsigned n_columns, bool in_blocks, GString *out)
{
    text_table table = {.table = source,
                        .report = report,
                        .columns = columns,
                        .n_columns = n_columns,
                        .in_blocks = in_blocks,
                        .start_ns = report->total.first_ns};

    put_table(&table, out);
}
