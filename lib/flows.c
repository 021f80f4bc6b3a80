/* flows.c - the finest things we count: who sent to whom, in which stream
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "flows.h"

#include "text.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/* Keys are compared as bytes: no padding may hold garbage, so they are made of words only. */
typedef struct endpoint_key {
    uint8_t bytes[sizeof(iot_mac) + sizeof(iot_addr)];
} endpoint_key;

/* An endpoint begins with its key. */
static_assert(offsetof(iot_endpoint, mac) == 0 && offsetof(iot_endpoint, addr) == sizeof(iot_mac) &&
                  offsetof(iot_endpoint, sent) == sizeof(endpoint_key),
              "MAC and address stand side by side");

typedef struct flow_key {
    uint32_t src, dst, what, epoch;
} flow_key;

/* In one piece, as there are millions. */
typedef struct kept_flow {
    iot_flow flow; /* first: what others see of it */
    flow_key key;
} kept_flow;

/* What streams that ended have in common to be one. Compared as bytes. */
typedef struct kind_key {
    const char *name, *protocol; /* one copy each */
    uint32_t src, dst, epoch;    /* of the first flow */
    uint32_t naming;
    uint16_t server_port;
    uint8_t transport, server_side, name_source;
} kind_key;

/* Streams of one kind that ended. */
typedef struct kind {
    iot_stream stream; /* the first of them; the others are its past */
    kind_key key;
    uint32_t number;
} kind;

struct iot_flows {
    GPtrArray *endpoints;     /* of iot_endpoint */
    GHashTable *endpoint_ids; /* endpoint_key*, the beginning of the endpoint -> number */
    GPtrArray *streams[3];    /* by transport: iot_stream by its number; NULL: none */
    GHashTable *kinds;        /* kind_key* in the kind -> kind */
    GArray *free;             /* iot_flow_id: numbers that can be given again */
    GPtrArray *flows;         /* of kept_flow; 0 is none */
    GHashTable *flow_ids;     /* flow_key* in the flow -> number */
    GHashTable *strings;      /* char* -> number: every name and protocol once */
    uint64_t dropped;
};

static uint32_t
mix(uint32_t hash, uint32_t word)
{
    hash ^= word * 0xcc9e2d51u;
    return (hash << 13 | hash >> 19) * 5 + 0xe6546b64u;
}

static guint
flow_key_hash(gconstpointer data)
{
    const flow_key *key = data;
    uint32_t hash = mix(mix(mix(mix(0, key->src), key->dst), key->what), key->epoch);

    return hash ^ hash >> 16;
}

static gboolean
flow_key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(flow_key)) == 0;
}

/* In three words, of which the last two share a byte. */
static guint
endpoint_key_hash(gconstpointer data)
{
    const uint8_t *bytes = ((const endpoint_key *)data)->bytes;
    uint64_t words[3], hash = 0;

    memcpy(&words[0], bytes, 8);
    memcpy(&words[1], bytes + 8, 8);
    memcpy(&words[2], bytes + sizeof(endpoint_key) - 8, 8);
    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
        hash = (hash ^ words[i]) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 32;
    }
    return (guint)hash;
}

static gboolean
endpoint_key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(endpoint_key)) == 0;
}

static void
stream_free(gpointer data)
{
    iot_stream *stream = data;

    if (!stream)
        return;
    iot_roundtrip_clear(&stream->roundtrip);
    iot_life_clear(&stream->life);
    g_clear_pointer(&stream->past, g_array_unref);
    g_free(stream);
}

static void
past_life_clear(gpointer life)
{
    iot_life_clear(life);
}

static guint
kind_key_hash(gconstpointer data)
{
    const kind_key *key = data;
    uint32_t hash = mix(mix(mix(mix(0, key->src), key->dst), key->epoch), key->naming);

    hash = mix(mix(hash, g_direct_hash(key->name)), g_direct_hash(key->protocol));
    hash = mix(hash, key->server_port);
    return hash ^ hash >> 16;
}

static gboolean
kind_key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(kind_key)) == 0;
}

iot_flows *
iot_flows_new(void)
{
    iot_flows *flows = g_new0(iot_flows, 1);

    flows->endpoints = g_ptr_array_new_with_free_func(g_free);
    flows->endpoint_ids = g_hash_table_new(endpoint_key_hash, endpoint_key_equal);
    for (unsigned i = 0; i < G_N_ELEMENTS(flows->streams); i++)
        flows->streams[i] = g_ptr_array_new_with_free_func(stream_free);
    flows->kinds = g_hash_table_new_full(kind_key_hash, kind_key_equal, NULL, stream_free);
    flows->free = g_array_new(FALSE, FALSE, sizeof(iot_flow_id));
    flows->flows = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(flows->flows, NULL);
    flows->flow_ids = g_hash_table_new(flow_key_hash, flow_key_equal);
    flows->strings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    iot_flows_endpoint(flows, &(iot_mac){{0}}, &(iot_addr){0}, false);
    return flows;
}

