/* devices.c - the devices: identity, addresses, and the one name each is known by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names are worked out when asked for and kept until something changes, since a report asks for
 * the same few thousands of times.
 */
#include "devices.h"

#include "text.h"

#include <assert.h>

struct iot_device {
    iot_devices *table;
    uint32_t id;
    iot_mac mac;
    iot_addr addr; /* identity where mac is none */
    GArray *addresses;
    bool has_more;                  /* addresses than are listed */
    char *claims[IOT_NAME_SOURCES]; /* as spelt */
    char *vendor, *vendor_brief;

    bool settled; /* the rest is up to date */
    bool known;
    const char *group, *allow; /* the inventory's */
    char *name;
    char *label;
    iot_name_source source;
};

struct iot_devices {
    iot_vendor_fn vendor;
    void *user_data;
    const iot_inventory *inventory;
    GPtrArray *all;      /* of iot_device, by number */
    GHashTable *by_mac;  /* iot_mac* inside device -> device */
    GHashTable *by_addr; /* iot_addr* inside device -> device */
    uint64_t dropped;
};

static const char *const source_names[] = {
    [IOT_NAME_INVENTORY] = "inventory", [IOT_NAME_DHCP] = "dhcp",
    [IOT_NAME_MDNS] = "mdns",           [IOT_NAME_SSDP] = "ssdp",
    [IOT_NAME_LLMNR] = "llmnr",         [IOT_NAME_NETBIOS] = "netbios",
    [IOT_NAME_VENDOR] = "vendor",       [IOT_NAME_ADDRESS] = "address",
};
static_assert(G_N_ELEMENTS(source_names) == IOT_NAME_SOURCES, "every source has a name");

static guint
mac_hash(gconstpointer key)
{
    const uint8_t *b = ((const iot_mac *)key)->bytes;
    uint32_t high = (uint32_t)b[0] << 8 | b[1];
    uint32_t low = (uint32_t)b[2] << 24 | (uint32_t)b[3] << 16 | (uint32_t)b[4] << 8 | b[5];

    return (low ^ high * 0x9e3779b1u) * 0x85ebca6bu;
}

static gboolean
mac_equal_key(gconstpointer a, gconstpointer b)
{
    return iot_mac_equal(a, b);
}

static void
device_free(gpointer data)
{
    iot_device *device = data;

    g_array_unref(device->addresses);
    for (unsigned i = 0; i < IOT_NAME_SOURCES; i++)
        g_free(device->claims[i]);
    g_free(device->vendor);
    g_free(device->vendor_brief);
    g_free(device->name);
    g_free(device->label);
    g_free(device);
}

iot_devices *
iot_devices_new(iot_vendor_fn vendor, void *user_data)
{
    iot_devices *devices = g_new0(iot_devices, 1);

    devices->vendor = vendor;
    devices->user_data = user_data;
    devices->all = g_ptr_array_new_with_free_func(device_free);
    devices->by_mac = g_hash_table_new(mac_hash, mac_equal_key);
    devices->by_addr = g_hash_table_new(iot_addr_hash, iot_addr_equal_key);
    return devices;
}

void
iot_devices_free(iot_devices *devices)
{
    if (!devices)
        return;
    g_hash_table_unref(devices->by_mac);
    g_hash_table_unref(devices->by_addr);
    g_ptr_array_unref(devices->all);
    g_free(devices);
}

void
iot_devices_set_inventory(iot_devices *devices, const iot_inventory *inventory)
{
    devices->inventory = inventory;
    for (guint i = 0; i < devices->all->len; i++)
        iot_devices_get(devices, i)->settled = false;
}

void
iot_devices_forget(iot_devices *devices)
{
    for (guint i = 0; i < devices->all->len; i++) {
        iot_device *device = iot_devices_get(devices, i);
        for (unsigned s = 0; s < IOT_NAME_SOURCES; s++)
            g_clear_pointer(&device->claims[s], g_free);
        g_array_set_size(device->addresses, 0);
        device->settled = false;
    }
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

static char *
vendor_of(const iot_devices *devices, const iot_mac *mac, bool brief)
{
    return devices->vendor ? iot_text_clean(devices->vendor(mac, brief, devices->user_data), -1)
                           : NULL;
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
    return device;
}

iot_device *
iot_devices_get(const iot_devices *devices, uint32_t id)
{
    g_assert(id < devices->all->len);
    return g_ptr_array_index(devices->all, id);
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

void
iot_device_add_address(iot_device *device, const iot_addr *addr)
{
    GArray *list = device->addresses;

    for (guint i = 0; i < list->len; i++)
        if (iot_addr_equal(&g_array_index(list, iot_addr, i), addr))
            return;
    if (list->len >= IOT_DEVICE_ADDRS_MAX) {
        /* Told once: each of them is offered again and again. */
        device->table->dropped += !device->has_more;
        device->has_more = true;
        return;
    }
    g_array_append_val(list, *addr);
    device->settled = false;
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
    g_free(device->claims[source]);
    device->claims[source] = g_steal_pointer(&clean);
    device->settled = false;
    return true;
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

static char *
name_of_hardware(const iot_device *device, iot_name_source *ret_source)
{
    char text[IOT_ADDR_TEXT];
    const uint8_t *b = device->mac.bytes;

    *ret_source = IOT_NAME_ADDRESS;
    if (!iot_mac_is_set(&device->mac))
        return g_strdup(iot_addr_format(&device->addr, text));
    if (!device->vendor_brief)
        return g_strdup(iot_mac_format(&device->mac, text));
    *ret_source = IOT_NAME_VENDOR;
    return g_strdup_printf("%s_%02x:%02x:%02x", device->vendor_brief, b[3], b[4], b[5]);
}

static void
settle(iot_device *device)
{
    const char *given = ask_inventory(device);

    g_clear_pointer(&device->name, g_free);
    g_clear_pointer(&device->label, g_free);
    device->settled = true;
    if (given) {
        device->source = IOT_NAME_INVENTORY;
        device->label = g_strdup(given);
    }
    for (iot_name_source s = IOT_NAME_DHCP; !device->label && s < IOT_NAME_VENDOR; s++) {
        device->source = s;
        device->label = g_strdup(device->claims[s]);
    }
    if (!device->label)
        device->label = name_of_hardware(device, &device->source);

    bool is_host_name = device->source == IOT_NAME_DHCP || device->source == IOT_NAME_MDNS ||
                        device->source == IOT_NAME_LLMNR || device->source == IOT_NAME_NETBIOS;
    device->name = is_host_name ? iot_text_fold(device->label) : g_strdup(device->label);
}

static iot_device *
settled(iot_device *device)
{
    if (!device->settled)
        settle(device);
    return device;
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
iot_device_name(iot_device *device)
{
    return settled(device)->name;
}

const char *
iot_device_label(iot_device *device)
{
    return settled(device)->label;
}

iot_name_source
iot_device_source(iot_device *device)
{
    return settled(device)->source;
}

const char *
iot_device_vendor(iot_device *device)
{
    return device->vendor;
}

const char *
iot_device_group(iot_device *device)
{
    return settled(device)->group;
}

const char *
iot_device_allow(iot_device *device)
{
    return settled(device)->allow;
}

bool
iot_device_is_known(iot_device *device)
{
    return settled(device)->known;
}

const char *
iot_name_source_name(iot_name_source source)
{
    g_assert(source < IOT_NAME_SOURCES);
    return source_names[source];
}
