/* devices.c - the devices: identity, addresses, and the one name each is known by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names are worked out by iot_devices_settle, for devices that something was told about since, and
 * each text is kept once and for good: what a row, a finding or a tree borrows cannot go away under
 * it. There are as many texts as things that were told, which have caps of their own.
 */
#include "tables/devices.h"

#include "base/interned.h"
#include "base/text.h"

#include <assert.h>
#include <string.h>

/* As many addresses are gone through. */
#define FEW_ADDRESSES 16

struct iot_device {
    iot_devices *table;
    uint32_t id;
    iot_mac mac;
    iot_addr addr; /* identity where mac is none */
    GArray *addresses;
    GHashTable *listed;                   /* iot_addr*: the same, once there are many; else NULL */
    bool has_more;                        /* addresses than are listed */
    const char *claims[IOT_NAME_SOURCES]; /* as spelt */
    const char *vendor, *vendor_brief;

    bool stale; /* the rest is not up to date, and it is among the table's stale ones */
    bool known;
    const char *group, *allow; /* the inventory's */
    const char *name, *label;
    iot_name_source source;
};

struct iot_devices {
    iot_vendor_fn vendor;
    void *user_data;
    const iot_inventory *inventory;
    GPtrArray *all;         /* of iot_device, by number */
    GHashTable *by_mac;     /* iot_mac* inside device -> device */
    GHashTable *by_addr;    /* iot_addr* inside device -> device */
    GPtrArray *stale;       /* of iot_device: something was told since they were settled */
    iot_interned *interned; /* backs names, claims and vendors */
    uint64_t dropped;
};

static const char *const source_names[] = {
    [IOT_NAME_INVENTORY] = "inventory", [IOT_NAME_DHCP] = "dhcp",
    [IOT_NAME_MDNS] = "mdns",           [IOT_NAME_SSDP] = "ssdp",
    [IOT_NAME_LLMNR] = "llmnr",         [IOT_NAME_NETBIOS] = "netbios",
    [IOT_NAME_VENDOR] = "vendor",       [IOT_NAME_ADDRESS] = "address",
};
static_assert(G_N_ELEMENTS(source_names) == IOT_NAME_SOURCES, "every source has a name");

static void
device_free(gpointer data)
{
    iot_device *device = data;

    g_array_unref(device->addresses);
    g_clear_pointer(&device->listed, g_hash_table_unref);
    g_free(device);
}

iot_devices *
iot_devices_new(iot_vendor_fn vendor, void *user_data)
{
    iot_devices *devices = g_new0(iot_devices, 1);

    devices->vendor = vendor;
    devices->user_data = user_data;
    devices->all = g_ptr_array_new_with_free_func(device_free);
    devices->by_mac = g_hash_table_new(iot_mac_hash, iot_mac_equal_key);
    devices->by_addr = g_hash_table_new(iot_addr_hash, iot_addr_equal_key);
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
    g_hash_table_unref(devices->by_addr);
    g_ptr_array_unref(devices->stale);
    g_ptr_array_unref(devices->all);
    iot_interned_free(devices->interned);
    g_free(devices);
}

static const char *
intern(iot_devices *devices, const char *text)
{
    return iot_interned_keep(devices->interned, text);
}

static iot_device *
at(const iot_devices *devices, guint id)
{
    return g_ptr_array_index(devices->all, id);
}

static void
mark(iot_device *device)
{
    if (!device->stale)
        g_ptr_array_add(device->table->stale, device);
    device->stale = true;
}

void
iot_devices_set_inventory(iot_devices *devices, const iot_inventory *inventory)
{
    devices->inventory = inventory;
    for (guint i = 0; i < devices->all->len; i++)
        mark(at(devices, i));
    /* What the former one said goes away with it. */
    iot_devices_settle(devices);
}

void
iot_devices_forget(iot_devices *devices)
{
    for (guint i = 0; i < devices->all->len; i++) {
        iot_device *device = at(devices, i);
        memset(device->claims, 0, sizeof device->claims);
        g_array_set_size(device->addresses, 0);
        g_clear_pointer(&device->listed, g_hash_table_unref);
        mark(device);
    }
}

void
iot_devices_clear(iot_devices *devices)
{
    g_hash_table_remove_all(devices->by_mac);
    g_hash_table_remove_all(devices->by_addr);
    g_ptr_array_set_size(devices->stale, 0);
    g_ptr_array_set_size(devices->all, 0);
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
    device->addresses = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    g_ptr_array_add(devices->all, device);
    return device;
}

