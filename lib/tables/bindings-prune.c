/* bindings-prune.c - thins out which MAC has which address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/budget.h"
#include "tables/bindings-internal.h"

#include <string.h>

/* With its two arrays and what they have at first, and its entry. */
#define TIMELINE_BYTES                                                                             \
    (IOT_BUDGET_PIECE_BYTES(sizeof(timeline)) + 2 * IOT_BUDGET_PIECE_BYTES(40) +                   \
     IOT_BUDGET_PIECE_BYTES(16) + IOT_BUDGET_ELEMENT_BYTES(sizeof(void *)) +                       \
     IOT_BUDGET_ENTRY_BYTES)
#define FACT_BYTES IOT_BUDGET_ELEMENT_BYTES(sizeof(seen))

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

    if (line->returns && line->returns->len > 0)
        sender = seen_at(line->returns, line->returns->len - 1);
    return !sender || (payload && payload->frame >= sender->frame) ? payload : sender;
}

static GArray *
candidates_of(const iot_bindings *bindings, iot_ranking_weight_fn weight, void *user_data)
{
    GArray *candidates = g_array_sized_new(FALSE, FALSE, sizeof(iot_candidate), bindings->all->len);

    for (guint i = 0; i < bindings->all->len; i++) {
        const timeline *line = g_ptr_array_index(bindings->all, i);
        guint facts = facts_of(line);
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
    bindings->facts -= facts_of(line);
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
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): of pointers it is */
    memset(bindings->lately, 0, BINDINGS_LATELY * sizeof *bindings->lately);
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
    bindings->revision++;
    bindings->local_revision++;
}
