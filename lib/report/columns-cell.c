/* columns-cell.c - what reads values out of rows
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/capture-tables.h"
#include "report/columns-internal.h"

#include <string.h>

#define NS_PER_MINUTE (60 * (int64_t)1000000000)

iot_cell
iot_column_get(const iot_column *column, const void *row, const iot_report *report)
{
    const char *at = row;
    iot_cell cell = {0};

    if (column->via > 0)
        at = *(const char *const *)(const void *)(at + column->via);
    if (at)
        column->read(at + column->offset, report, &cell);
    return cell;
}

void
iot_cell_clear(iot_cell *cell)
{
    if (cell->kind == IOT_CELL_TEXT)
        g_free(cell->text);
    else if (cell->kind == IOT_CELL_LIST)
        g_ptr_array_unref(cell->list);
    else if (cell->kind == IOT_CELL_IDENTITY)
        g_free(cell->identity);
    *cell = (iot_cell){0};
}

void
cell_set_text(iot_cell *cell, const char *text)
{
    if (text && *text)
        *cell = (iot_cell){IOT_CELL_TEXT, .text = g_strdup(text)};
}

GPtrArray *
cell_set_list(iot_cell *cell)
{
    *cell = (iot_cell){IOT_CELL_LIST, .list = g_ptr_array_new_with_free_func(g_free)};
    return cell->list;
}

void
cell_add_once(iot_cell *cell, const char *text)
{
    GPtrArray *list = cell->kind == IOT_CELL_LIST ? cell->list : cell_set_list(cell);

    for (guint i = 0; i < list->len; i++)
        if (strcmp(g_ptr_array_index(list, i), text) == 0)
            return;
    g_ptr_array_add(list, g_strdup(text));
}

COLUMN_READER(column_text)
{
    cell_set_text(cell, *(const char *const *)at);
}

COLUMN_READER(column_count)
{
    *cell = (iot_cell){IOT_CELL_COUNT, .count = *(const uint32_t *)at};
}

COLUMN_READER(column_number)
{
    if (*(const uint32_t *)at > 0)
        column_count(at, report, cell);
}

COLUMN_READER(column_packets)
{
    if (!iot_count_is_unknown(at))
        *cell = (iot_cell){IOT_CELL_COUNT, .count = ((const iot_count *)at)->packets};
}

COLUMN_READER(column_bytes)
{
    if (!iot_count_is_unknown(at))
        *cell = (iot_cell){IOT_CELL_BYTES, .count = ((const iot_count *)at)->bytes};
}

COLUMN_READER(column_first)
{
    int64_t first, last;

    if (iot_traffic_span(at, &first, &last))
        *cell = (iot_cell){IOT_CELL_TIME, .ns = first};
}

COLUMN_READER(column_last)
{
    int64_t first, last;

    if (iot_traffic_span(at, &first, &last))
        *cell = (iot_cell){IOT_CELL_TIME, .ns = last};
}

COLUMN_READER(column_time)
{
    if (*(const int64_t *)at > INT64_MIN)
        *cell = (iot_cell){IOT_CELL_TIME, .ns = *(const int64_t *)at};
}

/* Of the time between its first and last packet; of a minute if that is shorter, as a rate over
 * a fraction of a second says nothing. */
COLUMN_READER(column_rate)
{
    int64_t first, last;

    if (iot_traffic_span(at, &first, &last))
        *cell = (iot_cell){IOT_CELL_RATE,
                           .number = (double)iot_traffic_packets(at) * (double)NS_PER_MINUTE /
                                     MAX((double)last - (double)first, (double)NS_PER_MINUTE)};
}

COLUMN_READER(column_address)
{
    char text[IOT_ADDR_TEXT];

    cell_set_text(cell, iot_addr_format(at, text));
}

static void
set_addresses(iot_cell *cell, const GArray *addrs)
{
    char text[IOT_ADDR_TEXT];
    GPtrArray *list = addrs->len > 0 ? cell_set_list(cell) : NULL;

    for (guint i = 0; i < addrs->len; i++)
        g_ptr_array_add(list, g_strdup(iot_addr_format(&g_array_index(addrs, iot_addr, i), text)));
}

COLUMN_READER(column_addresses)
{
    set_addresses(cell, *(const GArray *const *)at);
}

COLUMN_READER(column_rtt)
{
    if (*(const int64_t *)at > 0)
        *cell = (iot_cell){IOT_CELL_RTT, .ns = *(const int64_t *)at};
}

