/* summary-take.c - a capture as a part of a summary
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "archive/summary-internal.h"
#include "base/escape.h"
#include "capture/capture-internal.h"

#include <string.h>

typedef struct taking {
    part *to;
    const iot_capture *capture;
    const iot_counters *counters;
    GHashTable *streams; /* iot_stream* -> its number + 1 */
} taking;

static void
take_ends(const taking *at)
{
    for (uint32_t i = 0; i < iot_flows_endpoints(at->capture->flows); i++) {
        const iot_endpoint *endpoint = iot_flows_endpoint_get(at->capture->flows, i);
        part_end end = {endpoint->mac, endpoint->addr};
        g_array_append_val(at->to->ends, end);
    }
}

static void
take_binding(const iot_addr *addr, const iot_mac *mac, uint32_t frame, void *user_data)
{
    const taking *at = user_data;
    fact made = {
        .kind = FACT_BINDING,
        .frame = frame,
        .addr = *addr,
        .mac = *mac,
        .flag = iot_localnet_is_neighbour(at->capture->localnet, addr),
    };

    g_array_append_val(at->to->facts, made);
}

static void
take_answer(const iot_addr *addr, const iot_dns_answer *answer, void *user_data)
{
    const taking *at = user_data;
    fact made = {
        .kind = FACT_ANSWER,
        .frame = answer->frame,
        .end = answer->client,
        .number = answer->ttl_s,
        .time_ns = answer->time_ns,
        .addr = *addr,
        .text = answer->question,
        .owner = answer->owner,
    };

    g_array_append_val(at->to->facts, made);
}

static void
take_claims(const taking *at)
{
    for (guint i = 0; i < at->capture->claims->len; i++) {
        const claim *told = &g_array_index(at->capture->claims, claim, i);
        fact made = {
            .kind = FACT_CLAIM,
            .frame = told->frame,
            .number = told->source,
            .addr = told->addr,
            .mac = told->mac,
            .text = told->name,
        };
        g_array_append_val(at->to->facts, made);
    }
}

static void
add_query(const taking *at, const iot_query *query, uint32_t frame, bool recursion, uint32_t times)
{
    fact made = {
        .kind = FACT_QUERY,
        .frame = frame,
        .end = query->asker,
        .other = query->resolver,
        .times = times,
        .time_ns = query->last_ns,
        .flag = recursion,
        .text = query->question,
    };

    if (times > 0)
        g_array_append_val(at->to->facts, made);
}

static void
take_queries(const taking *at)
{
    for (unsigned i = 0; i < iot_dns_queries_count(at->capture->queries); i++) {
        const iot_query *query = iot_dns_queries_get(at->capture->queries, i);
        uint32_t with = query->count - query->without_recursion;
        /* Frames of the first of each kind are known; the first of all is one of them. */
        add_query(at, query, query->first_frame, true, with);
        add_query(at, query, query->first_without, false, query->without_recursion);
    }
}

static void
take_servers(const taking *at)
{
    const iot_servers *servers = at->capture->servers;

    for (iot_role role = 0; role < IOT_ROLES; role++) {
        const GArray *list = iot_servers_get(servers, role);
        for (guint i = 0; i < list->len; i++) {
            fact made = {
                .kind = FACT_SERVER, .number = role, .addr = g_array_index(list, iot_addr, i)};
            g_array_append_val(at->to->facts, made);
        }
    }
    for (unsigned i = 0; i < iot_servers_dhcp_count(servers); i++) {
        const iot_dhcp_server *server = iot_servers_dhcp(servers, i);
        fact made = {.kind = FACT_DHCP,
                     .frame = server->first_frame,
                     .times = server->count,
                     .addr = server->addr,
                     .mac = server->mac};
        g_array_append_val(at->to->facts, made);
    }
}

static void
take_networks(const taking *at)
{
    const GArray *onlink = iot_localnet_onlink(at->capture->localnet);
    GHashTableIter iter;
    gpointer addr;

    for (guint i = 0; i < onlink->len; i++) {
        const iot_prefix *prefix = &g_array_index(onlink, iot_prefix, i);
        fact made = {.kind = FACT_ONLINK, .number = prefix->length, .addr = prefix->addr};
        g_array_append_val(at->to->facts, made);
    }
    g_hash_table_iter_init(&iter, at->capture->unreachable);
    while (g_hash_table_iter_next(&iter, &addr, NULL)) {
        fact made = {.kind = FACT_UNREACHABLE, .addr = *(const iot_addr *)addr};
        g_array_append_val(at->to->facts, made);
    }
}

