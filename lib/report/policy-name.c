/* policy-name.c - names that rules, documents and files can hold
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "base/text.h"
#include "reference/domain.h"
#include "report/policy-internal.h"

#include <assert.h>
#include <string.h>

#define DNS_NAME_MAX 253 /* RFC 1035's 255 less the length bytes of first label and root */
/* With "-aabbccddeeff" behind it a slug has IOT_SLUG_MAX bytes. */
static_assert(IOT_TEXT_SLUG_MAX + 13 == IOT_SLUG_MAX, "a MAC fits behind a slug");

bool
iot_policy_is_dns_name(const char *name)
{
    if (!name || strlen(name) > DNS_NAME_MAX)
        return false;
    g_auto(GStrv) labels = g_strsplit(name, ".", -1);
    guint count = g_strv_length(labels);
    for (guint i = 0; i < count; i++)
        if (!iot_domain_is_label(labels[i]))
            return false;
    /* No top-level domain begins with a digit (RFC 3696 section 2); an address does end so. */
    return count >= 2 && !g_ascii_isdigit(labels[count - 1][0]);
}

/* Who has a name of the inventory, by its slug. */
typedef struct owner {
    iot_mac mac;      /* that the inventory gives it to */
    unsigned devices; /* of the report */
    bool several;     /* not one alone */
} owner;

static owner *
owner_get(GHashTable *owners, const char *name)
{
    g_autofree char *slug = iot_text_slug(name);
    owner *found = g_hash_table_lookup(owners, slug);

    if (!found) {
        found = g_new0(owner, 1);
        g_hash_table_insert(owners, g_steal_pointer(&slug), found);
    }
    return found;
}

/* A device that is not in this capture keeps its name all the same: another one's files would
 * replace its own. */
static void
add_entry(const iot_inventory_entry *entry, void *owners)
{
    const iot_prefix *prefix = &entry->prefix;
    owner *one = entry->name ? owner_get(owners, entry->name) : NULL;

    if (!one)
        return;
    if (!iot_mac_is_set(&entry->mac)) {
        one->several |= prefix->length < (prefix->addr.family == 6 ? 128 : 32);
        return;
    }
    one->several |= iot_mac_is_set(&one->mac) && !iot_mac_equal(&one->mac, &entry->mac);
    one->mac = entry->mac;
}

GHashTable *
iot_policy_owners(const iot_capture *capture, const GPtrArray *devices)
{
    GHashTable *owners = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, g_free);
    const iot_inventory *inventory = iot_capture_inventory(capture);

    if (inventory)
        iot_inventory_foreach(inventory, add_entry, owners);
    for (guint i = 0; i < devices->len; i++) {
        const iot_device *device = ((const iot_row *)g_ptr_array_index(devices, i))->device;
        if (iot_device_source(device) == IOT_NAME_INVENTORY)
            owner_get(owners, iot_device_name(device))->devices++;
    }
    return owners;
}

/* What DOS and Windows take for a device, whatever stands behind a dot. */
static bool
is_reserved(const char *slug)
{
    static const char *const names[] = {"con", "prn", "aux", "nul", "conin", "conout", "clock"};
    static const char *const numbered[] = {"com", "lpt"};

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(slug, names[i]) == 0)
            return true;
    for (unsigned i = 0; i < G_N_ELEMENTS(numbered); i++)
        if (g_str_has_prefix(slug, numbered[i]) && g_ascii_isdigit(slug[3]) && !slug[4])
            return true;
    return false;
}

static bool
is_hex(const char *word, gsize length)
{
    return strlen(word) == length && strspn(word, "0123456789abcdef") == length;
}

/* Ends as what tells devices apart does: a MAC or an address. */
static bool
ends_with_key(const char *slug)
{
    g_auto(GStrv) words = g_strsplit(slug, "-", -1);
    guint n = g_strv_length(words), octets = 0, pairs = 0;

    for (guint i = n; i-- > 0 && strspn(words[i], "0123456789") == strlen(words[i]);)
        octets++;
    for (guint i = n; i-- > 0 && is_hex(words[i], 2);)
        pairs++;
    return octets >= 4 || pairs >= 6 || is_hex(words[n - 1], 2 * sizeof((iot_mac *)0)->bytes) ||
           is_hex(words[n - 1], 2 * sizeof((iot_addr *)0)->bytes);
}

/* Nothing of the name is missing but what stands between letters and digits. */
static bool
is_whole(const char *slug, const char *name)
{
    gsize left = 0;

    for (const char *p = slug; *p; p++)
        left += g_ascii_isalnum(*p);
    for (const char *p = name; *p && left <= strlen(slug); p++)
        left -= g_ascii_isalnum(*p);
    return left == 0;
}

/* The MAC, else the address; of IPv6 all digits, for where its colons are must not matter. */
static char *
key_of(const iot_device *device)
{
    const iot_mac *mac = iot_device_mac(device);
    const GArray *addrs = iot_device_addresses(device);
    const iot_addr *addr = addrs->len > 0 ? &g_array_index(addrs, iot_addr, 0) : NULL;
    bool is_v4 = !iot_mac_is_set(mac) && addr && addr->family == 4;
    const uint8_t *bytes = iot_mac_is_set(mac) || !addr ? mac->bytes : addr->bytes;
    gsize length = iot_mac_is_set(mac) || !addr ? sizeof mac->bytes
                   : is_v4                      ? 4
                                                : sizeof addr->bytes;
    GString *key = g_string_new(NULL);

    for (gsize i = 0; i < length; i++)
        g_string_append_printf(key, is_v4 ? "%s%u" : "%s%02x", is_v4 && i ? "-" : "", bytes[i]);
    return g_string_free(key, FALSE);
}

static bool
stands_alone(const iot_device *device, const char *slug, GHashTable *owners)
{
    const owner *one = g_hash_table_lookup(owners, slug);

    return iot_device_source(device) == IOT_NAME_INVENTORY && one && !one->several &&
           one->devices == 1 && !is_reserved(slug) && !ends_with_key(slug) &&
           is_whole(slug, iot_device_name(device));
}

/* Boxes do call themselves as they like, and like others of another day: a file is replaced by that
 * of the same device only. What is behind the last hyphens tells devices apart, and names that
 * stand alone do not end so. */
char *
iot_policy_slug(const iot_device *device, GHashTable *owners)
{
    g_autofree char *name = iot_text_slug(iot_device_name(device));

    if (iot_device_source(device) == IOT_NAME_ADDRESS && iot_mac_is_set(iot_device_mac(device)))
        return g_steal_pointer(&name);
    if (stands_alone(device, name, owners))
        return g_steal_pointer(&name);
    g_autofree char *key = key_of(device);
    if (iot_device_source(device) == IOT_NAME_ADDRESS)
        return g_steal_pointer(&key);
    gsize room = IOT_SLUG_MAX - strlen("-") - strlen(key);
    while (strlen(name) > room || g_str_has_suffix(name, "-"))
        name[strlen(name) - 1] = '\0';
    return g_strdup_printf("%s-%s", name, key);
}
