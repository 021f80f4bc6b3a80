/* capture-observe.c - takes in packets: their facts, their flows, their round trips
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The order within one observation matters: what a packet proves (local networks, bindings,
 * answers) is taken in before its own flow is found, so a packet is always seen in the light of
 * what it says itself.
 */
#include "capture/capture-internal.h"

#define NS_PER_US 1000

static void
take_time(iot_capture *capture, int64_t time_ns)
{
    bool is_first = capture->observations++ == 0;

    capture->first_ns = is_first ? time_ns : MIN(capture->first_ns, time_ns);
    capture->last_ns = is_first ? time_ns : MAX(capture->last_ns, time_ns);
}

/* False if this way of the stream gave a smaller sample before. Kept in whole microseconds, as
 * there are many streams: one within the same is taken in again. */
static bool
can_be_smallest(iot_stream *stream, iot_side side, int64_t sample)
{
    uint32_t sample_us = (uint32_t)MIN(1 + sample / NS_PER_US, UINT32_MAX);
    uint32_t *smallest_us = stream ? &stream->rtt_state.smallest_us[side] : NULL;

    if (!smallest_us)
        return true;
    if (*smallest_us > 0 && *smallest_us < sample_us)
        return false;
    *smallest_us = sample_us;
    return true;
}

static void
take_round_trip(iot_capture *capture, const iot_observation *obs, iot_stream *stream, iot_side side)
{
    int64_t sample = iot_rtt_state_observe(stream ? &stream->rtt_state : NULL, side, obs);

    /* What is local now stays local: its samples will never be asked for. */
    if (sample > 0 && can_be_smallest(stream, side, sample) &&
        iot_capture_is_remote(capture, &obs->src) && iot_addr_is_unicast(&obs->dst))
        iot_smallest_rtts_observe(capture->smallest_rtts, &obs->src, &obs->dst, sample);
}

/* Changes whenever the addresses of the packet could be called otherwise. */
static uint32_t
naming_of(const iot_capture *capture, const iot_observation *obs)
{
    return iot_dns_answers_count(capture->answers, &obs->src) +
           iot_dns_answers_count(capture->answers, &obs->dst);
}

static uint32_t
epoch_of(const iot_capture *capture, const iot_observation *obs)
{
    uint32_t epoch = iot_bindings_count(capture->bindings, &obs->src) +
                     iot_bindings_count(capture->bindings, &obs->dst);

    /* A TCP stream keeps the name of its first frame whatever is answered later. */
    return obs->transport == IOT_TRANSPORT_TCP ? epoch : epoch + naming_of(capture, obs);
}

static void
remember_flow(iot_capture *capture, uint32_t frame, iot_flow_id flow)
{
    if (flow == IOT_FLOW_NONE || capture->reports_only)
        return;
    if (capture->flow_of_frame->len <= frame)
        g_array_set_size(capture->flow_of_frame, frame + 1);
    g_array_index(capture->flow_of_frame, iot_flow_id, frame) = flow;
}

/* Grows with all that headers alone can teach, and that makes another flow of a packet. */
static uint32_t
knowledge_of(const iot_capture *capture, iot_transport transport)
{
    uint32_t knowledge = iot_localnet_generation(capture->localnet) +
                         iot_bindings_generation(capture->bindings) + capture->gateways_changes;

    return transport == IOT_TRANSPORT_TCP
               ? knowledge
               : knowledge + iot_dns_answers_generation(capture->answers);
}

static bool
has_facts(const iot_observation *obs)
{
    return (obs->n_bindings | obs->n_onlink | obs->n_claims | obs->n_answers | obs->n_queries |
            obs->n_announcements) != 0 ||
           obs->dhcp_server || iot_addr_is_set(&obs->unreachable);
}

static bool
is_at(const iot_endpoint *endpoint, const iot_mac *mac, const iot_addr *addr)
{
    return iot_mac_equal(&endpoint->mac, mac) && iot_addr_equal(&endpoint->addr, addr);
}

/* Nearly every packet follows one of the same stream, between the same ends: the flow of that one
 * is its flow, and its headers prove nothing new, unless something was learnt in between. */
static bool
is_on_path(const iot_capture *capture, const iot_observation *obs, const iot_path *path)
{
    if (path->flow == IOT_FLOW_NONE || path->knowledge != knowledge_of(capture, obs->transport))
        return false;
    const iot_flow *flow = iot_flows_flow(capture->flows, path->flow);
    return is_at(iot_flows_endpoint_get(capture->flows, flow->src), &obs->src_mac, &obs->src) &&
           is_at(iot_flows_endpoint_get(capture->flows, flow->dst), &obs->dst_mac, &obs->dst);
}