void
iot_flows_free(iot_flows *flows)
{
    if (!flows)
        return;
    g_hash_table_unref(flows->flow_ids);
    g_ptr_array_unref(flows->flows);
    g_array_unref(flows->free);
    g_hash_table_unref(flows->kinds);
    for (unsigned i = 0; i < G_N_ELEMENTS(flows->streams); i++)
        g_ptr_array_unref(flows->streams[i]);
    g_hash_table_unref(flows->endpoint_ids);
    g_ptr_array_unref(flows->endpoints);
    g_hash_table_unref(flows->strings);
    g_free(flows);
}

/* The one copy of a string, and its number. NULL, and 0, at the cap. */
static const char *
intern(iot_flows *flows, const char *text, uint32_t *ret_number)
{
    gpointer known, number;

    if (!g_hash_table_lookup_extended(flows->strings, text, &known, &number)) {
        if (g_hash_table_size(flows->strings) >= IOT_FLOWS_STRINGS_MAX) {
            flows->dropped++;
            return NULL;
        }
        known = g_strdup(text);
        number = GUINT_TO_POINTER(g_hash_table_size(flows->strings) + 1);
        g_hash_table_insert(flows->strings, known, number);
    }
    if (ret_number)
        *ret_number = GPOINTER_TO_UINT(number);
    return known;
}

uint32_t
iot_flows_endpoint(iot_flows *flows, const iot_mac *mac, const iot_addr *addr, bool sent)
{
    endpoint_key key;
    gpointer number;

    memcpy(key.bytes, mac, sizeof *mac);
    memcpy(key.bytes + sizeof *mac, addr, sizeof *addr);
    if (!g_hash_table_lookup_extended(flows->endpoint_ids, &key, NULL, &number)) {
        if (flows->endpoints->len >= IOT_ENDPOINTS_MAX) {
            flows->dropped++;
            return IOT_ENDPOINT_NONE;
        }
        iot_endpoint *endpoint = g_new0(iot_endpoint, 1);
        endpoint->mac = *mac;
        endpoint->addr = *addr;
        number = GUINT_TO_POINTER(flows->endpoints->len);
        g_ptr_array_add(flows->endpoints, endpoint);
        g_hash_table_insert(flows->endpoint_ids, endpoint, number);
    }
    if (sent)
        ((iot_endpoint *)g_ptr_array_index(flows->endpoints, GPOINTER_TO_UINT(number)))->sent =
            true;
    return GPOINTER_TO_UINT(number);
}

const iot_endpoint *
iot_flows_endpoint_get(const iot_flows *flows, uint32_t endpoint)
{
    g_assert(endpoint < flows->endpoints->len);
    return g_ptr_array_index(flows->endpoints, endpoint);
}

uint32_t
iot_flows_endpoints(const iot_flows *flows)
{
    return flows->endpoints->len;
}

iot_side
iot_stream_side(const iot_stream *stream, const iot_observation *obs)
{
    return stream->first_port == obs->src_port && iot_addr_equal(&stream->first_addr, &obs->src)
               ? IOT_SIDE_SRC
               : IOT_SIDE_DST;
}

static void
settle_server(iot_stream *stream, const iot_observation *obs, iot_side server)
{
    iot_side sender = iot_stream_side(stream, obs);

    stream->server_port = server == IOT_SIDE_SRC ? obs->src_port : obs->dst_port;
    stream->server_side = server == IOT_SIDE_SRC ? sender : !sender;
}

static void
name_stream(iot_flows *flows, iot_stream *stream, const iot_observation *obs, const char *raw,
            iot_stream_name_source source)
{
    g_autofree char *clean = stream->name ? NULL : iot_text_clean(raw, -1);

    if (!clean)
        return;
    g_autofree char *folded = iot_text_fold(clean);
    stream->name = intern(flows, folded, NULL);
    if (!stream->name)
        return;
    stream->name_source = source;
    /* Who asks for a server by its name is the client, whatever the ports looked like. */
    settle_server(stream, obs, IOT_SIDE_DST);
}

