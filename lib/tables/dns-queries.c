/* dns-queries.c - who asked which resolver for what
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/dns-queries.h"

#include "base/budget.h"
#include "base/hash.h"
#include "base/ranking.h"
#include "base/text.h"

#include <string.h>

struct iot_dns_queries {
    GArray *all;       /* of iot_query */
    GHashTable *known; /* "asker resolver question" -> index + 1; owns the questions' texts */
    uint64_t text_bytes;
    uint64_t dropped;
};

/* An asker of more is as good as any. */
#define PACKETS_MAX 1024
#define QUERY_BYTES (IOT_BUDGET_ELEMENT_BYTES(sizeof(iot_query)) + IOT_BUDGET_ENTRY_BYTES)

iot_dns_queries *
iot_dns_queries_new(void)
{
    iot_dns_queries *queries = g_new0(iot_dns_queries, 1);

    queries->all = g_array_new(FALSE, TRUE, sizeof(iot_query));
    queries->known = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    return queries;
}

void
iot_dns_queries_free(iot_dns_queries *queries)
{
    if (!queries)
        return;
    g_hash_table_unref(queries->known);
    g_array_unref(queries->all);
    g_free(queries);
}

static char *
key_of(uint32_t asker, uint32_t resolver, const char *question)
{
    return g_strdup_printf("%u %u %s", asker, resolver, question);
}

static uint32_t
key_bytes(const char *key)
{
    return (uint32_t)IOT_BUDGET_PIECE_BYTES(strlen(key) + 1);
}

/* The question as it is kept; NULL: it says nothing. */
static char *
folded_of(const char *raw)
{
    g_autofree char *clean = iot_text_clean(raw, -1);

    return clean ? iot_text_fold(clean) : NULL;
}

static iot_query *
query_lookup(const iot_dns_queries *queries, const char *key)
{
    gpointer known = g_hash_table_lookup(queries->known, key);

    return known ? &g_array_index(queries->all, iot_query, GPOINTER_TO_UINT(known) - 1) : NULL;
}

static iot_query *
query_get(iot_dns_queries *queries, uint32_t asker, uint32_t resolver, const char *raw)
{
    g_autofree char *folded = folded_of(raw);

    if (!folded)
        return NULL;
    char *key = key_of(asker, resolver, folded);
    iot_query *known = query_lookup(queries, key);
    if (known) {
        g_free(key);
        return known;
    }
    if (queries->all->len >= IOT_DNS_QUERIES_MAX) {
        g_free(key);
        queries->dropped++;
        return NULL;
    }
    iot_query made = {.question = key + strlen(key) - strlen(folded),
                      .asker = asker,
                      .resolver = resolver,
                      .first_ns = IOT_QUERY_TIME_UNKNOWN};
    queries->text_bytes += key_bytes(key);
    g_array_append_val(queries->all, made);
    g_hash_table_insert(queries->known, key, GUINT_TO_POINTER(queries->all->len));
    return &g_array_index(queries->all, iot_query, queries->all->len - 1);
}

/* What is added may be of many captures. */
static void
add_times(uint32_t *count, uint32_t times)
{
    *count += MIN(times, UINT32_MAX - *count);
}

void
iot_dns_queries_observe(iot_dns_queries *queries, uint32_t asker, uint32_t resolver,
                        const iot_query_fact *told, uint32_t frame, int64_t time_ns, uint32_t times)
{
    iot_query *query = query_get(queries, asker, resolver, told->question);
    bool again = told->asks & IOT_DNS_AGAIN;

    if (!query)
        return;
    if (query->count == 0) {
        query->first_frame = frame;
        query->last_ns = time_ns;
        query->first_ns = times > 1 ? IOT_QUERY_TIME_UNKNOWN : time_ns;
    }
    if (!told->recursion && query->without_recursion == 0)
        query->first_without = frame;
    add_times(&query->count, times);
    add_times(&query->without_recursion, told->recursion ? 0 : times);
    add_times(&query->again, again ? times : 0);
    add_times(&query->again_without, again && !told->recursion ? times : 0);
    query->types |= told->asks & ~IOT_DNS_AGAIN;
    query->first_ns = MIN(query->first_ns, time_ns);
    query->last_ns = MAX(query->last_ns, time_ns);
    query->last_frame = frame;
}

void
iot_dns_queries_reply(iot_dns_queries *queries, uint32_t asker, uint32_t resolver,
                      const iot_reply_fact *told, uint32_t frame, uint32_t times)
{
    g_autofree char *folded = folded_of(told->question);
    g_autofree char *key = folded ? key_of(asker, resolver, folded) : NULL;
    iot_query *query = key ? query_lookup(queries, key) : NULL;

    if (!query)
        return;
    add_times(&query->replies[told->reply], times);
    query->last_frame = frame;
}

unsigned
iot_dns_queries_count(const iot_dns_queries *queries)
{
    return queries->all->len;
}

const iot_query *
iot_dns_queries_get(const iot_dns_queries *queries, unsigned i)
{
    g_assert(i < queries->all->len);
    return &g_array_index(queries->all, iot_query, i);
}

uint64_t
iot_dns_queries_bytes(const iot_dns_queries *queries)
{
    return queries->all->len * QUERY_BYTES + queries->text_bytes;
}

static GArray *
candidates_of(const iot_dns_queries *queries, const uint32_t *packets)
{
    GArray *candidates = g_array_sized_new(FALSE, FALSE, sizeof(iot_candidate), queries->all->len);

    for (guint i = 0; i < queries->all->len; i++) {
        const iot_query *query = iot_dns_queries_get(queries, i);
        iot_candidate made = {
            .owner = query->asker,
            .weight = (uint64_t)query->count * (1 + MIN(packets[query->asker], PACKETS_MAX)),
            .latest = query->last_frame,
            .index = i,
            /* As long as its key, about. */
            .bytes = (uint32_t)QUERY_BYTES + key_bytes(query->question) + 16,
        };
        g_array_append_val(candidates, made);
    }
    return candidates;
}

/* Moves what stays together, and its keys with it. */
static void
thin_out(iot_dns_queries *queries, const GArray *candidates)
{
    GHashTable *known = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    GArray *stay = g_array_new(FALSE, TRUE, sizeof(iot_query));

    queries->text_bytes = 0;
    for (guint i = 0; i < queries->all->len; i++) {
        const iot_query *query = iot_dns_queries_get(queries, i);
        if (!g_array_index(candidates, iot_candidate, i).stays)
            continue;
        char *key = key_of(query->asker, query->resolver, query->question);
        iot_query moved = *query;
        moved.question = key + strlen(key) - strlen(query->question);
        g_array_append_val(stay, moved);
        g_hash_table_insert(known, key, GUINT_TO_POINTER(stay->len));
        queries->text_bytes += key_bytes(key);
    }
    g_hash_table_unref(queries->known);
    g_array_unref(queries->all);
    queries->known = known;
    queries->all = stay;
}

void
iot_dns_queries_prune(iot_dns_queries *queries, uint64_t bytes, const uint32_t *packets)
{
    g_autoptr(GArray) candidates = candidates_of(queries, packets);
    uint32_t gone = iot_ranking_choose(candidates, bytes);

    queries->dropped += gone;
    if (gone > 0)
        thin_out(queries, candidates);
}

uint64_t
iot_dns_queries_dropped(const iot_dns_queries *queries)
{
    return queries->dropped;
}
