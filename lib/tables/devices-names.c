/* devices-names.c - which of its names each device is called by
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/text.h"
#include "reference/brand.h"
#include "reference/generic-names.h"
#include "tables/devices-internal.h"

#include <assert.h>
#include <string.h>

/* Sources of names that were claimed, best first. */
static const iot_name_source claimed[] = {
    IOT_NAME_LABEL, IOT_NAME_DHCP,    IOT_NAME_MDNS, IOT_NAME_SSDP,
    IOT_NAME_LLMNR, IOT_NAME_NETBIOS, IOT_NAME_DNS,
};

static const char *const source_names[] = {
    [IOT_NAME_INVENTORY] = "inventory", [IOT_NAME_DHCP] = "dhcp",
    [IOT_NAME_MDNS] = "mdns",           [IOT_NAME_SSDP] = "ssdp",
    [IOT_NAME_LLMNR] = "llmnr",         [IOT_NAME_NETBIOS] = "netbios",
    [IOT_NAME_LABEL] = "label",         [IOT_NAME_DNS] = "dns",
    [IOT_NAME_IDENTITY] = "identity",   [IOT_NAME_VENDOR] = "vendor",
    [IOT_NAME_ADDRESS] = "address",
};
static_assert(G_N_ELEMENTS(source_names) == IOT_NAME_SOURCES, "every source has a name");

/* Who is the same in words: two or more need the end of their MAC, too. `ids` is what all their
 * numbers are together by exclusive or: of one alone, its own. */
typedef struct namesakes {
    guint count;
    uint32_t ids;
} namesakes;

static void
mark_last(iot_devices *devices, const namesakes *same)
{
    if (same->count == 1)
        devices_mark(g_ptr_array_index(devices->all, same->ids));
}

static void
leave(iot_device *device)
{
    namesakes *same = g_hash_table_lookup(device->table->by_what, device->what);

    same->count--;
    same->ids ^= device->id;
    mark_last(device->table, same);
}

static void
join(iot_device *device)
{
    namesakes *same = g_hash_table_lookup(device->table->by_what, device->what);

    if (!same)
        g_hash_table_insert(device->table->by_what, (gpointer)device->what,
                            same = g_new0(namesakes, 1));
    mark_last(device->table, same);
    same->count++;
    same->ids ^= device->id;
}

static void
become(iot_device *device, const char *what)
{
    if (device->what == what)
        return;
    if (device->what)
        leave(device);
    device->what = what;
    if (device->what)
        join(device);
    devices_mark(device);
}

/* A line of evidence begins with the number of its fact. */
static_assert(IOT_IDENTITY_FACTS <= 10, "of one digit");

void
iot_device_become(iot_device *device, const iot_device_judgement *judged)
{
    g_autoptr(GString) evidence = g_string_new(NULL);

    for (unsigned i = 0; i < IOT_IDENTITY_FACTS; i++) {
        device->facts[i] = devices_intern(device->table, judged->facts[i]);
        if (judged->evidence[i])
            g_string_append_printf(evidence, "%u%s\n", i, judged->evidence[i]);
    }
    device->evidence = evidence->len > 0 ? devices_intern(device->table, evidence->str) : NULL;
    become(device, devices_intern(device->table, judged->what));
}

void
devices_forget_what(iot_devices *devices)
{
    g_hash_table_remove_all(devices->by_what);
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
    guint n_macs = device->macs->len, n = n_macs + device->addresses->len;
    for (guint i = 0; inventory && i < n; i++) {
        const iot_inventory_entry *entry =
            i < n_macs ? iot_inventory_find_mac(inventory, &g_array_index(device->macs, iot_mac, i))
                       : iot_inventory_find_addr(
                             inventory, &g_array_index(device->addresses, iot_addr, i - n_macs));
        if (!entry)
            continue;
        device->known = true;
        name = name ? name : entry->name;
        device->group = device->group ? device->group : entry->group;
        device->allow = device->allow ? device->allow : entry->allow;
    }
    return name;
}

/* "Netatmo_00:fe:24"; NULL if there is no word or no MAC. */
static const char *
with_end(const iot_device *device, const char *word, char between)
{
    const uint8_t *b = device->mac.bytes;

    if (!word || !iot_mac_is_set(&device->mac))
        return NULL;
    g_autofree char *name = g_strdup_printf("%s%c%02x:%02x:%02x", word, between, b[3], b[4], b[5]);
    return devices_intern(device->table, name);
}

/* A kind alone says less than who made the MAC, where there are several of it. */
static const char *
name_by_what(const iot_device *device)
{
    if (!iot_device_what(device))
        return NULL;
    const namesakes *same = g_hash_table_lookup(device->table->by_what, device->what);
    bool vague = !device->facts[IOT_IDENTITY_MAKER] && !device->facts[IOT_IDENTITY_MODEL];
    if (same->count > 1 && vague && device->vendor)
        return NULL;
    const char *ended = same->count > 1 ? with_end(device, device->what, ' ') : NULL;
    return ended ? ended : device->what;
}

static const char *
name_by_brand(const iot_device *device)
{
    g_autofree char *shortened =
        device->vendor && !device->brand ? iot_brand_shorten(device->vendor) : NULL;

    return with_end(device, device->brand ? device->brand : shortened, '_');
}

static const char *
name_by_address(const iot_device *device)
{
    char text[IOT_ADDR_TEXT];

    return devices_intern(device->table, iot_mac_is_set(&device->mac)
                                             ? iot_mac_format(&device->mac, text)
                                             : iot_addr_format(&device->addr, text));
}

