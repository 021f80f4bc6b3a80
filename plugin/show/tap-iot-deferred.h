/* tap-iot-deferred.h - packets that a statistic counts only when it is drawn
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's own statistics (stats trees, conversation tables) put a packet under a name when it
 * comes. In tshark's single pass the name may not be known by then, so packets seen for the first
 * time wait until the statistics are drawn; libwireshark draws the listener registered last
 * first, which is ours. The GUI's statistics see every packet again and need none of this.
 */
#ifndef IOT_TAP_IOT_DEFERRED_H
#define IOT_TAP_IOT_DEFERRED_H

#include "session/session.h"

/** Most packets that wait for one statistic (100 MB); when there are as many, they are counted by
 *  what is known then. */
#define IOT_DEFERRED_MAX 2000000

/** Counts one packet for the statistic `target`. */
typedef void (*iot_count_fn)(void *target, const iot_tap_packet *packet);

/** Counts the packet now, or when statistics are drawn if more may be known of it then. */
void iot_deferred_count(void *target, const iot_tap_packet *packet, iot_count_fn count);

#endif