COLUMN_READER(column_bound)
{
    if (*(const int64_t *)at > 0)
        *cell = (iot_cell){IOT_CELL_KM, .number = iot_locator_bound_km(&report->options.locator,
                                                                       *(const int64_t *)at)};
}

static const iot_device *
device_at(const void *at)
{
    return *(const iot_device *const *)at;
}

COLUMN_READER(column_device)
{
    cell_set_text(cell, device_at(at) ? iot_device_name(device_at(at)) : NULL);
}

COLUMN_READER(column_mac)
{
    char text[IOT_MAC_TEXT];

    const GArray *macs = device_at(at) ? iot_device_macs(device_at(at)) : NULL;

    if (macs && macs->len == 1)
        cell_set_text(cell, iot_mac_format(&g_array_index(macs, iot_mac, 0), text));
    for (guint i = 0; macs && macs->len > 1 && i < macs->len; i++)
        cell_add_once(cell, iot_mac_format(&g_array_index(macs, iot_mac, i), text));
}

COLUMN_READER(column_vendor)
{
    cell_set_text(cell, iot_device_vendor(device_at(at)));
}

static void
set_fact(iot_cell *cell, const void *at, iot_identity_fact fact)
{
    cell_set_text(cell, iot_device_fact(device_at(at), fact));
}

COLUMN_READER(column_device_kind)
{
    set_fact(cell, at, IOT_IDENTITY_KIND);
}

COLUMN_READER(column_maker)
{
    set_fact(cell, at, IOT_IDENTITY_MAKER);
}

COLUMN_READER(column_model)
{
    set_fact(cell, at, IOT_IDENTITY_MODEL);
}

COLUMN_READER(column_software)
{
    set_fact(cell, at, IOT_IDENTITY_SOFTWARE);
}

COLUMN_READER(column_what)
{
    cell_set_text(cell, iot_device_what(device_at(at)));
}

static void
add_alias(const char *name, void *cell)
{
    cell_add_once(cell, name);
}

COLUMN_READER(column_aliases)
{
    iot_device_foreach_alias(device_at(at), add_alias, cell);
}

COLUMN_READER(column_identity)
{
    iot_identity *identity = g_new(iot_identity, 1);
    bool said = false;

    iot_capture_identify(report->capture, device_at(at), identity);
    for (unsigned i = 0; i < IOT_IDENTITY_FACTS; i++)
        said |= *identity->facts[i].value || identity->facts[i].disagrees;
    if (said)
        *cell = (iot_cell){IOT_CELL_IDENTITY, .identity = identity};
    else
        g_free(identity);
}

COLUMN_READER(column_group)
{
    cell_set_text(cell, iot_device_group(device_at(at)));
}

COLUMN_READER(column_source)
{
    cell_set_text(cell, iot_name_source_name(iot_device_source(device_at(at))));
}

COLUMN_READER(column_device_addresses)
{
    set_addresses(cell, iot_device_addresses(device_at(at)));
}

COLUMN_READER(column_direction)
{
    cell_set_text(cell, iot_direction_name(*(const iot_direction *)at));
}

COLUMN_READER(column_transport)
{
    cell_set_text(cell, iot_transport_name(*(const iot_transport *)at));
}

COLUMN_READER(column_name_source)
{
    cell_set_text(cell, iot_remote_name_source_name(*(const iot_remote_name_source *)at));
}

COLUMN_READER(column_severity)
{
    cell_set_text(cell, iot_severity_name(*(const iot_severity *)at));
}

COLUMN_READER(column_kind)
{
    cell_set_text(cell, iot_finding_kind_name(*(const iot_finding_kind *)at));
}

COLUMN_READER(column_latitude)
{
    const iot_place *place = at;

    if (place->has_coordinates)
        *cell = (iot_cell){IOT_CELL_DEGREES, .number = place->coordinates.latitude};
}

COLUMN_READER(column_longitude)
{
    const iot_place *place = at;

    if (place->has_coordinates)
        *cell = (iot_cell){IOT_CELL_DEGREES, .number = place->coordinates.longitude};
}

COLUMN_READER(column_radius)
{
    const iot_place *place = at;

    if (place->has_coordinates && place->radius_km > 0)
        *cell = (iot_cell){IOT_CELL_KM, .number = place->radius_km};
}
