/* flows-folding.c - streams that ended, put together with those that nothing tells them from
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/flows-internal.h"

#include "base/hash.h"
#include "base/text.h"

#include <string.h>

/* What streams that ended have in common to be one. Compared as bytes. */
typedef struct kind_key {
    const char *name, *protocol, *proxied; /* one copy each */
    uint32_t src, dst;                     /* of the first flow */
    iot_revision revision;                 /* of it */
    iot_revision names;                    /* of what its addresses were called */
    uint16_t server_port;
    uint8_t transport, server_side, name_source;
} kind_key;

/* Streams of one kind that ended. */
typedef struct kind {
    iot_stream stream; /* the first of them; the others are its past */
    kind_key key;
    uint32_t number;
} kind;

static guint
kind_key_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(kind_key));
}

static gboolean
kind_key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(kind_key)) == 0;
}

GHashTable *
iot_flows_kinds_new(void)
{
    return g_hash_table_new_full(kind_key_hash, kind_key_equal, NULL, iot_flows_stream_free);
}

/* The kind of a stream with flows, made of the stream itself if it is the first of it. */
static kind *
kind_of(iot_flows *flows, const iot_stream *stream, bool *ret_is_new)
{
    const kept_flow *first = kept_at(flows, stream->flows);
    kind_key key;

    memset(&key, 0, sizeof key);
    key.name = stream->name;
    key.protocol = stream->protocol;
    key.proxied = stream->proxied;
    key.src = first->key.src;
    key.dst = first->key.dst;
    key.revision = first->key.revision;
    key.names = stream->revision;
    key.server_port = stream->server_port;
    key.transport = (uint8_t)first->flow.transport;
    key.server_side = stream->server_side;
    key.name_source = stream->name_source;

    kind *known = g_hash_table_lookup(flows->kinds, &key);
    *ret_is_new = !known;
    if (known)
        return known;
    known = g_new0(kind, 1);
    known->key = key;
    known->number = flows->n_kinds++;
    known->stream = *stream;
    known->stream.flows = IOT_FLOW_NONE;
    g_hash_table_insert(flows->kinds, &known->key, known);
    return known;
}

/* Gives a flow to the kind, or takes it up in the kind's flow between the same ends. */
static void
hand_to_kind(iot_flows *flows, iot_flow_id id, kind *to, iot_flow_moved_fn moved, void *user_data)
{
    kept_flow *kept = kept_at(flows, id);

    g_hash_table_remove(flows->flow_ids, &kept->key);
    kept->key.what = to->number * 4 + WHAT_KIND;
    kept->flow.stream = &to->stream;
    kept->flow.next = IOT_FLOW_NONE;
    gpointer same = g_hash_table_lookup(flows->flow_ids, &kept->key);
    if (!same) {
        g_hash_table_insert(flows->flow_ids, &kept->key, GUINT_TO_POINTER(id));
        iot_flows_add_to_stream(flows, &to->stream, id);
        return;
    }
    /* Which of two ended first tells nothing of which began first. */
    iot_flow *into = &kept_at(flows, GPOINTER_TO_UINT(same))->flow;
    into->first_frame = MIN(into->first_frame, kept->flow.first_frame);
    into->begin_s = MIN(into->begin_s, kept->flow.begin_s);
    into->name_frame = MIN(into->name_frame, kept->flow.name_frame);
    iot_flows_weigh(flows, GPOINTER_TO_UINT(same), kept->flow.packets, kept->flow.last_frame);
    moved(id, GPOINTER_TO_UINT(same), user_data);
    g_ptr_array_index(flows->flows, id) = NULL;
    g_array_append_val(flows->free, id);
    g_free(kept);
}

static void
past_life_clear(gpointer connection)
{
    iot_connection_clear(connection);
}

/* At either cap the last of what is kept stands for those beyond, so that nobody seems to have
 * stopped. */
static bool
has_room(const iot_flows *flows, const GArray *past)
{
    return past->len == 0 ||
           (past->len < IOT_FLOWS_PAST_MAX && flows->n_past < IOT_FLOWS_PAST_ALL_MAX);
}

static void
drop_last(iot_flows *flows, GArray *past)
{
    flows->beats -= beats_of(&g_array_index(past, iot_connection, past->len - 1));
    g_array_set_size(past, past->len - 1);
}