/* By frame; of one frame in an order of their own, as tables have none. */
static int
compare_facts(gconstpointer a, gconstpointer b)
{
    const fact *x = a, *y = b;

    if (x->frame != y->frame)
        return x->frame < y->frame ? -1 : 1;
    if (x->kind != y->kind)
        return (int)x->kind - (int)y->kind;
    int order = iot_addr_compare(&x->addr, &y->addr);
    order = order ? order : memcmp(&x->mac, &y->mac, sizeof x->mac);
    if (order == 0 && x->number != y->number)
        return x->number < y->number ? -1 : 1;
    order = order ? order : g_strcmp0(x->text, y->text);
    return order ? order : g_strcmp0(x->owner, y->owner);
}

/* The same memory: the part is written before the capture changes. */
static uint32_t
take_stream(const taking *at, const iot_flow *flow)
{
    const iot_stream *stream = flow->stream;
    uint32_t known = GPOINTER_TO_UINT(g_hash_table_lookup(at->streams, stream));
    iot_stream_record made = {
        .transport = flow->transport,
        .server_port = stream->server_port,
        .server_side = stream->server_side,
        .name_source = stream->name_source,
        .name = stream->name,
        .protocol = stream->protocol,
    };

    if (known)
        return known - 1;
    made.connections = g_array_new(FALSE, FALSE, sizeof(iot_connection));
    g_array_append_val(made.connections, stream->connection);
    if (stream->past)
        g_array_append_vals(made.connections, stream->past->data, stream->past->len);
    g_array_append_val(at->to->streams, made);
    g_hash_table_insert(at->streams, (gpointer)stream, GUINT_TO_POINTER(at->to->streams->len));
    return at->to->streams->len - 1;
}

static bool
is_receiver(const iot_addr *receiver, void *user_data)
{
    return iot_addr_equal(receiver, user_data);
}

static void
take_flow(const taking *at, iot_flow_id id)
{
    const iot_flow *flow = iot_flows_flow(at->capture->flows, id);
    const iot_endpoint *src = iot_flows_endpoint_get(at->capture->flows, flow->src);
    const iot_endpoint *dst = iot_flows_endpoint_get(at->capture->flows, flow->dst);
    part_flow made = {
        .from = flow->src,
        .to = flow->dst,
        .stream = flow->stream ? take_stream(at, flow) : NO_STREAM,
        .transport = flow->transport,
        .protocol = flow->protocol,
        .frame = flow->first_frame,
        .rtt_ns = iot_smallest_rtts_lookup(at->capture->smallest_rtts, &src->addr, is_receiver,
                                           (gpointer)&dst->addr),
        .count = iot_counters_get(at->counters, id),
    };

    g_array_append_val(at->to->flows, made);
}

part *
part_of_capture(const iot_capture *capture, const iot_counters *counters, const char *title)
{
    part *p = part_new();
    g_autoptr(GHashTable) streams = g_hash_table_new(NULL, NULL);
    taking at = {p, capture, counters, streams};

    g_autofree char *shown = iot_escape_shown(title);

    p->title = iot_interned_keep(p->interned, shown);
    p->frames = capture->last_frame;
    iot_capture_span(capture, &p->first_ns, &p->last_ns);
    p->dropped = iot_capture_dropped(capture);
    p->rest = iot_counters_get(counters, IOT_FLOW_NONE);
    take_ends(&at);
    take_networks(&at);
    iot_bindings_foreach_payload(capture->bindings, take_binding, &at);
    iot_dns_answers_foreach(capture->answers, take_answer, &at);
    take_claims(&at);
    take_queries(&at);
    take_servers(&at);
    g_array_sort(p->facts, compare_facts);
    for (uint32_t i = 0; i < iot_capture_flows(capture); i++)
        take_flow(&at, iot_capture_flow_at(capture, i));
    return p;
}
