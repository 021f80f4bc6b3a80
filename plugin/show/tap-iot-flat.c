/* tap-iot-flat.c - Statistics > IoT Device Conversations: all columns, a row per conversation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Row N is conversation N, so that Wireshark's own "apply as filter" of a row is
 * iot.conversation == N. Wireshark's tables know whole numbers of 32 bits: a count beyond stays
 * there.
 */
#include "show/register.h"

#include <math.h>
#include <string.h>

#include "compat.h"
#include "show/tap-iot-deferred.h"

#include <epan/stat_tap_ui.h>

typedef enum column {
    C_DEVICE,
    C_MAC,
    C_REMOTE,
    C_ADDRESS,
    C_ORGANIZATION,
    C_COUNTRY,
    C_SERVICES,
    C_PACKETS_SENT,
    C_PACKETS_RECEIVED,
    C_BYTES_SENT,
    C_BYTES_RECEIVED,
    C_FIRST,
    C_LAST,
    C_RTT,
    C_KM,
    C_FINDINGS,
    COLUMNS
} column;

static stat_tap_table_item fields[] = {
    [C_DEVICE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Device", "%-25s"},
    [C_MAC] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "MAC", "%-17s"},
    [C_REMOTE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Remote name", "%-40s"},
    [C_ADDRESS] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Address", "%-25s"},
    [C_ORGANIZATION] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Organization", "%-20s"},
    [C_COUNTRY] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Country", "%-7s"},
    [C_SERVICES] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Services", "%-20s"},
    [C_PACKETS_SENT] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Packets sent", "%u"},
    [C_PACKETS_RECEIVED] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Packets received", "%u"},
    [C_BYTES_SENT] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Bytes sent", "%u"},
    [C_BYTES_RECEIVED] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Bytes received", "%u"},
    [C_FIRST] = {TABLE_ITEM_FLOAT, TAP_ALIGN_RIGHT, "First (s)", "%.3f"},
    [C_LAST] = {TABLE_ITEM_FLOAT, TAP_ALIGN_RIGHT, "Last (s)", "%.3f"},
    [C_RTT] = {TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "RTT (ms)", "%9s"},
    [C_KM] = {TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "At most (km)", "%9s"},
    [C_FINDINGS] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Findings", "%s"},
};

static void
set_string(stat_tap_table_item_type *item, char *owned)
{
    if (item->type == TABLE_ITEM_STRING)
        g_free((char *)item->value.string_value);
    item->type = TABLE_ITEM_STRING;
    item->value.string_value = owned;
}

static void
add_saturated(stat_tap_table_item_type *item, guint32 more)
{
    guint64 sum = (guint64)item->value.uint_value + more;

    item->value.uint_value = (guint)MIN(sum, G_MAXUINT32);
}

/* Kinds of the findings about a conversation, each once. */
static char *
findings_about(uint32_t number)
{
    const GPtrArray *findings = iot_session_findings_about(number);
    bool told[IOT_FINDING_KINDS] = {false};
    GString *kinds = g_string_new(NULL);

    for (guint i = 0; findings && i < findings->len; i++) {
        const iot_finding *finding = g_ptr_array_index(findings, i);
        if (told[finding->kind])
            continue;
        told[finding->kind] = true;
        g_string_append_printf(kinds, "%s%s", kinds->len ? "; " : "",
                               iot_finding_kind_name(finding->kind));
    }
    return g_string_free(kinds, FALSE);
}

static void
tell_place(stat_tap_table_item_type *row, const iot_addr *addr)
{
    iot_locator locator = iot_session_locator();
    const iot_place *place = iot_geo_lookup(locator.geo, addr);

    if (place && place->organization)
        set_string(&row[C_ORGANIZATION], g_strdup(place->organization));
    if (place && place->country)
        set_string(&row[C_COUNTRY], g_strdup(place->country));
}

static void
fill_row(stat_tap_table_item_type *row, uint32_t number)
{
    iot_capture *capture = iot_session_capture();
    const iot_devices *devices = iot_capture_devices(capture);
    const iot_conversation *facts =
        iot_conversations_get(iot_capture_conversations(capture), number);
    const iot_device *device = iot_devices_get(devices, facts->device);
    char mac[IOT_MAC_TEXT], addr[IOT_ADDR_TEXT] = "";

    for (unsigned c = 0; c < COLUMNS; c++) {
        if (fields[c].type == TABLE_ITEM_STRING)
            set_string(&row[c], g_strdup(""));
        else
            row[c] = (stat_tap_table_item_type){.type = fields[c].type};
    }
    set_string(&row[C_DEVICE], g_strdup(iot_device_name(device)));
    set_string(&row[C_MAC], g_strdup(iot_mac_format(iot_device_mac(device), mac)));
    if (facts->peer != IOT_PEER_NONE) {
        const iot_device *peer = iot_devices_get(devices, facts->peer);
        const GArray *addrs = iot_device_addresses(peer);
        set_string(&row[C_REMOTE], g_strdup(iot_device_name(peer)));
        if (addrs->len > 0)
            iot_addr_format(&g_array_index(addrs, iot_addr, 0), addr);
    } else {
        iot_addr_format(&facts->remote, addr);
        tell_place(row, &facts->remote);
    }
    set_string(&row[C_ADDRESS], g_strdup(addr));
    set_string(&row[C_FINDINGS], findings_about(number));
}

/* Memory of row N, for good: Wireshark's windows point into the rows, also into those of a table
 * that another window of it has begun to fill anew. */
static stat_tap_table_item_type *
row_memory(guint n)
{
    static GPtrArray *rows;

    if (!rows)
        rows = g_ptr_array_new();
    while (rows->len <= n)
        g_ptr_array_add(rows, g_new0(stat_tap_table_item_type, COLUMNS));
    return g_ptr_array_index(rows, n);
}

/* Rows up to a number, all of them: a filter may leave out some that stand before. */
static void
add_rows(stat_tap_table *table, uint32_t number)
{
    stat_tap_table_item_type row[COLUMNS] = {0};

    for (uint32_t i = table->num_elements; i <= number; i++) {
        stat_tap_init_table_row(table, i, COLUMNS, row);
        g_free(table->elements[i]);
        table->elements[i] = row_memory(i);
        fill_row(table->elements[i], i);
    }
}

/* A row has one address and can have several names: the first known one stays. */
static void
tell_remote(stat_tap_table_item_type *row, const iot_flow_view *view)
{
    iot_locator how = iot_session_locator();

    if (*row[C_REMOTE].value.string_value == '\0' ||
        row[C_REMOTE].user_data.uint_value > view->name_source) {
        set_string(&row[C_REMOTE], g_strdup(view->name));
        row[C_REMOTE].user_data.uint_value = view->name_source;
    }
    if (view->rtt_ns <= 0)
        return;
    set_string(&row[C_RTT], g_strdup_printf("%.3f", (double)view->rtt_ns / 1e6));
    set_string(&row[C_KM], g_strdup_printf("%.0f", ceil(iot_locator_bound_km(&how, view->rtt_ns))));
}

static bool
lists(const char *list, const char *word)
{
    g_auto(GStrv) words = g_strsplit(list, "; ", -1);

    return g_strv_contains((const char *const *)words, word);
}

static void
tell_service(stat_tap_table_item_type *item, const iot_service *service)
{
    char text[IOT_SERVICE_TEXT];

    iot_service_format(service, text);
    if (*text == '\0' || lists(item->value.string_value, text))
        return;
    set_string(item, *item->value.string_value
                         ? g_strdup_printf("%s; %s", item->value.string_value, text)
                         : g_strdup(text));
}

/* Before this packet is counted. */
static void
tell_time(stat_tap_table_item_type *row, double now)
{
    bool is_first =
        row[C_PACKETS_SENT].value.uint_value == 0 && row[C_PACKETS_RECEIVED].value.uint_value == 0;
    double first = row[C_FIRST].value.float_value, last = row[C_LAST].value.float_value;

    row[C_FIRST].value.float_value = is_first ? now : MIN(first, now);
    row[C_LAST].value.float_value = is_first ? now : MAX(last, now);
}

static void
count_packet(void *target, const iot_tap_packet *packet)
{
    stat_data_t *data = target;
    stat_tap_table *table = g_array_index(data->stat_tap_data->tables, stat_tap_table *, 0);
    double now = nstime_to_sec(&packet->rel_ts);
    iot_flow_view view;

    iot_capture_describe(iot_session_capture(), packet->flow, &view);
    if (view.conversation == IOT_CONVERSATION_NONE)
        return;
    add_rows(table, view.conversation);
    stat_tap_table_item_type *row = stat_tap_get_field_data(table, view.conversation, 0);
    const iot_conversation *facts =
        iot_conversations_get(iot_capture_conversations(iot_session_capture()), view.conversation);
    bool sent = view.src && iot_device_id(view.src) == facts->device;

    if (view.remote)
        tell_remote(row, &view);
    tell_service(&row[C_SERVICES], &view.service);
    tell_time(row, now);
    add_saturated(&row[sent ? C_PACKETS_SENT : C_PACKETS_RECEIVED], 1);
    add_saturated(&row[sent ? C_BYTES_SENT : C_BYTES_RECEIVED], packet->length_bytes);
}

static tap_packet_status
flat_packet(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped,
            tap_flags_t flags _U_)
{
    iot_deferred_count(data, tapped, count_packet);
    return TAP_PACKET_REDRAW;
}

static void
flat_init(stat_tap_table_ui *ui)
{
    const char *title = "IoT Device Conversations";
    stat_tap_table *table = stat_tap_find_table(ui, title);

    if (table) {
        if (ui->stat_tap_reset_table_cb)
            ui->stat_tap_reset_table_cb(table);
        return;
    }
    table = stat_tap_init_table(title, COLUMNS, 0, "iot.conversation");
    stat_tap_add_table(ui, table);
}

/* The table is freed with its last window, and would free the rows: they are kept. */
static void
free_item(stat_tap_table *table, guint row, guint column, stat_tap_table_item_type *item _U_)
{
    if (column == COLUMNS - 1)
        table->elements[row] = NULL;
}

/* The next capture has other conversations: no row stays in the table. */
static void
flat_reset(stat_tap_table *table)
{
    table->num_elements = 0;
}

void
iot_register_flat_table(void)
{
    static tap_param params[] = {{PARAM_FILTER, "filter", "Filter", NULL, TRUE}};
    static stat_tap_table_ui ui = {
        .group = REGISTER_PACKET_STAT_GROUP_UNSORTED,
        .title = "IoT Device Conversations",
        .tap_name = "iot",
        .cli_string = "iot_table",
        .stat_tap_init_cb = flat_init,
        .packet_func = flat_packet,
        .stat_tap_reset_table_cb = flat_reset,
        .stat_tap_free_table_item_cb = free_item,
        .nfields = COLUMNS,
        .fields = fields,
        .nparams = G_N_ELEMENTS(params),
        .params = params,
    };

    register_stat_tap_table_ui(&ui);
}
