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
/* Frames that get room for the number of their flow. */
#define FLOWS_AT_ONCE 256

void
iot_capture_take_time(iot_capture *capture, int64_t time_ns)
{
    capture->observations++;
    if (time_ns == IOT_TIME_UNKNOWN_NS)
        return;
    capture->first_ns = capture->timed ? MIN(capture->first_ns, time_ns) : time_ns;
    capture->last_ns = capture->timed ? MAX(capture->last_ns, time_ns) : time_ns;
    capture->timed = true;
}

/* Kept in whole microseconds, as there are many streams: a sample within the same as the smallest
 * is taken in again. */
static uint32_t
us_of(int64_t sample)
{
    return (uint32_t)MIN(1 + sample / NS_PER_US, UINT32_MAX);
}

/* False if this way of the stream gave a smaller sample before. */
static bool
can_be_smallest(const iot_stream *stream, iot_side side, int64_t sample)
{
    uint32_t smallest_us = stream ? stream->rtt_state.smallest_us[side] : 0;

    return smallest_us == 0 || us_of(sample) <= smallest_us;
}

/* Less than it takes to the next town and back. */
#define NEARBY_NS (1 * INT64_C(1000000))

/* A host begins with one of these; each router on the way takes one off. */
static bool
is_begin_of_ttl(uint8_t ttl)
{
    return ttl == 64 || ttl == 128 || ttl == 255;
}

static void
note_nearby(iot_capture *capture, const iot_observation *obs, int64_t sample)
{
    if (sample < NEARBY_NS && obs->ttl > 0)
        iot_capture_note_nearby(capture, &obs->src,
                                is_begin_of_ttl(obs->ttl) ? NEARBY_AT_ONCE : NEARBY_PASSED_ON);
}

/* What is local by more than ARP stays local: its samples will never be asked for. Devices
 * acknowledge at once, so that nearly all that they send would be looked up. */
static bool
is_of_local(iot_capture *capture, const iot_observation *obs, iot_stream *stream, iot_side side)
{
    iot_revision now = 1 + iot_localnet_revision(capture->localnet);

    if (stream && stream->rtt_state.local_since[side] == now)
        return true;
    if (!iot_localnet_is_local_without_arp(capture->localnet, &obs->src))
        return false;
    if (stream)
        stream->rtt_state.local_since[side] = now;
    return true;
}

static void
take_round_trip(iot_capture *capture, const iot_observation *obs, iot_stream *stream, iot_side side)
{
    int64_t sample = iot_rtt_state_observe(stream ? &stream->rtt_state : NULL, side, obs);

    if (sample <= 0 || (sample >= NEARBY_NS && !can_be_smallest(stream, side, sample)))
        return;
    if (is_of_local(capture, obs, stream, side) || !iot_addr_is_unicast(&obs->src) ||
        !iot_addr_is_unicast(&obs->dst))
        return;
    note_nearby(capture, obs, sample);
    if (!can_be_smallest(stream, side, sample))
        return;
    iot_smallest_rtts_observe(capture->smallest_rtts, &obs->src, &obs->dst, sample);
    if (stream)
        stream->rtt_state.smallest_us[side] = us_of(sample);
}

/* Of what the addresses of the packet are called. */
static iot_revision
names_revision_of(const iot_capture *capture, const iot_observation *obs)
{
    return iot_dns_answers_revision_of(capture->answers, &obs->src) +
           iot_dns_answers_revision_of(capture->answers, &obs->dst);
}

/* Of what is known of the addresses of the packet; `sender` is that of who has the first. */
static iot_revision
ends_revision_after(const iot_capture *capture, const iot_observation *obs, iot_revision sender)
{
    iot_revision ends = sender + iot_bindings_revision_of(capture->bindings, &obs->dst);

    /* A TCP stream keeps the name of its first frame whatever is answered later. */
    return obs->transport == IOT_TRANSPORT_TCP ? ends : ends + names_revision_of(capture, obs);
}

