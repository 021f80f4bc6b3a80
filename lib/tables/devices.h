/* devices.h - the devices: identity, addresses, and the one name each is known by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: devices by MAC, or by the MACs that the inventory gives one name, or by address where no
 * MAC is known; the latest name each source gave, and all that were; which of them is best; the
 * texts by which each told what it is. Does not know what it is: who does tells it. Does not know
 * which packet belongs to which device (capture.h finds out). Devices live as long as the table and
 * keep their number, but what was learnt about them can be forgotten and told again. Telling and
 * asking are apart: what is told counts from the next iot_devices_settle on, and nothing that is
 * asked changes anything.
 */
#ifndef IOT_DEVICES_H
#define IOT_DEVICES_H

#include "base/revision.h"
#include "reference/inventory/inventory.h"
#include "reference/signatures/signatures.h"
#include "tables/device.h"

/** Most devices; frames of later ones belong to no device. A flood of forged MACs ends here. */
#define IOT_DEVICES_MAX 131072
/** Most addresses listed per device. */
#define IOT_DEVICE_ADDRS_MAX 256
/** Most names kept per device, and most texts that tell what it is. */
#define IOT_DEVICE_NAMES_MAX 64
#define IOT_DEVICE_TEXTS_MAX 96

typedef struct iot_devices iot_devices;

/** @param vendor may be NULL: no vendor is known */
iot_devices *iot_devices_new(iot_vendor_fn vendor, void *user_data);
void iot_devices_free(iot_devices *devices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_devices, iot_devices_free)

/** Names, groups, allow-lists and which MACs are one device come from here, from now on. Takes no
 * ownership: must outlive the table or the next call. NULL: none. */
void iot_devices_set_inventory(iot_devices *devices, const iot_inventory *inventory);
/** By which brands and texts are known, from now on; as for ownership. NULL: none. */
void iot_devices_set_signatures(iot_devices *devices, const iot_signatures *signatures);
/** Drops the names, texts and addresses told so far; devices and their numbers stay. */
void iot_devices_forget(iot_devices *devices);
/** The devices that something was told about since they were settled, of iot_device. */
const GPtrArray *iot_devices_stale(const iot_devices *devices);
/** Works out anew what those are called. */
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
iot_device *iot_devices_at(iot_devices *devices, uint32_t id);
uint32_t iot_devices_count(const iot_devices *devices);
/** Of which MACs are which device. */
iot_revision iot_devices_revision(const iot_devices *devices);
/** What they take, but for the texts of what they were told. */
uint64_t iot_devices_bytes(const iot_devices *devices);
/** How many devices were refused at the cap, and how many have addresses that are not listed. */
uint64_t iot_devices_dropped(const iot_devices *devices);

/** The device has that address too; those of IPv4 stand first. */
void iot_device_add_address(iot_device *device, const iot_addr *addr);
/** The device calls itself `raw` (cleaned here), in that frame; of one source the latest wins, and
 * of one frame by their texts, in whatever order they are told. True if that is another name than
 * the source gave before. */
bool iot_device_claim(iot_device *device, iot_name_source source, const char *raw, uint32_t frame);
/** It can be found by that clean name, too. */
void iot_device_keep_name(iot_device *device, iot_name_source source, const char *clean);
/** As iot_device_claim, of a name that was told of a host which is only believed to be this device:
 * it gives way to those that the device told of itself, before and after. */
bool iot_device_lend(iot_device *device, iot_name_source source, const char *raw, uint32_t frame);

/** The device sent that text about itself, of which a copy is kept if signatures have it.
 *  @return true if that is news */
bool iot_device_tell(iot_device *device, const iot_identity_text *told);
/** Those texts; valid until it tells more, or its table forgets or is cleared. NULL, and 0, of one
 * that told none. */
const iot_identity_text *iot_device_texts(const iot_device *device, size_t *ret_n);
/** It is a HomeKit accessory of that id or that name; either can be NULL. */
void iot_device_add_accessory(iot_device *device, const char *id, const char *name);
/** True if it is more than one: software that publishes what is behind it, and what it says of them
 * is not what it is. */
bool iot_device_has_accessories(const iot_device *device);
/** How it behaves, of IOT_BEHAVES_*; judged anew if that is otherwise than before. */
#define IOT_BEHAVES_ROUTES     1u /**< it sends from the addresses of remotes */
#define IOT_BEHAVES_FOR_OTHERS 2u /**< it sends or asks for others */
#define IOT_BEHAVES_HANDS_OUT  4u /**< addresses */
void iot_device_behave(iot_device *device, unsigned behaviour);
unsigned iot_device_behaviour(const iot_device *device);
/** The brand that signatures have for the owner of its MAC; NULL: none. */
const char *iot_device_brand(const iot_device *device);
/** What a device was judged to be: each fact, what said so or what disagrees, and all in words.
 * NULL: nothing. */
typedef struct iot_device_judgement {
    const char *facts[IOT_IDENTITY_FACTS];
    const char *evidence[IOT_IDENTITY_FACTS];
    const char *what;
} iot_device_judgement;
/** The texts are copied. */
void iot_device_become(iot_device *device, const iot_device_judgement *judged);

#endif
