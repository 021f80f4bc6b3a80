/* write-text-table.c - an aligned table that fits a terminal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows can stand in blocks, one per device, under a line that says who the device is. Columns are
 * as wide as their longest value; the stretchy ones give way until the line fits. A name too long
 * for its column loses its middle, since both ends of a host name tell something.
 */
#include "base/escape.h"
#include "base/shorten.h"
#include "base/units.h"
#include "identity/identity.h"
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
    unsigned room; /* columns of a line */
    guint *widths;
    bool *gone; /* columns that are not shown */
} text_table;

unsigned
iot_write_text_width(const iot_report *report)
{
    return report->options.text.width ? report->options.text.width : IOT_TEXT_WIDTH;
}

void
iot_write_text_styled(const iot_text_style *style, const char *how, const char *text, GString *out)
{
    if (style && style->color && *text)
        g_string_append_printf(out, "\033[%sm%s\033[0m", how, text);
    else
        g_string_append(out, text);
}

/* The end gives way to an ellipsis. */
static char *
cut(const char *text, unsigned room)
{
    const char *p = text;
    unsigned used = 0;

    if (iot_width_of(text) <= room)
        return g_strdup(text);
    while (used + iot_width_of_char(p) < room) {
        used += iot_width_of_char(p);
        p = g_utf8_next_char(p);
    }
    while (p > text && p[-1] == ' ')
        p--;
    return g_strdup_printf("%.*s…", (int)(p - text), text);
}

/* What begins with a port or is an address: half of it tells nothing. */
static bool
stays_whole(const text_column *column)
{
    return strcmp(column->key, "addresses") == 0 || strcmp(column->key, "services") == 0;
}

/* A list too long for its column first loses the count of what is not shown: one whole address
 * tells more. Of "udp/17500 db-lsp-disc" the port stays, of "Amazon.com, Inc." who it is. */
static char *
fit(const text_column *column, const char *text, unsigned room)
{
    const char *count = g_strrstr(text, LIST_COUNT);
    bool counts = count && strspn(count, LIST_COUNT "0123456789") == strlen(count);
    g_autofree char *first =
        g_strndup(text, iot_width_of(text) > room && counts ? (gsize)(count - text) : strlen(text));
    g_autofree char *word = g_strndup(first, strcspn(first, " "));

    if (strcmp(column->key, "organization") == 0 && iot_width_of(first) > room)
        return cut(first, room);
    if (!stays_whole(column) || iot_width_of(first) <= room || !first[strlen(word)] ||
        iot_width_of(word) > room)
        return iot_shorten(first, room);
    return room < iot_width_of(word) + strlen(" x.") ? g_steal_pointer(&word) : cut(first, room);
}

void
iot_write_text_padded(GString *out, const char *text, unsigned width, bool right)
{
    unsigned used = iot_width_of(text);
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
    case IOT_CELL_IDENTITY:
        return iot_identity_text_of(cell->identity);
    case IOT_CELL_BOOL:
        return g_strdup(cell->is ? "yes" : "no");
    }
    g_assert_not_reached();
}

static char *
column_text(const text_table *table, const text_column *column, const void *row)
{
    iot_cell cell = iot_column_get(iot_table_column(table->table, column->key), row, table->report);
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
    table->gone = g_new0(bool, table->n_columns);
    for (unsigned c = 0; c < table->n_columns; c++)
        table->widths[c] = iot_width_of(table->columns[c].title);
    for (guint r = 0; r < rows->len; r++) {
        g_auto(GStrv) interned = row_texts(table, g_ptr_array_index(rows, r));
        for (unsigned c = 0; c < table->n_columns; c++)
            table->widths[c] = MAX(table->widths[c], iot_width_of(interned[c]));
    }
}

/* A number whose own title has gone takes its place. */
static bool
takes_place(const text_table *table, unsigned c)
{
    return c > 0 && table->columns[c].other && !table->columns[c].drop && table->gone[c - 1];
}

static unsigned
gap_before(const text_table *table, unsigned c)
{
    return table->columns[takes_place(table, c) ? c - 1 : c].gap;
}

static unsigned
line_width(const text_table *table)
{
    unsigned width = table->in_blocks ? 2 : 0;

    for (unsigned c = 0; c < table->n_columns; c++)
        width += table->gone[c] ? 0 : table->widths[c] + gap_before(table, c);
    return width;
}

