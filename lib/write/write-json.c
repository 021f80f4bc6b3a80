/* write-json.c - a report as one JSON object
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The columns are those of CSV, under the same names. Unknown is null, so that every object of a
 * table has the same members.
 */
#include "base/units.h"
#include "identity/identity.h"
#include "write/write-internal.h"

/* The very number that CSV has: noise behind its last digit would be precision nobody measured. */
static void
put_decimal(iot_json_writer *to, const char *name, double number, const char *format)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_formatd(text, sizeof text, format, number);
    iot_json_put_number(to, name, g_ascii_strtod(text, NULL));
}

/* Of a fact that is not told as two disagree, both are. */
static void
put_fact(iot_json_writer *to, iot_identity_fact fact, const iot_identity_item *item)
{
    iot_json_begin(to, NULL, '{');
    iot_json_put_text(to, "fact", iot_identity_fact_word(fact));
    iot_json_put_text(to, "value", item->disagrees ? NULL : item->value);
    iot_json_put_text(to, "source", item->disagrees ? NULL : item->source);
    if (item->frame > 0)
        iot_write_json_count(to, "frame", item->frame);
    else
        iot_json_put_text(to, "frame", NULL);
    if (item->disagrees)
        iot_json_put_text(to, "not_told", item->source);
    iot_json_end(to, '}');
}

static void
put_identity(iot_json_writer *to, const char *name, const iot_identity *identity)
{
    iot_json_begin(to, name, '[');
    for (unsigned fact = 0; fact < IOT_IDENTITY_FACTS; fact++)
        if (*identity->facts[fact].value || identity->facts[fact].disagrees)
            put_fact(to, fact, &identity->facts[fact]);
    iot_json_end(to, ']');
}

static void
put_cell(iot_json_writer *to, const char *name, const iot_cell *cell)
{
    char text[IOT_UNITS_TEXT];

    switch (cell->kind) {
    case IOT_CELL_EMPTY:
        iot_json_put_text(to, name, NULL);
        break;
    case IOT_CELL_TEXT:
        iot_json_put_text(to, name, cell->text);
        break;
    case IOT_CELL_LIST:
        iot_json_begin(to, name, '[');
        for (guint i = 0; i < cell->list->len; i++)
            iot_json_put_text(to, NULL, g_ptr_array_index(cell->list, i));
        iot_json_end(to, ']');
        break;
    case IOT_CELL_COUNT:
    case IOT_CELL_BYTES:
        iot_write_json_count(to, name, cell->count);
        break;
    case IOT_CELL_TIME:
        iot_json_put_text(to, name, iot_format_time(cell->ns, text));
        break;
    case IOT_CELL_RTT:
        put_decimal(to, name, (double)cell->ns / 1e6, "%.6f");
        break;
    case IOT_CELL_KM:
    case IOT_CELL_RATE:
        put_decimal(to, name, cell->number, "%.3f");
        break;
    case IOT_CELL_DEGREES:
        put_decimal(to, name, cell->number, "%.4f");
        break;
    case IOT_CELL_BOOL:
        iot_json_put_bool(to, name, cell->is);
        break;
    case IOT_CELL_IDENTITY:
        put_identity(to, name, cell->identity);
        break;
    }
}

void
iot_write_json_count(iot_json_writer *to, const char *name, uint64_t count)
{
    iot_json_put_int(to, name, (int64_t)MIN(count, (uint64_t)G_MAXINT64));
}

void
iot_write_json_rows(iot_json_writer *to, const iot_table *table, const iot_report *report,
                    const GPtrArray *rows, guint max,
                    void (*extras)(iot_json_writer *to, const void *row, const iot_report *report))
{
    iot_json_begin(to, table->name, '[');
    for (guint r = 0; rows && r < MIN(rows->len, max); r++) {
        const void *row = g_ptr_array_index(rows, r);
        iot_json_begin(to, NULL, '{');
        for (unsigned c = 0; c < table->n_columns; c++) {
            iot_cell cell = iot_column_get(&table->columns[c], row, report);
            put_cell(to, table->columns[c].key, &cell);
            iot_cell_clear(&cell);
        }
        if (extras)
            extras(to, row, report);
        iot_json_end(to, '}');
    }
    iot_json_end(to, ']');
}

void
iot_write_json_sum(iot_json_writer *to, const iot_count *sum)
{
    if (iot_count_is_unknown(sum)) {
        iot_json_put_text(to, "packets", NULL);
        iot_json_put_text(to, "bytes", NULL);
    } else {
        iot_write_json_count(to, "packets", sum->packets);
        iot_write_json_count(to, "bytes", sum->bytes);
    }
    if (sum->uncounted > 0)
        iot_write_json_count(to, "uncounted", sum->uncounted);
}

/* What the last line of the text tables says: with it the conversations add up to the capture. */
static void
put_rest(iot_json_writer *to, const iot_report *report)
{
    iot_json_begin(to, "in_no_conversation", '{');
    for (unsigned d = 0; d < IOT_DIRECTIONS; d++) {
        const char *name = iot_direction_name(d);
        if (iot_count_is_empty(&report->rest[d]))
            continue;
        iot_json_begin(to, *name ? name : "none", '{');
        iot_write_json_sum(to, &report->rest[d]);
        iot_json_end(to, '}');
    }
    iot_json_end(to, '}');
}

void
iot_write_json_capture(iot_json_writer *to, const iot_report *report)
{
    bool any = !iot_count_is_empty(&report->total) && report->total.first_ns != IOT_TIME_UNKNOWN_NS;
    char first[IOT_UNITS_TEXT], last[IOT_UNITS_TEXT];

    iot_json_begin(to, "capture", '{');
    iot_json_put_text(to, "first_seen",
                      any ? iot_format_time(report->total.first_ns, first) : NULL);
    iot_json_put_text(to, "last_seen", any ? iot_format_time(report->total.last_ns, last) : NULL);
    iot_write_json_sum(to, &report->total);
    put_rest(to, report);
    iot_json_begin(to, "copies", '{');
    iot_write_json_count(to, "packets", report->copies.packets);
    iot_write_json_count(to, "bytes", report->copies.bytes);
    iot_json_end(to, '}');
    iot_write_json_count(to, "dropped", report->dropped);
    iot_json_end(to, '}');
}

void
iot_write_json_attributions(iot_json_writer *to, const GPtrArray *all)
{
    if (!all || all->len == 0)
        return;
    iot_json_begin(to, "attributions", '[');
    for (guint i = 0; i < all->len; i++)
        iot_json_put_text(to, NULL, g_ptr_array_index(all, i));
    iot_json_end(to, ']');
}

void
iot_write_json(const iot_report *report, GString *out)
{
    static const iot_table *const tables[] = {
        &iot_devices_table,  &iot_conversations_table, &iot_services_table,
        &iot_findings_table, &iot_questions_table,     &iot_encrypted_dns_table,
        &iot_remotes_table,  &iot_countries_table,     &iot_organizations_table};
    iot_json_writer to = {.text = out, .pretty = true};

    iot_json_begin(&to, NULL, '{');
    iot_write_json_capture(&to, report);
    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++)
        iot_write_json_rows(&to, tables[i], report, tables[i]->rows(report), G_MAXUINT, NULL);
    iot_write_json_attributions(&to, iot_geo_attributions(report->options.locator.geo));
    iot_json_end(&to, '}');
    g_string_append_c(out, '\n');
}
