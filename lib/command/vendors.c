/* vendors.c - who made a device, by its MAC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "vendors.h"

#include <string.h>

#include "vendors-line.h"

#define OUI_BITS 24
#define MAC_BITS 48
/* Files that are looked at. */
#define FILES_MAX 8

/* Wireshark's up to 4.0; later ones have it inside. */
static const char wireshark_manuf[] = "/usr/share/wireshark/manuf";
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

struct vendors {
    GMappedFile *files[FILES_MAX]; /* in order of trust */
    unsigned n_files;
    bool as_wireshark; /* names are to be those that this machine's Wireshark prints */
    GArray *index;     /* of entry, sorted; NULL: nobody has asked yet */
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
    GMappedFile *file = v->n_files < FILES_MAX ? g_mapped_file_new(path, FALSE, error) : NULL;

    if (file)
        v->files[v->n_files++] = file;
    return file != NULL;
}

static void
add_usual_files(vendors *v)
{
    g_autofree char *own = g_build_filename(g_get_user_config_dir(), "wireshark", "manuf", NULL);

    v->as_wireshark = add_file(v, wireshark_manuf, NULL);
    if (v->as_wireshark)
        return;
    add_file(v, own, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(ieee_lists); i++)
        add_file(v, ieee_lists[i], NULL);
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
    for (unsigned i = 0; i < v->n_files; i++)
        g_mapped_file_unref(v->files[i]);
    if (v->index)
        g_array_unref(v->index);
    g_free(v);
}

static void
index_file(vendors *v, GMappedFile *file)
{
    const char *line = g_mapped_file_get_contents(file);
    const char *end_of_file = line ? line + g_mapped_file_get_length(file) : NULL;

    while (line < end_of_file) {
        const char *end = memchr(line, '\n', (size_t)(end_of_file - line));
        entry e = {.line = line, .end = end ? end : end_of_file};
        uint64_t block;
        uint8_t bits;
        if (vendors_line_block(e.line, e.end, &block, &bits)) {
            e.key = key_of(block, bits);
            g_array_append_val(v->index, e);
        }
        line = e.end + 1;
    }
}

/* Of one block that several lines are about, the first stands first. */
static int
compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;

    return x->key < y->key ? -1 : x->key > y->key;
}

/* They mostly come sorted, and then there is nothing to do. */
static void
make_index(vendors *v)
{
    bool sorted = true;

    v->index = g_array_new(FALSE, FALSE, sizeof(entry));
    for (unsigned i = 0; i < v->n_files; i++)
        index_file(v, v->files[i]);
    for (guint i = 1; sorted && i < v->index->len; i++)
        sorted = g_array_index(v->index, entry, i - 1).key <= g_array_index(v->index, entry, i).key;
    if (!sorted)
        g_array_sort(v->index, compare_entries); /* is stable */
}

/* The first entry of that block; NULL: none. */
static const entry *
find(const vendors *v, uint64_t mac, uint8_t bits)
{
    uint64_t block = mac >> (MAC_BITS - bits) << (MAC_BITS - bits);
    uint64_t key = key_of(block, bits);
    guint low = 0, high = v->index->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(v->index, entry, middle).key < key)
            low = middle + 1;
        else
            high = middle;
    }
    const entry *e = low < v->index->len ? &g_array_index(v->index, entry, low) : NULL;
    return e && e->key == key ? e : NULL;
}

/* The smallest block around a MAC that somebody is known to have. */
static const entry *
find_smallest(const vendors *v, uint64_t mac, uint8_t *ret_bits)
{
    const entry *e = NULL;

    for (*ret_bits = MAC_BITS; !e && *ret_bits >= OUI_BITS; *ret_bits -= e ? 0 : 1)
        e = find(v, mac, *ret_bits);
    return e;
}

/* Wireshark up to 4.0 writes what a small block leaves of the MAC's bits, which is not the end of
 * the MAC as it is written elsewhere; no name is made of that, unless the two are the same. */
static bool
wireshark_prints(uint64_t mac, uint8_t bits)
{
    return bits <= OUI_BITS ||
           (bits <= 32 && (mac & 0xffffff) < (UINT64_C(1) << (MAC_BITS - bits)));
}

/* The full name is that of whoever has the 24 bits, in Wireshark up to 4.0. */
static const entry *
choose(const vendors *v, uint64_t mac, bool brief)
{
    uint8_t bits;
    const entry *smallest = find_smallest(v, mac, &bits);

    if (!v->as_wireshark || !smallest)
        return smallest;
    if (!brief)
        return find(v, mac, OUI_BITS);
    return wireshark_prints(mac, bits) ? smallest : NULL;
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
    if (!v->index)
        make_index(v);
    const entry *e = choose(v, number_of(mac), brief);
    if (!e)
        return NULL;
    vendors_line_names(e->line, e->end, v->brief, v->full);
    const char *name = brief ? v->brief : v->full;
    return *name ? name : NULL;
}
