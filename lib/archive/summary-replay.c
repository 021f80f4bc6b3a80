/* summary-replay.c - tells a capture what a part of a summary says
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * By the same way in as packets have: facts as observations of no packet, each flow as its first
 * packet. So whatever follows from what came before, in this part or in those before it, follows as
 * it would have.
 */
#include "archive/summary-internal.h"

#include "capture/capture-tables.h"

typedef struct replay {
    const part *of;
    uint32_t base;
    iot_capture *capture;
    iot_counters *counters;
} replay;

static uint32_t
frame_at(const replay *r, uint32_t frame)
{
    return r->base + MIN(frame, UINT32_MAX - r->base);
}

static const part_end *
end_at(const replay *r, uint32_t i)
{
    return &g_array_index(r->of->ends, part_end, i);
}

static void
set_src(iot_observation *obs, const part_end *end)
{
    obs->src_mac = end->mac;
    obs->src = end->addr;
}

static void
set_dst(iot_observation *obs, const part_end *end)
{
    obs->dst_mac = end->mac;
    obs->dst = end->addr;
}

static void
recall_fact(const replay *r, const fact *told)
{
    iot_observation obs = {
        .frame = frame_at(r, told->frame), .time_ns = told->time_ns, .times = told->times};
    iot_prefix prefix = iot_prefix_of(&told->addr, told->number);
    iot_binding binding = {told->addr, told->mac, told->flag};
    iot_dns_answer_fact answer = {told->addr, told->number, told->text, told->owner};
    iot_name_claim claim = {(iot_name_source)told->number, told->mac, told->addr, told->text};
    iot_query_fact query = {told->text, told->flag};
    iot_announcement server = {(iot_role)told->number, told->addr};

    switch (told->kind) {
    case FACT_ONLINK:
        obs.onlink = &prefix;
        obs.n_onlink = 1;
        break;
    case FACT_BINDING:
        obs.bindings = &binding;
        obs.n_bindings = 1;
        break;
    case FACT_ANSWER:
        set_dst(&obs, end_at(r, told->end));
        obs.answers = &answer;
        obs.n_answers = 1;
        break;
    case FACT_CLAIM:
        obs.claims = &claim;
        obs.n_claims = 1;
        break;
    case FACT_QUERY:
        set_src(&obs, end_at(r, told->end));
        set_dst(&obs, end_at(r, told->other));
        obs.queries = &query;
        obs.n_queries = 1;
        break;
    case FACT_SERVER:
        obs.announcements = &server;
        obs.n_announcements = 1;
        break;
    case FACT_DHCP:
        obs.src = told->addr;
        obs.src_mac = told->mac;
        obs.dhcp_server = true;
        break;
    case FACT_UNREACHABLE:
        obs.unreachable = told->addr;
        break;
    case FACT_KINDS:
        break;
    }
    iot_capture_recall_facts(r->capture, &obs);
    iot_capture_make_room(r->capture, iot_counters_move, r->counters);
}

/* Ports tell the sides of a stream apart, which addresses do as well unless they are the same. The
 * record says which of them serves. */
static void
recall_flow(const replay *r, const part_flow *flow)
{
    iot_observation obs = {
        .frame = frame_at(r, flow->frame),
        .time_ns = flow->count.first_ns,
        .transport = flow->transport,
        .has_stream = flow->stream != NO_STREAM,
        .stream = flow->stream,
        .protocol = flow->protocol,
        .response_ns = flow->rtt_ns,
    };

    set_src(&obs, end_at(r, flow->from));
    set_dst(&obs, end_at(r, flow->to));
    iot_flow_id id = iot_capture_observe(r->capture, &obs);
    iot_counters_add_count(r->counters, id, &flow->count);
    iot_capture_recall_packets(r->capture, id, flow->count.packets);
    iot_capture_make_room(r->capture, iot_counters_move, r->counters);
}

static void
shift(const replay *r, uint32_t *frame)
{
    if (*frame)
        *frame = frame_at(r, *frame);
}

static void
recall_stream(const replay *r, uint32_t number)
{
    const iot_stream_record *record = &g_array_index(r->of->streams, iot_stream_record, number);

    for (guint i = 0; i < record->connections->len; i++) {
        iot_connection *connection = &g_array_index(record->connections, iot_connection, i);
        shift(r, &connection->first_frame);
        shift(r, &connection->first_syn);
        shift(r, &connection->answer);
        shift(r, &connection->first_payload);
    }
    iot_capture_recall_stream(r->capture, number, record);
    iot_capture_close_stream(r->capture, record->transport, number, iot_counters_move, r->counters);
}

/* What the packets between the first and the last of a flow did to the capture's span. */
static void
recall_span(const replay *r)
{
    iot_capture_recall_time(r->capture, r->of->first_ns);
    iot_capture_recall_time(r->capture, r->of->last_ns);
}

void
part_replay(const part *p, uint32_t base, iot_capture *capture, iot_counters *counters)
{
    replay r = {p, base, capture, counters};
    guint next = 0;

    for (guint i = 0; i < p->flows->len; i++) {
        const part_flow *flow = &g_array_index(p->flows, part_flow, i);
        for (; next < p->facts->len && g_array_index(p->facts, fact, next).frame <= flow->frame;
             next++)
            recall_fact(&r, &g_array_index(p->facts, fact, next));
        recall_flow(&r, flow);
    }
    for (; next < p->facts->len; next++)
        recall_fact(&r, &g_array_index(p->facts, fact, next));
    for (guint i = 0; i < p->streams->len; i++)
        recall_stream(&r, i);
    iot_counters_add_count(counters, IOT_FLOW_NONE, &p->rest);
    iot_capture_recall_dropped(capture, p->dropped);
    recall_span(&r);
}
