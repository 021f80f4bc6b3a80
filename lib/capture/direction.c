/* direction.c - which way a packet goes, as seen from the devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/direction.h"

#include <assert.h>
#include <glib.h>

const char *
iot_direction_name(iot_direction direction)
{
    static const char *const names[] = {
        [IOT_DIRECTION_NONE] = "",
        [IOT_DIRECTION_OUTBOUND] = "outbound",
        [IOT_DIRECTION_INBOUND] = "inbound",
        [IOT_DIRECTION_LOCAL] = "local",
        [IOT_DIRECTION_MULTICAST] = "multicast",
        [IOT_DIRECTION_TRANSIT] = "transit",
    };
    static_assert(G_N_ELEMENTS(names) == IOT_DIRECTIONS, "every direction has a name");
    return names[direction];
}
