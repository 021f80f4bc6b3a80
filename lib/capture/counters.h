/* counters.h - packets and bytes per flow, of those packets that somebody chose to count
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kept apart from the capture, so that a filter can select what is counted while names and round
 * trips still come from all packets. 40 bytes per flow.
 */
#ifndef IOT_COUNTERS_H
#define IOT_COUNTERS_H

#include "tables/flows.h"

typedef struct iot_tally iot_tally;

typedef struct iot_count {
    uint64_t packets, bytes;
    int64_t first_ns, last_ns; /**< earliest and latest time, since the epoch; 0 if no packets */
} iot_count;

iot_tally *iot_tally_new(void);
void iot_tally_free(iot_tally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_tally, iot_tally_free)
void iot_tally_clear(iot_tally *tally);
/** Counts one packet; those of IOT_FLOW_NONE too. */
void iot_tally_add(iot_tally *tally, iot_flow_id flow, uint32_t length_bytes, int64_t time_ns);
/** Counts so many packets. */
void iot_tally_add_count(iot_tally *tally, iot_flow_id flow, const iot_count *count);
/** The count of a flow; all zero if none of its packets were counted. */
iot_count iot_tally_get(const iot_tally *tally, iot_flow_id flow);
/** What was counted for flow `from` counts for flow `to` from now on.
 *  @param tally an iot_tally: an iot_flow_moved_fn's user data */
void iot_tally_move(iot_flow_id from, iot_flow_id to, void *tally);
/** Adds `more` to `sum`. */
void iot_count_add(iot_count *sum, const iot_count *more);

#endif
