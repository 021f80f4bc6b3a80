/* device-kind.c - what kind of thing a device is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fact/device-kind.h"

#include <assert.h>
#include <string.h>

static const char *const kind_words[] = {
    [IOT_KIND_NONE] = NULL,
    [IOT_KIND_ROUTER] = "router",
    [IOT_KIND_ACCESS_POINT] = "access point",
    [IOT_KIND_BRIDGE] = "bridge",
    [IOT_KIND_CAMERA] = "camera",
    [IOT_KIND_DOORBELL] = "doorbell",
    [IOT_KIND_LIGHT] = "light",
    [IOT_KIND_PLUG] = "plug",
    [IOT_KIND_SWITCH] = "switch",
    [IOT_KIND_SENSOR] = "sensor",
    [IOT_KIND_THERMOSTAT] = "thermostat",
    [IOT_KIND_LOCK] = "lock",
    [IOT_KIND_HUB] = "hub",
    [IOT_KIND_SPEAKER] = "speaker",
    [IOT_KIND_TV] = "tv",
    [IOT_KIND_MEDIA_PLAYER] = "media player",
    [IOT_KIND_PRINTER] = "printer",
    [IOT_KIND_NAS] = "nas",
    [IOT_KIND_COMPUTER] = "computer",
    [IOT_KIND_PHONE] = "phone",
    [IOT_KIND_TABLET] = "tablet",
    [IOT_KIND_WATCH] = "watch",
    [IOT_KIND_CONSOLE] = "console",
    [IOT_KIND_VACUUM] = "vacuum",
    [IOT_KIND_APPLIANCE] = "appliance",
    [IOT_KIND_SCALE] = "scale",
    [IOT_KIND_E_READER] = "e-reader",
    [IOT_KIND_VEHICLE] = "vehicle",
    [IOT_KIND_ENERGY] = "energy",
    [IOT_KIND_GARAGE] = "garage",
    [IOT_KIND_ALARM] = "alarm",
    [IOT_KIND_SERVER] = "server",
    [IOT_KIND_PHONE_SYSTEM] = "phone system",
    [IOT_KIND_NETWORK_GEAR] = "network gear",
    [IOT_KIND_SINGLE_BOARD] = "single-board",
    [IOT_KIND_OTHER] = "other",
};
static_assert(G_N_ELEMENTS(kind_words) == IOT_KINDS, "each kind has a word");

const char *
iot_device_kind_word(iot_device_kind kind)
{
    return kind_words[kind];
}

bool
iot_device_kind_find(const char *word, gssize length_bytes, iot_device_kind *ret_kind)
{
    gsize length = length_bytes < 0 ? strlen(word) : (gsize)length_bytes;

    for (unsigned i = IOT_KIND_NONE + 1; i < IOT_KINDS; i++) {
        if (strlen(kind_words[i]) != length ||
            g_ascii_strncasecmp(kind_words[i], word, length) != 0)
            continue;
        *ret_kind = i;
        return true;
    }
    return false;
}

static const struct {
    iot_device_kind kind, wider;
} narrower[] = {
    {IOT_KIND_DOORBELL, IOT_KIND_CAMERA},           {IOT_KIND_TV, IOT_KIND_MEDIA_PLAYER},
    {IOT_KIND_SPEAKER, IOT_KIND_MEDIA_PLAYER},      {IOT_KIND_ROUTER, IOT_KIND_NETWORK_GEAR},
    {IOT_KIND_ACCESS_POINT, IOT_KIND_NETWORK_GEAR}, {IOT_KIND_SINGLE_BOARD, IOT_KIND_COMPUTER},
    {IOT_KIND_SERVER, IOT_KIND_COMPUTER},
};

bool
iot_device_kind_is_a(iot_device_kind kind, iot_device_kind wider)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(narrower); i++)
        if (narrower[i].kind == kind && narrower[i].wider == wider)
            return true;
    return kind == wider;
}
