/* maker-list.h - one list of who has which block of MACs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: the blocks of a file of any of the formats of maker-line.h. Blocks stand within others:
 * the IEEE has blocks of 24 bits of its own, of which makers get 28 or 36. Which list is to be
 * believed, and where it is, is up to who asks. The file is mapped; the first question makes an
 * index of it, which takes some milliseconds.
 *
 *     iot_maker_list *list = iot_maker_list_new("/usr/share/wireshark/manuf", NULL);
 *     const iot_maker_entry *entry = iot_maker_list_smallest(list, iot_maker_number(mac), 24);
 *     if (entry)
 *         iot_maker_line_names(entry->line, entry->end, brief, full);
 */
#ifndef IOT_MAKER_LIST_H
#define IOT_MAKER_LIST_H

#include "base/addr.h"
#include "reference/makers/maker-line.h"

#define IOT_MAC_BITS 48
/* Of the largest blocks there are. */
#define IOT_OUI_BITS 24

/* A block, and the line about it. */
typedef struct iot_maker_entry {
    uint64_t key; /* iot_maker_key's: sorted, blocks stand before those inside of them */
    const char *line, *end;
} iot_maker_entry;

typedef struct iot_maker_list iot_maker_list;

/* NULL with an error if the file cannot be read; must be freed by the caller using
 * iot_maker_list_free. */
iot_maker_list *iot_maker_list_new(const char *path, GError **error);
void iot_maker_list_free(iot_maker_list *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_maker_list, iot_maker_list_free)

/* A MAC as a number of IOT_MAC_BITS. */
uint64_t iot_maker_number(const iot_mac *mac);
/* The first `bits` bits of a MAC, with zeros behind them. */
uint64_t iot_maker_block(uint64_t mac, uint8_t bits);
uint64_t iot_maker_key(uint64_t block, uint8_t bits);

/* The first entry with a key from `first` to `last`, valid for the lifetime of the list; NULL:
 * none.
 */
const iot_maker_entry *iot_maker_list_between(iot_maker_list *list, uint64_t first, uint64_t last);
/* The entry of the block that the MAC's first `bits` bits are; NULL: none. */
const iot_maker_entry *iot_maker_list_block(iot_maker_list *list, uint64_t mac, uint8_t bits);
/* The entry of the smallest block around the MAC, of `least_bits` or more; NULL: none. */
const iot_maker_entry *iot_maker_list_smallest(iot_maker_list *list, uint64_t mac,
                                               uint8_t least_bits);

#endif