static void
take_stream_packet(iot_capture *capture, const iot_observation *obs, iot_stream *stream,
                   iot_side side)
{
    take_round_trip(capture, obs, stream, side);
    if (stream)
        iot_flows_stream_live(capture->flows, stream, side, obs);
}

static iot_flow_id
take_unknown_path(iot_capture *capture, const iot_observation *obs)
{
    capture->grown = true;
    iot_capture_take_proofs(capture, obs);

    uint32_t src = iot_flows_endpoint(capture->flows, &obs->src_mac, &obs->src, true);
    uint32_t dst = iot_flows_endpoint(capture->flows, &obs->dst_mac, &obs->dst, false);
    iot_capture_take_answers(capture, obs, dst);
    iot_capture_take_claims(capture, obs);

    iot_stream *stream = iot_flows_stream(capture->flows, obs);
    iot_side side = stream ? iot_stream_side(stream, obs) : IOT_SIDE_SRC;
    take_stream_packet(capture, obs, stream, side);
    iot_capture_take_services(capture, obs, src, dst);
    if (stream && stream->flows == IOT_FLOW_NONE)
        stream->naming = naming_of(capture, obs);
    iot_flow_id flow = iot_flows_get(capture->flows, obs, src, dst, stream, epoch_of(capture, obs));
    if (flow != IOT_FLOW_NONE && capture->resolved->len <= flow)
        g_array_set_size(capture->resolved, flow + 1);
    if (stream)
        stream->path[side] = (iot_path){flow, knowledge_of(capture, obs->transport)};
    return flow;
}

static iot_flow_id
take_packet(iot_capture *capture, const iot_observation *obs)
{
    iot_stream *stream = iot_flows_stream_lookup(capture->flows, obs);
    iot_side side = stream ? iot_stream_side(stream, obs) : IOT_SIDE_SRC;
    iot_flow_id flow;

    if (obs->frame == capture->last_frame)
        iot_dns_answers_drop_frame(capture->answers, obs->frame);
    capture->last_frame = obs->frame;
    take_time(capture, obs->time_ns);
    if (stream && !has_facts(obs) && is_on_path(capture, obs, &stream->path[side])) {
        flow = stream->path[side].flow;
        iot_flows_stream_update(capture->flows, stream, obs);
        take_stream_packet(capture, obs, stream, side);
    } else {
        flow = take_unknown_path(capture, obs);
    }
    iot_flows_weigh(capture->flows, flow, 1, obs->frame);
    iot_capture_reconsider_gateways(capture);
    remember_flow(capture, obs->frame, flow);
    return flow;
}

iot_flow_id
iot_capture_observe(iot_capture *capture, const iot_observation *obs)
{
    int64_t time_ns = iot_time_within_reason(obs->time_ns);

    if (time_ns == obs->time_ns)
        return take_packet(capture, obs);
    iot_observation reasonable = *obs;
    reasonable.time_ns = time_ns;
    return take_packet(capture, &reasonable);
}

typedef struct closing {
    iot_capture *capture;
    iot_flow_moved_fn moved;
    void *user_data;
} closing;

static void
forget_flow(iot_flow_id from, iot_flow_id to, void *user_data)
{
    const closing *told = user_data;

    g_array_index(told->capture->resolved, resolved, from) = (resolved){0};
    told->moved(from, to, told->user_data);
}

void
iot_capture_close_stream(iot_capture *capture, iot_transport transport, uint32_t stream,
                         iot_flow_moved_fn moved, void *user_data)
{
    closing told = {capture, moved, user_data};

    iot_flows_close_stream(capture->flows, transport, stream, forget_flow, &told);
}

void
iot_capture_recall_facts(iot_capture *capture, const iot_observation *obs)
{
    capture->grown = true;
    iot_capture_take_proofs(capture, obs);
    uint32_t src = iot_flows_endpoint(capture->flows, &obs->src_mac, &obs->src, false);
    uint32_t dst = iot_flows_endpoint(capture->flows, &obs->dst_mac, &obs->dst, false);
    iot_capture_take_answers(capture, obs, dst);
    iot_capture_take_claims(capture, obs);
    iot_capture_take_services(capture, obs, src, dst);
}

void
iot_capture_recall_stream(iot_capture *capture, uint32_t stream, const iot_stream_record *record)
{
    iot_flows_restore_stream(capture->flows, stream, record);
}

void
iot_capture_recall_packets(iot_capture *capture, iot_flow_id flow, uint64_t packets)
{
    if (packets > 1)
        iot_flows_weigh(capture->flows, flow, (uint32_t)MIN(packets - 1, UINT32_MAX), 0);
}

void
iot_capture_recall_time(iot_capture *capture, int64_t time_ns)
{
    take_time(capture, iot_time_within_reason(time_ns));
}

void
iot_capture_recall_dropped(iot_capture *capture, uint64_t dropped)
{
    capture->dropped += dropped;
}
