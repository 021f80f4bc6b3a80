/* changes-devices.c - which device of the one side is which of the other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/changes-internal.h"

#include "base/hash.h"
#include "changes/snapshot-internal.h"
#include "reference/generic-names.h"

#include <string.h>

static char *
mac_key(const iot_mac *mac)
{
    char text[IOT_MAC_TEXT];

    return g_strdup_printf("mac %s", iot_mac_format(mac, text));
}

static char *
letters_of(const char *text)
{
    GString *letters = g_string_new(NULL);

    for (const char *c = text; c && *c; c++)
        if (g_ascii_isalnum(*c))
            g_string_append_c(letters, g_ascii_tolower(*c));
    return g_string_free(letters, FALSE);
}

/* "iPhone" and "MacBook-Pro" are what thousands are called. */
static bool
is_what_it_is(const iot_device *device, const char *name)
{
    g_autofree char *letters = letters_of(name);
    const char *const texts[] = {
        iot_device_what(device), iot_device_fact(device, IOT_IDENTITY_KIND),
        iot_device_fact(device, IOT_IDENTITY_MAKER), iot_device_fact(device, IOT_IDENTITY_MODEL)};

    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *other = letters_of(texts[i]);
        if (*other && strcmp(letters, other) == 0)
            return true;
    }
    return false;
}

static const iot_mac *
first_mac(const iot_device *device)
{
    const GArray *macs = iot_device_macs(device);

    return macs->len > 0 ? &g_array_index(macs, iot_mac, 0) : NULL;
}

/* Of a device that makes its MAC up, or has none here; NULL: nothing that is its own. */
static char *
other_key(const iot_device *device)
{
    const char *name = snapshot_own_name(device);
    const GArray *addresses = iot_device_addresses(device);
    const iot_mac *mac = first_mac(device);
    char text[IOT_ADDR_TEXT];

    if (mac)
        return iot_mac_is_local(mac) && name && !iot_name_is_generic(name, mac) &&
                       !is_what_it_is(device, name)
                   ? g_strdup_printf("name %s", name)
                   : NULL;
    return addresses->len > 0
               ? g_strdup_printf("address %s",
                                 iot_addr_format(&g_array_index(addresses, iot_addr, 0), text))
               : NULL;
}

bool
changes_has_key(const iot_device *device)
{
    const iot_mac *mac = first_mac(device);
    g_autofree char *other = other_key(device);

    return other || (mac && !iot_mac_is_local(mac));
}

void
changes_side_begin(changes_side *side, const iot_snapshot *snapshot)
{
    side->by_mac = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    side->by_other = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    for (guint i = 0; i < snapshot->devices->len; i++) {
        iot_snapshot_device *device = g_ptr_array_index(snapshot->devices, i);
        const GArray *macs = iot_device_macs(device->device);
        char *other = other_key(device->device);
        for (guint m = 0; m < macs->len; m++)
            g_hash_table_insert(side->by_mac, mac_key(&g_array_index(macs, iot_mac, m)), device);
        if (other)
            g_hash_table_insert(side->by_other, other,
                                g_hash_table_contains(side->by_other, other) ? NULL : device);
    }
}

void
changes_side_clear(changes_side *side)
{
    g_clear_pointer(&side->by_mac, g_hash_table_unref);
    g_clear_pointer(&side->by_other, g_hash_table_unref);
}

static const iot_snapshot_device *
find_by_mac(const changes_side *side, const iot_device *like)
{
    const GArray *macs = iot_device_macs(like);

    for (guint m = 0; m < macs->len; m++) {
        g_autofree char *key = mac_key(&g_array_index(macs, iot_mac, m));
        const iot_snapshot_device *found = g_hash_table_lookup(side->by_mac, key);
        if (found)
            return found;
    }
    return NULL;
}

/* Who is there under its own MAC is nobody else's. */
static bool
is_its_own(const changes_side *here, const char *other, const iot_device *like,
           const iot_snapshot_device *found)
{
    const iot_snapshot_device *mine = g_hash_table_lookup(here->by_other, other);

    return mine && mine->device == like && !find_by_mac(here, found->device);
}

const iot_snapshot_device *
changes_side_find(const changes_side *there, const changes_side *here, const iot_device *like)
{
    const iot_snapshot_device *found = find_by_mac(there, like);
    g_autofree char *other = found ? NULL : other_key(like);

    if (!other)
        return found;
    found = g_hash_table_lookup(there->by_other, other);
    return found && (!here || is_its_own(here, other, like, found)) ? found : NULL;
}
