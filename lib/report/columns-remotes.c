/* columns-remotes.c - the columns of remotes, countries, organizations and destinations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/columns-internal.h"

/* Remotes. */

static void
get_name(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, ((const iot_remote_row *)row)->name);
}

static void
get_name_source(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, iot_remote_name_source_name(((const iot_remote_row *)row)->name_source));
}

static void
get_address(const void *row, const iot_report *report, iot_cell *cell)
{
    char text[IOT_ADDR_TEXT];

    (void)report;
    cell_set_text(cell, iot_addr_format(&((const iot_remote_row *)row)->addr, text));
}

static void
get_domain(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, ((const iot_remote_row *)row)->domain);
}

static void
get_remote_devices(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_count(cell, IOT_CELL_COUNT, ((const iot_remote_row *)row)->devices);
}

/* A place without anything in it stands for none. */
static const iot_place *
place_of(const void *row)
{
    static const iot_place nowhere;
    const iot_place *place = ((const iot_remote_row *)row)->location.place;

    return place ? place : &nowhere;
}

static void
get_organization(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, place_of(row)->organization);
}

static void
get_asn(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    if (place_of(row)->asn)
        cell_set_count(cell, IOT_CELL_COUNT, place_of(row)->asn);
}

static void
get_country(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, place_of(row)->country);
}

static void
get_country_name(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, place_of(row)->country_name);
}

static void
get_city(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, place_of(row)->city);
}

static void
get_latitude(const void *row, const iot_report *report, iot_cell *cell)
{
    const iot_place *place = place_of(row);

    (void)report;
    if (place->has_coordinates)
        *cell = (iot_cell){IOT_CELL_DEGREES, .number = place->coordinates.latitude};
}

static void
get_longitude(const void *row, const iot_report *report, iot_cell *cell)
{
    const iot_place *place = place_of(row);

    (void)report;
    if (place->has_coordinates)
        *cell = (iot_cell){IOT_CELL_DEGREES, .number = place->coordinates.longitude};
}

static void
get_radius(const void *row, const iot_report *report, iot_cell *cell)
{
    const iot_place *place = place_of(row);

    (void)report;
    if (place->has_coordinates && place->radius_km > 0)
        *cell = (iot_cell){IOT_CELL_KM, .number = place->radius_km};
}

static void
get_geo_distance(const void *row, const iot_report *report, iot_cell *cell)
{
    const iot_location *location = &((const iot_remote_row *)row)->location;

    (void)report;
    if (location->geo_km >= 0)
        *cell = (iot_cell){IOT_CELL_KM, .number = location->geo_km};
}

/* Unknown, not false, where there is nothing to judge by. */
static void
get_impossible(const void *row, const iot_report *report, iot_cell *cell)
{
    const iot_location *location = &((const iot_remote_row *)row)->location;

    (void)report;
    if (location->geo_km >= 0 && location->bound_km >= 0)
        *cell = (iot_cell){IOT_CELL_BOOL, .is = location->impossible};
}

static void
get_remote_rtt(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_rtt(cell, ((const iot_remote_row *)row)->rtt_ns);
}

static void
get_remote_bound(const void *row, const iot_report *report, iot_cell *cell)
{
    cell_set_bound(cell, ((const iot_remote_row *)row)->rtt_ns, report);
}

static const iot_column remote_columns[] = {
    {"name", "Remote", get_name},
    {"name_source", "Known from", get_name_source},
    {"address", "Address", get_address},
    {"domain", "Domain", get_domain},
    {"organization", "Organization", get_organization},
    {"asn", "AS", get_asn},
    {"country", "Country", get_country},
    {"country_name", "Country", get_country_name},
    {"city", "City", get_city},
    {"latitude", "Latitude", get_latitude},
    {"longitude", "Longitude", get_longitude},
    {"radius_km", "Radius", get_radius},
    {"geo_distance_km", "Away by the database", get_geo_distance},
    {"impossible", "Impossible", get_impossible},
    {"devices", "Devices", get_remote_devices},
    COLUMNS_OF_TRAFFIC,
    {"first_seen", "First", column_get_first_seen},
    {"last_seen", "Last", column_get_last_seen},
    {"rtt_ms", "RTT", get_remote_rtt},
    {"distance_km", "At most", get_remote_bound},
};
static const GPtrArray *
remote_rows(const iot_report *report)
{
    return report->remotes ? report->remotes->remotes : NULL;
}

