/* ranking.c - who stays where there is no room for all
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/ranking.h"

/* Of the room, what the latest get. */
#define LATEST_SHARE 4
/* Weights are compared in such parts, as they are divided. */
#define FRACTION   (1u << 16)
#define WEIGHT_MAX (UINT64_MAX / FRACTION)

static int
compare(uint64_t x, uint64_t y)
{
    return x < y ? -1 : x > y;
}

static int
compare_indices(gconstpointer a, gconstpointer b)
{
    return compare(((const iot_candidate *)a)->index, ((const iot_candidate *)b)->index);
}

static int
compare_latest(gconstpointer a, gconstpointer b)
{
    const iot_candidate *x = a, *y = b;
    int order = compare(y->latest, x->latest);

    return order ? order : compare(x->index, y->index);
}

static int
compare_weights(gconstpointer a, gconstpointer b)
{
    const iot_candidate *x = a, *y = b;
    int order = compare(y->weight, x->weight);

    return order ? order : compare_latest(a, b);
}

static int
compare_owners(gconstpointer a, gconstpointer b)
{
    const iot_candidate *x = a, *y = b;
    int order = compare(x->owner, y->owner);

    return order ? order : compare_weights(a, b);
}

static iot_candidate *
at(const GArray *candidates, guint i)
{
    return &g_array_index(candidates, iot_candidate, i);
}

/* Makes weights what they count among those of their owners. */
static void
weigh(GArray *candidates)
{
    uint32_t place = 0;

    g_array_sort(candidates, compare_owners);
    for (guint i = 0; i < candidates->len; i++) {
        iot_candidate *one = at(candidates, i);
        place = i > 0 && one->owner == at(candidates, i - 1)->owner ? place + 1 : 0;
        one->weight = MIN(one->weight, WEIGHT_MAX) * FRACTION / (IOT_RANKING_OWN + place);
    }
}

/* In their order, as many as fit. Returns the bytes that are left. */
static uint64_t
take(GArray *candidates, uint64_t bytes)
{
    for (guint i = 0; i < candidates->len; i++) {
        iot_candidate *one = at(candidates, i);
        if (one->stays || one->bytes > bytes)
            continue;
        one->stays = true;
        bytes -= one->bytes;
    }
    return bytes;
}

uint32_t
iot_ranking_choose(GArray *candidates, uint64_t bytes)
{
    uint64_t wanted = 0;
    uint32_t gone = 0;

    for (guint i = 0; i < candidates->len; i++)
        wanted += at(candidates, i)->bytes;
    for (guint i = 0; i < candidates->len; i++)
        at(candidates, i)->stays = wanted <= bytes;
    if (wanted > bytes) {
        weigh(candidates);
        g_array_sort(candidates, compare_weights);
        uint64_t left = take(candidates, bytes - bytes / LATEST_SHARE);
        g_array_sort(candidates, compare_latest);
        take(candidates, left + bytes / LATEST_SHARE);
    }
    g_array_sort(candidates, compare_indices);
    for (guint i = 0; i < candidates->len; i++)
        gone += !at(candidates, i)->stays;
    return gone;
}

static int
compare_addrs(gconstpointer a, gconstpointer b)
{
    return iot_addr_compare(*(const iot_addr *const *)a, *(const iot_addr *const *)b);
}

/* In an order that no hash decides. */
static GPtrArray *
sorted_keys(GHashTable *by_addr)
{
    GPtrArray *addrs = g_ptr_array_sized_new(g_hash_table_size(by_addr));
    GHashTableIter iter;
    gpointer addr;

    g_hash_table_iter_init(&iter, by_addr);
    while (g_hash_table_iter_next(&iter, &addr, NULL))
        g_ptr_array_add(addrs, addr);
    g_ptr_array_sort(addrs, compare_addrs);
    return addrs;
}

uint32_t
iot_ranking_thin_out(GHashTable *by_addr, uint32_t entry_bytes, uint64_t bytes,
                     iot_ranking_weight_fn weight, void *user_data)
{
    if ((uint64_t)g_hash_table_size(by_addr) * entry_bytes <= bytes)
        return 0;
    g_autoptr(GPtrArray) addrs = sorted_keys(by_addr);
    g_autoptr(GArray) candidates =
        g_array_sized_new(FALSE, FALSE, sizeof(iot_candidate), addrs->len);
    for (guint i = 0; i < addrs->len; i++) {
        iot_candidate made = {
            .owner = i,
            .weight = weight(g_ptr_array_index(addrs, i), user_data),
            .index = i,
            .bytes = entry_bytes,
        };
        g_array_append_val(candidates, made);
    }
    uint32_t gone = iot_ranking_choose(candidates, bytes);
    for (guint i = 0; i < addrs->len; i++)
        if (!at(candidates, i)->stays)
            g_hash_table_remove(by_addr, g_ptr_array_index(addrs, i));
    return gone;
}
