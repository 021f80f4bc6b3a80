/* device-kind.h - what kind of thing a device is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A closed list: filters and exports name its words, so they stay.
 */
#ifndef IOT_DEVICE_KIND_H
#define IOT_DEVICE_KIND_H

#include <glib.h>
#include <stdbool.h>

typedef enum iot_device_kind {
    IOT_KIND_NONE, /**< not known */
    IOT_KIND_ROUTER,
    IOT_KIND_ACCESS_POINT,
    IOT_KIND_BRIDGE, /**< between the network and things that speak another radio */
    IOT_KIND_CAMERA,
    IOT_KIND_DOORBELL,
    IOT_KIND_LIGHT,
    IOT_KIND_PLUG,
    IOT_KIND_SWITCH, /**< on a wall; of a network: IOT_KIND_NETWORK_GEAR */
    IOT_KIND_SENSOR,
    IOT_KIND_THERMOSTAT,
    IOT_KIND_LOCK,
    IOT_KIND_HUB, /**< decides for other devices of a home */
    IOT_KIND_SPEAKER,
    IOT_KIND_TV,
    IOT_KIND_MEDIA_PLAYER,
    IOT_KIND_PRINTER,
    IOT_KIND_NAS,
    IOT_KIND_COMPUTER,
    IOT_KIND_PHONE,
    IOT_KIND_TABLET,
    IOT_KIND_WATCH,
    IOT_KIND_CONSOLE, /**< for games */
    IOT_KIND_VACUUM,
    IOT_KIND_APPLIANCE,
    IOT_KIND_SCALE,
    IOT_KIND_E_READER,
    IOT_KIND_VEHICLE,
    IOT_KIND_ENERGY, /**< meters, inverters, batteries, chargers */
    IOT_KIND_GARAGE, /**< opens its door */
    IOT_KIND_ALARM,
    IOT_KIND_SERVER,
    IOT_KIND_PHONE_SYSTEM, /**< telephones on a desk, and what they hang on */
    IOT_KIND_NETWORK_GEAR,
    IOT_KIND_SINGLE_BOARD,
    IOT_KIND_OTHER,
    IOT_KINDS
} iot_device_kind;

/** "media player"; NULL for IOT_KIND_NONE. Valid for ever. */
const char *iot_device_kind_word(iot_device_kind kind);
/** True if each thing of that kind is one of the wider kind, too: a doorbell is a camera, a tv
 * plays media. */
bool iot_device_kind_is_a(iot_device_kind kind, iot_device_kind wider);
/** The kind of that word, in any case of letters.
 *  @param length_bytes -1: up to the NUL
 *  @return false if it is none of the list */
bool iot_device_kind_find(const char *word, gssize length_bytes, iot_device_kind *ret_kind);

#endif
