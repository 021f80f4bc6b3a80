/* inventory.c - what the user wrote about the devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every key has a record of its own, even where one line gave both a MAC and an address: were they
 * one record, a later line about the address, which may be another device's by then, would fill
 * the gaps of the MAC.
 * Prefixes stand in one hash table per length. A lookup tries the lengths in use, longest first.
 */
#include "reference/inventory/inventory-internal.h"

#include "base/interned.h"
#include "base/text.h"

#include <string.h>

#define BETWEEN_DESTINATIONS " ,;\t\r\n"

struct iot_inventory {
    GHashTable *by_mac;            /* iot_mac in the record -> iot_inventory_entry */
    GHashTable *by_prefix[2][129]; /* [is IPv6][length]: iot_addr -> iot_inventory_entry; or NULL */
    int longest[2];                /* that there is; -1: none */
    iot_interned *strings;
    unsigned entries;
};

iot_inventory *
iot_inventory_new(void)
{
    iot_inventory *inventory = g_new0(iot_inventory, 1);

    inventory->by_mac = g_hash_table_new_full(iot_mac_hash, iot_mac_equal_key, NULL, g_free);
    inventory->strings = iot_interned_new();
    inventory->longest[0] = inventory->longest[1] = -1;
    return inventory;
}

void
iot_inventory_free(iot_inventory *inventory)
{
    if (!inventory)
        return;
    for (unsigned v6 = 0; v6 < 2; v6++)
        for (unsigned length = 0; length < G_N_ELEMENTS(inventory->by_prefix[v6]); length++)
            g_clear_pointer(&inventory->by_prefix[v6][length], g_hash_table_destroy);
    g_hash_table_destroy(inventory->by_mac);
    iot_interned_free(inventory->strings);
    g_free(inventory);
}

bool
iot_inventory_is_empty(const iot_inventory *inventory)
{
    return inventory->entries == 0;
}

bool
iot_inventory_is_full(const iot_inventory *inventory)
{
    return inventory->entries >= IOT_INVENTORY_ENTRIES_MAX;
}

/* Each destination is cleaned by itself, for the list as a whole is longer than any name. */
static char *
clean_destinations(const char *raw)
{
    if (!raw)
        return NULL;

    GString *out = g_string_new(NULL);
    while (*raw) {
        gsize gap = strspn(raw, BETWEEN_DESTINATIONS);
        gsize length = strcspn(raw + gap, BETWEEN_DESTINATIONS);
        g_autofree char *word = iot_text_clean(raw + gap, (gssize)length);
        if (out->len + gap + (word ? strlen(word) : 0) > IOT_INVENTORY_ALLOW_MAX)
            break;
        g_string_append_len(out, raw, (gssize)gap);
        g_string_append(out, word ? word : "");
        raw += gap + length;
    }
    g_strstrip(g_strdelimit(out->str, "\t\r\n", ' '));
    return g_string_free(out, out->str[0] == '\0');
}

static GHashTable **
prefix_table(iot_inventory *inventory, const iot_prefix *prefix)
{
    return &inventory->by_prefix[prefix->addr.family == 6][prefix->length];
}

static iot_inventory_entry *
get_mac_record(iot_inventory *inventory, const iot_mac *mac)
{
    iot_inventory_entry *record = g_hash_table_lookup(inventory->by_mac, mac);

    if (!record) {
        record = g_new0(iot_inventory_entry, 1);
        record->mac = *mac;
        g_hash_table_insert(inventory->by_mac, &record->mac, record);
    }
    return record;
}

static iot_inventory_entry *
get_prefix_record(iot_inventory *inventory, const iot_prefix *prefix)
{
    GHashTable **table = prefix_table(inventory, prefix);
    int *longest = &inventory->longest[prefix->addr.family == 6];

    *longest = MAX(*longest, prefix->length);
    if (!*table)
        *table = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, NULL, g_free);
    iot_inventory_entry *record = g_hash_table_lookup(*table, &prefix->addr);
    if (!record) {
        record = g_new0(iot_inventory_entry, 1);
        record->prefix = *prefix;
        g_hash_table_insert(*table, &record->prefix.addr, record);
    }
    return record;
}

