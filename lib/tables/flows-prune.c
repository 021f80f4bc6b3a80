/* flows-prune.c - what flows take, and taking some of them away
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/flows-internal.h"

/* Besides a flow itself: its place in the list, its entry by key, and what others keep by its
 * number: who its ends are, its count, its place in the order. */
#define FLOW_BYTES                                                                                 \
    (IOT_BUDGET_PIECE_BYTES(sizeof(kept_flow)) + IOT_BUDGET_ENTRY_BYTES +                          \
     IOT_BUDGET_ELEMENT_BYTES(sizeof(void *) + 48 + 32 + sizeof(iot_flow_id)))
#define ENDPOINT_BYTES (sizeof(iot_endpoint) + IOT_BUDGET_ENTRY_BYTES)
/* With the first moment of its life, which nearly each has. */
#define STREAM_BYTES (IOT_BUDGET_PIECE_BYTES(sizeof(iot_stream)) + sizeof(void *) + 80)
/* What makes a kind more than a stream. */
#define KIND_BYTES (STREAM_BYTES + 64 + IOT_BUDGET_ENTRY_BYTES)
#define PAST_BYTES (IOT_BUDGET_ELEMENT_BYTES(sizeof(iot_connection)) + 80)

uint64_t
iot_flows_bytes(const iot_flows *flows)
{
    uint64_t endpoints = flows->n_endpoints - flows->free_endpoints->len;

    return (uint64_t)g_hash_table_size(flows->flow_ids) * FLOW_BYTES + endpoints * ENDPOINT_BYTES +
           (uint64_t)flows->n_streams * STREAM_BYTES +
           (uint64_t)g_hash_table_size(flows->kinds) * KIND_BYTES +
           (uint64_t)flows->n_past * PAST_BYTES +
           (uint64_t)MAX(flows->beats, 0) * IOT_BUDGET_ELEMENT_BYTES(sizeof(int64_t)) +
           flows->string_bytes;
}

static uint64_t
stream_bytes(const iot_stream *stream)
{
    const GArray *past = stream->past;
    uint64_t bytes = KIND_BYTES + (past ? past->len * PAST_BYTES : 0);
    int64_t beats = beats_of(&stream->connection);

    for (guint i = 0; past && i < past->len; i++)
        beats += beats_of(&g_array_index(past, iot_connection, i));
    return bytes + (uint64_t)beats * IOT_BUDGET_ELEMENT_BYTES(sizeof(int64_t)) +
           (stream->name ? iot_flows_string_bytes(stream->name) : 0);
}

/* The first flow of a stream is charged with it. */
uint32_t
iot_flows_cost(const iot_flows *flows, iot_flow_id id)
{
    const iot_flow *flow = iot_flows_flow(flows, id);
    uint64_t bytes = FLOW_BYTES + ENDPOINT_BYTES;

    if (flow->stream && flow->stream->flows == id)
        bytes += stream_bytes(flow->stream);
    return (uint32_t)MIN(bytes, UINT32_MAX / 4);
}

iot_revision
iot_flows_revision(const iot_flows *flows, iot_flow_id id)
{
    return kept_at(flows, id)->key.revision;
}

typedef struct pruning {
    iot_flows *flows;
    const uint8_t *stays;
} pruning;

/* True if none of its flows stays. */
static bool
keep_flows(const pruning *p, iot_stream *stream)
{
    iot_flow_id *link = &stream->flows;

    while (*link != IOT_FLOW_NONE) {
        iot_flow *flow = &kept_at(p->flows, *link)->flow;
        if (p->stays[*link])
            link = &flow->next;
        else
            *link = flow->next;
    }
    return stream->flows == IOT_FLOW_NONE;
}

static bool
keep_kind(iot_stream *stream, void *user_data)
{
    return keep_flows(user_data, stream);
}

static void
forget_paths(const pruning *p, iot_stream *stream)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(stream->path); i++)
        if (!p->stays[stream->path[i].flow])
            stream->path[i] = (iot_path){0};
}

/* The live streams, each as `fn` has it. */
static void
each_stream(const iot_flows *flows, void (*fn)(iot_stream *stream, void *user_data),
            void *user_data)
{
    for (unsigned t = 0; t < G_N_ELEMENTS(flows->streams); t++)
        for (guint i = 0; i < flows->streams[t]->len; i++)
            if (g_ptr_array_index(flows->streams[t], i))
                fn(g_ptr_array_index(flows->streams[t], i), user_data);
}

static void
keep_stream(iot_stream *stream, void *user_data)
{
    keep_flows(user_data, stream);
    forget_paths(user_data, stream);
}

static void
free_flow(iot_flows *flows, iot_flow_id id)
{
    kept_flow *kept = kept_at(flows, id);

    g_hash_table_remove(flows->flow_ids, &kept->key);
    g_ptr_array_index(flows->flows, id) = NULL;
    g_array_append_val(flows->free, id);
    g_free(kept);
}

typedef struct string_use {
    const iot_flows *flows;
    GByteArray *used; /* by number */
} string_use;

static void
note_string(const string_use *use, const char *text)
{
    guint number = text ? GPOINTER_TO_UINT(g_hash_table_lookup(use->flows->strings, text)) : 0;

    if (number)
        use->used->data[number] = 1;
}

static void
note_stream(iot_stream *stream, void *user_data)
{
    note_string(user_data, stream->name);
    note_string(user_data, stream->protocol);
    note_string(user_data, stream->proxied);
}

static bool
note_kind(iot_stream *stream, void *user_data)
{
    note_stream(stream, user_data);
    return false;
}

static gboolean
is_unused(gpointer text, gpointer number, gpointer user_data)
{
    const string_use *use = user_data;
    bool unused = !use->used->data[GPOINTER_TO_UINT(number)];

    if (unused)
        ((iot_flows *)use->flows)->string_bytes -= iot_flows_string_bytes(text);
    return unused;
}

static void
remove_strings(iot_flows *flows)
{
    g_autoptr(GByteArray) used = g_byte_array_new();
    string_use use = {flows, used};

    g_byte_array_set_size(used, flows->n_strings + 1);
    memset(used->data, 0, used->len);
    each_stream(flows, note_stream, &use);
    iot_flows_kinds_remove(flows, note_kind, &use);
    for (iot_flow_id id = 1; id < flows->flows->len; id++)
        if (kept_at(flows, id))
            note_string(&use, kept_at(flows, id)->flow.protocol);
    g_hash_table_foreach_remove(flows->strings, is_unused, &use);
}

void
iot_flows_remove(iot_flows *flows, const uint8_t *stays)
{
    pruning p = {flows, stays};

    each_stream(flows, keep_stream, &p);
    iot_flows_kinds_remove(flows, keep_kind, &p);
    for (iot_flow_id id = flows->flows->len - 1; id > IOT_FLOW_NONE; id--)
        if (kept_at(flows, id) && !stays[id])
            free_flow(flows, id);
    remove_strings(flows);
}

void
iot_flows_remove_endpoints(iot_flows *flows, const uint8_t *used)
{
    for (uint32_t number = flows->n_endpoints - 1; number > IOT_ENDPOINT_NONE; number--) {
        iot_endpoint *endpoint = iot_flows_endpoint_at(flows, number);
        if (used[number] || !g_hash_table_remove(flows->endpoint_ids, endpoint))
            continue;
        *endpoint = (iot_endpoint){0};
        g_array_append_val(flows->free_endpoints, number);
    }
}
