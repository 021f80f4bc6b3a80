/* write-json.c - a report as one JSON object
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The columns are those of CSV, under the same names. Unknown is null, so that every object of a
 * table has the same members.
 */
#include "base/units.h"
#include "write/write-internal.h"

void
iot_write_json_tree(JsonBuilder *builder, bool pretty, GString *out)
{
    g_autoptr(JsonGenerator) generator = json_generator_new();
    g_autoptr(JsonNode) root = json_builder_get_root(builder);

    json_generator_set_root(generator, root);
    json_generator_set_pretty(generator, pretty);
    json_generator_to_gstring(generator, out);
    g_string_append_c(out, '\n');
    g_object_unref(builder);
}

void
iot_write_json_string(JsonBuilder *builder, const char *name, const char *text)
{
    json_builder_set_member_name(builder, name);
    if (text)
        json_builder_add_string_value(builder, text);
    else
        json_builder_add_null_value(builder);
}

/* The very number that CSV has: noise behind its last digit would be precision nobody measured. */
static void
add_decimal(JsonBuilder *builder, double number, const char *format)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_formatd(text, sizeof text, format, number);
    json_builder_add_double_value(builder, g_ascii_strtod(text, NULL));
}

static void
add_list(JsonBuilder *builder, const GPtrArray *list)
{
    json_builder_begin_array(builder);
    for (guint i = 0; i < list->len; i++)
        json_builder_add_string_value(builder, g_ptr_array_index(list, i));
    json_builder_end_array(builder);
}

static void
add_cell(JsonBuilder *builder, const iot_cell *cell)
{
    char text[IOT_UNITS_TEXT];

    switch (cell->kind) {
    case IOT_CELL_EMPTY:
        json_builder_add_null_value(builder);
        break;
    case IOT_CELL_TEXT:
        json_builder_add_string_value(builder, cell->text);
        break;
    case IOT_CELL_LIST:
        add_list(builder, cell->list);
        break;
    case IOT_CELL_COUNT:
    case IOT_CELL_BYTES:
        json_builder_add_int_value(builder, (gint64)MIN(cell->count, (uint64_t)G_MAXINT64));
        break;
    case IOT_CELL_TIME:
        json_builder_add_string_value(builder, iot_format_time(cell->ns, text));
        break;
    case IOT_CELL_RTT:
        add_decimal(builder, (double)cell->ns / 1e6, "%.6f");
        break;
    case IOT_CELL_KM:
    case IOT_CELL_RATE:
        add_decimal(builder, cell->number, "%.3f");
        break;
    case IOT_CELL_DEGREES:
        add_decimal(builder, cell->number, "%.4f");
        break;
    case IOT_CELL_BOOL:
        json_builder_add_boolean_value(builder, cell->is);
        break;
    }
}

static void
add_row(JsonBuilder *builder, const iot_table *table, const iot_report *report, const void *row,
        void (*extras)(JsonBuilder *builder, const void *row))
{
    json_builder_begin_object(builder);
    for (unsigned c = 0; c < table->n_columns; c++) {
        iot_cell cell = {0};
        table->columns[c].get(row, report, &cell);
        json_builder_set_member_name(builder, table->columns[c].key);
        add_cell(builder, &cell);
        iot_cell_clear(&cell);
    }
    if (extras)
        extras(builder, row);
    json_builder_end_object(builder);
}

void
iot_write_json_rows(JsonBuilder *builder, const iot_table *table, const iot_report *report,
                    const GPtrArray *rows, guint max,
                    void (*extras)(JsonBuilder *builder, const void *row))
{
    json_builder_set_member_name(builder, table->name);
    json_builder_begin_array(builder);
    for (guint r = 0; rows && r < MIN(rows->len, max); r++)
        add_row(builder, table, report, g_ptr_array_index(rows, r), extras);
    json_builder_end_array(builder);
}

void
iot_write_json_inside(JsonBuilder *builder, const char *indent, GString *out)
{
    g_autoptr(GString) text = g_string_new(NULL);

    iot_write_json_tree(builder, true, text);
    g_string_truncate(text, text->len - 1);
    for (const char *p = text->str; *p; p++) {
        g_string_append_c(out, *p);
        if (*p == '\n')
            g_string_append(out, indent);
    }
}

static void
append_row(GString *out, const iot_table *table, const iot_report *report, const void *row)
{
    JsonBuilder *builder = json_builder_new();

    add_row(builder, table, report, row, NULL);
    iot_write_json_inside(builder, "    ", out);
}

/* Row by row: as one tree, the rows of a scan would take gigabytes. */
static void
append_table(GString *out, const iot_table *table, const iot_report *report)
{
    const GPtrArray *rows = table->rows(report);
    guint n = rows ? rows->len : 0;

    g_string_append_printf(out, ",\n  \"%s\" : [", table->name);
    for (guint r = 0; r < n; r++) {
        g_string_append(out, r ? ",\n    " : "\n    ");
        append_row(out, table, report, g_ptr_array_index(rows, r));
    }
    g_string_append(out, n > 0 ? "\n  ]" : "]");
}

static void
add_count(JsonBuilder *builder, const char *name, uint64_t count)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, (gint64)count);
}

/* What the last line of the text tables says: with it the conversations add up to the capture. */
static void
add_rest(JsonBuilder *builder, const iot_report *report)
{
    json_builder_set_member_name(builder, "in_no_conversation");
    json_builder_begin_object(builder);
    for (unsigned d = 0; d < IOT_DIRECTIONS; d++) {
        if (report->rest[d].packets == 0)
            continue;
        const char *name = iot_direction_name(d);
        json_builder_set_member_name(builder, *name ? name : "none");
        json_builder_begin_object(builder);
        add_count(builder, "packets", report->rest[d].packets);
        add_count(builder, "bytes", report->rest[d].bytes);
        json_builder_end_object(builder);
    }
    json_builder_end_object(builder);
}

static void
add_capture(JsonBuilder *builder, const iot_report *report)
{
    bool any = report->total.packets > 0;
    char first[IOT_UNITS_TEXT], last[IOT_UNITS_TEXT];

    json_builder_begin_object(builder);
    iot_write_json_string(builder, "first_seen",
                          any ? iot_format_time(report->total.first_ns, first) : NULL);
    iot_write_json_string(builder, "last_seen",
                          any ? iot_format_time(report->total.last_ns, last) : NULL);
    add_count(builder, "packets", report->total.packets);
    add_count(builder, "bytes", report->total.bytes);
    add_rest(builder, report);
    add_count(builder, "dropped", report->dropped);
    json_builder_end_object(builder);
}

void
iot_write_json_capture(JsonBuilder *builder, const iot_report *report)
{
    json_builder_set_member_name(builder, "capture");
    add_capture(builder, report);
}

void
iot_write_json(const iot_report *report, GString *out)
{
    static const iot_table *const tables[] = {
        &iot_devices_table, &iot_conversations_table, &iot_services_table,     &iot_findings_table,
        &iot_remotes_table, &iot_countries_table,     &iot_organizations_table};
    JsonBuilder *capture = json_builder_new();

    g_string_append(out, "{\n  \"capture\" : ");
    add_capture(capture, report);
    iot_write_json_inside(capture, "  ", out);
    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++)
        append_table(out, tables[i], report);
    g_string_append(out, "\n}\n");
}
