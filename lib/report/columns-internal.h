/* columns-internal.h - values of cells, and those that every row begins with
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COLUMNS_INTERNAL_H
#define IOT_COLUMNS_INTERNAL_H

#include "report/columns.h"

/* All leave the cell empty where there is nothing to say. Texts are copied. */
void cell_set_text(iot_cell *cell, const char *text);
void cell_set_count(iot_cell *cell, iot_cell_kind kind, uint64_t count);
void cell_set_mac(iot_cell *cell, const iot_device *device);
void cell_set_addresses(iot_cell *cell, const GArray *addrs);
void cell_set_rtt(iot_cell *cell, int64_t rtt_ns);
void cell_set_bound(iot_cell *cell, int64_t rtt_ns, const iot_report *report);
/* Adds a copy to a list that holds each text only once. */
void list_add_once(GPtrArray *list, const char *text);
/* Takes ownership of the list. */
void cell_set_list(iot_cell *cell, GPtrArray *list);

/* Of any row that begins with iot_row. */
void column_get_device(const void *row, const iot_report *report, iot_cell *cell);
void column_get_mac(const void *row, const iot_report *report, iot_cell *cell);
void column_get_vendor(const void *row, const iot_report *report, iot_cell *cell);
void column_get_group(const void *row, const iot_report *report, iot_cell *cell);
void column_get_packets_sent(const void *row, const iot_report *report, iot_cell *cell);
void column_get_packets_received(const void *row, const iot_report *report, iot_cell *cell);
void column_get_bytes_sent(const void *row, const iot_report *report, iot_cell *cell);
void column_get_bytes_received(const void *row, const iot_report *report, iot_cell *cell);
void column_get_first_seen(const void *row, const iot_report *report, iot_cell *cell);
void column_get_last_seen(const void *row, const iot_report *report, iot_cell *cell);

/* What went each way, and when: the middle of most tables. */
/* clang-format off */
#define COLUMNS_OF_TRAFFIC                                                                         \
    {"packets_sent", "Sent", column_get_packets_sent},                                             \
    {"packets_received", "Recv", column_get_packets_received},                                     \
    {"bytes_sent", "Sent", column_get_bytes_sent},                                                 \
    {"bytes_received", "Recv", column_get_bytes_received}
/* clang-format on */

#endif