static iot_revision
ends_revision_of(const iot_capture *capture, const iot_observation *obs)
{
    return ends_revision_after(capture, obs,
                               iot_bindings_revision_of(capture->bindings, &obs->src));
}

static void
remember_flow(iot_capture *capture, uint32_t frame, iot_flow_id flow)
{
    if (flow == IOT_FLOW_NONE || capture->reports_only)
        return;
    /* Some at once: to grow by one costs more than all else that is done here. */
    if (capture->flow_of_frame->len <= frame)
        g_array_set_size(capture->flow_of_frame,
                         (guint)MIN((uint64_t)frame + FLOWS_AT_ONCE, UINT32_MAX));
    g_array_index(capture->flow_of_frame, iot_flow_id, frame) = flow;
}

/* Of who is local and who forwards, and of whom others spoke. */
static iot_revision
sides_revision(const iot_capture *capture)
{
    return iot_localnet_revision(capture->localnet) + iot_relayed_revision(capture->relayed) +
           iot_links_revision(iot_who_links(capture->who));
}

/* Of all that headers alone can teach, and that makes another flow of a packet. */
static iot_revision
path_revision(const iot_capture *capture, iot_transport transport)
{
    iot_revision ends = sides_revision(capture) + iot_bindings_revision(capture->bindings);

    return transport == IOT_TRANSPORT_TCP ? ends
                                          : ends + iot_dns_answers_revision(capture->answers);
}

static bool
is_at(const iot_capture *capture, uint32_t endpoint, const iot_mac *mac)
{
    return iot_mac_equal(&iot_flows_endpoint_get(capture->flows, endpoint)->mac, mac);
}

/* Of a flow of the packet's own stream and side: addresses are the same. */
static bool
is_between(const iot_capture *capture, const iot_observation *obs, iot_flow_id id)
{
    if (id == IOT_FLOW_NONE)
        return false;
    const iot_flow *flow = iot_flows_flow(capture->flows, id);
    return is_at(capture, flow->src, &obs->src_mac) && is_at(capture, flow->dst, &obs->dst_mac);
}

/* What was learnt in between is of others' addresses. A sender of whom nothing is kept has to be
 * taken in again: there may be room for it now. */
static bool
is_news_of_others(const iot_capture *capture, const iot_observation *obs, const iot_path *path)
{
    iot_revision sender = iot_bindings_revision_of(capture->bindings, &obs->src);

    return path->sides == sides_revision(capture) && sender > 0 &&
           ends_revision_after(capture, obs, sender) ==
               iot_flows_revision(capture->flows, path->flow);
}

/* Nearly every packet follows one of the same stream, between the same ends: the flow of that one
 * is its flow, and its headers prove nothing new, unless something was learnt in between. */
static bool
is_on_path(const iot_capture *capture, const iot_observation *obs, iot_path *path)
{
    iot_revision now = path_revision(capture, obs->transport);

    if (!is_between(capture, obs, path->flow) ||
        (path->revision != now && !is_news_of_others(capture, obs, path)))
        return false;
    path->revision = now;
    return true;
}

static void
take_stream_packet(iot_capture *capture, const iot_observation *obs, iot_stream *stream,
                   iot_side side)
{
    take_round_trip(capture, obs, stream, side);
    if (stream)
        iot_flows_stream_live(capture->flows, stream, side, obs);
}

static told_by
teller_of(iot_capture *capture, const iot_observation *obs, const iot_path *path)
{
    const iot_flow *before = path && is_between(capture, obs, path->flow)
                                 ? iot_flows_flow(capture->flows, path->flow)
                                 : NULL;

    if (before)
        return (told_by){obs, before->src, before->dst, 1};
    return (told_by){obs, iot_flows_endpoint(capture->flows, &obs->src_mac, &obs->src, true),
                     iot_flows_endpoint(capture->flows, &obs->dst_mac, &obs->dst, false), 1};
}

