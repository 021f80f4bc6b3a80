/* columns.c - the columns of every table: key, title, and the value of a row
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "columns.h"

#include <string.h>

#define NS_PER_MINUTE (60 * (int64_t)1000000000)

void
iot_cell_clear(iot_cell *cell)
{
    if (cell->kind == IOT_CELL_TEXT)
        g_free(cell->text);
    else if (cell->kind == IOT_CELL_LIST)
        g_ptr_array_unref(cell->list);
    *cell = (iot_cell){0};
}

static const GPtrArray *
findings_of(const iot_report *report)
{
    const iot_findings *findings = iot_report_findings(report);

    return findings ? findings->all : NULL;
}

static void
set_text(iot_cell *cell, const char *text)
{
    if (text && *text)
        *cell = (iot_cell){IOT_CELL_TEXT, .text = g_strdup(text)};
}

static void
set_count(iot_cell *cell, iot_cell_kind kind, uint64_t count)
{
    *cell = (iot_cell){kind, .count = count};
}

static void
set_mac(iot_cell *cell, const iot_device *device)
{
    char text[IOT_MAC_TEXT];

    set_text(cell, iot_mac_format(iot_device_mac(device), text));
}

static void
set_addresses(iot_cell *cell, const GArray *addrs)
{
    char text[IOT_ADDR_TEXT];

    if (addrs->len == 0)
        return;
    *cell = (iot_cell){IOT_CELL_LIST, .list = g_ptr_array_new_with_free_func(g_free)};
    for (guint i = 0; i < addrs->len; i++)
        g_ptr_array_add(cell->list,
                        g_strdup(iot_addr_format(&g_array_index(addrs, iot_addr, i), text)));
}

/* Getters of what every row begins with. */

static void
get_device(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, iot_device_name(((const iot_row *)row)->device));
}

static void
get_mac(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_mac(cell, ((const iot_row *)row)->device);
}

static void
get_vendor(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, iot_device_vendor(((const iot_row *)row)->device));
}

static void
get_group(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, iot_device_group(((const iot_row *)row)->device));
}

static void
get_packets_sent(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_count(cell, IOT_CELL_COUNT, ((const iot_row *)row)->traffic.sent.packets);
}

static void
get_packets_received(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_count(cell, IOT_CELL_COUNT, ((const iot_row *)row)->traffic.received.packets);
}

static void
get_bytes_sent(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_count(cell, IOT_CELL_BYTES, ((const iot_row *)row)->traffic.sent.bytes);
}

static void
get_bytes_received(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_count(cell, IOT_CELL_BYTES, ((const iot_row *)row)->traffic.received.bytes);
}

static void
get_first_seen(const void *row, const iot_report *report, iot_cell *cell)
{
    int64_t first, last;

    (void)report;
    if (iot_traffic_span(&((const iot_row *)row)->traffic, &first, &last))
        *cell = (iot_cell){IOT_CELL_TIME, .ns = first};
}

static void
get_last_seen(const void *row, const iot_report *report, iot_cell *cell)
{
    int64_t first, last;

    (void)report;
    if (iot_traffic_span(&((const iot_row *)row)->traffic, &first, &last))
        *cell = (iot_cell){IOT_CELL_TIME, .ns = last};
}

/* What this version cannot know yet has its place all the same: columns are API. */
static void
get_nothing(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)row;
    (void)report;
    (void)cell;
}

/* Conversations. */

static void
get_conversation_direction(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, iot_direction_name(((const iot_conversation_row *)row)->direction));
}

static void
get_remote_name(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, ((const iot_conversation_row *)row)->name);
}

static void
get_name_source(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_conversation_row *row = data;

    (void)report;
    set_text(cell, row->peer ? iot_name_source_name(iot_device_source(row->peer))
                             : iot_remote_name_source_name(row->name_source));
}

static void
get_remote_addresses(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_addresses(cell, ((const iot_conversation_row *)row)->addresses);
}

static void
get_services(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_conversation_row *row = data;
    char text[IOT_SERVICE_TEXT];

    (void)report;
    if (row->services->len == 0)
        return;
    *cell = (iot_cell){IOT_CELL_LIST, .list = g_ptr_array_new_with_free_func(g_free)};
    for (guint i = 0; i < row->services->len; i++) {
        const iot_service_use *use = &g_array_index(row->services, iot_service_use, i);
        g_ptr_array_add(cell->list, g_strdup(iot_service_format(&use->service, text)));
    }
}

static void
get_rtt(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_conversation_row *row = data;

    (void)report;
    if (row->rtt_ns > 0)
        *cell = (iot_cell){IOT_CELL_RTT, .ns = row->rtt_ns};
}