static iot_stream *
stream_new(iot_flows *flows, const iot_observation *obs)
{
    GPtrArray *table = flows->streams[obs->transport];

    if (obs->stream >= IOT_FLOWS_MAX) {
        flows->dropped++;
        return NULL;
    }
    iot_stream *stream = g_new0(iot_stream, 1);
    stream->first_frame = obs->frame;
    stream->first_addr = obs->src;
    stream->first_port = obs->src_port;
    settle_server(stream, obs, iot_service_server_side(obs));
    if (obs->stream >= table->len)
        g_ptr_array_set_size(table, (int)obs->stream + 1);
    g_ptr_array_index(table, obs->stream) = stream;
    return stream;
}

iot_stream *
iot_flows_stream_lookup(const iot_flows *flows, const iot_observation *obs)
{
    const GPtrArray *table = flows->streams[obs->transport];

    return obs->has_stream && obs->stream < table->len ? g_ptr_array_index(table, obs->stream)
                                                       : NULL;
}

void
iot_flows_stream_update(iot_flows *flows, iot_stream *stream, const iot_observation *obs)
{
    /* A SYN-ACK that came first, or a SYN out of order, still settles who serves. */
    if (obs->syn)
        settle_server(stream, obs, iot_service_server_side(obs));
    if (obs->protocol && !stream->protocol)
        stream->protocol = intern(flows, obs->protocol, NULL);
    if (obs->server_name)
        name_stream(flows, stream, obs, obs->server_name, IOT_STREAM_SNI);
    if (obs->http_host)
        name_stream(flows, stream, obs, obs->http_host, IOT_STREAM_HTTP);
}

iot_stream *
iot_flows_stream(iot_flows *flows, const iot_observation *obs)
{
    iot_stream *stream = iot_flows_stream_lookup(flows, obs);

    if (!obs->has_stream || (!stream && !(stream = stream_new(flows, obs))))
        return NULL;
    iot_flows_stream_update(flows, stream, obs);
    return stream;
}

/* What besides the endpoints and the epoch makes a flow: the stream, or else the protocol, or the
 * kind of streams that ended. Their numbers are kept apart by their low bits: 0, the transport, 3.
 */
#define WHAT_KIND 3
static_assert(IOT_TRANSPORT_TCP < WHAT_KIND && IOT_TRANSPORT_UDP < WHAT_KIND, "bits are apart");

static uint32_t
what_of(iot_flows *flows, const iot_observation *obs, bool has_stream, const char **ret_protocol)
{
    uint32_t number = 0;

    *ret_protocol = NULL;
    if (has_stream)
        return obs->stream * 4 + obs->transport;
    if (obs->protocol)
        *ret_protocol = intern(flows, obs->protocol, &number);
    return number * 4;
}

static kept_flow *
kept_at(const iot_flows *flows, iot_flow_id id)
{
    return g_ptr_array_index(flows->flows, id);
}

/* A place for a flow; IOT_FLOW_NONE at the cap. */
static iot_flow_id
flow_number(iot_flows *flows, kept_flow *kept)
{
    iot_flow_id id = flows->flows->len;

    if (flows->free->len > 0) {
        id = g_array_index(flows->free, iot_flow_id, flows->free->len - 1);
        g_array_set_size(flows->free, flows->free->len - 1);
        g_ptr_array_index(flows->flows, id) = kept;
        return id;
    }
    if (id > IOT_FLOWS_MAX)
        return IOT_FLOW_NONE;
    g_ptr_array_add(flows->flows, kept);
    return id;
}

static void
add_to_stream(iot_flows *flows, iot_stream *stream, iot_flow_id id)
{
    iot_flow_id *last = &stream->flows;

    while (*last != IOT_FLOW_NONE)
        last = &kept_at(flows, *last)->flow.next;
    *last = id;
}

iot_flow_id
iot_flows_get(iot_flows *flows, const iot_observation *obs, uint32_t src, uint32_t dst,
              iot_stream *stream, uint32_t epoch)
{
    const char *protocol;
    flow_key key = {src, dst, what_of(flows, obs, stream != NULL, &protocol), epoch};
    gpointer number = g_hash_table_lookup(flows->flow_ids, &key);

    if (number)
        return GPOINTER_TO_UINT(number);
    kept_flow *kept = g_new0(kept_flow, 1);
    iot_flow *flow = &kept->flow;
    kept->key = key;
    flow->src = src;
    flow->dst = dst;
    flow->stream = stream;
    flow->protocol = protocol;
    flow->transport = obs->transport;
    flow->first_frame = obs->frame;
    flow->name_frame =
        stream && obs->transport == IOT_TRANSPORT_TCP ? stream->first_frame : obs->frame;
    iot_flow_id id = flow_number(flows, kept);
    if (id == IOT_FLOW_NONE) {
        g_free(kept);
        flows->dropped++;
        return IOT_FLOW_NONE;
    }
    g_hash_table_insert(flows->flow_ids, &kept->key, GUINT_TO_POINTER(id));
    if (stream)
        add_to_stream(flows, stream, id);
    return id;
}

