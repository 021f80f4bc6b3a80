/* counters.h - packets and bytes per flow, of those packets that somebody chose to count
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kept apart from the capture, so that a filter can select what is counted while names and round
 * trips still come from all packets. 40 bytes per flow.
 */
#ifndef IOT_COUNTERS_H
#define IOT_COUNTERS_H

#include "base/decls.h"
#include "fact/observation.h"
#include "tables/flow-id.h"

#include <glib.h>

IOT_BEGIN_DECLS

typedef struct iot_counters iot_counters;

typedef struct iot_count {
    uint64_t packets, bytes;
    int64_t first_ns, last_ns; /**< earliest and latest time, since the epoch; 0 if there is
                                  nothing; IOT_TIME_UNKNOWN_NS: nobody knows */
    uint64_t uncounted; /**< so many sessions had packets that nobody counted, which are in neither
                             of the above */
} iot_count;

/** True if there was not one packet. */
static inline bool
iot_count_is_empty(const iot_count *count)
{
    return count->packets == 0 && count->uncounted == 0;
}
/** By how much it counts beside others: packets, and each session that nobody counted as one. */
static inline uint64_t
iot_count_weight(const iot_count *count)
{
    return count->packets + count->uncounted;
}
/** True if there were packets, and nobody counted any. */
static inline bool
iot_count_is_unknown(const iot_count *count)
{
    return count->packets == 0 && count->uncounted > 0;
}

iot_counters *iot_counters_new(void);
void iot_counters_free(iot_counters *counters);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_counters, iot_counters_free)
void iot_counters_clear(iot_counters *counters);
/** From now on, bytes are kept by parts of the time, too. */
void iot_counters_keep_over_time(iot_counters *counters);
/** Internal: NULL: nobody keeps them. Valid as long as nothing is counted or cleared. */
const struct iot_over_time *iot_counters_over_time(const iot_counters *counters);
/** Counts a packet that was taken in and found to be of that flow; a copy is of none. */
void iot_counters_add_packet(iot_counters *counters, iot_flow_id flow, const iot_observation *obs);
/** Counts one packet; those of IOT_FLOW_NONE too. */
void iot_counters_add(iot_counters *counters, iot_flow_id flow, uint32_t length_bytes,
                      int64_t time_ns);
/** Counts one packet that is a copy of another: it is of no flow. */
void iot_counters_add_copy(iot_counters *counters, uint32_t length_bytes, int64_t time_ns);
void iot_counters_add_copies(iot_counters *counters, const iot_count *count);
iot_count iot_counters_copies(const iot_counters *counters);
/** Counts so many packets. */
void iot_counters_add_count(iot_counters *counters, iot_flow_id flow, const iot_count *count);
/** The count of a flow; all zero if none of its packets were counted. */
iot_count iot_counters_get(const iot_counters *counters, iot_flow_id flow);
/** What was counted for flow `from` counts for flow `to` from now on.
 *  @param counters an iot_counters: an iot_flow_moved_fn's user data */
void iot_counters_move(iot_flow_id from, iot_flow_id to, void *counters);
/** Adds `more` to `sum`. */
void iot_count_add(iot_count *sum, const iot_count *more);

IOT_END_DECLS

#endif
