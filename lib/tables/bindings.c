/* bindings.c - which MAC has which address, from which frame on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/bindings.h"

#include "base/budget.h"

#include <string.h>

typedef struct seen {
    uint32_t frame; /* first one, for this MAC in this run */
    iot_mac mac;
} seen;

typedef struct timeline {
    iot_addr addr;
    uint32_t changes; /* see iot_bindings_count */
    GArray *payloads; /* of seen, by frame: each a change */
    GArray *senders;  /* of seen: each MAC once */
} timeline;

struct iot_bindings {
    GHashTable *timelines; /* iot_addr* inside timeline -> timeline */
    GPtrArray *all;        /* of timeline, in the order of their first facts */
    uint64_t facts;        /* kept, of all */
    uint64_t dropped;
    uint32_t generation;
    bool pruned; /* once at least */
};

/* With its two arrays and what they have at first, and its entry. */
#define TIMELINE_BYTES                                                                             \
    (IOT_BUDGET_PIECE_BYTES(sizeof(timeline)) + 2 * IOT_BUDGET_PIECE_BYTES(40) +                   \
     IOT_BUDGET_PIECE_BYTES(16) + IOT_BUDGET_ELEMENT_BYTES(sizeof(void *)) +                       \
     IOT_BUDGET_ENTRY_BYTES)
#define FACT_BYTES IOT_BUDGET_ELEMENT_BYTES(sizeof(seen))

static void
timeline_free(gpointer data)
{
    timeline *line = data;

    g_array_unref(line->payloads);
    g_array_unref(line->senders);
    g_free(line);
}

iot_bindings *
iot_bindings_new(void)
{
    iot_bindings *bindings = g_new0(iot_bindings, 1);

    bindings->timelines = g_hash_table_new(iot_addr_hash, iot_addr_equal_key);
    bindings->all = g_ptr_array_new_with_free_func(timeline_free);
    return bindings;
}

void
iot_bindings_free(iot_bindings *bindings)
{
    if (!bindings)
        return;
    g_hash_table_unref(bindings->timelines);
    g_ptr_array_unref(bindings->all);
    g_free(bindings);
}

/* Where a fact about the pair belongs; NULL if it can be none, or at the cap. */
static timeline *
timeline_for(iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac)
{
    timeline *line = g_hash_table_lookup(bindings->timelines, addr);

    if (!iot_addr_is_unicast(addr) || !iot_mac_is_station(mac))
        return NULL;
    if (line)
        return line;
    if (g_hash_table_size(bindings->timelines) >= IOT_BINDINGS_ADDRS_MAX) {
        bindings->dropped++;
        return NULL;
    }
    line = g_new0(timeline, 1);
    line->addr = *addr;
    /* It may have been there before, and must not count what it counted then. */
    line->changes = bindings->pruned ? bindings->generation : 0;
    line->payloads = g_array_new(FALSE, FALSE, sizeof(seen));
    line->senders = g_array_new(FALSE, FALSE, sizeof(seen));
    g_ptr_array_add(bindings->all, line);
    g_hash_table_insert(bindings->timelines, &line->addr, line);
    return line;
}

static const seen *
seen_at(const GArray *list, guint i)
{
    return &g_array_index(list, seen, i);
}

static void
append(iot_bindings *bindings, timeline *line, GArray *list, const iot_mac *mac, uint32_t frame,
       guint cap)
{
    seen entry = {frame, *mac};

    if (list->len >= cap) {
        bindings->dropped++;
        return;
    }
    g_array_append_val(list, entry);
    line->changes++;
    bindings->facts++;
    bindings->generation++;
}

void
iot_bindings_observe_payload(iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac,
                             uint32_t frame)
{
    timeline *line = timeline_for(bindings, addr, mac);
    GArray *list = line ? line->payloads : NULL;

    if (!list)
        return;
    if (list->len == 0 || !iot_mac_equal(&seen_at(list, list->len - 1)->mac, mac))
        append(bindings, line, list, mac, frame, IOT_BINDINGS_MOVES_MAX);
}

void
iot_bindings_observe_sender(iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac,
                            uint32_t frame)
{
    timeline *line = timeline_for(bindings, addr, mac);

    if (!line)
        return;
    for (guint i = 0; i < line->senders->len; i++)
        if (iot_mac_equal(&seen_at(line->senders, i)->mac, mac))
            return;
    append(bindings, line, line->senders, mac, frame, IOT_BINDINGS_SENDERS_MAX);
}

uint32_t
iot_bindings_count(const iot_bindings *bindings, const iot_addr *addr)
{
    const timeline *line = g_hash_table_lookup(bindings->timelines, addr);

    return line ? line->changes : 0;
}

