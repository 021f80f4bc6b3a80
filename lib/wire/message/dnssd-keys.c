/* dnssd-keys.c - which strings of a TXT record say what a device is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dnssd-keys.h"

#include <glib.h>
#include <string.h>

/* In any case of letters, as keys are. */
static const char *const keys[] = {
    "am",           "app",          "brand",        "ci",       "CODEVER",      "displayModel",
    "DT",           "firmware",     "fv",           "fwVer",    "fw_ver",       "fwversion",
    "fw_version",   "manufacturer", "md",           "mdl",      "mf",           "mfg",
    "model",        "model_name",   "model_number", "modelid",  "modelName",    "MT",
    "os",           "osvers",       "osxvers",      "platform", "printer-type", "product",
    "product_name", "product_type", "project_name", "rpMd",     "rpVr",         "srcvers",
    "SYSTYPE",      "ty",           "type",         "usb_MDL",  "usb_MFG",      "vendor",
    "ver",          "version",      "vn",           "VP",
};

/* By which a Cast device has its name: that of others is a person's, or nobody knows whose. */
#define NAMED_SERVICE "_googlecast._tcp"
#define NAME_KEY      "fn"

/* Of the twelve digits of a MAC the first six tell who made it, and the rest which one it is. */
#define MAC_KEY         "macaddress"
#define MAC_MAKER_BYTES 6

/* Of strings without a key: one maker writes "model Network Camera". */
#define BARE_MODEL "IC-"

static bool
is_key(const uint8_t *at, size_t length, const char *key)
{
    return strlen(key) == length && g_ascii_strncasecmp((const char *)at, key, length) == 0;
}

bool
dnssd_keys_take(const char *service, cursor *string)
{
    const uint8_t *equals = memchr(string->at, '=', cursor_left(string));
    size_t length = equals ? (size_t)(equals - string->at) : 0;

    if (!equals)
        return cursor_left(string) >= strlen(BARE_MODEL) &&
               memcmp(string->at, BARE_MODEL, strlen(BARE_MODEL)) == 0;
    if (is_key(string->at, length, MAC_KEY))
        return cursor_limit(string, length + 1 + MAC_MAKER_BYTES);
    if (is_key(string->at, length, NAME_KEY))
        return strcmp(service, NAMED_SERVICE) == 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
        if (is_key(string->at, length, keys[i]))
            return true;
    return false;
}
