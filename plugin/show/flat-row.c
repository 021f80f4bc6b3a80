/* flat-row.c - columns of the flat table, and what stands in them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/flat-row.h"

#include <math.h>

#include "base/shorten.h"
#include "session/session.h"

#define NS_PER_MS 1e6
#define NS_PER_S  1e9

typedef enum column {
    C_RANK,
    C_DEVICE,
    C_WHAT,
    C_REMOTE,
    C_ORGANIZATION,
    C_KM,
    C_RTT,
    C_BYTES,
    C_SERVICE,
    C_FINDINGS,
    C_ADDRESS,
    C_COUNTRY,
    C_MAC,
    C_PACKETS_SENT,
    C_PACKETS_RECEIVED,
    C_BYTES_SENT,
    C_BYTES_RECEIVED,
    C_FIRST,
    C_LAST,
    C_CONVERSATION,
    COLUMNS
} column;

G_STATIC_ASSERT(COLUMNS == FLAT_COLUMNS);

/* Most letters of a text. */
static const unsigned room[COLUMNS] = {
    [C_DEVICE] = 20,  [C_WHAT] = 22,     [C_REMOTE] = 32,  [C_ORGANIZATION] = 18,
    [C_SERVICE] = 16, [C_FINDINGS] = 24, [C_ADDRESS] = 39, [C_COUNTRY] = 7,
};

/* Formats are tshark's, and later than 4.0 the window's, too. Numbers that may be unknown are
 * texts, as wide as the widest: a window sorts them as texts. */
static stat_tap_table_item fields[] = {
    [C_RANK] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "#", "%3u"},
    [C_DEVICE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Device", "%-20s"},
    [C_WHAT] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "What it is", "%-22s"},
    [C_REMOTE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Remote name", "%-32s"},
    [C_ORGANIZATION] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Organization", "%-18s"},
    [C_KM] = {TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "At most (km)", "%5s"},
    [C_RTT] = {TABLE_ITEM_STRING, TAP_ALIGN_RIGHT, "RTT (ms)", "%9s"},
    [C_BYTES] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Bytes", "%6u"},
    [C_SERVICE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Service", "%-16s"},
    [C_FINDINGS] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Findings", "%-24s"},
    [C_ADDRESS] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Address", "%-15s"},
    [C_COUNTRY] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Country", "%-2s"},
    [C_MAC] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "MAC", "%-17s"},
    [C_PACKETS_SENT] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Packets sent", "%5u"},
    [C_PACKETS_RECEIVED] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Packets received", "%5u"},
    [C_BYTES_SENT] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Bytes sent", "%6u"},
    [C_BYTES_RECEIVED] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Bytes received", "%6u"},
    [C_FIRST] = {TABLE_ITEM_FLOAT, TAP_ALIGN_RIGHT, "First (s)", "%8.3f"},
    [C_LAST] = {TABLE_ITEM_FLOAT, TAP_ALIGN_RIGHT, "Last (s)", "%8.3f"},
    [C_CONVERSATION] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Conversation", "%4u"},
};

stat_tap_table_item *
flat_row_columns(void)
{
    return fields;
}

/* Of what was filled before, only texts are the cell's own. */
static void
set_text(stat_tap_table_item_type *cells, column c, const char *text)
{
    if (cells[c].type == TABLE_ITEM_STRING)
        g_free((char *)cells[c].value.string_value);
    cells[c].type = TABLE_ITEM_STRING;
    cells[c].value.string_value =
        room[c] && text ? iot_shorten(text, room[c]) : g_strdup(text ? text : "");
}

static void
set_number(stat_tap_table_item_type *cells, column c, guint64 number)
{
    cells[c].type = TABLE_ITEM_UINT;
    cells[c].value.uint_value = (guint)MIN(number, G_MAXUINT32);
}

static void
set_seconds(stat_tap_table_item_type *cells, column c, gint64 ns)
{
    cells[c].type = TABLE_ITEM_FLOAT;
    cells[c].value.float_value = (double)ns / NS_PER_S;
}