/* The newest payload at or before the frame. */
static const seen *
payload_until(const timeline *line, uint32_t frame)
{
    guint low = 0, high = line->payloads->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (seen_at(line->payloads, middle)->frame <= frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? seen_at(line->payloads, low - 1) : NULL;
}

/* The latest sender at or before the frame that is no gateway. */
static const seen *
sender_until(const timeline *line, uint32_t frame, iot_is_gateway_fn is_gateway, void *user_data)
{
    for (guint i = line->senders->len; i-- > 0;) {
        const seen *entry = seen_at(line->senders, i);
        if (entry->frame <= frame && !is_gateway(&entry->mac, user_data))
            return entry;
    }
    return NULL;
}

static const seen *
oldest(const GArray *list, iot_is_gateway_fn is_gateway, void *user_data)
{
    for (guint i = 0; i < list->len; i++)
        if (!(is_gateway && is_gateway(&seen_at(list, i)->mac, user_data)))
            return seen_at(list, i);
    return NULL;
}

bool
iot_bindings_lookup(const iot_bindings *bindings, const iot_addr *addr, uint32_t frame,
                    const iot_mac *header, iot_is_gateway_fn is_gateway, void *user_data,
                    iot_mac *ret_mac)
{
    const timeline *line = g_hash_table_lookup(bindings->timelines, addr);
    const seen *found = line ? payload_until(line, frame) : NULL;

    if (!found && iot_mac_is_station(header) && !is_gateway(header, user_data)) {
        *ret_mac = *header;
        return true;
    }
    if (!line)
        return false;
    if (!found)
        found = sender_until(line, frame, is_gateway, user_data);
    if (!found)
        found = oldest(line->payloads, NULL, NULL);
    if (!found)
        found = oldest(line->senders, is_gateway, user_data);
    if (found)
        *ret_mac = found->mac;
    return found != NULL;
}

/* An address that moves on is an address that moves; one that comes back has two owners. */
static void
report_conflict(const timeline *line, iot_conflict_fn fn, void *user_data)
{
    g_autoptr(GHashTable) owners = g_hash_table_new(iot_mac_hash, iot_mac_equal_key);

    for (guint i = 0; i < line->payloads->len; i++) {
        const seen *now = seen_at(line->payloads, i);
        if (g_hash_table_add(owners, (gpointer)&now->mac))
            continue;
        fn(&line->addr, &now->mac, &seen_at(line->payloads, i - 1)->mac, now->frame,
           line->payloads->len - 1, user_data);
        return;
    }
}

void
iot_bindings_foreach_conflict(const iot_bindings *bindings, iot_conflict_fn fn, void *user_data)
{
    for (guint i = 0; i < bindings->all->len; i++) {
        const timeline *line = g_ptr_array_index(bindings->all, i);
        /* There and back are three. */
        if (line->payloads->len > 2)
            report_conflict(line, fn, user_data);
    }
}

void
iot_bindings_foreach_payload(const iot_bindings *bindings, iot_binding_fn fn, void *user_data)
{
    for (guint i = 0; i < bindings->all->len; i++) {
        const timeline *line = g_ptr_array_index(bindings->all, i);
        for (guint p = 0; p < line->payloads->len; p++)
            fn(&line->addr, &seen_at(line->payloads, p)->mac, seen_at(line->payloads, p)->frame,
               user_data);
    }
}

uint32_t
iot_bindings_size(const iot_bindings *bindings)
{
    return g_hash_table_size(bindings->timelines);
}

uint64_t
iot_bindings_bytes(const iot_bindings *bindings)
{
    return bindings->all->len * TIMELINE_BYTES + bindings->facts * FACT_BYTES;
}

/* The latest thing known of an address. */
static const seen *
latest_of(const timeline *line)
{
    const GArray *p = line->payloads, *s = line->senders;
    const seen *payload = p->len ? seen_at(p, p->len - 1) : NULL;
    const seen *sender = s->len ? seen_at(s, s->len - 1) : NULL;

    return !sender || (payload && payload->frame >= sender->frame) ? payload : sender;
}

static GArray *
candidates_of(const iot_bindings *bindings, iot_ranking_weight_fn weight, void *user_data)
{
    GArray *candidates = g_array_sized_new(FALSE, FALSE, sizeof(iot_candidate), bindings->all->len);

    for (guint i = 0; i < bindings->all->len; i++) {
        const timeline *line = g_ptr_array_index(bindings->all, i);
        guint facts = line->payloads->len + line->senders->len;
        iot_candidate made = {
            .weight = weight(&line->addr, user_data),
            .latest = facts ? latest_of(line)->frame : 0,
            .index = i,
            .bytes = (uint32_t)(TIMELINE_BYTES + facts * FACT_BYTES),
        };
        if (facts)
            memcpy(&made.owner, &latest_of(line)->mac, sizeof(iot_mac));
        g_array_append_val(candidates, made);
    }
    return candidates;
}

static void
remove_timeline(iot_bindings *bindings, const timeline *line)
{
    bindings->facts -= line->payloads->len + line->senders->len;
    g_hash_table_remove(bindings->timelines, &line->addr);
}

void
iot_bindings_prune(iot_bindings *bindings, uint64_t bytes, iot_ranking_weight_fn weight,
                   void *user_data)
{
    g_autoptr(GArray) candidates = candidates_of(bindings, weight, user_data);
    uint32_t gone = iot_ranking_choose(candidates, bytes);
    guint kept = 0;

    if (gone == 0)
        return;
    for (guint i = 0; i < bindings->all->len; i++) {
        timeline *line = g_ptr_array_index(bindings->all, i);
        if (!g_array_index(candidates, iot_candidate, i).stays) {
            remove_timeline(bindings, line);
            continue;
        }
        bindings->all->pdata[i] = bindings->all->pdata[kept];
        bindings->all->pdata[kept++] = line;
    }
    g_ptr_array_set_size(bindings->all, (gint)kept);
    bindings->dropped += gone;
    bindings->pruned = true;
    bindings->generation++;
}

uint64_t
iot_bindings_dropped(const iot_bindings *bindings)
{
    return bindings->dropped;
}

uint32_t
iot_bindings_generation(const iot_bindings *bindings)
{
    return bindings->generation;
}
