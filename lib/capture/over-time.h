/* over-time.h - bytes of flows by parts of the time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The time that was seen is cut into parts of the same length, the same ones for all flows. What
 * is beyond them makes each part twice as long, so there are never more, and of what lasted at all
 * at least half as many are in use. Half a kilobyte per flow, for the first IOT_OVER_TIME_FLOWS_MAX
 * of them; bytes of others, and of times that are decades off, are in no part: whoever compares the
 * sum with what was counted sees that.
 */
#ifndef IOT_OVER_TIME_H
#define IOT_OVER_TIME_H

#include "base/decls.h"
#include "tables/flow-id.h"

#include <glib.h>

IOT_BEGIN_DECLS

#define IOT_OVER_TIME_PARTS     64
#define IOT_OVER_TIME_FLOWS_MAX 8192

typedef struct iot_over_time iot_over_time;

iot_over_time *iot_over_time_new(void);
void iot_over_time_free(iot_over_time *over_time);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_over_time, iot_over_time_free)
/** Counts bytes of a flow.
 *  @param time_ns since the epoch; may run backwards */
void iot_over_time_add(iot_over_time *over_time, iot_flow_id flow, uint64_t bytes, int64_t time_ns);
/** What was counted for flow `from` counts for flow `to` from now on. */
void iot_over_time_move(iot_over_time *over_time, iot_flow_id from, iot_flow_id to);
/** Bytes of a flow in each part; NULL: none. Valid until something is added. */
const uint64_t *iot_over_time_of(const iot_over_time *over_time, iot_flow_id flow);
/** When the first part begins, since the epoch; 0: nothing was counted. */
int64_t iot_over_time_begin_ns(const iot_over_time *over_time);
/** How long each part is. */
int64_t iot_over_time_width_ns(const iot_over_time *over_time);

IOT_END_DECLS

#endif
