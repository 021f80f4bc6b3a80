/* tuya.h - what Tuya's devices tell everybody
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TUYA_H
#define IOT_TUYA_H

#include "wire/packet.h"

/* Broadcasts of UDP 6666 and 6667: that their sender is a device, if what they hide says so. Of one
 * that was cut short, its head and where it went have to do. */
void tuya_tell(packet *p, cursor c);

#endif
