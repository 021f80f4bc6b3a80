/* columns.c - the columns of every table: key, title, and where the value stands in a row
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/columns-internal.h"

#include <stddef.h>
#include <string.h>

/* Values that are worked out of a whole row. */

static COLUMN_READER(conversation_source)
{
    const iot_conversation_row *row = at;

    cell_set_text(cell, row->peer ? iot_name_source_name(iot_device_source(row->peer))
                                  : iot_remote_name_source_name(row->name_source));
}

/* What the databases say of the addresses of the other side, each once. */
static void
add_places(iot_cell *cell, const iot_conversation_row *row, const iot_report *report, size_t offset)
{
    for (guint i = 0; !row->peer && i < row->addresses->len; i++) {
        const iot_place *place = iot_geo_lookup(report->options.locator.geo,
                                                &g_array_index(row->addresses, iot_addr, i));
        const char *text =
            place ? *(const char *const *)(const void *)((const char *)place + offset) : NULL;
        if (text)
            cell_add_once(cell, text);
    }
}

static COLUMN_READER(conversation_organizations)
{
    add_places(cell, at, report, offsetof(iot_place, organization));
}

static COLUMN_READER(conversation_countries)
{
    add_places(cell, at, report, offsetof(iot_place, country));
}

static COLUMN_READER(conversation_services)
{
    const GArray *uses = ((const iot_conversation_row *)at)->services;
    char text[IOT_SERVICE_TEXT];
    GPtrArray *list = uses->len > 0 ? cell_set_list(cell) : NULL;

    for (guint i = 0; i < uses->len; i++)
        g_ptr_array_add(list, g_strdup(iot_service_format(
                                  &g_array_index(uses, iot_service_use, i).service, text)));
}

static void
add_kinds(iot_cell *cell, const GPtrArray *findings)
{
    for (guint i = 0; findings && i < findings->len; i++)
        cell_add_once(cell, iot_finding_kind_name(
                                ((const iot_finding *)g_ptr_array_index(findings, i))->kind));
}

static COLUMN_READER(conversation_findings)
{
    const iot_conversation_row *row = at;

    add_kinds(cell, iot_findings_of_contact(report->findings, row->base.device, row->name));
}

static COLUMN_READER(device_findings)
{
    add_kinds(cell, iot_findings_of_device(report->findings, ((const iot_row *)at)->device));
}

static COLUMN_READER(service_port)
{
    const iot_service_row *row = at;

    if (row->service.transport != IOT_TRANSPORT_NONE && row->ports <= 1)
        *cell = (iot_cell){IOT_CELL_COUNT, .count = row->service.port};
}

static COLUMN_READER(encrypted_port)
{
    *cell = (iot_cell){IOT_CELL_COUNT, .count = *(const uint16_t *)at};
}

static COLUMN_READER(service_nearby)
{
    *cell = (iot_cell){IOT_CELL_BOOL, .is = *(const bool *)at};
}

/* TLS counts from 3.1 on the wire, as the heir of SSL 3.0 (RFC 8446 section 5.1). */
static COLUMN_READER(service_tls)
{
    const iot_tls_range *range = at;
    int oldest = range->oldest - 0x0301, newest = range->newest - 0x0301;

    if (range->oldest == 0)
        return;
    char *text = oldest == newest ? g_strdup_printf("1.%d", newest)
                                  : g_strdup_printf("1.%d-1.%d", oldest, newest);
    *cell = (iot_cell){IOT_CELL_TEXT, .text = text};
}

/* -1: unknown. */
static COLUMN_READER(location_geo)
{
    if (((const iot_location *)at)->geo_km >= 0)
        *cell = (iot_cell){IOT_CELL_KM, .number = ((const iot_location *)at)->geo_km};
}

/* Unknown, not false, where there is nothing to judge by. */
static COLUMN_READER(location_impossible)
{
    const iot_location *location = at;

    if (location->geo_km >= 0 && location->bound_km >= 0)
        *cell = (iot_cell){IOT_CELL_BOOL, .is = location->impossible};
}

static COLUMN_READER(place_nearest)
{
    const iot_place_row *row = at;

    cell_set_text(cell, row->level != IOT_PLACE_NAME ? row->nearest : NULL);
}

