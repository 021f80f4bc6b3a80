/* columns.c - the columns of every table: key, title, and the value of a row
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/columns-internal.h"

#include <string.h>

#define NS_PER_MINUTE (60 * (int64_t)1000000000)

/* Conversations. */

static void
get_conversation_direction(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, iot_direction_name(((const iot_conversation_row *)row)->direction));
}

static void
get_remote_name(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, ((const iot_conversation_row *)row)->name);
}

static void
get_name_source(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_conversation_row *row = data;

    (void)report;
    cell_set_text(cell, row->peer ? iot_name_source_name(iot_device_source(row->peer))
                                  : iot_remote_name_source_name(row->name_source));
}

static void
get_remote_addresses(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_addresses(cell, ((const iot_conversation_row *)row)->addresses);
}

/* What the databases say of the addresses of the other side, each once. */
static void
set_places(iot_cell *cell, const iot_conversation_row *row, const iot_report *report,
           const char *(*of)(const iot_place *place))
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; !row->peer && i < row->addresses->len; i++) {
        const iot_place *place = iot_geo_lookup(report->options.locator.geo,
                                                &g_array_index(row->addresses, iot_addr, i));
        if (place && of(place))
            list_add_once(list, of(place));
    }
    cell_set_list(cell, list);
}

static const char *
organization_of(const iot_place *place)
{
    return place->organization;
}

static const char *
country_of(const iot_place *place)
{
    return place->country;
}

static void
get_organizations(const void *row, const iot_report *report, iot_cell *cell)
{
    set_places(cell, row, report, organization_of);
}

static void
get_countries(const void *row, const iot_report *report, iot_cell *cell)
{
    set_places(cell, row, report, country_of);
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
get_rtt(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_rtt(cell, ((const iot_conversation_row *)row)->rtt_ns);
}

static void
get_km(const void *data, const iot_report *report, iot_cell *cell)
{
    cell_set_bound(cell, ((const iot_conversation_row *)data)->rtt_ns, report);
}

static const char *
kind_of(const iot_finding *finding)
{
    return iot_finding_kind_name(finding->kind);
}

static void
set_kinds(iot_cell *cell, const GPtrArray *findings)
{
    GPtrArray *kinds = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; findings && i < findings->len; i++)
        list_add_once(kinds, kind_of(g_ptr_array_index(findings, i)));
    cell_set_list(cell, kinds);
}

static void
get_conversation_findings(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_conversation_row *row = data;

    set_kinds(cell, iot_report_findings_of_contact(report, row->base.device, row->name));
}

static const iot_column conversation_columns[] = {
    {"device", "Device", column_get_device},
    {"mac", "MAC", column_get_mac},
    {"vendor", "Vendor", column_get_vendor},
    {"group", "Group", column_get_group},
    {"direction", "Direction", get_conversation_direction},
    {"name", "Remote", get_remote_name},
    {"name_source", "Known from", get_name_source},
    {"addresses", "Address", get_remote_addresses},
    {"organization", "Organization", get_organizations},
    {"country", "Country", get_countries},
    {"services", "Service", get_services},
    COLUMNS_OF_TRAFFIC,
    {"first_seen", "First", column_get_first_seen},
    {"last_seen", "Last", column_get_last_seen},
    {"rtt_ms", "RTT", get_rtt},
    {"distance_km", "Distance", get_km},
    {"findings", "Findings", get_conversation_findings},
};
static const GPtrArray *
conversation_rows(const iot_report *report)
{
    return report->conversations;
}

const iot_table iot_conversations_table = {"conversations", conversation_columns,
                                           G_N_ELEMENTS(conversation_columns), conversation_rows};

/* Devices. */

static void
get_device_source(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, iot_name_source_name(iot_device_source(((const iot_row *)row)->device)));
}

static void
get_device_addresses(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_addresses(cell, iot_device_addresses(((const iot_row *)row)->device));
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
    cell_set_count(cell, IOT_CELL_COUNT, ((const iot_device_row *)row)->remotes);
}

static void
get_top_destination(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, ((const iot_device_row *)row)->top_destination);
}

static void
get_device_findings(const void *row, const iot_report *report, iot_cell *cell)
{
    set_kinds(cell, iot_report_findings_of_device(report, ((const iot_row *)row)->device));
}

static const iot_column device_columns[] = {
    {"device", "Device", column_get_device},
    {"mac", "MAC", column_get_mac},
    {"vendor", "Vendor", column_get_vendor},
    {"group", "Group", column_get_group},
    {"source", "Known from", get_device_source},
    {"addresses", "Address", get_device_addresses},
    {"first_seen", "First", column_get_first_seen},
    {"last_seen", "Last", column_get_last_seen},
    COLUMNS_OF_TRAFFIC,
    {"packets_per_minute", "Packets/min", get_packets_per_minute},
    {"remotes", "Remotes", get_device_remotes},
    {"top_destination", "Most bytes with", get_top_destination},
    {"findings", "Findings", get_device_findings},
};
static const GPtrArray *
device_rows(const iot_report *report)
{
    return report->devices;
}

const iot_table iot_devices_table = {"devices", device_columns, G_N_ELEMENTS(device_columns),
                                     device_rows};

/* Services. */

static void
get_service_direction(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, iot_direction_name(((const iot_service_row *)row)->direction));
}

static void
get_transport(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, iot_transport_name(((const iot_service_row *)row)->service.transport));
}

static void
get_port(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_service_row *row = data;

    (void)report;
    if (row->service.transport != IOT_TRANSPORT_NONE)
        cell_set_count(cell, IOT_CELL_COUNT, row->service.port);
}

static void
get_protocol(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, ((const iot_service_row *)row)->service.protocol);
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
    cell_set_count(cell, IOT_CELL_COUNT, ((const iot_service_row *)row)->remotes);
}

static const iot_column service_columns[] = {
    {"device", "Device", column_get_device},
    {"mac", "MAC", column_get_mac},
    {"direction", "Direction", get_service_direction},
    {"transport", "Transport", get_transport},
    {"port", "Port", get_port},
    {"protocol", "Protocol", get_protocol},
    {"tls_version", "TLS", get_tls_version},
    {"remotes", "Others", get_service_remotes},
    COLUMNS_OF_TRAFFIC,
};
static const GPtrArray *
service_rows(const iot_report *report)
{
    return report->services;
}

const iot_table iot_services_table = {"services", service_columns, G_N_ELEMENTS(service_columns),
                                      service_rows};

const iot_column *
iot_table_column(const iot_table *table, const char *key)
{
    for (unsigned i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].key, key) == 0)
            return &table->columns[i];
    g_assert_not_reached();
}
