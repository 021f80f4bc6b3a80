/* device.h - what one device is called and known by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Devices live as long as their capture, and keep their number.
 */
#ifndef IOT_DEVICE_H
#define IOT_DEVICE_H

#include "base/decls.h"
#include "fact/observation.h"

IOT_BEGIN_DECLS

/** The number of no device. */
#define IOT_DEVICE_NONE UINT32_MAX

typedef struct iot_device iot_device;

/** The maker of a MAC by its OUI.
 *  @param brief a short word to build names with ("Netatmo"), else the full one
 *  @return NULL if unknown; valid until the next call; copied */
typedef const char *(*iot_vendor_fn)(const iot_mac *mac, bool brief, void *user_data);

uint32_t iot_device_id(const iot_device *device);
/** Zero where the device is known by address only. */
const iot_mac *iot_device_mac(const iot_device *device);
/** Addresses in order of appearance, of iot_addr. The array lives as long as the device. */
const GArray *iot_device_addresses(const iot_device *device);

/** The best name; host names in lower case. Never NULL. A later settling can find another one, but
 *  every name that was given once stays valid as long as the table. */
const char *iot_device_name(const iot_device *device);
/** The same as its source spelt it. */
const char *iot_device_label(const iot_device *device);
/** Where the name comes from. */
iot_name_source iot_device_source(const iot_device *device);
/** Maker by OUI, or NULL. Valid as long as the table. */
const char *iot_device_vendor(const iot_device *device);
/** The user's group, or NULL. Valid as long as the inventory. */
const char *iot_device_group(const iot_device *device);
/** What the user allows it to contact (allow-list.h); NULL: said nothing. Valid as long as the
 *  inventory. */
const char *iot_device_allow(const iot_device *device);
/** True if the inventory has an entry for it. */
bool iot_device_is_known(const iot_device *device);

/** "inventory", "dhcp", ...; static. */
const char *iot_name_source_name(iot_name_source source);

IOT_END_DECLS

#endif
