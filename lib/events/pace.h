/* pace.h - when to look for what is new: in the time of the packets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows no clock but the packets'. What was *watched* is the time between packets that follow each
 * other, but no more than a minute of each pause: a clock that jumps, a machine that slept and the
 * days between two captures count as that minute at most. A look is due after ten seconds of it, so
 * that whoever reads a file again, or the same packets from an interface, looks at the same
 * packets; and not before a quarter as many packets have come as there are flows to look at, so
 * that looking costs a share of reading, however much is known.
 */
#ifndef IOT_EVENTS_PACE_H
#define IOT_EVENTS_PACE_H

#include <stdbool.h>
#include <stdint.h>

/** Between two looks: soon enough for people, and for the names that come with a connection to be
 *  there. */
#define IOT_PACE_INTERVAL_NS ((int64_t)10 * 1000000000)

/** Zeroed: no packet yet. */
typedef struct iot_pace {
    int64_t watched_ns;
    int64_t newest_ns; /**< time of the newest packet, since the epoch; of the first one after the
                            clock was set back */
    uint64_t packets;  /**< since the last look */
    int64_t looked_ns; /**< watched by the last look */
    bool any;          /**< there was a packet */
} iot_pace;

/** One packet came. */
void iot_pace_add(iot_pace *pace, int64_t time_ns);
/** True if it is time to look.
 *  @param flows that there are to look at */
bool iot_pace_is_due(const iot_pace *pace, uint32_t flows);
/** Somebody looked. */
void iot_pace_looked(iot_pace *pace);

#endif