/* The levels of the tree stand in one column, each further to the right. */
static COLUMN_READER(place_indented)
{
    const iot_place_row *row = at;
    g_autofree char *text =
        row->level == IOT_PLACE_COUNTRY        ? iot_country_text(row->country, row->country_name)
        : row->level == IOT_PLACE_ORGANIZATION ? iot_owner_text(row->organization, row->domain)
                                               : g_strdup(row->name);
    unsigned top = iot_remotes_top_level(report->remotes);

    *cell = (iot_cell){IOT_CELL_TEXT,
                       .text = g_strdup_printf("%*s%s", (int)(2 * (row->level - top)), "", text)};
}

static COLUMN_READER(question_types)
{
    uint32_t types = *(const uint32_t *)at;

    for (unsigned i = 0; i < IOT_DNS_TYPES; i++)
        if (types & 1u << i)
            cell_add_once(cell, iot_dns_type_name(i));
}

static COLUMN_READER(question_answered)
{
    const iot_question_row *row = at;

    for (iot_dns_reply reply = 0; reply < IOT_DNS_REPLIES; reply++)
        if (row->replies[reply] > 0)
            cell_add_once(cell, iot_dns_reply_name(reply));
    if (row->unanswered > 0)
        cell_add_once(cell, "unanswered");
}

/* For people, in whose tables a list is its beginning. */
static void
join(iot_cell *cell)
{
    if (cell->kind != IOT_CELL_LIST)
        return;
    g_ptr_array_add(cell->list, NULL);
    char *text = g_strjoinv(", ", (char **)cell->list->pdata);
    iot_cell_clear(cell);
    *cell = (iot_cell){IOT_CELL_TEXT, .text = text};
}

static COLUMN_READER(question_types_shown)
{
    question_types(at, report, cell);
    join(cell);
}

static COLUMN_READER(question_answered_shown)
{
    question_answered(at, report, cell);
    join(cell);
}

static COLUMN_READER(question_contacted)
{
    static const char *const words[] = {
        [IOT_QUESTION_NO] = "no",
        [IOT_QUESTION_OTHERWISE] = "under another name",
        [IOT_QUESTION_YES] = "yes",
    };
    cell_set_text(cell, words[*(const iot_question_contact *)at]);
}

/* A reverse lookup is read from its end, and of an IPv6 address digit by digit. */
static COLUMN_READER(question_shown)
{
    const iot_question_row *row = at;
    char addr[IOT_ADDR_TEXT];

    if (iot_addr_is_set(&row->about))
        *cell =
            (iot_cell){IOT_CELL_TEXT,
                       .text = g_strdup_printf("name of %s", iot_addr_format(&row->about, addr))};
    else
        cell_set_text(cell, row->name);
}

/* clang-format off */
#define DEVICE  offsetof(iot_row, device)
#define TRAFFIC offsetof(iot_row, traffic)
#define TRAFFIC_COLUMNS                                                                            \
    {"packets_sent", "Sent", column_packets, offsetof(iot_row, traffic.sent), 0},                  \
    {"packets_received", "Recv", column_packets, offsetof(iot_row, traffic.received), 0},          \
    {"bytes_sent", "Sent", column_bytes, offsetof(iot_row, traffic.sent), 0},                      \
    {"bytes_received", "Recv", column_bytes, offsetof(iot_row, traffic.received), 0}
#define TIME_COLUMNS                                                                               \
    {"first_seen", "First", column_first, TRAFFIC, 0},                                             \
    {"last_seen", "Last", column_last, TRAFFIC, 0}

static const iot_column conversation_columns[] = {
#define AT(member) offsetof(iot_conversation_row, member), 0
    {"device", "Device", column_device, DEVICE, 0},
    {"mac", "MAC", column_mac, DEVICE, 0},
    {"vendor", "Vendor", column_vendor, DEVICE, 0},
    {"group", "Group", column_group, DEVICE, 0},
    {"direction", "Direction", column_direction, AT(direction)},
    {"name", "Remote", column_text, AT(name)},
    {"name_source", "Known from", conversation_source, 0, 0},
    {"addresses", "Address", column_addresses, AT(addresses)},
    {"organization", "Organization", conversation_organizations, 0, 0},
    {"country", "Country", conversation_countries, 0, 0},
    {"services", "Service", conversation_services, 0, 0},
    TRAFFIC_COLUMNS,
    TIME_COLUMNS,
    {"rtt_ms", "RTT", column_rtt, AT(rtt_ns)},
    {"distance_km", "Distance", column_bound, AT(bound_ns)},
    {"findings", "Findings", conversation_findings, 0, 0},
#undef AT
};

