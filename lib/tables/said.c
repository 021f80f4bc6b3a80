/* said.c - what hosts said of themselves: texts in the order in which they came
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/said.h"

#include "base/budget.h"
#include "base/hash.h"
#include "base/ranking.h"

#include <string.h>

#define SAID_BYTES                                                                                 \
    (IOT_BUDGET_PIECE_BYTES(sizeof(iot_said)) + IOT_BUDGET_ELEMENT_BYTES(sizeof(void *)) +         \
     IOT_BUDGET_ENTRY_BYTES)

guint
iot_said_sender_hash(gconstpointer data)
{
    const iot_said *said = data;
    uint8_t bytes[sizeof said->mac + sizeof said->addr];

    memcpy(bytes, &said->mac, sizeof said->mac);
    memcpy(bytes + sizeof said->mac, &said->addr, sizeof said->addr);
    return iot_hash_bytes(bytes, sizeof bytes);
}

gboolean
iot_said_sender_equal(gconstpointer one, gconstpointer other)
{
    const iot_said *a = one, *b = other;

    return iot_mac_equal(&a->mac, &b->mac) && iot_addr_equal(&a->addr, &b->addr);
}

guint
iot_said_source_hash(gconstpointer data)
{
    return iot_said_sender_hash(data) + ((const iot_said *)data)->kind;
}

gboolean
iot_said_source_equal(gconstpointer one, gconstpointer other)
{
    return ((const iot_said *)one)->kind == ((const iot_said *)other)->kind &&
           iot_said_sender_equal(one, other);
}

guint
iot_said_hash(gconstpointer data)
{
    return iot_said_source_hash(data) ^ iot_hash_text(((const iot_said *)data)->text);
}

gboolean
iot_said_equal(gconstpointer one, gconstpointer other)
{
    return iot_said_source_equal(one, other) &&
           strcmp(((const iot_said *)one)->text, ((const iot_said *)other)->text) == 0;
}

void
iot_said_list_init(iot_said_list *list, GHashFunc hash, GEqualFunc equal, uint32_t max,
                   uint32_t copies, uint32_t beside_bytes)
{
    *list = (iot_said_list){
        .all = g_ptr_array_new_with_free_func(g_free),
        .known = g_hash_table_new(hash, equal),
        .texts = iot_interned_new(),
        .max = max,
        .copies = copies,
        .beside_bytes = beside_bytes,
    };
}

void
iot_said_list_clear(iot_said_list *list)
{
    g_hash_table_unref(list->known);
    g_ptr_array_unref(list->all);
    iot_interned_free(list->texts);
}

const iot_said *
iot_said_list_find(const iot_said_list *list, const iot_said *like)
{
    return g_hash_table_lookup(list->known, like);
}

static uint32_t
bytes_of(const iot_said_list *list, const iot_said *said)
{
    return (uint32_t)(SAID_BYTES + list->beside_bytes + list->copies * (strlen(said->text) + 1));
}

/* Makes it one of the list, which owns it. */
static void
take(iot_said_list *list, iot_said *said)
{
    said->text = iot_interned_keep(list->texts, said->text);
    list->bytes += bytes_of(list, said);
    g_ptr_array_add(list->all, said);
    g_hash_table_add(list->known, said);
}

iot_said *
iot_said_list_add(iot_said_list *list, const iot_said *said)
{
    if (list->all->len >= list->max) {
        list->dropped++;
        return NULL;
    }
    iot_said *kept = g_memdup2(said, sizeof *said);
    take(list, kept);
    return kept;
}

const iot_said *
iot_said_list_get(const iot_said_list *list, uint32_t i)
{
    g_assert(i < list->all->len);
    return g_ptr_array_index(list->all, i);
}

static iot_candidate
candidate_of(const iot_said_list *list, guint i, uint64_t weight)
{
    const iot_said *one = iot_said_list_get(list, i);
    iot_candidate made = {
        .weight = weight, .latest = one->frame, .index = i, .bytes = bytes_of(list, one)};

    if (iot_mac_is_set(&one->mac))
        memcpy(&made.owner, &one->mac, sizeof one->mac);
    else
        memcpy(&made.owner, one->addr.bytes, sizeof made.owner);
    return made;
}

void
iot_said_list_prune(iot_said_list *list, uint64_t bytes, iot_said_fn weight, void *user_data)
{
    g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(iot_candidate));
    g_autoptr(GPtrArray) all = list->all;
    iot_interned *texts = list->texts;

    for (guint i = 0; i < all->len; i++) {
        iot_candidate made = candidate_of(list, i, weight(g_ptr_array_index(all, i), user_data));
        g_array_append_val(candidates, made);
    }
    list->dropped += iot_ranking_choose(candidates, bytes);
    g_hash_table_remove_all(list->known);
    list->bytes = 0;
    list->texts = iot_interned_new();
    list->all = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < all->len; i++)
        if (g_array_index(candidates, iot_candidate, i).stays)
            take(list, g_steal_pointer(&g_ptr_array_index(all, i)));
    iot_interned_free(texts);
}