static void
get_km(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_conversation_row *row = data;
    const iot_report_options *how = &report->options;

    if (row->rtt_ns > 0)
        *cell = (iot_cell){IOT_CELL_KM,
                           .number = iot_distance_km(row->rtt_ns, how->overhead_ns, how->medium)};
}

/* The kinds of findings, each once. */
static void
add_kind(GPtrArray *kinds, const iot_finding *finding)
{
    const char *kind = iot_finding_kind_name(finding->kind);

    for (guint i = 0; i < kinds->len; i++)
        if (strcmp(g_ptr_array_index(kinds, i), kind) == 0)
            return;
    g_ptr_array_add(kinds, g_strdup(kind));
}

static void
set_kinds(iot_cell *cell, GPtrArray *kinds)
{
    if (kinds->len > 0)
        *cell = (iot_cell){IOT_CELL_LIST, .list = kinds};
    else
        g_ptr_array_unref(kinds);
}

static bool
is_about(const iot_finding *finding, const iot_conversation_row *row)
{
    return finding->device == row->base.device && g_strcmp0(finding->name, row->name) == 0;
}

static void
get_conversation_findings(const void *row, const iot_report *report, iot_cell *cell)
{
    const GPtrArray *all = findings_of(report);
    GPtrArray *kinds = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; all && i < all->len; i++)
        if (is_about(g_ptr_array_index(all, i), row))
            add_kind(kinds, g_ptr_array_index(all, i));
    set_kinds(cell, kinds);
}

static const iot_column conversation_columns[] = {
    {"device", "Device", get_device},
    {"mac", "MAC", get_mac},
    {"vendor", "Vendor", get_vendor},
    {"group", "Group", get_group},
    {"direction", "Direction", get_conversation_direction},
    {"name", "Remote", get_remote_name},
    {"name_source", "Known from", get_name_source},
    {"addresses", "Address", get_remote_addresses},
    {"organization", "Organization", get_nothing},
    {"country", "Country", get_nothing},
    {"services", "Service", get_services},
    {"packets_sent", "Sent", get_packets_sent},
    {"packets_received", "Recv", get_packets_received},
    {"bytes_sent", "Sent", get_bytes_sent},
    {"bytes_received", "Recv", get_bytes_received},
    {"first_seen", "First", get_first_seen},
    {"last_seen", "Last", get_last_seen},
    {"rtt_ms", "RTT", get_rtt},
    {"distance_km", "Distance", get_km},
    {"findings", "Findings", get_conversation_findings},
};
const iot_table iot_conversations_table = {"conversations", conversation_columns,
                                           G_N_ELEMENTS(conversation_columns)};

/* Devices. */

static void
get_device_source(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, iot_name_source_name(iot_device_source(((const iot_row *)row)->device)));
}

static void
get_device_addresses(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_addresses(cell, iot_device_addresses(((const iot_row *)row)->device));
}

/* Of the time between its first and last packet; of a minute if that is shorter, as a rate over
 * a fraction of a second says nothing. */
static void
get_packets_per_minute(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_row *row = data;
    int64_t first, last;

    (void)report;
    if (iot_traffic_span(&row->traffic, &first, &last))
        *cell = (iot_cell){IOT_CELL_RATE,
                           .number = (double)iot_traffic_packets(&row->traffic) *
                                     (double)NS_PER_MINUTE /
                                     MAX((double)last - (double)first, (double)NS_PER_MINUTE)};
}

static void
get_device_remotes(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_count(cell, IOT_CELL_COUNT, ((const iot_device_row *)row)->remotes);
}

static void
get_top_destination(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, ((const iot_device_row *)row)->top_destination);
}

static void
get_device_findings(const void *row, const iot_report *report, iot_cell *cell)
{
    const GPtrArray *all = findings_of(report);
    GPtrArray *kinds = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; all && i < all->len; i++) {
        const iot_finding *finding = g_ptr_array_index(all, i);
        if (finding->device == ((const iot_row *)row)->device)
            add_kind(kinds, finding);
    }
    set_kinds(cell, kinds);
}