static void
fill_string(iot_interned *strings, const char **into, const char *from)
{
    if (!*into && from)
        *into = iot_interned_keep(strings, from);
}

static void
fill_gaps(iot_inventory *inventory, iot_inventory_entry *record, const iot_inventory_entry *from)
{
    fill_string(inventory->strings, &record->name, from->name);
    fill_string(inventory->strings, &record->group, from->group);
    fill_string(inventory->strings, &record->allow, from->allow);
    if (!iot_mac_is_set(&record->mac))
        record->mac = from->mac;
    if (!iot_addr_is_set(&record->prefix.addr))
        record->prefix = from->prefix;
}

static bool
has_new_key(iot_inventory *inventory, const iot_inventory_entry *entry)
{
    GHashTable *prefixes = *prefix_table(inventory, &entry->prefix);

    if (iot_mac_is_set(&entry->mac) && !g_hash_table_contains(inventory->by_mac, &entry->mac))
        return true;
    return iot_addr_is_set(&entry->prefix.addr) &&
           !(prefixes && g_hash_table_contains(prefixes, &entry->prefix.addr));
}

bool
iot_inventory_add(iot_inventory *inventory, const iot_inventory_entry *entry)
{
    g_autofree char *name = iot_text_clean(entry->name, -1);
    g_autofree char *group = iot_text_clean(entry->group, -1);
    g_autofree char *allow = clean_destinations(entry->allow);
    iot_inventory_entry clean = {name, group, allow, entry->mac,
                                 iot_prefix_of(&entry->prefix.addr, entry->prefix.length)};
    bool has_mac = iot_mac_is_set(&clean.mac), has_prefix = iot_addr_is_set(&clean.prefix.addr);

    if ((!has_mac && !has_prefix) || (!name && !group && !allow))
        return false;
    if (has_new_key(inventory, &clean)) {
        if (iot_inventory_is_full(inventory))
            return false;
        inventory->entries++;
    }
    if (has_mac)
        fill_gaps(inventory, get_mac_record(inventory, &clean.mac), &clean);
    if (has_prefix)
        fill_gaps(inventory, get_prefix_record(inventory, &clean.prefix), &clean);
    return true;
}

void
iot_inventory_foreach(const iot_inventory *inventory,
                      void (*each)(const iot_inventory_entry *entry, void *user_data),
                      void *user_data)
{
    GHashTableIter iter;
    gpointer entry;

    g_hash_table_iter_init(&iter, inventory->by_mac);
    while (g_hash_table_iter_next(&iter, NULL, &entry))
        each(entry, user_data);
    for (unsigned v6 = 0; v6 < 2; v6++)
        for (unsigned length = 0; length < G_N_ELEMENTS(inventory->by_prefix[v6]); length++) {
            if (!inventory->by_prefix[v6][length])
                continue;
            g_hash_table_iter_init(&iter, inventory->by_prefix[v6][length]);
            while (g_hash_table_iter_next(&iter, NULL, &entry))
                each(entry, user_data);
        }
}

const iot_inventory_entry *
iot_inventory_find_mac(const iot_inventory *inventory, const iot_mac *mac)
{
    return g_hash_table_lookup(inventory->by_mac, mac);
}

const iot_inventory_entry *
iot_inventory_find_addr(const iot_inventory *inventory, const iot_addr *addr)
{
    for (int length = inventory->longest[addr->family == 6]; length >= 0; length--) {
        GHashTable *table = inventory->by_prefix[addr->family == 6][length];
        if (!table)
            continue;
        iot_prefix around = iot_prefix_of(addr, (unsigned)length);
        const iot_inventory_entry *entry = g_hash_table_lookup(table, &around.addr);
        if (entry)
            return entry;
    }
    return NULL;
}
