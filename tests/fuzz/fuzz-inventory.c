/* fuzz-inventory.c - inventories: any file of any format is read, and what is kept of it is clean
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Seeds hold one file of each format; inventory.dict has their words.
 */
#include "fuzz.h"

#include "reference/inventory/inventory.h"

static void
check_entry(const iot_inventory_entry *entry)
{
    if (!entry)
        return;
    g_assert_true(is_clean(entry->name));
    g_assert_true(is_clean(entry->group));
    g_assert_true(!entry->allow || (g_utf8_validate(entry->allow, -1, NULL) &&
                                    strlen(entry->allow) <= IOT_INVENTORY_ALLOW_MAX));
}

/* Whatever in the text looks like a key is asked for. */
static void
ask_for_all(const iot_inventory *inventory, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n,;\"[]{}=", -1);
    iot_prefix prefix;
    iot_mac mac;

    for (guint i = 0; words[i]; i++) {
        if (iot_mac_parse(words[i], &mac))
            check_entry(iot_inventory_find_mac(inventory, &mac));
        if (iot_prefix_parse(words[i], &prefix))
            check_entry(iot_inventory_find_addr(inventory, &prefix.addr));
    }
}

static void
check_problems(const GPtrArray *problems)
{
    g_assert_cmpuint(problems->len, <=, 101);
    for (guint i = 0; i < problems->len; i++) {
        const char *problem = g_ptr_array_index(problems, i);
        g_assert_true(g_utf8_validate(problem, -1, NULL));
        for (const char *p = problem; *p; p = g_utf8_next_char(p))
            g_assert_false(g_unichar_iscntrl(g_utf8_get_char(p)));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(iot_inventory) inventory = iot_inventory_new(), silent = iot_inventory_new();
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = string_of(data, size);

    iot_inventory_read_text(inventory, "file", (const char *)data, size, problems);
    check_problems(problems);
    ask_for_all(inventory, text);
    iot_inventory_read_text(silent, "file", (const char *)data, size, NULL);
    g_assert_cmpint(iot_inventory_is_empty(silent), ==, iot_inventory_is_empty(inventory));
    return 0;
}
