/* signatures-sort.c - signatures in the order in which they are found
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/signatures/signatures-internal.h"

#include <string.h>

static int
compare_texts(const char *texts, uint32_t a, unsigned a_bytes, uint32_t b, unsigned b_bytes)
{
    int order = memcmp(texts + a, texts + b, MIN(a_bytes, b_bytes));

    return order ? order : (int)a_bytes - (int)b_bytes;
}

static unsigned
group_of(const iot_signature *signature)
{
    return signature->evidence * IOT_FORMS + signature->form;
}

static int
compare_heads(const char *texts, const iot_signature *a, const iot_signature *b)
{
    int order = (int)group_of(a) - (int)group_of(b);

    return order ? order : compare_texts(texts, a->head, a->head_bytes, b->head, b->head_bytes);
}

static int
compare_patterns(const char *texts, const iot_signature *a, const iot_signature *b)
{
    int order = compare_heads(texts, a, b);

    if (order == 0)
        order = compare_texts(texts, a->tail, a->tail_bytes, b->tail, b->tail_bytes);
    if (order == 0)
        order = strcmp(texts + a->needs, texts + b->needs);
    return order ? order : a->rank - b->rank;
}

static int
compare(gconstpointer a, gconstpointer b, gpointer texts)
{
    const iot_signature *x = a, *y = b;
    int order = compare_patterns(texts, x, y);

    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static bool
begins_with(const char *texts, const iot_signature *longer, const iot_signature *shorter)
{
    return group_of(longer) == group_of(shorter) && longer->head_bytes > shorter->head_bytes &&
           memcmp(texts + longer->head, texts + shorter->head, shorter->head_bytes) == 0;
}

static void
leave_out_doubled(const char *texts, GArray *signatures,
                  void (*doubled)(unsigned line, unsigned other, void *user_data), void *user_data)
{
    guint kept = 0;

    for (guint i = 0; i < signatures->len; i++) {
        iot_signature *last = kept ? &g_array_index(signatures, iot_signature, kept - 1) : NULL;
        iot_signature *s = &g_array_index(signatures, iot_signature, i);
        if (last && compare_patterns(texts, last, s) == 0)
            doubled(s->line, last->line, user_data);
        else
            g_array_index(signatures, iot_signature, kept++) = *s;
    }
    g_array_set_size(signatures, kept);
}

/* What a head begins with stands before it, and all between them begins with that, too. So the
 * parent is the one before, or its parent, or the parent of that... */
static void
find_parents(const char *texts, GArray *signatures)
{
    iot_signature *all = (iot_signature *)(void *)signatures->data;

    for (uint32_t i = 0; i < signatures->len; i++) {
        all[i].parent = i;
        if (i == 0)
            continue;
        uint32_t at = i - 1;
        if (compare_heads(texts, &all[at], &all[i]) == 0) {
            all[i].parent = all[at].parent == at ? i : all[at].parent;
            continue;
        }
        while (!begins_with(texts, &all[i], &all[at]) && all[at].parent != at)
            at = all[at].parent;
        if (begins_with(texts, &all[i], &all[at]))
            all[i].parent = at;
    }
}

static uint64_t
begin_of(const char *head, unsigned head_bytes)
{
    char bytes[sizeof(uint64_t)] = {0};

    memcpy(bytes, head, MIN(head_bytes, sizeof bytes));
    return iot_signature_begin(bytes);
}

/* One that is shorter begins with the same as any. */
static uint64_t
bit_of(const iot_signature *signature)
{
    return signature->head_bytes >= 2 ? iot_signature_bit(signature->begin) : UINT64_MAX;
}

iot_signature_store *
iot_signatures_sort(const char *texts, GArray *signatures,
                    void (*doubled)(unsigned line, unsigned other, void *user_data),
                    void *user_data)
{
    iot_signature_store *store = g_new0(iot_signature_store, 1);

    store->texts = texts;
    g_array_sort_with_data(signatures, compare, (gpointer)texts);
    leave_out_doubled(texts, signatures, doubled, user_data);
    find_parents(texts, signatures);
    store->signatures = (const iot_signature *)(const void *)signatures->data;
    for (uint32_t i = 0; i < signatures->len; i++) {
        iot_signature *s = &g_array_index(signatures, iot_signature, i);
        s->begin = begin_of(texts + s->head, s->head_bytes);
        store->groups[group_of(s) + 1]++;
        store->bits[group_of(s)] |= bit_of(s);
    }
    for (unsigned i = 0; i < IOT_EVIDENCES * IOT_FORMS; i++)
        store->groups[i + 1] += store->groups[i];
    return store;
}