/* With every stretchy column at its least. */
static unsigned
least_width(const text_table *table)
{
    unsigned width = line_width(table);

    for (unsigned c = 0; c < table->n_columns; c++) {
        unsigned least = table->columns[c].least;
        if (!table->gone[c] && least && table->widths[c] > least)
            width -= table->widths[c] - least;
    }
    return width;
}

static void
set_gone(text_table *table, unsigned number, bool gone)
{
    for (unsigned c = 0; c < table->n_columns; c++)
        if (table->columns[c].drop == number)
            table->gone[c] = gone;
}

static unsigned
last_to_drop(const text_table *table)
{
    unsigned last = 0;

    for (unsigned c = 0; c < table->n_columns; c++)
        last = MAX(last, table->columns[c].drop);
    return last;
}

/* What matters least goes until the rest fits; what matters most of that comes back if there is
 * room after all. */
static void
drop(text_table *table)
{
    unsigned last = last_to_drop(table), number = 0;

    if (table->report->options.text.width == 0)
        return;
    while (number < last && least_width(table) > table->room)
        set_gone(table, ++number, true);
    while (number > 0) {
        set_gone(table, number, false);
        if (least_width(table) > table->room)
            set_gone(table, number, true);
        number--;
    }
    for (unsigned c = 0; c < table->n_columns; c++)
        if (takes_place(table, c))
            table->widths[c] = MAX(table->widths[c], iot_width_of(table->columns[c].other));
}

/* One round: each stretchy column gives way down to that part of its least, the last one first.
 * @param whole those with ports and addresses as well */
static void
shrink_to(text_table *table, unsigned part, bool whole)
{
    for (unsigned c = table->n_columns; c-- > 0;) {
        unsigned line = line_width(table), least = table->columns[c].least / part;
        if (line <= table->room)
            return;
        if (table->gone[c] || (!whole && stays_whole(&table->columns[c])))
            continue;
        if (least && table->widths[c] > least)
            table->widths[c] -= MIN(line - table->room, table->widths[c] - least);
    }
}

/* The last stretchy columns give way first: names stand in front. The numbers of a long capture can
 * need more room than that leaves, so there are further rounds down to a part of the least: of
 * names first, of ports and addresses at last. */
static void
shrink(text_table *table)
{
    shrink_to(table, 1, true);
    for (unsigned part = 2; part <= 8; part *= 2)
        shrink_to(table, part, false);
    for (unsigned part = 2; part <= 8; part *= 2)
        shrink_to(table, part, true);
}

/* The devices of a table of them. */
static bool
stands_out(const text_table *table, unsigned column)
{
    return table->report->options.text.color && strcmp(table->columns[column].key, "device") == 0;
}

static void
put_cell(const text_table *table, unsigned c, const char *text, bool bold, GString *out)
{
    g_autofree char *fitted = fit(&table->columns[c], text, table->widths[c]);
    gsize begin = out->len;

    iot_write_text_padded(out, fitted, table->widths[c], table->columns[c].right);
    if (!bold)
        return;
    g_autofree char *padded = g_strdup(out->str + begin);
    g_string_truncate(out, begin);
    iot_write_text_styled(&table->report->options.text, IOT_TEXT_BOLD, padded, out);
}

