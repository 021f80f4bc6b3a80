/* rows-internal.h - rows while flows are folded into them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_ROWS_INTERNAL_H
#define IOT_ROWS_INTERNAL_H

#include "report/rows-conversations.h"

typedef struct iot_rows {
    bool by_address;
    iot_conversation_rows *gathered; /* conversations, until the end */
    /* What comes of it, for the report to take over. */
    GPtrArray *conversations, *devices, *services;
    iot_count total, rest[IOT_DIRECTIONS];
    /* Rows by their keys. */
    GHashTable *of;       /* number of a device -> iot_device_row */
    GHashTable *by_usage; /* service_key -> iot_service_row */
    GHashTable *seen;     /* row of a service -> set of its other ends (end_number) */
} iot_rows;

/* No rows yet. @param names gets those of remotes; the report's */
void iot_rows_begin(iot_rows *rows, const iot_capture *capture, iot_interned *names,
                    bool by_address);
/* A fold: takes in a flow. */
void iot_rows_add(void *rows, const iot_fold_flow *flow);
/* Puts the rows in order. */
void iot_rows_end(iot_rows *rows);

#endif
