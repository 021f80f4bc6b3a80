/* inventory-fixture.h - an inventory to read into, and what it then holds
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_INVENTORY_FIXTURE_H
#define IOT_TESTS_INVENTORY_FIXTURE_H

#include "reference/inventory/inventory.h"

#include <string.h>

#define MAC  "aa:bb:cc:00:00:01"
#define MAC2 "aa:bb:cc:00:00:02"
#define KEA4                                                                                       \
    "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,"   \
    "user_context,pool_id\n"
#define KEA6                                                                                       \
    "address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,"       \
    "fqdn_fwd,fqdn_rev,hostname,hwaddr,state\n"

typedef struct fixture {
    iot_inventory *inventory;
    GPtrArray *problems;
} fixture;

static inline void
set_up(fixture *f, gconstpointer unused)
{
    (void)unused;
    f->inventory = iot_inventory_new();
    f->problems = g_ptr_array_new_with_free_func(g_free);
}

static inline void
tear_down(fixture *f, gconstpointer unused)
{
    (void)unused;
    iot_inventory_free(f->inventory);
    g_ptr_array_unref(f->problems);
}

static inline void
read_bytes(fixture *f, const char *text, gsize length)
{
    /* A copy of exact size: the sanitizer sees what is read beyond. */
    g_autofree char *copy = g_memdup2(text, length);
    iot_inventory_read_text(f->inventory, "f", copy ? copy : "", length, f->problems);
}

static inline void
read_text(fixture *f, const char *text)
{
    read_bytes(f, text, strlen(text));
}

/* `key` is a MAC or an address. */
static inline const iot_inventory_entry *
find(const fixture *f, const char *key)
{
    iot_mac mac;
    iot_addr addr;

    if (iot_mac_parse(key, &mac))
        return iot_inventory_find_mac(f->inventory, &mac);
    g_assert_true(iot_addr_parse(key, &addr));
    return iot_inventory_find_addr(f->inventory, &addr);
}

static inline const char *
name_of(const fixture *f, const char *key)
{
    const iot_inventory_entry *entry = find(f, key);
    return entry ? entry->name : NULL;
}

static inline void
assert_problems(const fixture *f, const char *expected)
{
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint i = 0; i < f->problems->len; i++)
        g_string_append_printf(all, "%s%s", i ? "\n" : "", (char *)f->problems->pdata[i]);
    g_assert_cmpstr(all->str, ==, expected);
}

static inline void
add_test(const char *name, gconstpointer data, void (*test)(fixture *, gconstpointer))
{
    g_autofree char *path = g_strconcat("/inventory/", name, NULL);
    g_test_add(path, fixture, data, set_up, test, tear_down);
}

#define ADD(name) add_test(#name, NULL, test_##name)

#endif
