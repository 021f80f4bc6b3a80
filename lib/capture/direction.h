/* direction.h - which way a packet goes, as seen from the devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DIRECTION_H
#define IOT_DIRECTION_H

#include "base/decls.h"

IOT_BEGIN_DECLS

typedef enum iot_direction {
    IOT_DIRECTION_NONE,      /**< no device and no remote, loopback */
    IOT_DIRECTION_OUTBOUND,  /**< device to remote */
    IOT_DIRECTION_INBOUND,   /**< remote to device */
    IOT_DIRECTION_LOCAL,     /**< device to device */
    IOT_DIRECTION_MULTICAST, /**< to a group or to everybody */
    IOT_DIRECTION_TRANSIT,   /**< remote to remote */
    IOT_DIRECTIONS
} iot_direction;

/** "outbound", ... ; "" for none. Static. */
const char *iot_direction_name(iot_direction direction);

IOT_END_DECLS

#endif