static void
put_line(const text_table *table, GString *out, const char *const *cells, bool titles)
{
    g_string_append(out, table->in_blocks ? "  " : "");
    for (unsigned c = 0; c < table->n_columns; c++) {
        const char *text = titles && takes_place(table, c) ? table->columns[c].other : cells[c];
        if (table->gone[c])
            continue;
        g_string_append_printf(out, "%*s", (int)gap_before(table, c), "");
        put_cell(table, c, text, !titles && stands_out(table, c), out);
    }
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

/* Behind the device's name: by what else it is known. */
static char *
known_by(const iot_device *device)
{
    const GArray *addrs = iot_device_addresses(device);
    const char *name = iot_device_name(device);
    g_autoptr(GString) line = g_string_new(NULL);
    char mac[IOT_MAC_TEXT], addr[IOT_ADDR_TEXT];

    iot_mac_format(iot_device_mac(device), mac);
    if (*mac && strcmp(mac, name) != 0)
        g_string_append_printf(line, "  %s", mac);
    if (addrs->len > 0) {
        iot_addr_format(&g_array_index(addrs, iot_addr, 0), addr);
        if (strcmp(addr, name) != 0)
            g_string_append_printf(line, "  %s", addr);
        if (addrs->len > 1)
            g_string_append_printf(line, " +%u", addrs->len - 1);
    }
    return g_string_free(g_steal_pointer(&line), FALSE);
}

/* Shorter than that, a maker tells nothing. */
#define MAKER_LEAST 8

/* Too long a line loses the end of its maker, where the legal form stands; then of the name's
 * middle what must be. MAC and address stay whole: where they would not, who said the name goes. */
static void
put_device_line(const text_table *table, GString *out, const iot_device *device)
{
    const unsigned line_room = table->room;
    const char *what = iot_device_what(device), *group = iot_device_group(device);
    const char *vendor = what ? what : iot_device_vendor(device);
    g_autofree char *name = iot_escape_shown(iot_device_name(device));
    g_autofree char *known = known_by(device);
    g_autofree char *maker = vendor ? iot_escape_shown(vendor) : NULL;
    g_autofree char *raw = group ? g_strdup_printf("  [%s]", group) : g_strdup("");
    g_autofree char *groups = iot_escape_shown(raw);
    unsigned least = MIN(iot_width_of(name), line_room / 4);
    g_autofree char *from = g_strdup_printf("%s  (name from %s)", groups,
                                            iot_name_source_name(iot_device_source(device)));
    const char *rest =
        least + iot_width_of(known) + iot_width_of(from) <= line_room ? from : groups;
    unsigned used = iot_width_of(name) + iot_width_of(known) + iot_width_of(rest) + 2;
    unsigned room = used < line_room ? line_room - used : 0;
    g_autofree char *shown =
        maker && room >= MIN(MAKER_LEAST, iot_width_of(maker)) ? cut(maker, room) : NULL;
    unsigned others =
        iot_width_of(known) + iot_width_of(rest) + (shown ? iot_width_of(shown) + 2 : 0);
    g_autofree char *fitted =
        iot_shorten(name, others + least < line_room ? line_room - others : least);

    g_autofree char *line =
        g_strdup_printf("%s%s%s%s%s", fitted, known, shown ? "  " : "", shown ? shown : "", rest);
    g_autofree char *whole = iot_shorten(line, line_room);
    gsize bold = g_str_has_prefix(whole, fitted) ? strlen(fitted) : 0;
    g_autofree char *first = g_strndup(whole, bold);
    g_string_append_c(out, '\n');
    iot_write_text_styled(&table->report->options.text, IOT_TEXT_BOLD, first, out);
    g_string_append_printf(out, "%s\n", whole + bold);
}

/* "Not shown in 80 columns: First, Last, packets; --format csv has them" */
static void
put_dropped(const text_table *table, GString *out)
{
    const char *more = table->report->options.text.more;
    g_autoptr(GString) names = g_string_new(NULL);

    for (unsigned c = 0; c < table->n_columns; c++) {
        const char *other = table->columns[c].other;
        const char *name = other ? other : table->columns[c].title;
        if (table->gone[c] && *name)
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", name);
    }
    if (names->len > 0)
        g_string_append_printf(out, "\nNot shown in %u columns: %s%s%s\n", table->room, names->str,
                               more ? "; " : "", more ? more : "");
}

static void
put_table(text_table *table, GString *out)
{
    const GPtrArray *rows = table->table->rows(table->report);
    g_autofree const char **titles = g_new(const char *, table->n_columns);
    const iot_device *block = NULL;

    measure(table, rows);
    drop(table);
    shrink(table);
    for (unsigned c = 0; c < table->n_columns; c++)
        titles[c] = table->columns[c].title;
    put_line(table, out, titles, true);
    for (guint r = 0; r < rows->len; r++) {
        const iot_device *device = ((const iot_row *)g_ptr_array_index(rows, r))->device;
        g_auto(GStrv) interned = row_texts(table, g_ptr_array_index(rows, r));
        if (table->in_blocks && device != block)
            put_device_line(table, out, device);
        block = device;
        put_line(table, out, (const char *const *)interned, false);
    }
    put_dropped(table, out);
    g_free(table->widths);
    g_free(table->gone);
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
                        .room = iot_write_text_width(report),
                        .start_ns = report->total.first_ns};

    put_table(&table, out);
}
