/* device.h - what one device is called and known by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Devices live as long as their capture, and keep their number.
 */
#ifndef IOT_DEVICE_H
#define IOT_DEVICE_H

#include "base/decls.h"
#include "fact/identity-fact.h"
#include "fact/observation.h"

IOT_BEGIN_DECLS

/** The number of no device. */
#define IOT_DEVICE_NONE UINT32_MAX

typedef struct iot_device iot_device;

/** The maker of a MAC by its block.
 *  @param printed the MAC as Wireshark prints it, "MerossTe_1b:70:35"; else the registrant's name
 *  @return NULL if unknown; valid until the next call; copied */
typedef const char *(*iot_vendor_fn)(const iot_mac *mac, bool printed, void *user_data);

uint32_t iot_device_id(const iot_device *device);
/** The first of its MACs; zero where the device is known by address only. */
const iot_mac *iot_device_mac(const iot_device *device);
/** All of them, of iot_mac: several where the inventory gives them one name. The array lives as
 * long as the device. */
const GArray *iot_device_macs(const iot_device *device);
/** Addresses in order of appearance, those of IPv4 before others, of iot_addr. The array lives as
 * long as the device. */
const GArray *iot_device_addresses(const iot_device *device);

/** The best name; host names in lower case. Never NULL. A later settling can find another one, but
 *  every name that was given once stays valid as long as the table. */
const char *iot_device_name(const iot_device *device);
/** The same as its source spelt it. */
const char *iot_device_label(const iot_device *device);
/** Where the name comes from. */
iot_name_source iot_device_source(const iot_device *device);
/** Owner of its MAC's block, or NULL. Valid as long as the table. */
const char *iot_device_vendor(const iot_device *device);
/** What it is, as it was judged when it was settled last; NULL: not told. Valid as the name. */
const char *iot_device_fact(const iot_device *device, iot_identity_fact fact);
/** What said so, "model BSB002: mdns _hue._tcp modelid, frame 12", or what disagrees; NULL: nothing
 *  did. Must be freed by the caller using g_free. */
char *iot_device_evidence(const iot_device *device, iot_identity_fact fact);
/** The same in words, "Philips BSB002 bridge"; NULL: nothing to say. */
const char *iot_device_what(const iot_device *device);
/** Calls `fn` for every other name that it has had or could go by. */
typedef void (*iot_alias_fn)(const char *name, void *user_data);
void iot_device_foreach_alias(const iot_device *device, iot_alias_fn fn, void *user_data);
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
