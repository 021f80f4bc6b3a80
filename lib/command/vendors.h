/* vendors.h - who made a device, by its MAC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads what machines have: the manuf file of Wireshark before 4.2 (its names are the ones that
 * Wireshark prints), else the user's own manuf file and the lists of Debian's package ieee-data,
 * whose names are shortened as Wireshark does; behind them is what it prints of the MAC. Nothing is
 * read before the first question; then the files are mapped and indexed, which takes some
 * milliseconds.
 */
#ifndef IOT_COMMAND_VENDORS_H
#define IOT_COMMAND_VENDORS_H

#include "base/out/out-guard.h"
#include "tables/devices.h"

typedef struct vendors vendors;

/* @param path only this file; NULL: what the machine has. NULL with an error if it cannot be read
 */
vendors *vendors_new(const char *path, GError **error);
/* False with an error if a file that they would be read from is one that will be written. */
bool vendors_are_spared(const char *path, const iot_out_guard *guard, GError **error);
void vendors_free(vendors *v);
/* An iot_vendor_fn; @param user_data the vendors */
const char *vendors_name(const iot_mac *mac, bool printed, void *user_data);

#endif
