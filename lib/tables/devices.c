/* devices.c - the devices: identity, addresses, and the one name each is known by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names are worked out by iot_devices_settle, for devices that something was told about since, and
 * each text is kept once and for good: what a row, a finding or a tree borrows cannot go away under
 * it. There are as many texts as things that were told, which have caps of their own.
 */
#include "tables/devices-internal.h"

#include "base/budget.h"
#include "base/hash.h"
#include "base/text.h"

#include <string.h>

/* As many addresses are gone through. */
#define FEW_ADDRESSES 16

/* With arrays of a few MACs and addresses, an entry of who is found by what, and the names
 * by what it is and who made it. What it was told counts where that is kept (claims.h). */
#define DEVICE_BYTES                                                                               \
    (IOT_BUDGET_PIECE_BYTES(sizeof(iot_device)) + 2 * IOT_BUDGET_PIECE_BYTES(40) +                 \
     IOT_BUDGET_PIECE_BYTES(16) + IOT_BUDGET_PIECE_BYTES(32) + IOT_BUDGET_ENTRY_BYTES +            \
     IOT_BUDGET_ELEMENT_BYTES(sizeof(void *)) + IOT_BUDGET_PIECE_BYTES(sizeof(iot_mac)) +          \
     2 * (IOT_BUDGET_ENTRY_BYTES + 24))

static void
device_free(gpointer data)
{
    iot_device *device = data;

    g_array_unref(device->macs);
    g_array_unref(device->addresses);
    g_clear_pointer(&device->listed, g_hash_table_unref);
    g_clear_pointer(&device->names, g_ptr_array_unref);
    g_clear_pointer(&device->texts, g_array_unref);
    g_clear_pointer(&device->answered, g_ptr_array_unref);
    g_clear_pointer(&device->accessory_names, g_ptr_array_unref);
    g_free(device);
}

iot_devices *
iot_devices_new(iot_vendor_fn vendor, void *user_data)
{
    iot_devices *devices = g_new0(iot_devices, 1);

    devices->vendor = vendor;
    devices->user_data = user_data;
    devices->all = g_ptr_array_new_with_free_func(device_free);
    devices->by_mac = g_hash_table_new_full(iot_mac_hash, iot_mac_equal_key, g_free, NULL);
    devices->by_name = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    devices->by_addr = g_hash_table_new(iot_addr_hash, iot_addr_equal_key);
    devices->by_what = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    devices->stale = g_ptr_array_new();
    devices->interned = iot_interned_new();
    return devices;
}

void
iot_devices_free(iot_devices *devices)
{
    if (!devices)
        return;
    g_hash_table_unref(devices->by_mac);
    g_hash_table_unref(devices->by_name);
    g_hash_table_unref(devices->by_addr);
    g_hash_table_unref(devices->by_what);
    g_ptr_array_unref(devices->stale);
    g_ptr_array_unref(devices->all);
    iot_interned_free(devices->interned);
    g_free(devices);
}

const char *
devices_intern(iot_devices *devices, const char *text)
{
    return iot_interned_keep(devices->interned, text);
}

static iot_device *
at(const iot_devices *devices, guint id)
{
    return g_ptr_array_index(devices->all, id);
}

void
devices_mark(iot_device *device)
{
    if (!device->stale)
        g_ptr_array_add(device->table->stale, device);
    device->stale = true;
}

/* What the inventory calls a MAC; NULL: nothing. */
static const char *
given_name(const iot_devices *devices, const iot_mac *mac)
{
    const iot_inventory_entry *entry =
        devices->inventory ? iot_inventory_find_mac(devices->inventory, mac) : NULL;

    return entry ? entry->name : NULL;
}

static void
add_mac(iot_device *device, const iot_mac *mac)
{
    iot_devices *devices = device->table;
    const char *name = given_name(devices, mac);

    g_array_append_val(device->macs, *mac);
    g_hash_table_insert(devices->by_mac, g_memdup2(mac, sizeof *mac), device);
    if (name && !g_hash_table_contains(devices->by_name, name))
        g_hash_table_insert(devices->by_name, g_strdup(name), device);
}

/* Gives a MAC, which had a device of its own, to the one that the inventory says it is. */
static void
give_back(iot_devices *devices, const iot_mac *mac, iot_device *own)
{
    const char *name = given_name(devices, mac);
    iot_device *same = name ? g_hash_table_lookup(devices->by_name, name) : NULL;

    add_mac(same ? same : own, mac);
}

/* Which MACs are one device, by another inventory. Those that one said were one and none says any
 * more stay so: nobody can tell which of what is known of them was whose. */
static void
tell_apart(iot_devices *devices)
{
    g_hash_table_remove_all(devices->by_mac);
    g_hash_table_remove_all(devices->by_name);
    for (guint i = 0; i < devices->all->len; i++) {
        iot_device *device = at(devices, i);
        g_autoptr(GArray) macs = g_steal_pointer(&device->macs);
        device->macs = g_array_new(FALSE, FALSE, sizeof(iot_mac));
        for (guint m = 0; m < macs->len; m++)
            give_back(devices, &g_array_index(macs, iot_mac, m), device);
    }
    devices->revision++;
}

void
iot_devices_set_inventory(iot_devices *devices, const iot_inventory *inventory)
{
    devices->inventory = inventory;
    tell_apart(devices);
    /* What the former one said goes away with it. What was told since stays to be judged. */
    for (guint i = 0; i < devices->all->len; i++) {
        devices_settle(at(devices, i));
        devices_mark(at(devices, i));
    }
}

void
iot_devices_set_signatures(iot_devices *devices, const iot_signatures *signatures)
{
    devices->signatures = signatures;
    for (guint i = 0; i < devices->all->len; i++) {
        devices_name_vendor(at(devices, i));
        devices_mark(at(devices, i));
    }
    devices->revision++;
}

