/* columns-internal.h - what reads values out of rows
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COLUMNS_INTERNAL_H
#define IOT_COLUMNS_INTERNAL_H

#include "report/columns.h"

/* A reader of one kind of value; leaves the cell empty where there is nothing to say. */
#define COLUMN_READER(name)                                                                        \
    void name(const void *at, const iot_report *report G_GNUC_UNUSED, iot_cell *cell)

/* At a text, NULL: none; at a number; at one that is 0 where it is unknown. */
COLUMN_READER(column_text);
COLUMN_READER(column_count);
COLUMN_READER(column_number);
/* At packets and bytes of an iot_count; at an iot_traffic: first, last, packets a minute. */
COLUMN_READER(column_packets);
COLUMN_READER(column_bytes);
COLUMN_READER(column_first);
COLUMN_READER(column_last);
COLUMN_READER(column_rate);
/* At an iot_addr, and a GArray of them. */
COLUMN_READER(column_address);
COLUMN_READER(column_addresses);
/* At a round trip, ns; 0: none. */
COLUMN_READER(column_rtt);
COLUMN_READER(column_bound);
/* At a device, NULL: none. */
COLUMN_READER(column_device);
COLUMN_READER(column_mac);
COLUMN_READER(column_vendor);
COLUMN_READER(column_group);
COLUMN_READER(column_device_kind);
COLUMN_READER(column_maker);
COLUMN_READER(column_model);
COLUMN_READER(column_software);
COLUMN_READER(column_what);
COLUMN_READER(column_aliases);
COLUMN_READER(column_identity);
COLUMN_READER(column_source);
COLUMN_READER(column_device_addresses);
/* At a word of a closed list. */
COLUMN_READER(column_direction);
COLUMN_READER(column_transport);
COLUMN_READER(column_name_source);
COLUMN_READER(column_severity);
COLUMN_READER(column_kind);
/* At an iot_place: where it is. */
COLUMN_READER(column_latitude);
COLUMN_READER(column_longitude);
COLUMN_READER(column_radius);

/* At a point in time, INT64_MIN: unknown. */
COLUMN_READER(column_time);

void cell_set_text(iot_cell *cell, const char *text);
/* An empty list, for the cell to own. */
GPtrArray *cell_set_list(iot_cell *cell);
/* Adds a copy to the cell's list, which holds each text only once; it is made with the first. */
void cell_add_once(iot_cell *cell, const char *text);

#endif
