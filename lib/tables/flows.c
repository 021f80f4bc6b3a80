/* flows.c - the finest things we count: who sent to whom, in which stream
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/flows-internal.h"

#include "base/hash.h"
#include "base/host-name.h"
#include "base/text.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/* Compared as bytes. */
typedef struct endpoint_key {
    uint8_t bytes[sizeof(iot_mac) + sizeof(iot_addr)];
} endpoint_key;

/* An endpoint begins with its key. */
static_assert(offsetof(iot_endpoint, mac) == 0 && offsetof(iot_endpoint, addr) == sizeof(iot_mac) &&
                  offsetof(iot_endpoint, sent) == sizeof(endpoint_key),
              "MAC and address stand side by side");

static guint
flow_key_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(flow_key));
}

static gboolean
flow_key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(flow_key)) == 0;
}

static guint
endpoint_key_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(endpoint_key));
}

static gboolean
endpoint_key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(endpoint_key)) == 0;
}

void
iot_flows_stream_free(gpointer data)
{
    iot_stream *stream = data;

    if (!stream)
        return;
    iot_rtt_state_clear(&stream->rtt_state);
    iot_connection_clear(&stream->connection);
    g_clear_pointer(&stream->past, g_array_unref);
    g_free(stream);
}

iot_flows *
iot_flows_new(void)
{
    iot_flows *flows = g_new0(iot_flows, 1);

    flows->endpoints = g_ptr_array_new_with_free_func(g_free);
    flows->endpoint_ids = g_hash_table_new(endpoint_key_hash, endpoint_key_equal);
    for (unsigned i = 0; i < G_N_ELEMENTS(flows->streams); i++)
        flows->streams[i] = g_ptr_array_new_with_free_func(iot_flows_stream_free);
    flows->kinds = iot_flows_kinds_new();
    flows->free = g_array_new(FALSE, FALSE, sizeof(iot_flow_id));
    flows->free_endpoints = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    flows->flows = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(flows->flows, NULL);
    flows->flow_ids = g_hash_table_new(flow_key_hash, flow_key_equal);
    flows->strings = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
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
    g_array_unref(flows->free_endpoints);
    g_hash_table_unref(flows->kinds);
    for (unsigned i = 0; i < G_N_ELEMENTS(flows->streams); i++)
        g_ptr_array_unref(flows->streams[i]);
    g_hash_table_unref(flows->endpoint_ids);
    g_ptr_array_unref(flows->endpoints);
    g_hash_table_unref(flows->strings);
    g_free(flows);
}

const char *
iot_flows_intern(iot_flows *flows, const char *text, uint32_t *ret_number)
{
    gpointer known, number;

    if (!g_hash_table_lookup_extended(flows->strings, text, &known, &number)) {
        if (g_hash_table_size(flows->strings) >= IOT_FLOWS_STRINGS_MAX) {
            flows->dropped++;
            return NULL;
        }
        known = g_strdup(text);
        number = GUINT_TO_POINTER(++flows->n_strings);
        g_hash_table_insert(flows->strings, known, number);
        flows->string_bytes += iot_flows_string_bytes(text);
    }
    if (ret_number)
        *ret_number = GPOINTER_TO_UINT(number);
    return known;
}

/* A number for an endpoint, which is all zero. */
static uint32_t
endpoint_number(iot_flows *flows)
{
    if (flows->free_endpoints->len > 0) {
        guint last = flows->free_endpoints->len - 1;
        uint32_t number = g_array_index(flows->free_endpoints, uint32_t, last);
        g_array_set_size(flows->free_endpoints, last);
        return number;
    }
    if (flows->n_endpoints % ENDPOINTS_BLOCK == 0)
        g_ptr_array_add(flows->endpoints, g_new0(iot_endpoint, ENDPOINTS_BLOCK));
    return flows->n_endpoints++;
}

