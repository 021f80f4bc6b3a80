/* oui.c - who made a device, by its MAC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/oui.h"

#include <string.h>

#include "command/oui-line.h"

#define OUI_BITS 24
#define MAC_BITS 48
/* Files that are looked at. */
#define LISTS_MAX 8

/* Wireshark's up to 4.0; later ones have it inside. */
static const char wireshark_manuf[] = "/usr/share/wireshark/manuf";
static const char wireshark_wka[] = "/usr/share/wireshark/wka";
/* Of package ieee-data: large, medium and small blocks. */
static const char *const ieee_lists[] = {
    "/usr/share/ieee-data/oui.csv",
    "/usr/share/ieee-data/mam.csv",
    "/usr/share/ieee-data/oui36.csv",
    "/usr/share/ieee-data/iab.csv",
};

/* A block of MACs, and the line about it. */
typedef struct entry {
    uint64_t key; /* block, then bits: sorted, blocks stand before those inside of them */
    const char *line, *end;
} entry;

/* One file. */
typedef struct list {
    GMappedFile *file;
    GArray *index; /* of entry, sorted; NULL: nobody has asked yet */
} list;

struct vendors {
    list lists[LISTS_MAX]; /* in order of trust */
    unsigned n_lists;
    bool as_wireshark; /* names are to be those that this machine's Wireshark prints */
    char brief[VENDORS_NAME_BYTES], full[VENDORS_NAME_BYTES];
};

static uint64_t
key_of(uint64_t block, uint8_t bits)
{
    return block << 8 | bits;
}

static bool
add_file(vendors *v, const char *path, GError **error)
{
    GMappedFile *file = v->n_lists < LISTS_MAX ? g_mapped_file_new(path, FALSE, error) : NULL;

    if (file)
        v->lists[v->n_lists++].file = file;
    return file != NULL;
}

/* The user's own. */
static char *
own_manuf(void)
{
    return g_build_filename(g_get_user_config_dir(), "wireshark", "manuf", NULL);
}

static void
add_usual_files(vendors *v)
{
    g_autofree char *own = own_manuf();

    v->as_wireshark = add_file(v, wireshark_manuf, NULL);
    if (v->as_wireshark) {
        add_file(v, wireshark_wka, NULL);
        return;
    }
    add_file(v, own, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(ieee_lists); i++)
        add_file(v, ieee_lists[i], NULL);
}

bool
vendors_are_spared(const char *path, const iot_out_guard *guard, GError **error)
{
    g_autofree char *own = own_manuf();
    const char *const usual[] = {wireshark_manuf, wireshark_wka, own};
    bool good = !path || iot_out_guard_spares(guard, path, error);

    for (unsigned i = 0; good && !path && i < G_N_ELEMENTS(usual); i++)
        good = iot_out_guard_spares(guard, usual[i], error);
    for (unsigned i = 0; good && !path && i < G_N_ELEMENTS(ieee_lists); i++)
        good = iot_out_guard_spares(guard, ieee_lists[i], error);
    return good;
}

vendors *
vendors_new(const char *path, GError **error)
{
    vendors *v = g_new0(vendors, 1);

    if (!path) {
        add_usual_files(v);
    } else if (!add_file(v, path, error)) {
        vendors_free(v);
        return NULL;
    }
    return v;
}

void
vendors_free(vendors *v)
{
    if (!v)
        return;
    for (unsigned i = 0; i < v->n_lists; i++) {
        g_mapped_file_unref(v->lists[i].file);
        if (v->lists[i].index)
            g_array_unref(v->lists[i].index);
    }
    g_free(v);
}

static void
index_lines(list *l)
{
    const char *line = g_mapped_file_get_contents(l->file);
    const char *end_of_file = line ? line + g_mapped_file_get_length(l->file) : NULL;

    while (line < end_of_file) {
        const char *end = memchr(line, '\n', (size_t)(end_of_file - line));
        entry e = {.line = line, .end = end ? end : end_of_file};
        uint64_t block;
        uint8_t bits;
        if (vendors_line_block(e.line, e.end, &block, &bits)) {
            e.key = key_of(block, bits);
            g_array_append_val(l->index, e);
        }
        line = e.end + 1;
    }
}

static int
compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;

    return x->key < y->key ? -1 : x->key > y->key;
}

/* Wireshark's file comes sorted, and then there is nothing to do. Of one block that several lines
 * are about, the first stays first. */
