/* dnssd-keys.c - which strings of a TXT record say what a device is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dnssd-keys.h"

#include <glib.h>
#include <string.h>

/* In any case of letters, as keys are; the shortest first. */
static const struct {
    const char *name;
    size_t length;
} keys[] = {
#define KEY(name)                                                                                  \
    {                                                                                              \
        (name), sizeof(name) - 1                                                                   \
    }
    KEY("am"),           KEY("ci"),           KEY("DT"),           KEY("fv"),
    KEY("md"),           KEY("mf"),           KEY("MT"),           KEY("os"),
    KEY("ty"),           KEY("vn"),           KEY("VP"),           KEY("app"),
    KEY("mdl"),          KEY("mfg"),          KEY("ver"),          KEY("rpMd"),
    KEY("rpVr"),         KEY("type"),         KEY("brand"),        KEY("fwVer"),
    KEY("model"),        KEY("fw_ver"),       KEY("osvers"),       KEY("vendor"),
    KEY("CODEVER"),      KEY("modelid"),      KEY("osxvers"),      KEY("product"),
    KEY("srcvers"),      KEY("SYSTYPE"),      KEY("usb_MDL"),      KEY("usb_MFG"),
    KEY("version"),      KEY("firmware"),     KEY("platform"),     KEY("fwversion"),
    KEY("modelName"),    KEY("fw_version"),   KEY("model_name"),   KEY("displayModel"),
    KEY("manufacturer"), KEY("model_number"), KEY("printer-type"), KEY("product_name"),
    KEY("product_type"), KEY("project_name"),
#undef KEY
};

/* By which a Cast device has its name: that of others is a person's, or nobody knows whose. */
#define NAMED_SERVICE "_googlecast._tcp"
#define NAME_KEY      "fn"

/* The last two bytes of a HomeKit accessory's id tell it from others of its host, and nobody else
 * from anybody; the first are the same for all that some software publishes. */
#define ACCESSORY_SERVICE "_hap._"
#define ACCESSORY_KEY     "id"
#define ACCESSORY_BYTES   5

/* Of the twelve digits of a MAC the first six tell who made it, and the rest which one it is. */
#define MAC_KEY         "macaddress"
#define MAC_MAKER_BYTES 6

/* Of strings without a key: one maker writes "model Network Camera". */
#define BARE_MODEL "IC-"

static bool
is_key(const uint8_t *at, size_t length, const char *key, size_t key_length)
{
    return key_length == length && (*at | 0x20) == (*key | 0x20) &&
           g_ascii_strncasecmp((const char *)at, key, length) == 0;
}

/* Leaves the last bytes of a value, without its key. False: there are not so many. */
static bool
leave_end(cursor *string, size_t key_bytes, size_t n)
{
    size_t left = cursor_left(string);

    if (left < key_bytes + n)
        return false;
    cursor_skip(string, left - n);
    return true;
}

bool
dnssd_keys_take(const char *service, cursor *string)
{
    const uint8_t *equals = cursor_find_byte(string, '=');
    size_t length = equals ? (size_t)(equals - string->at) : 0;

    if (!equals)
        return cursor_left(string) >= strlen(BARE_MODEL) &&
               memcmp(string->at, BARE_MODEL, strlen(BARE_MODEL)) == 0;
    if (is_key(string->at, length, MAC_KEY, strlen(MAC_KEY)))
        return cursor_limit(string, length + 1 + MAC_MAKER_BYTES);
    if (is_key(string->at, length, NAME_KEY, strlen(NAME_KEY)))
        return strcmp(service, NAMED_SERVICE) == 0;
    if (is_key(string->at, length, ACCESSORY_KEY, strlen(ACCESSORY_KEY)))
        return g_str_has_prefix(service, ACCESSORY_SERVICE) &&
               leave_end(string, length + 1, ACCESSORY_BYTES);
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
        if (is_key(string->at, length, keys[i].name, keys[i].length))
            return true;
    return false;
}