const iot_table iot_remotes_table = {"remotes", remote_columns, G_N_ELEMENTS(remote_columns),
                                     remote_rows};

/* Places. */

static void
get_place_country(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, ((const iot_place_row *)row)->country);
}

static void
get_place_country_name(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, ((const iot_place_row *)row)->country_name);
}

static void
get_place_organization(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, ((const iot_place_row *)row)->organization);
}

static void
get_place_domain(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, ((const iot_place_row *)row)->domain);
}

static void
get_place_asn(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_place_row *row = data;

    (void)report;
    if (row->asn)
        cell_set_count(cell, IOT_CELL_COUNT, row->asn);
}

static void
get_place_remotes(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_count(cell, IOT_CELL_COUNT, ((const iot_place_row *)row)->remotes);
}

static void
get_place_devices(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_count(cell, IOT_CELL_COUNT, ((const iot_place_row *)row)->devices);
}

static void
get_place_rtt(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_rtt(cell, ((const iot_place_row *)row)->rtt_ns);
}

static void
get_place_bound(const void *row, const iot_report *report, iot_cell *cell)
{
    cell_set_bound(cell, ((const iot_place_row *)row)->rtt_ns, report);
}

static void
get_nearest(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_place_row *row = data;

    (void)report;
    if (row->level != IOT_PLACE_NAME)
        cell_set_text(cell, row->nearest);
}

/* clang-format off */
#define COLUMNS_OF_PLACE                                                                           \
    {"remotes", "Remotes", get_place_remotes},                                                     \
    {"devices", "Devices", get_place_devices},                                                     \
    COLUMNS_OF_TRAFFIC,                                                                            \
    {"first_seen", "First", column_get_first_seen},                                                \
    {"last_seen", "Last", column_get_last_seen},                                                   \
    {"rtt_ms", "RTT", get_place_rtt},                                                              \
    {"distance_km", "At most", get_place_bound},                                                   \
    {"nearest", "Nearest", get_nearest}
/* clang-format on */

static const iot_column country_columns[] = {
    {"country", "Country", get_place_country},
    {"country_name", "Country", get_place_country_name},
    COLUMNS_OF_PLACE,
};
static const GPtrArray *
country_rows(const iot_report *report)
{
    return report->remotes ? report->remotes->countries : NULL;
}

const iot_table iot_countries_table = {"countries", country_columns, G_N_ELEMENTS(country_columns),
                                       country_rows};

static const iot_column organization_columns[] = {
    {"organization", "Organization", get_place_organization},
    {"asn", "AS", get_place_asn},
    {"domain", "Domain", get_place_domain},
    COLUMNS_OF_PLACE,
};
static const GPtrArray *
organization_rows(const iot_report *report)
{
    return report->remotes ? report->remotes->organizations : NULL;
}

const iot_table iot_organizations_table = {"organizations", organization_columns,
                                           G_N_ELEMENTS(organization_columns), organization_rows};

/* The levels of the tree stand in one column, each further to the right. */
static void
get_place(const void *data, const iot_report *report, iot_cell *cell)
{
    const iot_place_row *row = data;
    g_autofree char *text =
        row->level == IOT_PLACE_COUNTRY        ? iot_country_text(row->country, row->country_name)
        : row->level == IOT_PLACE_ORGANIZATION ? iot_owner_text(row->organization, row->domain)
                                               : g_strdup(row->name);
    unsigned top = iot_remotes_top_level(report->remotes);

    *cell = (iot_cell){IOT_CELL_TEXT,
                       .text = g_strdup_printf("%*s%s", (int)(2 * (row->level - top)), "", text)};
}

static const iot_column destination_columns[] = {
    {"place", "Destination", get_place},
    COLUMNS_OF_PLACE,
};
static const GPtrArray *
destination_rows(const iot_report *report)
{
    return report->remotes ? report->remotes->tree : NULL;
}

const iot_table iot_destinations_table = {"destinations", destination_columns,
                                          G_N_ELEMENTS(destination_columns), destination_rows};
