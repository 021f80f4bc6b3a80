/* maker-list.c - one list of who has which block of MACs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/makers/maker-list.h"

#include <string.h>

struct iot_maker_list {
    GMappedFile *file;
    GArray *index; /* of iot_maker_entry, sorted; NULL: nobody has asked yet */
};

iot_maker_list *
iot_maker_list_new(const char *path, GError **error)
{
    GMappedFile *file = g_mapped_file_new(path, FALSE, error);

    if (!file)
        return NULL;
    iot_maker_list *list = g_new0(iot_maker_list, 1);
    list->file = file;
    return list;
}

void
iot_maker_list_free(iot_maker_list *list)
{
    if (!list)
        return;
    g_mapped_file_unref(list->file);
    if (list->index)
        g_array_unref(list->index);
    g_free(list);
}

uint64_t
iot_maker_number(const iot_mac *mac)
{
    uint64_t number = 0;

    for (unsigned i = 0; i < sizeof mac->bytes; i++)
        number = number << 8 | mac->bytes[i];
    return number;
}

uint64_t
iot_maker_block(uint64_t mac, uint8_t bits)
{
    return mac >> (IOT_MAC_BITS - bits) << (IOT_MAC_BITS - bits);
}

uint64_t
iot_maker_key(uint64_t block, uint8_t bits)
{
    return block << 8 | bits;
}

static void
index_lines(iot_maker_list *list)
{
    const char *line = g_mapped_file_get_contents(list->file);
    const char *end_of_file = line ? line + g_mapped_file_get_length(list->file) : NULL;

    while (line < end_of_file) {
        const char *end = memchr(line, '\n', (size_t)(end_of_file - line));
        iot_maker_entry e = {.line = line, .end = end ? end : end_of_file};
        uint64_t block;
        uint8_t bits;
        if (iot_maker_line_block(e.line, e.end, &block, &bits)) {
            e.key = iot_maker_key(block, bits);
            g_array_append_val(list->index, e);
        }
        line = e.end + 1;
    }
}

static int
compare_entries(const void *a, const void *b)
{
    const iot_maker_entry *x = a, *y = b;

    return x->key < y->key ? -1 : x->key > y->key;
}

/* Wireshark's file comes sorted, and then there is nothing to do. Of one block that several lines
 * are about, the first stays first. */
static void
make_index(iot_maker_list *list)
{
    bool sorted = true;

    list->index = g_array_new(FALSE, FALSE, sizeof(iot_maker_entry));
    index_lines(list);
    for (guint i = 1; sorted && i < list->index->len; i++)
        sorted = g_array_index(list->index, iot_maker_entry, i - 1).key <=
                 g_array_index(list->index, iot_maker_entry, i).key;
    if (!sorted)
        g_array_sort(list->index, compare_entries); /* is stable */
}

const iot_maker_entry *
iot_maker_list_between(iot_maker_list *list, uint64_t first, uint64_t last)
{
    if (!list->index)
        make_index(list);
    guint low = 0, high = list->index->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(list->index, iot_maker_entry, middle).key < first)
            low = middle + 1;
        else
            high = middle;
    }
    const iot_maker_entry *e =
        low < list->index->len ? &g_array_index(list->index, iot_maker_entry, low) : NULL;
    return e && e->key <= last ? e : NULL;
}

const iot_maker_entry *
iot_maker_list_block(iot_maker_list *list, uint64_t mac, uint8_t bits)
{
    uint64_t key = iot_maker_key(iot_maker_block(mac, bits), bits);

    return iot_maker_list_between(list, key, key);
}

const iot_maker_entry *
iot_maker_list_smallest(iot_maker_list *list, uint64_t mac, uint8_t least_bits)
{
    const iot_maker_entry *e = NULL;

    for (uint8_t bits = IOT_MAC_BITS; !e && bits >= least_bits; bits--)
        e = iot_maker_list_block(list, mac, bits);
    return e;
}
