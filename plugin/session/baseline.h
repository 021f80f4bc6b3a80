/* baseline.h - what was normal before, and what the open capture has beyond it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The preference iot.baseline names a summary. It is read when preferences change, and understood
 * by the settings of the day once somebody asks. Without one there is nothing here, and nothing is
 * done for any packet.
 *
 * What is new is told of each flow as far as it is known by now (lib/changes/news.h); once all of
 * the capture was seen, as the changes are that all of it amounts to. Those are worked out again
 * when asked after a quarter more packets.
 */
#ifndef IOT_BASELINE_H
#define IOT_BASELINE_H

#include "archive/summary.h"
#include "changes/changes.h"
#include "changes/news.h"
#include "session/session.h"

/** What the session has to tell: when preferences change, the summary that they name is read.
 *  Problems are reported, once each. Static. */
const iot_session_watcher *iot_baseline_watcher(void);
bool iot_baseline_is_there(void);
/** Counts a packet of the open capture, on its first visit. */
void iot_baseline_count(const iot_tap_packet *packet);

/** What of a flow, described by now, the baseline does not have: iot_news_kind.
 *  @param first_visit more may be known of it later */
unsigned iot_baseline_news(iot_flow_id flow, const iot_flow_view *view, bool first_visit);
/** The same, trait by trait, as the changes have it. */
void iot_baseline_foreach_news(iot_flow_id flow, const iot_flow_view *view, iot_news_fn fn,
                               void *user_data);
/** What changed in all of the open capture, by nearly all packets that there are; valid until the
 *  next of these calls. NULL: there is no baseline. */
const iot_changes *iot_baseline_changes(void);
/** Has the changes rest on all packets, when they are asked for next. */
void iot_baseline_refresh(void);

/** What a summary knew, by the settings of today. */
typedef struct iot_past {
    iot_capture *capture;
    iot_counters *counters;
    iot_snapshot *snapshot;
} iot_past;

iot_past *iot_past_new(iot_summary *summary);
void iot_past_free(iot_past *past);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_past, iot_past_free)

#endif
