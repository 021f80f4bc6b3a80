/* makers.h - who made a device, by its MAC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Asks Wireshark, whose lists these are. Up to 4.0 it tells the full name of whoever has the first
 * 24 bits of a MAC, be that the registry that gave them out in smaller blocks: those are looked up
 * in its file.
 */
#ifndef IOT_MAKERS_H
#define IOT_MAKERS_H

#include "base/addr.h"

/** An iot_vendor_fn (tables/device.h); valid until the next call. */
const char *iot_makers_name(const iot_mac *mac, bool printed, void *user_data);

#endif
