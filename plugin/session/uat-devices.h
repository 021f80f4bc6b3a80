/* uat-devices.h - the table of devices in the preferences
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_UAT_DEVICES_H
#define IOT_UAT_DEVICES_H

#include "reference/settings.h"

struct epan_uat;

/** Makes Wireshark's table; `changed` is called when the user changed a row. Call once. Wireshark
 *  takes ownership. */
struct epan_uat *iot_uat_devices_new(void (*changed)(void));
/** Adds the table's rows to the devices that the user told of. */
void iot_uat_devices_add_to(iot_settings *settings);

#endif
