/* queries.c - who asked which resolver for what
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "queries.h"

#include "hash.h"
#include "text.h"

#include <string.h>

struct iot_queries {
    GArray *all;       /* of iot_query */
    GHashTable *known; /* "asker resolver question" -> index + 1; owns the questions' texts */
    uint64_t dropped;
};

iot_queries *
iot_queries_new(void)
{
    iot_queries *queries = g_new0(iot_queries, 1);

    queries->all = g_array_new(FALSE, TRUE, sizeof(iot_query));
    queries->known = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    return queries;
}

void
iot_queries_free(iot_queries *queries)
{
    if (!queries)
        return;
    g_hash_table_unref(queries->known);
    g_array_unref(queries->all);
    g_free(queries);
}

static iot_query *
query_get(iot_queries *queries, uint32_t asker, uint32_t resolver, const char *raw)
{
    g_autofree char *clean = iot_text_clean(raw, -1);
    g_autofree char *folded = clean ? iot_text_fold(clean) : NULL;

    if (!folded)
        return NULL;
    char *key = g_strdup_printf("%u %u %s", asker, resolver, folded);
    gpointer known = g_hash_table_lookup(queries->known, key);
    if (known) {
        g_free(key);
        return &g_array_index(queries->all, iot_query, GPOINTER_TO_UINT(known) - 1);
    }
    if (queries->all->len >= IOT_QUERIES_MAX) {
        g_free(key);
        queries->dropped++;
        return NULL;
    }
    iot_query made = {
        .question = key + strlen(key) - strlen(folded), .asker = asker, .resolver = resolver};
    g_array_append_val(queries->all, made);
    g_hash_table_insert(queries->known, key, GUINT_TO_POINTER(queries->all->len));
    return &g_array_index(queries->all, iot_query, queries->all->len - 1);
}

void
iot_queries_observe(iot_queries *queries, uint32_t asker, uint32_t resolver, const char *question,
                    bool recursion, uint32_t frame, int64_t time_ns, uint32_t times)
{
    iot_query *query = query_get(queries, asker, resolver, question);

    if (!query)
        return;
    if (query->count == 0)
        query->first_frame = frame;
    if (!recursion && query->without_recursion == 0)
        query->first_without = frame;
    query->count += times;
    query->without_recursion += recursion ? 0 : times;
    query->last_ns = time_ns;
}

unsigned
iot_queries_count(const iot_queries *queries)
{
    return queries->all->len;
}

const iot_query *
iot_queries_get(const iot_queries *queries, unsigned i)
{
    g_assert(i < queries->all->len);
    return &g_array_index(queries->all, iot_query, i);
}

uint64_t
iot_queries_dropped(const iot_queries *queries)
{
    return queries->dropped;
}
