/* columns-cell.c - values of cells, and those that every row begins with
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/columns-internal.h"

void
iot_cell_clear(iot_cell *cell)
{
    if (cell->kind == IOT_CELL_TEXT)
        g_free(cell->text);
    else if (cell->kind == IOT_CELL_LIST)
        g_ptr_array_unref(cell->list);
    *cell = (iot_cell){0};
}

void
cell_set_text(iot_cell *cell, const char *text)
{
    if (text && *text)
        *cell = (iot_cell){IOT_CELL_TEXT, .text = g_strdup(text)};
}

void
cell_set_count(iot_cell *cell, iot_cell_kind kind, uint64_t count)
{
    *cell = (iot_cell){kind, .count = count};
}

void
cell_set_mac(iot_cell *cell, const iot_device *device)
{
    char text[IOT_MAC_TEXT];

    cell_set_text(cell, iot_mac_format(iot_device_mac(device), text));
}

void
cell_set_addresses(iot_cell *cell, const GArray *addrs)
{
    char text[IOT_ADDR_TEXT];

    if (addrs->len == 0)
        return;
    *cell = (iot_cell){IOT_CELL_LIST, .list = g_ptr_array_new_with_free_func(g_free)};
    for (guint i = 0; i < addrs->len; i++)
        g_ptr_array_add(cell->list,
                        g_strdup(iot_addr_format(&g_array_index(addrs, iot_addr, i), text)));
}

void
cell_set_rtt(iot_cell *cell, int64_t rtt_ns)
{
    if (rtt_ns > 0)
        *cell = (iot_cell){IOT_CELL_RTT, .ns = rtt_ns};
}

void
cell_set_bound(iot_cell *cell, int64_t rtt_ns, const iot_report *report)
{
    if (rtt_ns > 0)
        *cell = (iot_cell){IOT_CELL_KM,
                           .number = iot_locator_bound_km(&report->options.locator, rtt_ns)};
}

/* Adds a text to a list that holds each only once. */
void
list_add_once(GPtrArray *list, const char *text)
{
    for (guint i = 0; i < list->len; i++)
        if (strcmp(g_ptr_array_index(list, i), text) == 0)
            return;
    g_ptr_array_add(list, g_strdup(text));
}

/* Takes over the list; an empty one is no value. */
void
cell_set_list(iot_cell *cell, GPtrArray *list)
{
    if (list->len > 0)
        *cell = (iot_cell){IOT_CELL_LIST, .list = list};
    else
        g_ptr_array_unref(list);
}

void
column_get_device(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, iot_device_name(((const iot_row *)row)->device));
}

void
column_get_mac(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_mac(cell, ((const iot_row *)row)->device);
}

void
column_get_vendor(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, iot_device_vendor(((const iot_row *)row)->device));
}

void
column_get_group(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_text(cell, iot_device_group(((const iot_row *)row)->device));
}

void
column_get_packets_sent(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_count(cell, IOT_CELL_COUNT, ((const iot_row *)row)->traffic.sent.packets);
}

void
column_get_packets_received(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_count(cell, IOT_CELL_COUNT, ((const iot_row *)row)->traffic.received.packets);
}

void
column_get_bytes_sent(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_count(cell, IOT_CELL_BYTES, ((const iot_row *)row)->traffic.sent.bytes);
}

void
column_get_bytes_received(const void *row, const iot_report *report, iot_cell *cell)
{
    (void)report;
    cell_set_count(cell, IOT_CELL_BYTES, ((const iot_row *)row)->traffic.received.bytes);
}

void
column_get_first_seen(const void *row, const iot_report *report, iot_cell *cell)
{
    int64_t first, last;

    (void)report;
    if (iot_traffic_span(&((const iot_row *)row)->traffic, &first, &last))
        *cell = (iot_cell){IOT_CELL_TIME, .ns = first};
}

void
column_get_last_seen(const void *row, const iot_report *report, iot_cell *cell)
{
    int64_t first, last;

    (void)report;
    if (iot_traffic_span(&((const iot_row *)row)->traffic, &first, &last))
        *cell = (iot_cell){IOT_CELL_TIME, .ns = last};
}