/* A factory's label is the kind of thing and the end of its MAC, "Philips Hue - 74C2DC", perhaps in
 * brackets. */
static bool
ends_with_own_mac(const char *label, const iot_mac *mac)
{
    char end[7];
    gsize length = strlen(label);

    if (!iot_mac_is_set(mac))
        return false;
    while (length > 0 && strchr(")] ", label[length - 1]))
        length--;
    g_snprintf(end, sizeof end, "%02x%02x%02x", mac->bytes[3], mac->bytes[4], mac->bytes[5]);
    return (length >= 6 && g_ascii_strncasecmp(label + length - 6, end, 6) == 0) ||
           (length > 4 && !g_ascii_isxdigit(label[length - 5]) &&
            g_ascii_strncasecmp(label + length - 4, end + 2, 4) == 0);
}

bool
devices_says_nothing(const iot_device *device, iot_name_source source, const char *name)
{
    return iot_name_is_generic(name, &device->mac) ||
           (source == IOT_NAME_LABEL && ends_with_own_mac(name, &device->mac));
}

/* A host has one name, perhaps with a domain behind it, or after it was renamed. */
#define OWN_NAMES_MAX 3

bool
devices_is_asked_for(iot_name_source source)
{
    return source == IOT_NAME_LLMNR || source == IOT_NAME_NETBIOS;
}

bool
devices_answers_for_all(const iot_device *device)
{
    return device->answered && device->answered->len > OWN_NAMES_MAX;
}

/* What somebody answers for is not he; nor is what one of several accessories is called what they
 * are called together. */
static bool
is_anothers(const iot_device *device, iot_name_source source, const char *name)
{
    if (devices_is_asked_for(source) && devices_answers_for_all(device))
        return true;
    return source == IOT_NAME_LABEL && device->has_accessories && device->accessory_names &&
           g_ptr_array_find(device->accessory_names, name, NULL);
}

/* The best of what was claimed, of names that say something or that do not; NULL: none. */
static const char *
best_claim(const iot_device *device, bool generic, iot_name_source *ret_source)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(claimed); i++) {
        *ret_source = claimed[i];
        const char *name = device->claims[claimed[i]];
        if (name && !is_anothers(device, claimed[i], name) &&
            devices_says_nothing(device, claimed[i], name) == generic)
            return name;
    }
    return NULL;
}

/* The user's word, then what was claimed, what it is, who made it; then names that name nobody. */
static const char *
label_of(iot_device *device, iot_name_source *ret_source)
{
    const char *label = ask_inventory(device);

    *ret_source = IOT_NAME_INVENTORY;
    if (label)
        return devices_intern(device->table, label);
    if ((label = best_claim(device, false, ret_source)))
        return label;
    *ret_source = IOT_NAME_IDENTITY;
    if ((label = name_by_what(device)))
        return label;
    *ret_source = IOT_NAME_VENDOR;
    if ((label = name_by_brand(device)))
        return label;
    if ((label = best_claim(device, true, ret_source)))
        return label;
    *ret_source = IOT_NAME_ADDRESS;
    return name_by_address(device);
}

void
devices_settle(iot_device *device)
{
    device->label = label_of(device, &device->source);
    device->name = device->label;
    if (devices_is_host_name(device->source)) {
        g_autofree char *folded = iot_text_fold(device->label);
        device->name = devices_intern(device->table, folded);
    }
}

void
iot_devices_settle(iot_devices *devices)
{
    for (guint i = 0; i < devices->stale->len; i++) {
        iot_device *device = g_ptr_array_index(devices->stale, i);
        devices_settle(device);
        device->stale = false;
    }
    g_ptr_array_set_size(devices->stale, 0);
}

const GPtrArray *
iot_devices_stale(const iot_devices *devices)
{
    return devices->stale;
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
iot_device_fact(const iot_device *device, iot_identity_fact fact)
{
    return device->facts[fact];
}

char *
iot_device_evidence(const iot_device *device, iot_identity_fact fact)
{
    for (const char *line = device->evidence; line && *line; line = strchr(line, '\n') + 1)
        if (line[0] == '0' + (int)fact)
            return g_strndup(line + 1, strcspn(line + 1, "\n"));
    return NULL;
}

const char *
iot_device_what(const iot_device *device)
{
    return device->what;
}

static bool
has_name(const iot_device *device, const char *name)
{
    return device->names && g_ptr_array_find(device->names, name, NULL);
}

/* What was claimed, then what it could be called by. */
void
iot_device_foreach_alias(const iot_device *device, iot_alias_fn fn, void *user_data)
{
    const char *const made[] = {name_by_what(device), name_by_brand(device), device->by_vendor};

    for (guint i = 0; device->names && i < device->names->len; i++)
        if (g_ptr_array_index(device->names, i) != device->name)
            fn(g_ptr_array_index(device->names, i), user_data);
    for (unsigned i = 0; i < G_N_ELEMENTS(made); i++) {
        bool told = !made[i] || made[i] == device->name || has_name(device, made[i]);
        for (unsigned j = 0; j < i; j++)
            told |= made[j] == made[i];
        if (!told)
            fn(made[i], user_data);
    }
}

const char *
iot_name_source_name(iot_name_source source)
{
    g_assert(source < IOT_NAME_SOURCES);
    return source_names[source];
}