void
iot_devices_forget(iot_devices *devices)
{
    for (guint i = 0; i < devices->all->len; i++) {
        iot_device *device = at(devices, i);
        devices_forget_claims(device);
        g_array_set_size(device->addresses, 0);
        g_clear_pointer(&device->listed, g_hash_table_unref);
        devices_mark(device);
    }
}

void
iot_devices_clear(iot_devices *devices)
{
    g_hash_table_remove_all(devices->by_mac);
    g_hash_table_remove_all(devices->by_name);
    g_hash_table_remove_all(devices->by_addr);
    devices_forget_what(devices);
    g_ptr_array_set_size(devices->stale, 0);
    g_ptr_array_set_size(devices->all, 0);
    devices->n_told = 0;
    iot_interned_free(devices->interned);
    devices->interned = iot_interned_new();
}

static iot_device *
device_add(iot_devices *devices)
{
    if (devices->all->len >= IOT_DEVICES_MAX) {
        devices->dropped++;
        return NULL;
    }
    iot_device *device = g_new0(iot_device, 1);
    device->table = devices;
    device->id = devices->all->len;
    device->macs = g_array_new(FALSE, FALSE, sizeof(iot_mac));
    device->addresses = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    g_ptr_array_add(devices->all, device);
    return device;
}

iot_device *
iot_devices_get_mac(iot_devices *devices, const iot_mac *mac)
{
    iot_device *device = g_hash_table_lookup(devices->by_mac, mac);

    if (device)
        return device;
    const char *name = given_name(devices, mac);
    device = name ? g_hash_table_lookup(devices->by_name, name) : NULL;
    if (device) {
        add_mac(device, mac);
        devices_mark(device);
        return device;
    }
    if (!(device = device_add(devices)))
        return NULL;
    device->mac = *mac;
    add_mac(device, mac);
    devices_name_vendor(device);
    devices_settle(device);
    devices_mark(device);
    return device;
}

iot_device *
iot_devices_get_addr(iot_devices *devices, const iot_addr *addr)
{
    iot_device *device = g_hash_table_lookup(devices->by_addr, addr);

    if (device || !(device = device_add(devices)))
        return device;
    device->addr = *addr;
    g_hash_table_insert(devices->by_addr, &device->addr, device);
    devices_settle(device);
    devices_mark(device);
    return device;
}

const iot_device *
iot_devices_lookup_mac(const iot_devices *devices, const iot_mac *mac)
{
    return g_hash_table_lookup(devices->by_mac, mac);
}

const iot_device *
iot_devices_lookup_addr(const iot_devices *devices, const iot_addr *addr)
{
    return g_hash_table_lookup(devices->by_addr, addr);
}

const iot_device *
iot_devices_get(const iot_devices *devices, uint32_t id)
{
    g_assert(id < devices->all->len);
    return at(devices, id);
}

iot_device *
iot_devices_at(iot_devices *devices, uint32_t id)
{
    g_assert(id < devices->all->len);
    return at(devices, id);
}

uint32_t
iot_devices_count(const iot_devices *devices)
{
    return devices->all->len;
}

uint64_t
iot_devices_bytes(const iot_devices *devices)
{
    return devices->all->len * (uint64_t)DEVICE_BYTES +
           devices->n_told * (uint64_t)(IOT_BUDGET_PIECE_BYTES(40) + IOT_BUDGET_PIECE_BYTES(24));
}

uint64_t
iot_devices_dropped(const iot_devices *devices)
{
    return devices->dropped;
}

static bool
has_address(const iot_device *device, const iot_addr *addr)
{
    const GArray *list = device->addresses;

    if (device->listed)
        return g_hash_table_contains(device->listed, addr);
    for (guint i = 0; i < list->len; i++)
        if (iot_addr_equal(&g_array_index(list, iot_addr, i), addr))
            return true;
    return false;
}

static void
list_address(iot_device *device, const iot_addr *addr)
{
    GArray *list = device->addresses;
    guint at = list->len;

    while (addr->family == 4 && at > 0 && g_array_index(list, iot_addr, at - 1).family != 4)
        at--;
    g_array_insert_val(list, at, *addr);
    if (device->listed)
        g_hash_table_add(device->listed, g_memdup2(addr, sizeof *addr));
    if (device->listed || list->len <= FEW_ADDRESSES)
        return;
    device->listed = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
    for (guint i = 0; i < list->len; i++)
        g_hash_table_add(device->listed,
                         g_memdup2(&g_array_index(list, iot_addr, i), sizeof(iot_addr)));
}

void
iot_device_add_address(iot_device *device, const iot_addr *addr)
{
    if (has_address(device, addr))
        return;
    if (device->addresses->len >= IOT_DEVICE_ADDRS_MAX) {
        /* Told once: each of them is offered again and again. */
        device->table->dropped += !device->has_more;
        device->has_more = true;
        return;
    }
    list_address(device, addr);
    devices_mark(device);
}

uint32_t
iot_device_id(const iot_device *device)
{
    return device->id;
}

const iot_mac *
iot_device_mac(const iot_device *device)
{
    return &device->mac;
}

const GArray *
iot_device_macs(const iot_device *device)
{
    return device->macs;
}

iot_revision
iot_devices_revision(const iot_devices *devices)
{
    return devices->revision;
}

const GArray *
iot_device_addresses(const iot_device *device)
{
    return device->addresses;
}

const char *
iot_device_group(const iot_device *device)
{
    return device->group;
}

const char *
iot_device_allow(const iot_device *device)
{
    return device->allow;
}

bool
iot_device_is_known(const iot_device *device)
{
    return device->known;
}