uint32_t
iot_flows_endpoint(iot_flows *flows, const iot_mac *mac, const iot_addr *addr, bool sent)
{
    endpoint_key key;
    gpointer number;

    memcpy(key.bytes, mac, sizeof *mac);
    memcpy(key.bytes + sizeof *mac, addr, sizeof *addr);
    if (!g_hash_table_lookup_extended(flows->endpoint_ids, &key, NULL, &number)) {
        if (flows->n_endpoints - flows->free_endpoints->len >= IOT_ENDPOINTS_MAX) {
            flows->dropped++;
            return IOT_ENDPOINT_NONE;
        }
        uint32_t made = endpoint_number(flows);
        number = GUINT_TO_POINTER(made);
        iot_endpoint *endpoint = iot_flows_endpoint_at(flows, made);
        endpoint->mac = *mac;
        endpoint->addr = *addr;
        g_hash_table_insert(flows->endpoint_ids, endpoint, number);
    }
    if (sent)
        iot_flows_endpoint_at(flows, GPOINTER_TO_UINT(number))->sent = true;
    return GPOINTER_TO_UINT(number);
}

const iot_endpoint *
iot_flows_endpoint_get(const iot_flows *flows, uint32_t endpoint)
{
    g_assert(endpoint < flows->n_endpoints);
    return iot_flows_endpoint_at(flows, endpoint);
}

uint32_t
iot_flows_endpoints(const iot_flows *flows)
{
    return flows->n_endpoints;
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
    stream->server_side = server == IOT_SIDE_SRC ? sender : (iot_side)!sender;
}

static void
name_stream(iot_flows *flows, iot_stream *stream, const iot_observation *obs, const char *raw,
            iot_stream_name_source source)
{
    bool is_certificate = source == IOT_STREAM_CERTIFICATE;
    bool has_better =
        stream->name && (is_certificate || stream->name_source != IOT_STREAM_CERTIFICATE);
    g_autofree char *name = has_better ? NULL : iot_host_name(raw);
    const char *kept = name ? iot_flows_intern(flows, name, NULL) : NULL;

    if (!kept)
        return;
    stream->name = kept;
    stream->name_source = source;
    /* Who asks for a server by its name is the client, whatever the ports looked like; who shows
     * its certificate first is the server. */
    settle_server(stream, obs, is_certificate ? IOT_SIDE_SRC : IOT_SIDE_DST);
}

/* Adds what a proxy was asked for, if it was not asked for that before. */
static void
add_proxied(iot_flows *flows, iot_stream *stream, const char *raw)
{
    g_autofree char *clean = iot_text_clean(raw, -1);

    if (!clean)
        return;
    g_autofree char *folded = iot_text_fold(clean);
    g_auto(GStrv) known =
        g_strsplit(stream->proxied ? stream->proxied : "", IOT_PROXIED_BETWEEN, -1);
    if (strstr(folded, IOT_PROXIED_BETWEEN) ||
        g_strv_contains((const char *const *)known, folded) ||
        g_strv_length(known) >= IOT_FLOWS_PROXIED_MAX)
        return;
    g_autofree char *all =
        stream->proxied ? g_strjoin(IOT_PROXIED_BETWEEN, stream->proxied, folded, NULL) : NULL;
    const char *kept = iot_flows_intern(flows, all ? all : folded, NULL);
    stream->proxied = kept ? kept : stream->proxied;
}