const iot_flow *
iot_flows_flow(const iot_flows *flows, iot_flow_id id)
{
    g_assert(id != IOT_FLOW_NONE && id < flows->flows->len);
    return g_ptr_array_index(flows->flows, id);
}

uint32_t
iot_flows_count(const iot_flows *flows)
{
    return flows->flows->len - 1;
}

bool
iot_flows_has(const iot_flows *flows, iot_flow_id id)
{
    return id != IOT_FLOW_NONE && id < flows->flows->len && kept_at(flows, id);
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
    key.src = first->key.src;
    key.dst = first->key.dst;
    key.epoch = first->key.epoch;
    key.naming = stream->naming;
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
    known->number = g_hash_table_size(flows->kinds);
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
        add_to_stream(flows, &to->stream, id);
        return;
    }
    /* Which of two ended first tells nothing of which began first. */
    iot_flow *into = &kept_at(flows, GPOINTER_TO_UINT(same))->flow;
    into->first_frame = MIN(into->first_frame, kept->flow.first_frame);
    into->name_frame = MIN(into->name_frame, kept->flow.name_frame);
    moved(id, GPOINTER_TO_UINT(same), user_data);
    g_ptr_array_index(flows->flows, id) = NULL;
    g_array_append_val(flows->free, id);
    g_free(kept);
}

/* The last of what is kept stands for those beyond, so that nobody seems to have stopped. */
static void
add_past(iot_stream *stream, iot_life *life)
{
    if (!stream->past) {
        stream->past = g_array_new(FALSE, FALSE, sizeof(iot_life));
        g_array_set_clear_func(stream->past, past_life_clear);
    }
    if (stream->past->len >= IOT_FLOWS_PAST_MAX)
        g_array_set_size(stream->past, IOT_FLOWS_PAST_MAX - 1);
    iot_life_end(life);
    g_array_append_val(stream->past, *life);
    *life = (iot_life){0};
}

static void
restore_lives(iot_stream *stream, GArray *lives)
{
    iot_life_clear(&stream->life);
    stream->life = g_array_index(lives, iot_life, 0);
    g_array_index(lives, iot_life, 0) = (iot_life){0};
    for (guint i = 1; i < lives->len; i++)
        add_past(stream, &g_array_index(lives, iot_life, i));
    g_array_set_size(lives, 0);
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
    stream->name = folded ? intern(flows, folded, NULL) : NULL;
    stream->name_source = stream->name ? record->name_source : IOT_STREAM_UNNAMED;
    stream->protocol = record->protocol ? intern(flows, record->protocol, NULL) : NULL;
    restore_lives(stream, record->lives);
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
    if (stream->flows == IOT_FLOW_NONE) {
        stream_free(stream);
        return;
    }
    kind *to = kind_of(flows, stream, &is_new);
    for (iot_flow_id id = stream->flows, next; id != IOT_FLOW_NONE; id = next) {
        next = kept_at(flows, id)->flow.next;
        hand_to_kind(flows, id, to, moved, user_data);
    }
    if (is_new) {
        iot_roundtrip_clear(&to->stream.roundtrip);
        iot_life_end(&to->stream.life);
        g_free(stream);
        return;
    }
    to->stream.first_frame = MIN(to->stream.first_frame, stream->first_frame);
    add_past(&to->stream, &stream->life);
    for (guint i = 0; stream->past && i < stream->past->len; i++)
        add_past(&to->stream, &g_array_index(stream->past, iot_life, i));
    stream_free(stream);
}

uint64_t
iot_flows_dropped(const iot_flows *flows)
{
    return flows->dropped;
}

iot_service
iot_flow_service(const iot_flow *flow)
{
    iot_service service = {flow->transport, 0, flow->protocol};

    if (flow->stream) {
        service.port = flow->stream->server_port;
        service.protocol = flow->stream->protocol;
    } else {
        service.transport = IOT_TRANSPORT_NONE;
    }
    return service;
}

bool
iot_flow_is_to_server(const iot_flows *flows, const iot_flow *flow)
{
    const iot_endpoint *dst = iot_flows_endpoint_get(flows, flow->dst);
    bool to_first_sender = flow->stream && iot_addr_equal(&dst->addr, &flow->stream->first_addr);

    return flow->stream &&
           (flow->stream->server_side == IOT_SIDE_SRC ? to_first_sender : !to_first_sender);
}