static const iot_column device_columns[] = {
#define AT(member) offsetof(iot_device_row, member), 0
    {"device", "Device", column_device, DEVICE, 0},
    {"mac", "MAC", column_mac, DEVICE, 0},
    {"vendor", "Vendor", column_vendor, DEVICE, 0},
    {"kind", "Kind", column_device_kind, DEVICE, 0},
    {"maker", "Maker", column_maker, DEVICE, 0},
    {"model", "Model", column_model, DEVICE, 0},
    {"software", "Software", column_software, DEVICE, 0},
    {"aliases", "Aliases", column_aliases, DEVICE, 0},
    {"identity", "Evidence", column_identity, DEVICE, 0},
    {"group", "Group", column_group, DEVICE, 0},
    {"source", "Known from", column_source, DEVICE, 0},
    {"addresses", "Address", column_device_addresses, DEVICE, 0},
    TIME_COLUMNS,
    TRAFFIC_COLUMNS,
    {"packets_per_minute", "Packets/min", column_rate, TRAFFIC, 0},
    {"remotes", "Remotes", column_count, AT(remotes)},
    {"top_destination", "Most bytes with", column_text, AT(top_destination)},
    {"findings", "Findings", device_findings, 0, 0},
    {"what_it_is", "What it is", column_what, DEVICE, 0},
#undef AT
};

static const iot_column service_columns[] = {
#define AT(member) offsetof(iot_service_row, member), 0
    {"device", "Device", column_device, DEVICE, 0},
    {"mac", "MAC", column_mac, DEVICE, 0},
    {"direction", "Direction", column_direction, AT(direction)},
    {"transport", "Transport", column_transport, AT(service.transport)},
    {"port", "Port", service_port, 0, 0},
    {"protocol", "Protocol", column_text, AT(service.protocol)},
    {"tls_version", "TLS", service_tls, AT(tls)},
    {"remotes", "Others", column_count, AT(remotes)},
    TRAFFIC_COLUMNS,
    {"nearby", "Answered nearby", service_nearby, AT(nearby)},
#undef AT
};

static const iot_column finding_columns[] = {
#define AT(member) offsetof(iot_finding, member), 0
    {"severity", "Severity", column_severity, AT(severity)},
    {"finding", "Finding", column_kind, AT(kind)},
    {"device", "Device", column_device, AT(device)},
    {"mac", "MAC", column_mac, AT(device)},
    {"name", "Remote", column_text, AT(name)},
    {"address", "Address", column_address, AT(addr)},
    {"first_frame", "Frame", column_count, AT(first_frame)},
    {"count", "Count", column_count, AT(count)},
    {"evidence", "Evidence", column_text, AT(evidence)},
#undef AT
};

static const iot_column remote_columns[] = {
#define AT(member)       offsetof(iot_remote_row, member), 0
#define IN_PLACE(member) offsetof(iot_place, member), offsetof(iot_remote_row, location.place)
#define PLACE            0, offsetof(iot_remote_row, location.place)
    {"name", "Remote", column_text, AT(name)},
    {"name_source", "Known from", column_name_source, AT(name_source)},
    {"address", "Address", column_address, AT(addr)},
    {"domain", "Domain", column_text, AT(domain)},
    {"organization", "Organization", column_text, IN_PLACE(organization)},
    {"asn", "AS", column_number, IN_PLACE(asn)},
    {"country", "Country", column_text, IN_PLACE(country)},
    {"country_name", "Country", column_text, IN_PLACE(country_name)},
    {"city", "City", column_text, IN_PLACE(city)},
    {"latitude", "Latitude", column_latitude, PLACE},
    {"longitude", "Longitude", column_longitude, PLACE},
    {"radius_km", "Radius", column_radius, PLACE},
    {"geo_distance_km", "Away by the database", location_geo, AT(location)},
    {"impossible", "Impossible", location_impossible, AT(location)},
    {"devices", "Devices", column_count, AT(devices)},
    TRAFFIC_COLUMNS,
    TIME_COLUMNS,
    {"rtt_ms", "RTT", column_rtt, AT(rtt_ns)},
    {"distance_km", "At most", column_bound, AT(bound_ns)},
#undef AT
};

