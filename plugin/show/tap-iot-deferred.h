/* tap-iot-deferred.h - packets that a statistic counts only when it is drawn
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's own statistics (stats trees, conversation tables) put a packet under a name when it
 * comes. In tshark's single pass the name may not be known by then, so packets seen for the first
 * time wait until the statistics are drawn; libwireshark draws the listener registered last
 * first, which is ours. What waits are counters per flow where sums will do, and 16 bytes a packet
 * where rates are shown. The GUI's statistics see every packet again and need none of this; they
 * count one at a time.
 */
#ifndef IOT_TAP_IOT_DEFERRED_H
#define IOT_TAP_IOT_DEFERRED_H

#include "findings/fold.h"
#include "session/session.h"

/** Most packets that wait one by one (32 MB); when there are as many, they are counted by what is
 *  known then. */
#define IOT_DEFERRED_MAX 2000000

/** Counts packets of one flow, which is in no pair and has no name but the view's. Times of its
 *  count are ns since the first frame. */
typedef void (*iot_count_fn)(void *target, const iot_fold_flow *flow);

/** Counts the packet for the statistic `target` now, or with its flow when statistics are drawn if
 *  more may be known of it then. */
void iot_deferred_count(void *target, const iot_tap_packet *packet, iot_count_fn count);
/** When the first frame was. */
nstime_t iot_deferred_beginning(void);

/** One packet, for a statistic that shows rates. */
typedef struct iot_tap_moment {
    gdouble since_ms; /**< since the first frame */
    iot_flow_id flow;
    guint32 frame; /**< as iot_session_frame() numbers them */
} iot_tap_moment;

typedef void (*iot_count_moment_fn)(void *target, const iot_tap_moment *moment);

/** The same, packet by packet. Statistics with the same filter share what waits.
 *  @param filter that Wireshark applies for the statistic, copied; NULL: none
 *  @param count one for all that share a filter */
void iot_deferred_count_moment(void *target, const char *filter, const iot_tap_packet *packet,
                               iot_count_moment_fn count);

#endif
