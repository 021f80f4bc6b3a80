/* fold.c - one walk over the flows of a capture, for all that is made of them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings/fold.h"

#include "base/hash.h"
#include "capture/capture-tables.h"

/* Pairs by what makes them: most of a scan has no name, and a number to be found by. */
typedef struct pairs {
    uint32_t count;
    GArray *by_conversation; /* of uint32_t: number + 1; 0: none yet */
    GHashTable *by_name;     /* named -> number + 1 */
} pairs;

/* Compared as bytes. */
typedef struct named {
    const char *name; /* one copy each */
    uint32_t device;
    uint32_t claimed; /* 1: only by certificates, and so by others than who has the name */
} named;

static guint
named_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(named));
}

static gboolean
named_equal(gconstpointer a, gconstpointer b)
{
    const named *x = a, *y = b;

    return x->name == y->name && x->device == y->device;
}

static uint32_t
pair_of_name(pairs *known, const iot_flow_view *view, const char *name)
{
    const named key = {name, iot_device_id(view->device),
                       view->name_source == IOT_REMOTE_CERTIFICATE};
    uint32_t place = GPOINTER_TO_UINT(g_hash_table_lookup(known->by_name, &key));

    if (place == 0) {
        place = ++known->count;
        g_hash_table_insert(known->by_name, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(place));
    }
    return place - 1;
}

static uint32_t
pair_of_conversation(pairs *known, uint32_t conversation)
{
    uint32_t *place = &g_array_index(known->by_conversation, uint32_t, conversation);

    if (*place == 0)
        *place = ++known->count;
    return *place - 1;
}

static void
number_pair(pairs *known, iot_interned *names, iot_fold_flow *flow)
{
    const iot_flow_view *view = flow->view;
    bool is_named = view->remote && view->name_source != IOT_REMOTE_ADDRESS;

    flow->name = is_named ? iot_interned_keep(names, view->name) : NULL;
    flow->pair = IOT_PAIR_NONE;
    if (is_named && view->device)
        flow->pair = pair_of_name(known, view, flow->name);
    else if (view->conversation != IOT_CONVERSATION_NONE)
        flow->pair = pair_of_conversation(known, view->conversation);
}

void
iot_fold_flows(const iot_capture *capture, const iot_counters *counters, iot_interned *names,
               const iot_fold *folds, unsigned n)
{
    uint32_t conversations = iot_conversations_count(iot_capture_conversations(capture));
    pairs known = {
        .by_conversation = g_array_sized_new(FALSE, TRUE, sizeof(uint32_t), conversations),
        .by_name = g_hash_table_new_full(named_hash, named_equal, g_free, NULL),
    };

    bool uncounted = false;

    g_array_set_size(known.by_conversation, conversations);
    for (unsigned f = 0; f < n; f++)
        uncounted |= folds[f].uncounted;
    for (uint32_t i = 0; i <= iot_capture_flows(capture); i++) {
        iot_flow_view view;
        iot_fold_flow flow = {
            .capture = capture,
            .id = i > 0 ? iot_capture_flow_at(capture, i - 1) : IOT_FLOW_NONE,
            .view = &view,
        };
        if (counters)
            flow.count = iot_counters_get(counters, flow.id);
        if (iot_count_is_empty(&flow.count) && !uncounted)
            continue;
        iot_capture_describe(capture, flow.id, &view);
        number_pair(&known, names, &flow);
        for (unsigned f = 0; f < n; f++)
            if (!iot_count_is_empty(&flow.count) || folds[f].uncounted)
                folds[f].add(folds[f].into, &flow);
    }
    g_array_unref(known.by_conversation);
    g_hash_table_unref(known.by_name);
}

static guint
key_hash(gconstpointer key)
{
    return iot_hash_words(key, 1, 0);
}

gpointer
iot_fold_key(uint64_t key)
{
    return g_memdup2(&key, sizeof key);
}

GHashTable *
iot_fold_keys_new(GDestroyNotify free_value)
{
    return g_hash_table_new_full(key_hash, g_int64_equal, g_free, free_value);
}