static void
add_past(iot_flows *flows, iot_stream *stream, iot_connection *connection)
{
    if (!stream->past) {
        stream->past = g_array_new(FALSE, FALSE, sizeof(iot_connection));
        g_array_set_clear_func(stream->past, past_life_clear);
    }
    if (has_room(flows, stream->past))
        flows->n_past++;
    else
        drop_last(flows, stream->past);
    iot_connection_end(connection);
    g_array_append_val(stream->past, *connection);
    *connection = (iot_connection){0};
}

static void
restore_lives(iot_flows *flows, iot_stream *stream, GArray *connections)
{
    flows->beats -= beats_of(&stream->connection);
    iot_connection_clear(&stream->connection);
    stream->connection = g_array_index(connections, iot_connection, 0);
    flows->beats += beats_of(&stream->connection);
    g_array_index(connections, iot_connection, 0) = (iot_connection){0};
    for (guint i = 1; i < connections->len; i++) {
        flows->beats += beats_of(&g_array_index(connections, iot_connection, i));
        add_past(flows, stream, &g_array_index(connections, iot_connection, i));
    }
    g_array_set_size(connections, 0);
}

void
iot_flows_restore_stream(iot_flows *flows, uint32_t number, const iot_stream_record *record)
{
    const GPtrArray *table = flows->streams[record->transport];
    iot_stream *stream = number < table->len ? g_ptr_array_index(table, number) : NULL;
    g_autofree char *clean = record->name ? iot_text_clean(record->name, -1) : NULL;
    g_autofree char *folded = clean ? iot_text_fold(clean) : NULL;

    if (!stream)
        return;
    stream->server_port = record->server_port;
    stream->server_side = record->server_side;
    stream->name = folded ? iot_flows_intern(flows, folded, NULL) : NULL;
    stream->name_source = stream->name ? record->name_source : IOT_STREAM_UNNAMED;
    stream->protocol = record->protocol ? iot_flows_intern(flows, record->protocol, NULL) : NULL;
    stream->proxied = record->proxied ? iot_flows_intern(flows, record->proxied, NULL) : NULL;
    stream->settled = true;
    restore_lives(flows, stream, record->connections);
}

void
iot_flows_close_stream(iot_flows *flows, iot_transport transport, uint32_t stream_number,
                       iot_flow_moved_fn moved, void *user_data)
{
    GPtrArray *table = flows->streams[transport];
    iot_stream *stream =
        stream_number < table->len ? g_ptr_array_index(table, stream_number) : NULL;
    bool is_new;

    if (!stream)
        return;
    g_ptr_array_index(table, stream_number) = NULL;
    flows->n_streams--;
    if (stream->flows == IOT_FLOW_NONE) {
        flows->beats -= beats_of(&stream->connection);
        iot_flows_stream_free(stream);
        return;
    }
    kind *to = kind_of(flows, stream, &is_new);
    for (iot_flow_id id = stream->flows, next; id != IOT_FLOW_NONE; id = next) {
        next = kept_at(flows, id)->flow.next;
        hand_to_kind(flows, id, to, moved, user_data);
    }
    if (is_new) {
        iot_rtt_state_clear(&to->stream.rtt_state);
        iot_connection_end(&to->stream.connection);
        g_free(stream);
        return;
    }
    add_past(flows, &to->stream, &stream->connection);
    flows->n_past -= stream->past ? stream->past->len : 0;
    for (guint i = 0; stream->past && i < stream->past->len; i++)
        add_past(flows, &to->stream, &g_array_index(stream->past, iot_connection, i));
    iot_flows_stream_free(stream);
}

typedef struct removal {
    iot_flows *flows;
    bool (*fn)(iot_stream *stream, void *user_data);
    void *user_data;
} removal;

static gboolean
remove_kind(gpointer key G_GNUC_UNUSED, gpointer value, gpointer user_data)
{
    const removal *wanted = user_data;
    kind *one = value;
    const GArray *past = one->stream.past;

    if (!wanted->fn(&one->stream, wanted->user_data))
        return FALSE;
    wanted->flows->beats -= beats_of(&one->stream.connection);
    for (guint i = 0; past && i < past->len; i++)
        wanted->flows->beats -= beats_of(&g_array_index(past, iot_connection, i));
    wanted->flows->n_past -= past ? past->len : 0;
    return TRUE;
}

void
iot_flows_kinds_remove(iot_flows *flows, bool (*fn)(iot_stream *stream, void *user_data),
                       void *user_data)
{
    removal wanted = {flows, fn, user_data};

    g_hash_table_foreach_remove(flows->kinds, remove_kind, &wanted);
}
