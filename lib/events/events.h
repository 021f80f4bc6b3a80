/* events.h - what happened since somebody looked last, each thing once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whoever takes packets in tells each one's time, and hands over the capture whenever a look is
 * due: what was not told by then comes back as events, in the order in which it happened. Nothing
 * is printed, and no clock is read. What a baseline had is not told.
 *
 * Memory is bounded: so many things can have been told, and of more it is only known how many there
 * are at the end.
 *
 *     if (iot_events_packet(events, time_ns, iot_capture_flows(capture))) {
 *         iot_capture_settle(capture);
 *         g_autoptr(GPtrArray) new = iot_events_look(events, &source);
 *         ...
 *     }
 */
#ifndef IOT_EVENTS_H
#define IOT_EVENTS_H

#include "base/decls.h"
#include "changes/snapshot.h"
#include "events/event.h"

IOT_BEGIN_DECLS

/** Things that can have been told. A home has some thousands in a month. */
#define IOT_EVENTS_TOLD_MAX 100000

typedef struct iot_events iot_events;

/** @param baseline what is known already; NULL: nothing. Must outlive the events */
iot_events *iot_events_new(const iot_snapshot *baseline);
void iot_events_free(iot_events *events);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_events, iot_events_free)

/** One more packet was taken in. Returns true if a look is due.
 *  @param flows that the capture has by now */
bool iot_events_packet(iot_events *events, int64_t time_ns, uint32_t flows);
/** Looks at a settled capture. Returns what is new, of iot_event, which must be freed by the caller
 *  using g_ptr_array_unref. */
GPtrArray *iot_events_look(iot_events *events, const iot_snapshot_source *source);
/** The same for the last time: tells, too, what waited for something that could still have come,
 *  and how much was left out. */
GPtrArray *iot_events_end(iot_events *events, const iot_snapshot_source *source);
/** True if some device of the last look was in the baseline. */
bool iot_events_met(const iot_events *events);
/** True if a finding of that severity, or of a worse one, was told by now. */
bool iot_events_found(const iot_events *events, iot_severity severity);

IOT_END_DECLS

#endif
