/* inventory.h - what the user wrote about the devices
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: names, groups and allowed destinations by MAC, address or prefix; the first entry of a
 * key wins, later ones of the same key fill what it left empty. Keeps its own copies. Does not know
 * which device has which address: the caller asks by each key it has, best first (MAC, address),
 * and takes each of name, group and allow from the first that gives it. Keys that stand in one line
 * are not tied to each other: what a later line says of the address is not said of the MAC.
 *
 *     g_autoptr(iot_inventory) inventory = iot_inventory_new();
 *     g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
 *     if (!iot_inventory_read_file(inventory, "devices.csv", problems, &error))
 *         g_printerr("%s\n", error->message);
 *     const iot_inventory_entry *entry = iot_inventory_find_mac(inventory, &mac);
 */
#ifndef IOT_INVENTORY_H
#define IOT_INVENTORY_H

#include "base/addr.h"
#include "base/decls.h"

IOT_BEGIN_DECLS

/** Most entries kept; a table of every lease of a large campus is smaller. What comes after is
 *  a problem "more than N entries". */
#define IOT_INVENTORY_ENTRIES_MAX 65536
/** Longest list of allowed destinations, in bytes; iot_inventory_add cuts a longer one after a
 *  destination, and a file's line with one is a problem. */
#define IOT_INVENTORY_ALLOW_MAX 4096

typedef struct iot_inventory iot_inventory;
struct iot_file_text; /* file-text.h */

/** One line of the inventory. Strings are clean (text.h), valid for the lifetime of the inventory.
 */
typedef struct iot_inventory_entry {
    const char *name;  /**< as the user wrote it; NULL: gives no name */
    const char *group; /**< NULL: none */
    const char *allow; /**< allowed destinations, as written; NULL: says nothing */
    iot_mac mac;       /**< none: by address only */
    iot_prefix prefix; /**< family 0: by MAC only; full length: one address */
} iot_inventory_entry;

iot_inventory *iot_inventory_new(void);
void iot_inventory_free(iot_inventory *inventory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_inventory, iot_inventory_free)

/** Adds one entry; all strings are copied and cleaned. False if it has neither MAC nor prefix, says
 * nothing at all, or the table is full. */
bool iot_inventory_add(iot_inventory *inventory, const iot_inventory_entry *entry);

/** Reads a file of any format listed in doc/inventory.md, told apart by its content. Each line that
 *  cannot be used adds one "FILE:LINE: reason" (g_malloc'd) to `problems`, and the rest is used.
 *  `problems` may be NULL; after the first hundred of a file one last string "FILE: … and N more"
 *  counts the rest. Returns false with G_FILE_ERROR, which names the file, if it cannot be read at
 *  all or is larger than 128 MiB. */
bool iot_inventory_read_file(iot_inventory *inventory, const char *path, GPtrArray *problems,
                             GError **error);
/** The same of a file that was read before, with at most so many bytes. */
#define IOT_INVENTORY_FILE_MAX_BYTES ((gsize)128 << 20)
void iot_inventory_read_file_text(iot_inventory *inventory, const struct iot_file_text *file,
                                  GPtrArray *problems);
/** The same from memory; `label` stands for the file name in problems. `text` need not be valid
 *  UTF-8 nor NUL-terminated. */
void iot_inventory_read_text(iot_inventory *inventory, const char *label, const char *text,
                             gsize length_bytes, GPtrArray *problems);

/** Calls `each` with what is known by each MAC, and by each address or network; in no order. */
void iot_inventory_foreach(const iot_inventory *inventory,
                           void (*each)(const iot_inventory_entry *entry, void *user_data),
                           void *user_data);
/** True if nothing was ever added. */
bool iot_inventory_is_empty(const iot_inventory *inventory);
/** The entry of that MAC, or NULL. Valid for the lifetime of the inventory. */
const iot_inventory_entry *iot_inventory_find_mac(const iot_inventory *inventory,
                                                  const iot_mac *mac);
/** The entry of that very address, else the one of the longest prefix around it, or NULL. */
const iot_inventory_entry *iot_inventory_find_addr(const iot_inventory *inventory,
                                                   const iot_addr *addr);

IOT_END_DECLS

#endif
