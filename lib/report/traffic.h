/* traffic.h - what went each way: what every row of a report begins with
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TRAFFIC_H
#define IOT_TRAFFIC_H

#include "base/decls.h"
#include "capture/counters.h"
#include "tables/device.h"

IOT_BEGIN_DECLS

/** Seen from the device, or from all devices together. */
typedef struct iot_traffic {
    iot_count sent, received;
} iot_traffic;

/** What every row begins with. */
typedef struct iot_row {
    const iot_device *device; /**< NULL: of no single one */
    iot_traffic traffic;
} iot_row;

/** Adds `count`, sent or received. */
void iot_traffic_add(iot_traffic *traffic, bool sent, const iot_count *count);
/** Earliest and latest packet of both ways; false if there was none, or nobody knows when. */
bool iot_traffic_span(const iot_traffic *traffic, int64_t *ret_first_ns, int64_t *ret_last_ns);
uint64_t iot_traffic_packets(const iot_traffic *traffic);
uint64_t iot_traffic_bytes(const iot_traffic *traffic);
/** True if there was no packet either way. */
bool iot_traffic_is_empty(const iot_traffic *traffic);
/** "12 packets, 3 kB", or that nobody counted them. Must be freed by the caller using g_free(). */
char *iot_count_text(const iot_count *count);
/** The same of the packets alone. */
char *iot_count_packets_text(const iot_count *count);
/** Both ways together. */
iot_count iot_traffic_both(const iot_traffic *traffic);
/** Orders most bytes first, of equals most sessions that nobody counted. Returns <0, 0, >0. */
int iot_traffic_compare(const iot_traffic *a, const iot_traffic *b);

IOT_END_DECLS

#endif
