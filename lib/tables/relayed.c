/* relayed.c - MACs of which others' frames spoke
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/relayed.h"

#include "base/budget.h"
#include "base/hash.h"

#include <string.h>

/* What makes two the same. Compared as bytes. */
typedef struct relay_key {
    iot_addr addr;
    iot_mac mac, by;
} relay_key;

struct iot_relayed {
    GArray *all;      /* of iot_relay */
    GHashTable *keys; /* relay_key* */
    GHashTable *macs; /* iot_mac* -> whether it sent since it was named */
    uint64_t dropped;
    iot_revision revision;
};

#define RELAY_BYTES                                                                                \
    (IOT_BUDGET_ELEMENT_BYTES(sizeof(iot_relay)) + IOT_BUDGET_PIECE_BYTES(sizeof(relay_key)) +     \
     IOT_BUDGET_PIECE_BYTES(sizeof(iot_mac)) + 2 * IOT_BUDGET_ENTRY_BYTES)

static guint
key_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(relay_key));
}

static gboolean
key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(relay_key)) == 0;
}

iot_relayed *
iot_relayed_new(void)
{
    iot_relayed *relayed = g_new0(iot_relayed, 1);

    relayed->all = g_array_new(FALSE, FALSE, sizeof(iot_relay));
    relayed->keys = g_hash_table_new_full(key_hash, key_equal, g_free, NULL);
    relayed->macs = g_hash_table_new_full(iot_mac_hash, iot_mac_equal_key, g_free, NULL);
    return relayed;
}

void
iot_relayed_free(iot_relayed *relayed)
{
    if (!relayed)
        return;
    g_hash_table_unref(relayed->macs);
    g_hash_table_unref(relayed->keys);
    g_array_unref(relayed->all);
    g_free(relayed);
}

/* Whether its MAC sent before is not known here. */
static void
note(iot_relayed *relayed, const iot_relay *kept)
{
    relay_key key = {kept->addr, kept->mac, kept->by};

    g_hash_table_add(relayed->keys, g_memdup2(&key, sizeof key));
    if (!g_hash_table_contains(relayed->macs, &kept->mac))
        g_hash_table_insert(relayed->macs, g_memdup2(&kept->mac, sizeof kept->mac), NULL);
}

void
iot_relayed_observe(iot_relayed *relayed, const iot_relay *told)
{
    relay_key key = {told->addr, told->mac, told->by};

    if (!iot_mac_is_station(&told->mac) || !iot_mac_is_station(&told->by) ||
        iot_mac_equal(&told->mac, &told->by) || g_hash_table_contains(relayed->keys, &key))
        return;
    if (relayed->all->len >= IOT_RELAYED_MAX) {
        relayed->dropped++;
        return;
    }
    g_array_append_val(relayed->all, *told);
    note(relayed, told);
    relayed->revision++;
}

bool
iot_relayed_observe_sender(iot_relayed *relayed, const iot_mac *mac)
{
    gpointer named, sent;

    if (g_hash_table_size(relayed->macs) == 0 ||
        !g_hash_table_lookup_extended(relayed->macs, mac, &named, &sent) || sent)
        return false;
    g_hash_table_insert(relayed->macs, g_memdup2(mac, sizeof *mac), GUINT_TO_POINTER(true));
    relayed->revision++;
    return true;
}

uint32_t
iot_relayed_count(const iot_relayed *relayed)
{
    return relayed->all->len;
}

const iot_relay *
iot_relayed_get(const iot_relayed *relayed, uint32_t i)
{
    g_assert(i < relayed->all->len);
    return &g_array_index(relayed->all, iot_relay, i);
}

uint64_t
iot_relayed_bytes(const iot_relayed *relayed)
{
    return relayed->all->len * (uint64_t)RELAY_BYTES;
}

bool
iot_relayed_is_full(const iot_relayed *relayed)
{
    return relayed->all->len >= IOT_RELAYED_MAX;
}

static GArray *
candidates_of(const iot_relayed *relayed, iot_ranking_weight_fn weight, void *user_data)
{
    GArray *candidates = g_array_new(FALSE, FALSE, sizeof(iot_candidate));

    for (guint i = 0; i < relayed->all->len; i++) {
        const iot_relay *one = iot_relayed_get(relayed, i);
        iot_candidate made = {
            .weight = weight(&one->addr, user_data),
            .latest = one->frame,
            .index = i,
            .bytes = (uint32_t)RELAY_BYTES,
        };
        memcpy(&made.owner, &one->by, sizeof one->by);
        g_array_append_val(candidates, made);
    }
    return candidates;
}

void
iot_relayed_prune(iot_relayed *relayed, uint64_t bytes, iot_ranking_weight_fn weight,
                  void *user_data)
{
    g_autoptr(GArray) candidates = candidates_of(relayed, weight, user_data);
    uint32_t gone = iot_ranking_choose(candidates, bytes);
    guint kept = 0;

    if (gone == 0)
        return;
    for (guint i = 0; i < candidates->len; i++)
        if (g_array_index(candidates, iot_candidate, i).stays)
            g_array_index(relayed->all, iot_relay, kept++) = *iot_relayed_get(relayed, i);
    g_array_set_size(relayed->all, kept);
    g_hash_table_remove_all(relayed->keys);
    g_hash_table_remove_all(relayed->macs);
    for (guint i = 0; i < kept; i++)
        note(relayed, iot_relayed_get(relayed, i));
    relayed->dropped += gone;
    relayed->revision++;
}

uint64_t
iot_relayed_dropped(const iot_relayed *relayed)
{
    return relayed->dropped;
}

iot_revision
iot_relayed_revision(const iot_relayed *relayed)
{
    return relayed->revision;
}
