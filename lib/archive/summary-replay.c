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
replay_fact(const replay *r, const iot_told *told)
{
    iot_observation obs = {
        .frame = frame_at(r, told->frame),
        .time_ns = told->time_ns,
        .facts = &told->fact,
        .n_facts = 1,
    };

    if (told->src != IOT_ENDPOINT_NONE)
        set_src(&obs, end_at(r, told->src));
    if (told->dst != IOT_ENDPOINT_NONE)
        set_dst(&obs, end_at(r, told->dst));
    iot_capture_import_facts(r->capture, &obs, told->times);
    iot_capture_make_room(r->capture, iot_counters_move, r->counters);
}

/* Ports tell the sides of a stream apart, which addresses do as well unless they are the same. The
 * record says which of them serves. */
static void
replay_flow(const replay *r, const part_flow *flow)
{
    iot_observation obs = {
        .frame = frame_at(r, flow->frame),
        .time_ns = flow->count.first_ns,
        .transport = flow->transport,
        .has_stream = flow->stream != NO_STREAM,
        .stream = flow->stream,
        .protocol = flow->protocol,
        .response_ns = flow->rtt_ns,
        .asked = flow->asks ? IOT_ASKED_DST : IOT_ASKED_UNKNOWN,
    };

    set_src(&obs, end_at(r, flow->from));
    set_dst(&obs, end_at(r, flow->to));
    iot_flow_id id = iot_capture_import_flow(r->capture, &obs, flow->count.packets);
    iot_counters_add_count(r->counters, id, &flow->count);
    iot_capture_make_room(r->capture, iot_counters_move, r->counters);
}

static void
shift(const replay *r, uint32_t *frame)
{
    if (*frame)
        *frame = frame_at(r, *frame);
}

static void
replay_stream(const replay *r, uint32_t number)
{
    const iot_stream_record *record = &g_array_index(r->of->streams, iot_stream_record, number);

    for (guint i = 0; i < record->connections->len; i++) {
        iot_connection *connection = &g_array_index(record->connections, iot_connection, i);
        shift(r, &connection->first_frame);
        shift(r, &connection->first_syn);
        shift(r, &connection->answer);
        shift(r, &connection->first_payload);
        shift(r, &connection->alert_frame[IOT_SIDE_SRC]);
        shift(r, &connection->alert_frame[IOT_SIDE_DST]);
    }
    iot_capture_import_stream(r->capture, number, record, iot_counters_move, r->counters);
}

/* All of its flows are copies, so that there is nothing to say it of. */
static bool *
copied_streams(const part *p)
{
    bool *copied = g_new0(bool, p->streams->len + 1);

    for (guint i = 0; i < p->flows->len; i++) {
        const part_flow *flow = &g_array_index(p->flows, part_flow, i);
        if (flow->copy_of && flow->stream != NO_STREAM)
            copied[flow->stream] = true;
    }
    return copied;
}

void
part_replay(const part *p, uint32_t base, iot_capture *capture, iot_counters *counters)
{
    replay r = {p, base, capture, counters};
    guint next = 0;
    g_autofree bool *copied = copied_streams(p);

    for (guint i = 0; i < p->flows->len; i++) {
        const part_flow *flow = &g_array_index(p->flows, part_flow, i);
        for (; next < p->facts->len && g_array_index(p->facts, iot_told, next).frame <= flow->frame;
             next++)
            replay_fact(&r, &g_array_index(p->facts, iot_told, next));
        if (flow->copy_of)
            iot_counters_add_copies(counters, &flow->count);
        else
            replay_flow(&r, flow);
    }
    for (; next < p->facts->len; next++)
        replay_fact(&r, &g_array_index(p->facts, iot_told, next));
    for (guint i = 0; i < p->streams->len; i++)
        if (!copied[i])
            replay_stream(&r, i);
    iot_counters_add_count(counters, IOT_FLOW_NONE, &p->rest);
    iot_counters_add_copies(counters, &p->copies);
    iot_capture_count_dropped(capture, p->dropped);
    if (p->first_ns == 0 && p->last_ns == 0)
        return;
    /* What the packets between the first and the last of a flow did to it. */
    if (p->frames > 0)
        iot_capture_import_span(capture, p->first_ns, p->last_ns);
}