/* Kinds of the findings about a conversation, each once. */
static char *
findings_about(uint32_t number)
{
    const GPtrArray *findings = iot_findings_of_conversation(iot_session_findings(), number);
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

/* "tcp/443 tls +1": the one with the most packets, and how many others. */
static char *
services_of(const iot_conversation_row *row)
{
    const iot_service_use *most = NULL;
    char text[IOT_SERVICE_TEXT];

    for (guint i = 0; i < row->services->len; i++) {
        const iot_service_use *use = &g_array_index(row->services, iot_service_use, i);
        if (!most || use->packets > most->packets)
            most = use;
    }
    if (!most)
        return g_strdup("");
    iot_service_format(&most->service, text);
    if (row->services->len == 1)
        return g_strdup(text);
    g_autofree char *others = g_strdup_printf(" +%u", row->services->len - 1);
    g_autofree char *first = iot_shorten(text, room[C_SERVICE] - (unsigned)strlen(others));
    return g_strconcat(first, others, NULL);
}

static void
fill_device(stat_tap_table_item_type *cells, const iot_device *device)
{
    char mac[IOT_MAC_TEXT];

    set_text(cells, C_DEVICE, iot_device_name(device));
    set_text(cells, C_WHAT, iot_device_what(device));
    set_text(cells, C_MAC, iot_mac_format(iot_device_mac(device), mac));
}

/* A peer has neither; the address stands for the name where there is none. */
static void
fill_other_end(stat_tap_table_item_type *cells, const iot_conversation_row *row)
{
    const iot_addr *addr =
        row->addresses->len > 0 ? &g_array_index(row->addresses, iot_addr, 0) : NULL;
    iot_locator how = iot_session_locator();
    const iot_place *place = addr && !row->peer ? iot_geo_lookup(how.geo, addr) : NULL;
    char text[IOT_ADDR_TEXT] = "";

    if (addr)
        iot_addr_format(addr, text);
    set_text(cells, C_REMOTE, row->name ? row->name : text);
    set_text(cells, C_ADDRESS, text);
    set_text(cells, C_ORGANIZATION, place ? place->organization : NULL);
    set_text(cells, C_COUNTRY, place ? place->country : NULL);
}

static void
fill_distance(stat_tap_table_item_type *cells, const iot_conversation_row *row)
{
    bool measured = !row->peer && row->rtt_ns > 0;
    bool bound = measured && row->bound_ns > 0;
    iot_locator how = iot_session_locator();
    g_autofree char *rtt =
        measured ? g_strdup_printf("%9.3f", (double)row->rtt_ns / NS_PER_MS) : NULL;
    g_autofree char *km =
        bound ? g_strdup_printf("%5.0f", ceil(iot_locator_bound_km(&how, row->bound_ns))) : NULL;

    set_text(cells, C_RTT, rtt);
    set_text(cells, C_KM, km);
}

static void
fill_traffic(stat_tap_table_item_type *cells, const iot_traffic *traffic)
{
    gint64 first_ns = 0, last_ns = 0;

    iot_traffic_span(traffic, &first_ns, &last_ns);
    set_number(cells, C_BYTES, iot_traffic_bytes(traffic));
    set_number(cells, C_PACKETS_SENT, traffic->sent.packets);
    set_number(cells, C_PACKETS_RECEIVED, traffic->received.packets);
    set_number(cells, C_BYTES_SENT, traffic->sent.bytes);
    set_number(cells, C_BYTES_RECEIVED, traffic->received.bytes);
    set_seconds(cells, C_FIRST, first_ns);
    set_seconds(cells, C_LAST, last_ns);
}

void
flat_row_fill(stat_tap_table_item_type *cells, const iot_conversation_row *row, guint rank)
{
    g_autofree char *findings = findings_about(row->number);
    g_autofree char *services = services_of(row);

    set_number(cells, C_RANK, rank);
    fill_device(cells, row->base.device);
    fill_other_end(cells, row);
    fill_distance(cells, row);
    fill_traffic(cells, &row->base.traffic);
    set_text(cells, C_SERVICE, services);
    set_text(cells, C_FINDINGS, findings);
    set_number(cells, C_CONVERSATION, row->number);
}