/* `path` is that of the packet before it in its stream; NULL: none. */
static iot_flow_id
take_unknown_path(iot_capture *capture, const iot_observation *obs, const iot_path *path)
{
    capture->grown = true;
    iot_capture_take_proofs(capture, obs);

    told_by teller = teller_of(capture, obs, path);
    iot_capture_take_told(capture, &teller);

    iot_stream *stream = iot_flows_stream(capture->flows, obs);
    iot_side side = stream ? iot_stream_side(stream, obs) : IOT_SIDE_SRC;
    take_stream_packet(capture, obs, stream, side);
    if (stream && stream->flows == IOT_FLOW_NONE)
        stream->revision = names_revision_of(capture, obs);
    iot_flow_id flow = iot_flows_get(capture->flows, obs, teller.src, teller.dst, stream,
                                     ends_revision_of(capture, obs));
    iot_who_add_flow(capture->who, flow);
    if (stream)
        stream->path[side] =
            (iot_path){flow, path_revision(capture, obs->transport), sides_revision(capture)};
    return flow;
}

/* One of the same number takes the place of the one before it. */
static void
begin_frame(iot_capture *capture, const iot_observation *obs)
{
    GArray *copies = capture->copies;

    if (obs->frame == capture->last_frame) {
        iot_dns_answers_drop_frame(capture->answers, obs->frame);
        if (copies->len > 0 && g_array_index(copies, iot_copy, copies->len - 1).frame == obs->frame)
            g_array_set_size(copies, copies->len - 1);
    }
    capture->last_frame = obs->frame;
    iot_capture_take_time(capture, capture->timeless ? IOT_TIME_UNKNOWN_NS : obs->time_ns);
}

static iot_flow_id
take_packet(iot_capture *capture, const iot_observation *obs)
{
    iot_stream *stream = iot_flows_stream_lookup(capture->flows, obs);
    iot_side side = stream ? iot_stream_side(stream, obs) : IOT_SIDE_SRC;
    iot_flow_id flow;

    begin_frame(capture, obs);
    if (stream && obs->n_facts == 0 && is_on_path(capture, obs, &stream->path[side])) {
        flow = stream->path[side].flow;
        iot_flows_stream_update(capture->flows, stream, obs);
        take_stream_packet(capture, obs, stream, side);
    } else {
        flow = take_unknown_path(capture, obs, stream ? &stream->path[side] : NULL);
    }
    iot_capture_take_behaviour(capture, obs);
    iot_flows_weigh(capture->flows, flow, 1, obs->frame);
    iot_who_reconsider(capture->who);
    remember_flow(capture, obs->frame, flow);
    return flow;
}

static iot_flow_id
take_copy(iot_capture *capture, const iot_observation *obs)
{
    iot_flow_id flow = iot_capture_flow_of_frame(capture, obs->copy_of);
    iot_copy copy = {obs->frame, obs->copy_of};

    begin_frame(capture, obs);
    remember_flow(capture, obs->frame, flow);
    if (!capture->reports_only)
        g_array_append_val(capture->copies, copy);
    return flow;
}

static iot_flow_id
take(iot_capture *capture, const iot_observation *obs)
{
    return obs->copy_of ? take_copy(capture, obs) : take_packet(capture, obs);
}

iot_flow_id
iot_capture_observe(iot_capture *capture, const iot_observation *obs)
{
    int64_t time_ns = iot_time_within_reason(obs->time_ns);

    capture->timeless = obs->time_ns == IOT_TIME_UNKNOWN_NS;
    if (time_ns == obs->time_ns)
        return take(capture, obs);
    iot_observation reasonable = *obs;
    /* Whoever reckons with times has a number like others. */
    reasonable.time_ns = capture->timeless ? 0 : time_ns;
    return take(capture, &reasonable);
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

    iot_who_drop_flow(told->capture->who, from);
    told->moved(from, to, told->user_data);
}

void
iot_capture_close_stream(iot_capture *capture, iot_transport transport, uint32_t stream,
                         iot_flow_moved_fn moved, void *user_data)
{
    closing told = {capture, moved, user_data};

    iot_flows_close_stream(capture->flows, transport, stream, forget_flow, &told);
}
