/* summary-take.c - a capture as a part of a summary
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "archive/summary-internal.h"
#include "base/escape.h"

typedef struct taking {
    part *to;
    const iot_capture *capture;
    const iot_counters *counters;
    GHashTable *streams; /* iot_stream* -> its number + 1 */
} taking;

static void
take_ends(const taking *at)
{
    for (uint32_t i = 0; i < iot_capture_endpoints(at->capture); i++) {
        const iot_endpoint *endpoint = iot_capture_export_endpoint(at->capture, i);
        part_end end = {endpoint->mac, endpoint->addr};
        g_array_append_val(at->to->ends, end);
    }
}

static void
take_fact(const iot_told *told, void *facts)
{
    g_array_append_vals(facts, told, 1);
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
        .proxied = stream->proxied,
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

static void
take_flow(const taking *at, iot_flow_id id)
{
    int64_t rtt_ns;
    const iot_flow *flow = iot_capture_export_flow(at->capture, id, &rtt_ns);
    part_flow made = {
        .from = flow->src,
        .to = flow->dst,
        .stream = flow->stream ? take_stream(at, flow) : NO_STREAM,
        .transport = flow->transport,
        .protocol = flow->protocol,
        .frame = flow->first_frame,
        .asks = flow->asks,
        .rtt_ns = rtt_ns,
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
    p->frames = iot_capture_last_frame(capture);
    iot_capture_span(capture, &p->first_ns, &p->last_ns);
    p->dropped = iot_capture_dropped(capture);
    p->rest = iot_counters_get(counters, IOT_FLOW_NONE);
    p->copies = iot_counters_copies(counters);
    take_ends(&at);
    iot_capture_export_facts(capture, take_fact, p->facts);
    g_array_sort(p->facts, part_fact_compare);
    for (uint32_t i = 0; i < iot_capture_flows(capture); i++)
        take_flow(&at, iot_capture_flow_at(capture, i));
    return p;
}