static const iot_column question_columns[] = {
#define AT(member) offsetof(iot_question_row, member), 0
    {"device", "Device", column_device, DEVICE, 0},
    {"mac", "MAC", column_mac, DEVICE, 0},
    {"name", "Name", column_text, AT(name)},
    {"address", "Address", column_address, AT(about)},
    {"types", "Types", question_types, AT(types)},
    {"count", "Count", column_count, AT(count)},
    {"first_seen", "First", column_time, AT(first_ns)},
    {"last_seen", "Last", column_time, AT(last_ns)},
    {"first_frame", "Frame", column_number, AT(first_frame)},
    {"answered", "Answered", question_answered, 0, 0},
    {"unanswered", "Unanswered", column_count, AT(unanswered)},
    {"contacted", "Contacted", question_contacted, AT(contact)},
    {"question", "Asked for", question_shown, 0, 0},
    {"all_types", "Types", question_types_shown, AT(types)},
    {"all_answered", "Answered", question_answered_shown, 0, 0},
#undef AT
};

static const iot_column encrypted_columns[] = {
#define AT(member) offsetof(iot_encrypted_row, member), 0
    {"device", "Device", column_device, DEVICE, 0},
    {"mac", "MAC", column_mac, DEVICE, 0},
    {"name", "Resolver", column_text, AT(name)},
    {"address", "Address", column_address, AT(addr)},
    {"transport", "Transport", column_transport, AT(service.transport)},
    {"port", "Port", encrypted_port, AT(service.port)},
    TRAFFIC_COLUMNS,
    TIME_COLUMNS,
#undef AT
};

#define AT(member) offsetof(iot_place_row, member), 0
#define PLACE_COLUMNS                                                                              \
    {"remotes", "Remotes", column_count, AT(remotes)},                                             \
    {"devices", "Devices", column_count, AT(devices)},                                             \
    TRAFFIC_COLUMNS,                                                                               \
    TIME_COLUMNS,                                                                                  \
    {"rtt_ms", "RTT", column_rtt, AT(rtt_ns)},                                                     \
    {"distance_km", "At most", column_bound, AT(bound_ns)},                                          \
    {"nearest", "Nearest", place_nearest, 0, 0}

static const iot_column country_columns[] = {
    {"country", "Country", column_text, AT(country)},
    {"country_name", "Country", column_text, AT(country_name)},
    PLACE_COLUMNS,
};

static const iot_column organization_columns[] = {
    {"organization", "Organization", column_text, AT(organization)},
    {"asn", "AS", column_number, AT(asn)},
    {"domain", "Domain", column_text, AT(domain)},
    PLACE_COLUMNS,
};

static const iot_column destination_columns[] = {
    {"place", "Destination", place_indented, 0, 0},
    PLACE_COLUMNS,
};

/* What a table is of, in a report; NULL: nobody looked for any. */
#define TABLE_AND_SHOWN(name, columns, shown, rows)                                                \
    static const GPtrArray *name##_rows(const iot_report *report) { return rows; }                 \
    const iot_table iot_##name##_table = {#name, columns, G_N_ELEMENTS(columns) - (shown), shown,  \
                                          name##_rows}
#define TABLE(name, columns, rows) TABLE_AND_SHOWN(name, columns, 0, rows)

TABLE(conversations, conversation_columns, report->conversations);
TABLE_AND_SHOWN(devices, device_columns, 1, report->devices);
TABLE(services, service_columns, report->services);
TABLE(findings, finding_columns, report->findings ? report->findings->all : NULL);
TABLE_AND_SHOWN(questions, question_columns, 3, report->questions);
TABLE(encrypted_dns, encrypted_columns, report->encrypted);
TABLE(remotes, remote_columns, report->remotes ? report->remotes->remotes : NULL);
TABLE(countries, country_columns, report->remotes ? report->remotes->countries : NULL);
TABLE(organizations, organization_columns, report->remotes ? report->remotes->organizations : NULL);
TABLE(destinations, destination_columns, report->remotes ? report->remotes->tree : NULL);
/* clang-format on */

const iot_column *
iot_table_column(const iot_table *table, const char *key)
{
    for (unsigned i = 0; i < table->n_columns + table->n_shown; i++)
        if (strcmp(table->columns[i].key, key) == 0)
            return &table->columns[i];
    g_assert_not_reached();
}