static const iot_column device_columns[] = {
    {"device", "Device", get_device},
    {"mac", "MAC", get_mac},
    {"vendor", "Vendor", get_vendor},
    {"group", "Group", get_group},
    {"source", "Known from", get_device_source},
    {"addresses", "Address", get_device_addresses},
    {"first_seen", "First", get_first_seen},
    {"last_seen", "Last", get_last_seen},
    {"packets_sent", "Sent", get_packets_sent},
    {"packets_received", "Recv", get_packets_received},
    {"bytes_sent", "Sent", get_bytes_sent},
    {"bytes_received", "Recv", get_bytes_received},
    {"packets_per_minute", "Packets/min", get_packets_per_minute},
    {"remotes", "Remotes", get_device_remotes},
    {"top_destination", "Most bytes with", get_top_destination},
    {"findings", "Findings", get_device_findings},
};
const iot_table iot_devices_table = {"devices", device_columns, G_N_ELEMENTS(device_columns)};

/* Services. */

static void
get_service_direction(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, iot_direction_name(((const iot_service_row *)row)->direction));
}

static void
get_transport(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, iot_transport_name(((const iot_service_row *)row)->service.transport));
}

static void
get_port(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_service_row *row = data;

    (void)report;
    if (row->service.transport != IOT_TRANSPORT_NONE)
        set_count(cell, IOT_CELL_COUNT, row->service.port);
}

static void
get_protocol(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, ((const iot_service_row *)row)->service.protocol);
}

/* TLS counts from 3.1 on the wire, as the heir of SSL 3.0 (RFC 8446 section 5.1). */
static void
get_tls_version(const void *data, const iot_report *report, iot_cell *cell)
{
    uint16_t version = ((const iot_service_row *)data)->tls_version;

    (void)report;
    if (version > 0x0300 && version <= 0x0304)
        *cell = (iot_cell){IOT_CELL_TEXT, .text = g_strdup_printf("1.%d", version - 0x0301)};
}

static void
get_service_remotes(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_count(cell, IOT_CELL_COUNT, ((const iot_service_row *)row)->remotes);
}

static const iot_column service_columns[] = {
    {"device", "Device", get_device},
    {"mac", "MAC", get_mac},
    {"direction", "Direction", get_service_direction},
    {"transport", "Transport", get_transport},
    {"port", "Port", get_port},
    {"protocol", "Protocol", get_protocol},
    {"tls_version", "TLS", get_tls_version},
    {"remotes", "Others", get_service_remotes},
    {"packets_sent", "Sent", get_packets_sent},
    {"packets_received", "Recv", get_packets_received},
    {"bytes_sent", "Sent", get_bytes_sent},
    {"bytes_received", "Recv", get_bytes_received},
};
const iot_table iot_services_table = {"services", service_columns, G_N_ELEMENTS(service_columns)};

/* Findings. */

static void
get_severity(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, iot_severity_name(((const iot_finding *)row)->severity));
}

static void
get_finding(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, iot_finding_kind_name(((const iot_finding *)row)->kind));
}

static void
get_finding_device(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_finding *finding = data;

    (void)report;
    if (finding->device)
        set_text(cell, iot_device_name(finding->device));
}

static void
get_finding_mac(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_finding *finding = data;

    (void)report;
    if (finding->device)
        set_mac(cell, finding->device);
}

static void
get_finding_name(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, ((const iot_finding *)row)->name);
}

static void
get_finding_address(const void *row, const iot_report *report, iot_cell *cell)
{
    char text[IOT_ADDR_TEXT];

    (void)report;
    set_text(cell, iot_addr_format(&((const iot_finding *)row)->addr, text));
}

static void
get_first_frame(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_count(cell, IOT_CELL_COUNT, ((const iot_finding *)row)->first_frame);
}

static void
get_finding_count(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_count(cell, IOT_CELL_COUNT, ((const iot_finding *)row)->count);
}

static void
get_evidence(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    set_text(cell, ((const iot_finding *)row)->evidence);
}

static const iot_column finding_columns[] = {
    {"severity", "Severity", get_severity},    {"finding", "Finding", get_finding},
    {"device", "Device", get_finding_device},  {"mac", "MAC", get_finding_mac},
    {"name", "Remote", get_finding_name},      {"address", "Address", get_finding_address},
    {"first_frame", "Frame", get_first_frame}, {"count", "Count", get_finding_count},
    {"evidence", "Evidence", get_evidence},
};
const iot_table iot_findings_table = {"findings", finding_columns, G_N_ELEMENTS(finding_columns)};

const GPtrArray *
iot_table_rows(const iot_table *table, const iot_report *report)
{
    return table == &iot_conversations_table ? report->conversations
           : table == &iot_devices_table     ? report->devices
           : table == &iot_services_table    ? report->services
                                             : findings_of(report);
}

const iot_column *
iot_table_column(const iot_table *table, const char *key)
{
    for (unsigned i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].key, key) == 0)
            return &table->columns[i];
    g_assert_not_reached();
}