static const char *
vendor_of(iot_devices *devices, const iot_mac *mac, bool brief)
{
    g_autofree char *clean =
        devices->vendor ? iot_text_clean(devices->vendor(mac, brief, devices->user_data), -1)
                        : NULL;

    return intern(devices, clean);
}

/* The inventory's answers: name and group may come from different entries, the MAC's first. */
static const char *
ask_inventory(iot_device *device)
{
    const iot_inventory *inventory = device->table->inventory;
    const char *name = NULL;

    device->known = false;
    device->group = NULL;
    device->allow = NULL;
    for (guint i = 0; inventory && i <= device->addresses->len; i++) {
        const iot_inventory_entry *entry =
            i == 0 ? iot_inventory_find_mac(inventory, &device->mac)
                   : iot_inventory_find_addr(inventory,
                                             &g_array_index(device->addresses, iot_addr, i - 1));
        if (!entry)
            continue;
        device->known = true;
        name = name ? name : entry->name;
        device->group = device->group ? device->group : entry->group;
        device->allow = device->allow ? device->allow : entry->allow;
    }
    return name;
}

static const char *
name_of_hardware(const iot_device *device, iot_name_source *ret_source)
{
    char text[IOT_ADDR_TEXT];
    const uint8_t *b = device->mac.bytes;

    *ret_source = IOT_NAME_ADDRESS;
    if (!iot_mac_is_set(&device->mac))
        return intern(device->table, iot_addr_format(&device->addr, text));
    if (!device->vendor_brief)
        return intern(device->table, iot_mac_format(&device->mac, text));
    *ret_source = IOT_NAME_VENDOR;
    g_autofree char *name =
        g_strdup_printf("%s_%02x:%02x:%02x", device->vendor_brief, b[3], b[4], b[5]);
    return intern(device->table, name);
}

/* The best of what was told: the user's word, then sources in their order, then the hardware. */
static const char *
label_of(iot_device *device, iot_name_source *ret_source)
{
    const char *given = ask_inventory(device);

    *ret_source = IOT_NAME_INVENTORY;
    if (given)
        return intern(device->table, given);
    for (iot_name_source s = IOT_NAME_DHCP; s < IOT_NAME_VENDOR; s++) {
        *ret_source = s;
        if (device->claims[s])
            return device->claims[s];
    }
    return name_of_hardware(device, ret_source);
}

static bool
is_host_name(iot_name_source source)
{
    return source == IOT_NAME_DHCP || source == IOT_NAME_MDNS || source == IOT_NAME_LLMNR ||
           source == IOT_NAME_NETBIOS;
}

static void
settle(iot_device *device)
{
    device->label = label_of(device, &device->source);
    device->name = device->label;
    if (is_host_name(device->source)) {
        g_autofree char *folded = iot_text_fold(device->label);
        device->name = intern(device->table, folded);
    }
    device->stale = false;
}

void
iot_devices_settle(iot_devices *devices)
{
    for (guint i = 0; i < devices->stale->len; i++)
        settle(g_ptr_array_index(devices->stale, i));
    g_ptr_array_set_size(devices->stale, 0);
}

iot_device *
iot_devices_get_mac(iot_devices *devices, const iot_mac *mac)
{
    iot_device *device = g_hash_table_lookup(devices->by_mac, mac);

    if (device || !(device = device_add(devices)))
        return device;
    device->mac = *mac;
    device->vendor = vendor_of(devices, mac, false);
    device->vendor_brief = vendor_of(devices, mac, true);
    g_hash_table_insert(devices->by_mac, &device->mac, device);
    settle(device);
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
    settle(device);
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

uint32_t
iot_devices_count(const iot_devices *devices)
{
    return devices->all->len;
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

    g_array_append_val(list, *addr);
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
    mark(device);
}

bool
iot_device_claim(iot_device *device, iot_name_source source, const char *raw)
{
    g_autofree char *clean = iot_text_clean(raw, -1);

    g_assert(source < IOT_NAME_SOURCES);
    if (!clean || iot_text_is_placeholder(clean))
        return false;
    if (g_strcmp0(clean, device->claims[source]) == 0)
        return false;
    device->claims[source] = intern(device->table, clean);
    mark(device);
    return true;
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
iot_device_addresses(const iot_device *device)
{
    return device->addresses;
}

const char *
iot_device_name(const iot_device *device)
{
    return device->name;
}

const char *
iot_device_label(const iot_device *device)
{
    return device->label;
}

iot_name_source
iot_device_source(const iot_device *device)
{
    return device->source;
}

const char *
iot_device_vendor(const iot_device *device)
{
    return device->vendor;
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

const char *
iot_name_source_name(iot_name_source source)
{
    g_assert(source < IOT_NAME_SOURCES);
    return source_names[source];
}
