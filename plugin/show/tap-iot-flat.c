/* tap-iot-flat.c - Statistics > IoT Device Conversations: all columns, a row per conversation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows are a report's, and become the table's when it is drawn. Wireshark's window tells nobody
 * that it draws, but has all listeners drawn when it has gone through the packets, and draws itself
 * after that; so a listener of ours, registered after the table's, comes first: in tshark, too.
 * A window that has drawn a row keeps its place: what is drawn later comes behind it, and only the
 * numbers say the order.
 */
#include "show/register.h"

#include "compat.h"
#include "report/rows-conversations.h"
#include "session/state.h"
#include "show/flat-row.h"
#include "show/tap-iot-deferred.h"

#include <epan/stat_tap_ui.h>
#include <epan/tap.h>

#define TITLE "IoT Device Conversations"

struct flat {
    GPtrArray *cells; /* of stat_tap_table_item_type[FLAT_COLUMNS], by conversation */
    iot_interned *names;
    iot_conversation_rows *rows; /* NULL: nothing was counted */
    GByteArray *placed;          /* by conversation: whether the table has it */
    stat_tap_table_ui *ui;
    bool changed; /* since it was drawn */
    bool listens;
};

static struct flat *
flat(void)
{
    return iot_state(IOT_STATE_FLAT, sizeof(struct flat));
}

/* Memory of conversation N, for good: Wireshark's windows point into the rows, also into those of a
 * table that another window of it has begun to fill anew. */
static stat_tap_table_item_type *
row_memory(guint n)
{
    if (!flat()->cells)
        flat()->cells = g_ptr_array_new();
    while (flat()->cells->len <= n)
        g_ptr_array_add(flat()->cells, g_new0(stat_tap_table_item_type, FLAT_COLUMNS));
    return g_ptr_array_index(flat()->cells, n);
}

/* Puts it behind the others, unless the table has it. */
static void
place(stat_tap_table *table, guint number)
{
    stat_tap_table_item_type none[FLAT_COLUMNS] = {0};
    guint end = table->num_elements;

    if (flat()->placed->data[number])
        return;
    stat_tap_init_table_row(table, end, FLAT_COLUMNS, none);
    g_free(table->elements[end]);
    table->elements[end] = row_memory(number);
    flat()->placed->data[number] = 1;
}

static gint
by_bytes(gconstpointer a, gconstpointer b)
{
    const iot_conversation_row *one = *(const iot_conversation_row *const *)a;
    const iot_conversation_row *two = *(const iot_conversation_row *const *)b;
    int order = iot_traffic_compare(&one->base.traffic, &two->base.traffic);

    return order != 0 ? order : one->number < two->number ? -1 : 1;
}

/* Those that were counted: a filter may leave out some. */
static GPtrArray *
counted_rows(const GPtrArray *all)
{
    GPtrArray *counted = g_ptr_array_new();

    for (guint i = 0; i < all->len; i++) {
        iot_conversation_row *row = g_ptr_array_index(all, i);
        if (!iot_traffic_is_empty(&row->base.traffic))
            g_ptr_array_add(counted, row);
    }
    g_ptr_array_sort(counted, by_bytes);
    return counted;
}

static void
draw(void *data _U_)
{
    stat_tap_table *table = flat()->changed && flat()->rows && flat()->ui->tables
                                ? stat_tap_find_table(flat()->ui, TITLE)
                                : NULL;

    flat()->changed = false;
    if (!table)
        return;
    const GPtrArray *all = iot_conversation_rows_all(flat()->rows);
    g_autoptr(GPtrArray) rows = counted_rows(all);
    guint known = flat()->placed->len;
    if (all->len > known) {
        g_byte_array_set_size(flat()->placed, all->len);
        memset(flat()->placed->data + known, 0, all->len - known);
    }
    for (guint i = 0; i < rows->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(rows, i);
        flat_row_fill(row_memory(row->number), row, i + 1);
        place(table, row->number);
    }
}

static tap_packet_status
see_frame(void *data _U_, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped _U_,
          tap_flags_t flags _U_)
{
    return flat()->changed ? TAP_PACKET_REDRAW : TAP_PACKET_DONT_REDRAW;
}

/* To each frame, after what we tell of it; nobody else does more for that. */
static void
listen_once(void)
{
    if (flat()->listens)
        return;
    flat()->listens = true;
    GString *error = register_tap_listener("frame", flat(), NULL, TL_IS_DISSECTOR_HELPER, NULL,
                                           see_frame, draw, NULL);
    g_assert(!error);
}

static void
count_flow(void *target, const iot_fold_flow *flow)
{
    stat_data_t *data = target;

    if (flow->view->conversation == IOT_CONVERSATION_NONE)
        return;
    if (!flat()->rows) {
        flat()->names = iot_interned_new();
        flat()->rows = iot_conversation_rows_new(flow->capture, flat()->names, true);
    }
    flat()->ui = data->stat_tap_data;
    flat()->changed = true;
    iot_conversation_rows_add(flat()->rows, flow);
}

static tap_packet_status
flat_packet(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped,
            tap_flags_t flags _U_)
{
    const iot_tap_packet *packet = tapped;

    listen_once();
    /* Settling numbers conversations anew, before there is a row. */
    if (!flat()->rows && !packet->first_visit)
        iot_capture_settle(iot_session_capture());
    iot_deferred_count(data, packet, count_flow);
    return TAP_PACKET_REDRAW;
}

/* What refers to the capture. */
static void
forget(void)
{
    flat()->changed = false;
    g_clear_pointer(&flat()->rows, iot_conversation_rows_free);
    g_clear_pointer(&flat()->names, iot_interned_free);
}

/* The next capture has other conversations: no row stays in the table. */
static void
flat_reset(stat_tap_table *table)
{
    forget();
    table->num_elements = 0;
    if (!flat()->placed)
        flat()->placed = g_byte_array_new();
    g_byte_array_set_size(flat()->placed, 0);
}

static void
flat_init(stat_tap_table_ui *ui)
{
    stat_tap_table *table = stat_tap_find_table(ui, TITLE);

    if (!table) {
        table = stat_tap_init_table(TITLE, FLAT_COLUMNS, 0, NULL);
        stat_tap_add_table(ui, table);
    }
    flat_reset(table);
}

/* The table is freed with its last window, and would free the rows: they are kept. */
static void
free_item(stat_tap_table *table, guint row, guint place, stat_tap_table_item_type *item _U_)
{
    if (place == FLAT_COLUMNS - 1)
        table->elements[row] = NULL;
}

void
iot_register_flat_table(void)
{
    static tap_param params[] = {{PARAM_FILTER, "filter", "Filter", NULL, TRUE}};
    static stat_tap_table_ui ui = {
        .group = REGISTER_PACKET_STAT_GROUP_UNSORTED,
        .title = TITLE,
        .tap_name = "iot",
        .cli_string = "iot_table",
        .stat_tap_init_cb = flat_init,
        .packet_func = flat_packet,
        .stat_tap_reset_table_cb = flat_reset,
        .stat_tap_free_table_item_cb = free_item,
        .nfields = FLAT_COLUMNS,
        .nparams = G_N_ELEMENTS(params),
        .params = params,
    };

    ui.fields = flat_row_columns();
    register_cleanup_routine(forget);
    register_stat_tap_table_ui(&ui);
}