static void
make_index(list *l)
{
    bool sorted = true;

    l->index = g_array_new(FALSE, FALSE, sizeof(entry));
    index_lines(l);
    for (guint i = 1; sorted && i < l->index->len; i++)
        sorted = g_array_index(l->index, entry, i - 1).key <= g_array_index(l->index, entry, i).key;
    if (!sorted)
        g_array_sort(l->index, compare_entries); /* is stable */
}

/* The first entry with a key from `first` to `last`; NULL: none. */
static const entry *
find_in(const list *l, uint64_t first, uint64_t last)
{
    guint low = 0, high = l->index->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(l->index, entry, middle).key < first)
            low = middle + 1;
        else
            high = middle;
    }
    const entry *e = low < l->index->len ? &g_array_index(l->index, entry, low) : NULL;
    return e && e->key <= last ? e : NULL;
}

static const entry *
find_between(const vendors *v, uint64_t first, uint64_t last)
{
    const entry *e = NULL;

    for (unsigned i = 0; !e && i < v->n_lists; i++)
        e = find_in(&v->lists[i], first, last);
    return e;
}

static uint64_t
block_of(uint64_t mac, uint8_t bits)
{
    return mac >> (MAC_BITS - bits) << (MAC_BITS - bits);
}

/* The entry of that block; NULL: none. */
static const entry *
find(const vendors *v, uint64_t mac, uint8_t bits)
{
    uint64_t key = key_of(block_of(mac, bits), bits);

    return find_between(v, key, key);
}

/* The smallest block around a MAC that somebody is known to have. */
static const entry *
find_smallest(const vendors *v, uint64_t mac)
{
    const entry *e = NULL;

    for (uint8_t bits = MAC_BITS; !e && bits >= OUI_BITS; bits--)
        e = find(v, mac, bits);
    return e;
}

/* An entry smaller than an OUI that begins with the block, whatever its size: that is
 * how Wireshark up to 4.0 looks. */
static const entry *
find_small_at(const vendors *v, uint64_t mac, uint8_t bits)
{
    uint64_t block = block_of(mac, bits);

    return find_between(v, key_of(block, OUI_BITS + 1), key_of(block, MAC_BITS - 1));
}

/* Who has the MAC as Wireshark up to 4.0 prints it. Behind the maker of a small block it prints the
 * bits that are left, which are not the end of the MAC: a name that says less than the MAC, and is
 * not used unless the two are the same. Addresses with a name of their own have no maker. */
static const entry *
find_printed(const vendors *v, uint64_t mac)
{
    if (find(v, mac, MAC_BITS))
        return NULL;
    for (uint8_t bits = MAC_BITS - 1; bits >= OUI_BITS; bits--) {
        const entry *e = find_small_at(v, mac, bits);
        uint64_t left = mac & ((UINT64_C(1) << (MAC_BITS - bits)) - 1);
        if (e)
            return bits < 32 && left == (mac & 0xffffff) ? e : NULL;
    }
    return find(v, mac, OUI_BITS);
}

/* What Wireshark up to 4.0 says: the short name of whoever it prints, or prints for the MAC next to
 * it (plugin/session/session.c asks so), and the full one of whoever has the first 24 bits. */
static const entry *
choose_as_wireshark(const vendors *v, uint64_t mac, bool brief)
{
    if (!brief)
        return find(v, mac, OUI_BITS);
    const entry *e = find_printed(v, mac);
    return e ? e : find_printed(v, mac ^ 1);
}

static uint64_t
number_of(const iot_mac *mac)
{
    uint64_t number = 0;

    for (unsigned i = 0; i < sizeof mac->bytes; i++)
        number = number << 8 | mac->bytes[i];
    return number;
}

const char *
vendors_name(const iot_mac *mac, bool brief, void *user_data)
{
    vendors *v = user_data;

    if (iot_mac_is_local(mac))
        return NULL;
    for (unsigned i = 0; i < v->n_lists; i++)
        if (!v->lists[i].index)
            make_index(&v->lists[i]);
    uint64_t number = number_of(mac);
    const entry *e =
        v->as_wireshark ? choose_as_wireshark(v, number, brief) : find_smallest(v, number);
    if (!e)
        return NULL;
    vendors_line_names(e->line, e->end, v->brief, v->full);
    const char *name = brief ? v->brief : v->full;
    return *name ? name : NULL;
}