/* Who asks or answers by what it says; once. */
static void
settle_asked(iot_stream *stream, const iot_observation *obs)
{
    bool src = obs->asked == IOT_ASKED_SRC;

    settle_server(stream, obs, src ? IOT_SIDE_SRC : IOT_SIDE_DST);
    if (obs->asked_port)
        stream->server_port = obs->asked_port;
    stream->settled = true;
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
    stream->first_addr = obs->src;
    stream->first_port = obs->src_port;
    settle_server(stream, obs, iot_service_server_side(obs));
    if (obs->stream >= table->len)
        g_ptr_array_set_size(table, (int)obs->stream + 1);
    g_ptr_array_index(table, obs->stream) = stream;
    flows->n_streams++;
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
    if (obs->syn) {
        settle_server(stream, obs, iot_service_server_side(obs));
        stream->settled = true;
    } else if (obs->asked != IOT_ASKED_UNKNOWN && !stream->settled) {
        settle_asked(stream, obs);
    }
    if (obs->protocol && !stream->protocol)
        stream->protocol = iot_flows_intern(flows, obs->protocol, NULL);
    if (obs->server_name)
        name_stream(flows, stream, obs, obs->server_name,
                    obs->hides_name ? IOT_STREAM_OUTER : IOT_STREAM_SNI);
    if (obs->http_host)
        name_stream(flows, stream, obs, obs->http_host, IOT_STREAM_HTTP);
    if (obs->certificate_name)
        name_stream(flows, stream, obs, obs->certificate_name, IOT_STREAM_CERTIFICATE);
    if (obs->proxied)
        add_proxied(flows, stream, obs->proxied);
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

static uint32_t
what_of(iot_flows *flows, const iot_observation *obs, bool has_stream, const char **ret_protocol)
{
    uint32_t number = 0;

    *ret_protocol = NULL;
    if (has_stream)
        return obs->stream * 4 + obs->transport;
    if (obs->protocol)
        *ret_protocol = iot_flows_intern(flows, obs->protocol, &number);
    return number * 4;
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

/* Takes ownership of a flow with its key; IOT_FLOW_NONE at the cap. */
static iot_flow_id
flow_add(iot_flows *flows, kept_flow *kept)
{
    iot_flow_id id = flow_number(flows, kept);

    if (id == IOT_FLOW_NONE) {
        g_free(kept);
        flows->dropped++;
        return IOT_FLOW_NONE;
    }
    g_hash_table_insert(flows->flow_ids, &kept->key, GUINT_TO_POINTER(id));
    return id;
}

void
iot_flows_add_to_stream(iot_flows *flows, iot_stream *stream, iot_flow_id id)
{
    iot_flow *first = stream->flows ? &kept_at(flows, stream->flows)->flow : NULL;

    if (!first) {
        stream->flows = id;
        return;
    }
    /* Behind the first, which stays so: a stream can have a hundred thousand. */
    kept_at(flows, id)->flow.next = first->next;
    first->next = id;
}

iot_flow_id
iot_flows_get(iot_flows *flows, const iot_observation *obs, uint32_t src, uint32_t dst,
              iot_stream *stream, iot_revision revision)
{
    const char *protocol;
    flow_key key = {src, dst, what_of(flows, obs, stream != NULL, &protocol), revision};
    gpointer number = g_hash_table_lookup(flows->flow_ids, &key);
    bool asks = !stream && obs->asked == IOT_ASKED_DST;

    if (number) {
        kept_at(flows, GPOINTER_TO_UINT(number))->flow.asks |= asks;
        return GPOINTER_TO_UINT(number);
    }
    kept_flow *kept = g_new0(kept_flow, 1);
    iot_flow *flow = &kept->flow;
    kept->key = key;
    flow->src = src;
    flow->dst = dst;
    flow->stream = stream;
    flow->protocol = protocol;
    flow->transport = obs->transport;
    flow->asks = asks;
    flow->first_frame = obs->frame;
    flow->begin_s = (uint32_t)CLAMP(obs->time_ns / 1000000000, 0, UINT32_MAX);
    flow->name_frame = stream && stream->flows && obs->transport == IOT_TRANSPORT_TCP
                           ? kept_at(flows, stream->flows)->flow.name_frame
                           : obs->frame;
    iot_flow_id id = flow_add(flows, kept);
    if (stream && id != IOT_FLOW_NONE)
        iot_flows_add_to_stream(flows, stream, id);
    return id;
}

iot_flow_id
iot_flows_rest(iot_flows *flows, uint32_t src, uint32_t dst, iot_revision revision,
               uint32_t first_frame, uint32_t name_frame)
{
    flow_key key = {src, dst, 0, revision};
    gpointer number = g_hash_table_lookup(flows->flow_ids, &key);

    if (number)
        return GPOINTER_TO_UINT(number);
    kept_flow *kept = g_new0(kept_flow, 1);
    kept->key = key;
    kept->flow.src = src;
    kept->flow.dst = dst;
    kept->flow.first_frame = first_frame;
    kept->flow.name_frame = name_frame;
    return flow_add(flows, kept);
}

void
iot_flows_weigh(iot_flows *flows, iot_flow_id id, uint32_t packets, uint32_t frame)
{
    if (id == IOT_FLOW_NONE)
        return;
    iot_flow *flow = &kept_at(flows, id)->flow;
    flow->packets += MIN(packets, UINT32_MAX - flow->packets);
    flow->last_frame = MAX(flow->last_frame, frame);
}

void
iot_flows_stream_live(iot_flows *flows, iot_stream *stream, iot_side side,
                      const iot_observation *obs)
{
    int64_t had = beats_of(&stream->connection);

    iot_connection_observe(&stream->connection, side, obs);
    flows->beats += beats_of(&stream->connection) - had;
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
