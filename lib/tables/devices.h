/* devices.h - the devices: identity, addresses, and the one name each is known by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: devices by MAC, or by address where no MAC is known; the latest name each source gave;
 * which of them is best. Does not know which packet belongs to which device (capture.h finds out).
 * Devices live as long as the table and keep their number, but what was learnt about them can be
 * forgotten and told again. Telling and asking are apart: what is told counts from the next
 * iot_devices_settle on, and nothing that is asked changes anything.
 */
#ifndef IOT_DEVICES_H
#define IOT_DEVICES_H

#include "reference/inventory/inventory.h"
#include "tables/device.h"

/** Most devices; frames of later ones belong to no device. A flood of forged MACs ends here. */
#define IOT_DEVICES_MAX 131072
/** Most addresses listed per device. */
#define IOT_DEVICE_ADDRS_MAX 256

typedef struct iot_devices iot_devices;

/** @param vendor may be NULL: no vendor is known */
iot_devices *iot_devices_new(iot_vendor_fn vendor, void *user_data);
void iot_devices_free(iot_devices *devices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_devices, iot_devices_free)

/** Names, groups and allow-lists come from here, from now on. Takes no ownership: must outlive the
 *  table or the next call. NULL: none. */
void iot_devices_set_inventory(iot_devices *devices, const iot_inventory *inventory);
/** Drops the names and addresses told so far; devices and their numbers stay. */
void iot_devices_forget(iot_devices *devices);
/** Works out anew what devices are called that something was told about. */
void iot_devices_settle(iot_devices *devices);

/** Takes all devices and their names away, of whom nobody may know any more; numbers start again.
 */
void iot_devices_clear(iot_devices *devices);

/** The device of that MAC, made if need be; NULL at the cap. */
iot_device *iot_devices_get_mac(iot_devices *devices, const iot_mac *mac);
/** The device of that address where no MAC is known, made if need be; NULL at the cap. */
iot_device *iot_devices_get_addr(iot_devices *devices, const iot_addr *addr);
/** The device of that MAC, or of that address where no MAC is known; NULL if there is none. */
const iot_device *iot_devices_lookup_mac(const iot_devices *devices, const iot_mac *mac);
const iot_device *iot_devices_lookup_addr(const iot_devices *devices, const iot_addr *addr);
/** The device of that number, which must have been given out. */
const iot_device *iot_devices_get(const iot_devices *devices, uint32_t id);
uint32_t iot_devices_count(const iot_devices *devices);
/** How many devices were refused at the cap, and how many have addresses that are not listed. */
uint64_t iot_devices_dropped(const iot_devices *devices);

/** The device has that address too. */
void iot_device_add_address(iot_device *device, const iot_addr *addr);
/** The device calls itself `raw` (cleaned here); of one source the latest wins. True if that is
 *  another name than the source gave before. */
bool iot_device_claim(iot_device *device, iot_name_source source, const char *raw);

#endif
