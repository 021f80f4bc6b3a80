/* activity.h - the bytes of each device by parts of the time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Made of counters that keep them (iot_counters_keep_over_time), while the flows are walked over.
 * Half a kilobyte per device. A packet that a device sent to another is of both.
 */
#ifndef IOT_ACTIVITY_H
#define IOT_ACTIVITY_H

#include "capture/over-time.h"
#include "findings/fold.h"
#include "report/rows.h"

typedef struct iot_activity iot_activity;

/** @param over_time has to outlive it */
iot_activity *iot_activity_new(const iot_over_time *over_time);
void iot_activity_free(iot_activity *activity);
/** An iot_fold's `add`. */
void iot_activity_add(void *activity, const iot_fold_flow *flow);
/** IOT_OVER_TIME_PARTS numbers of bytes; NULL: they are not known, or not all of them. */
const uint64_t *iot_activity_of(const iot_activity *activity, const iot_device_row *row);

#endif
