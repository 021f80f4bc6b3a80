/* pace.c - when to look for what is new: in the time of the packets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "events/pace.h"

#include <glib.h>

#define NS_PER_S ((int64_t)1000000000)
/* Homes always have somebody who speaks within a minute; who hears nobody does not hear. */
#define PAUSE_MAX_NS (60 * NS_PER_S)
/* To look at a flow costs as much as to take in some packets. */
#define FLOWS_PER_PACKET 4

void
iot_pace_add(iot_pace *pace, int64_t time_ns)
{
    int64_t since_ns = pace->any ? time_ns - pace->newest_ns : 0;

    pace->packets++;
    if (pace->any && since_ns < 0 && since_ns >= -PAUSE_MAX_NS)
        return; /* out of order: nothing passed */
    pace->any = true;
    pace->newest_ns = time_ns;
    pace->watched_ns += CLAMP(since_ns, 0, PAUSE_MAX_NS);
}

bool
iot_pace_is_due(const iot_pace *pace, uint32_t flows)
{
    return pace->watched_ns - pace->looked_ns >= IOT_PACE_INTERVAL_NS &&
           pace->packets >= flows / FLOWS_PER_PACKET;
}

void
iot_pace_looked(iot_pace *pace)
{
    pace->looked_ns = pace->watched_ns;
    pace->packets = 0;
}
