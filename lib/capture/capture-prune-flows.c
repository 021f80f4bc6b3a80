/* capture-prune-flows.c - which flows stay where there is no room for all
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Flows stay or go by groups that are about one row of the reports: two ends, of which a remote is
 * told by its name where it has one. A group has the weight of its packets, more if both sides
 * spoke. That is for its busiest flows, its core: what is beyond (a name with a million addresses,
 * an address with all ports) stays or goes by what each flow has itself. Flows of a group that goes
 * are counted for the device alone, if it stays; those beyond a core that stays for the row they
 * are in, but for none of its services.
 */
#include "capture/capture-prune.h"

#include "base/ranking.h"

#include <string.h>

/* Both sides spoke: it is more than a knock at the door. */
#define BOTH_SIDES_FACTOR 4
#define NAMED_FACTOR      2
/* Flows of a core. */
#define CORE 4
/* Bits of a party that is told by its name, or its MAC: others are numbers of endpoints. */
#define BY_NAME ((uint64_t)1 << 63)
#define BY_MAC  ((uint64_t)1 << 62)

/* A flow and its group. */
typedef struct member {
    uint64_t one, other; /* parties, the smaller first */
    uint64_t owner;
    iot_flow_id flow;
    bool forth; /* from `one` to `other` */
} member;

typedef struct group {
    guint first, n;  /* of the members */
    iot_flow_id min; /* smallest number */
} group;

typedef struct pruning {
    iot_capture *capture;
    GArray *members;   /* of member, by group */
    GArray *groups;    /* of group, by their smallest numbers; members of each busiest first */
    GByteArray *stays; /* by flow */
    GByteArray *used;  /* by endpoint */
    iot_flow_moved_fn moved;
    void *user_data;
} pruning;

static const iot_flow *
flow_at(const pruning *p, iot_flow_id id)
{
    return iot_flows_flow(p->capture->flows, id);
}

static uint64_t
named_party(const char *name)
{
    return (uint64_t)(uintptr_t)name | BY_NAME;
}

/* The name that rows would have for the remote, about. */
static const char *
name_of(const pruning *p, const iot_flow *flow, const iot_addr *remote)
{
    const iot_dns_answers *answers = p->capture->answers;
    const char *newest = iot_dns_answers_newest(answers, remote);

    if (!flow->stream || !flow->stream->name ||
        (newest && flow->stream->name_source == IOT_STREAM_CERTIFICATE))
        return newest;
    const char *same = iot_dns_answers_name(answers, flow->stream->name);
    return same ? same : flow->stream->name;
}

/* A device by its MAC, as it is proven to be by now; whatever else by its endpoint. */
static uint64_t
party_of(const pruning *p, const iot_flow *flow, bool receives, bool *ret_device)
{
    uint32_t endpoint = receives ? flow->dst : flow->src;
    end who = iot_who_end_of(p->capture->who, endpoint, flow->first_frame, receives);
    const char *name = who.kind == END_REMOTE
                           ? name_of(p, flow, iot_capture_address_of(p->capture, endpoint))
                           : NULL;
    uint64_t mac = 0;

    *ret_device = who.kind == END_DEVICE;
    if (who.kind == END_DEVICE)
        memcpy(&mac, &who.mac, sizeof who.mac);
    return name ? named_party(name) : mac ? mac | BY_MAC : endpoint;
}

static member
member_of(const pruning *p, iot_flow_id id)
{
    const iot_flow *flow = flow_at(p, id);
    bool src_is_device, dst_is_device;
    uint64_t src = party_of(p, flow, false, &src_is_device);
    uint64_t dst = party_of(p, flow, true, &dst_is_device);
    bool forth = src <= dst;

    return (member){
        .one = forth ? src : dst,
        .other = forth ? dst : src,
        .owner = src_is_device || !dst_is_device ? src : dst,
        .flow = id,
        .forth = forth,
    };
}

/* By group; in it those of most packets first, of equals the latest. */
static int
compare_members(gconstpointer a, gconstpointer b, gpointer flows)
{
    const member *x = a, *y = b;
    const iot_flow *fx = iot_flows_flow(flows, x->flow), *fy = iot_flows_flow(flows, y->flow);

    if (x->one != y->one)
        return x->one < y->one ? -1 : 1;
    if (x->other != y->other)
        return x->other < y->other ? -1 : 1;
    if (fx->packets != fy->packets)
        return fx->packets > fy->packets ? -1 : 1;
    if (fx->last_frame != fy->last_frame)
        return fx->last_frame > fy->last_frame ? -1 : 1;
    return x->flow < y->flow ? -1 : x->flow > y->flow;
}

static int
compare_groups(gconstpointer a, gconstpointer b)
{
    iot_flow_id x = ((const group *)a)->min, y = ((const group *)b)->min;

    return x < y ? -1 : x > y;
}

static member *
member_at(const pruning *p, guint i)
{
    return &g_array_index(p->members, member, i);
}

static void
gather(pruning *p)
{
    const iot_flows *flows = p->capture->flows;

    for (iot_flow_id id = 1; id <= iot_flows_count(flows); id++) {
        if (!iot_flows_has(flows, id))
            continue;
        member made = member_of(p, id);
        g_array_append_val(p->members, made);
    }
    g_array_sort_with_data(p->members, compare_members, p->capture->flows);
    for (guint i = 0; i < p->members->len; i++) {
        const member *now = member_at(p, i), *before = i > 0 ? now - 1 : NULL;
        if (before && before->one == now->one && before->other == now->other) {
            group *same = &g_array_index(p->groups, group, p->groups->len - 1);
            same->n++;
            same->min = MIN(same->min, now->flow);
            continue;
        }
        group made = {i, 1, now->flow};
        g_array_append_val(p->groups, made);
    }
    g_array_sort(p->groups, compare_groups);
}

/* Behind the busiest the busiest of the other way: without it, what goes that way would have no
 * flow of its row to be counted for. */
static void
put_back_second(const pruning *p, const group *g)
{
    member *first = member_at(p, g->first);

    for (guint i = 1; i < g->n; i++) {
        if (first[i].forth == first[0].forth)
            continue;
        member back = first[i];
        memmove(first + 2, first + 1, (i - 1) * sizeof(member));
        first[1] = back;
        return;
    }
}

static bool
is_named(const member *any)
{
    return ((any->one | any->other) & BY_NAME) != 0;
}

static iot_candidate
candidate_of_core(const pruning *p, const group *g, uint64_t *ret_factor)
{
    uint64_t packets = 0, bytes = 0;
    uint32_t latest = 0;
    bool forth = false, back = false;

    for (guint i = 0; i < g->n; i++) {
        const member *one = member_at(p, g->first + i);
        const iot_flow *flow = flow_at(p, one->flow);
        packets += flow->packets;
        bytes += i < CORE ? iot_flows_cost(p->capture->flows, one->flow) : 0;
        latest = MAX(latest, flow->last_frame);
        forth |= one->forth;
        back |= !one->forth;
    }
    const member *any = member_at(p, g->first);
    *ret_factor = forth && back ? BOTH_SIDES_FACTOR : 1;
    *ret_factor *= is_named(any) ? NAMED_FACTOR : 1;
    return (iot_candidate){
        .owner = any->owner,
        .weight = MAX(packets, 1) * *ret_factor,
        .latest = latest,
        .bytes = (uint32_t)MIN(bytes, UINT32_MAX),
    };
}

/* As much as its part of the core's weight would be. */
static iot_candidate
candidate_of_flow(const pruning *p, const member *one, uint64_t factor)
{
    const iot_flow *flow = flow_at(p, one->flow);

    return (iot_candidate){
        .owner = one->owner,
        .weight = MAX(flow->packets, 1) * factor,
        .latest = flow->last_frame,
        .bytes = iot_flows_cost(p->capture->flows, one->flow),
    };
}

static void
add_candidate(GArray *candidates, iot_candidate made)
{
    made.index = candidates->len;
    g_array_append_val(candidates, made);
}

/* Of each group its core, and then each flow beyond. */
static GArray *
candidates_of(const pruning *p)
{
    GArray *candidates = g_array_new(FALSE, FALSE, sizeof(iot_candidate));

    for (guint i = 0; i < p->groups->len; i++) {
        const group *g = &g_array_index(p->groups, group, i);
        uint64_t factor;
        put_back_second(p, g);
        add_candidate(candidates, candidate_of_core(p, g, &factor));
        for (guint m = CORE; m < g->n; m++)
            add_candidate(candidates, candidate_of_flow(p, member_at(p, g->first + m), factor));
    }
    return candidates;
}

static void
mark(const pruning *p, iot_flow_id id)
{
    const iot_flow *flow = flow_at(p, id);

    p->stays->data[id] = 1;
    p->used->data[flow->src] = p->used->data[flow->dst] = 1;
}

/* Marks what stays of a group, which goes whole if its core does. Returns where the next group's
 * candidates begin. */
static guint
mark_group(const pruning *p, const group *g, const GArray *candidates, guint first)
{
    bool stays = g_array_index(candidates, iot_candidate, first).stays;

    for (guint i = 0; stays && i < MIN(g->n, CORE); i++)
        mark(p, member_at(p, g->first + i)->flow);
    first++;
    for (guint i = CORE; i < g->n; i++, first++)
        if (stays && g_array_index(candidates, iot_candidate, first).stays)
            mark(p, member_at(p, g->first + i)->flow);
    return first;
}

static void
move(const pruning *p, iot_flow_id from, iot_flow_id to)
{
    const iot_flow *flow = flow_at(p, from);

    if (to != IOT_FLOW_NONE) {
        iot_flows_weigh(p->capture->flows, to, flow->packets, flow->last_frame);
        if (p->stays->len <= to)
            g_byte_array_set_size(p->stays, to + 1);
        p->stays->data[to] = 1;
    }
    p->moved(from, to, p->user_data);
}

/* The busiest flow of the group the same way, or a flow of no service between its ends. */
static iot_flow_id
same_row(const pruning *p, const group *g, const member *gone)
{
    for (guint i = g->first; i < g->first + g->n; i++) {
        const member *one = member_at(p, i);
        if (!p->stays->data[one->flow] || one->forth != gone->forth)
            continue;
        const iot_flow *like = flow_at(p, one->flow);
        /* Named by its stream, it would have another name without. */
        if (like->stream && like->stream->name)
            return one->flow;
        return iot_flows_rest(p->capture->flows, like->src, like->dst,
                              iot_flows_revision(p->capture->flows, one->flow), like->first_frame,
                              like->name_frame);
    }
    return IOT_FLOW_NONE;
}

/* Between the device, if it stays, and nobody. */
static iot_flow_id
same_device(const pruning *p, iot_flow_id gone)
{
    const iot_flow *flow = flow_at(p, gone);
    uint32_t ends[2] = {flow->src, flow->dst};

    for (unsigned i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (!p->used->data[ends[i]] ||
            iot_who_is_remote(p->capture->who, iot_capture_address_of(p->capture, ends[i])))
            continue;
        ends[!i] = IOT_ENDPOINT_NONE;
        return iot_flows_rest(p->capture->flows, ends[0], ends[1], 0, flow->first_frame,
                              flow->name_frame);
    }
    return IOT_FLOW_NONE;
}

static void
clear_group(const pruning *p, const group *g, bool stays)
{
    for (guint i = g->first; i < g->first + g->n; i++) {
        const member *gone = member_at(p, i);
        if (p->stays->data[gone->flow])
            continue;
        /* In its row all packets are counted still, and what of it is lost is one fact. */
        p->capture->dropped += stays ? 1 : flow_at(p, gone->flow)->packets;
        iot_flow_id to = stays ? same_row(p, g, gone) : IOT_FLOW_NONE;
        move(p, gone->flow, to != IOT_FLOW_NONE ? to : same_device(p, gone->flow));
    }
}

static GByteArray *
zeros(guint n)
{
    GByteArray *made = g_byte_array_sized_new(n);

    g_byte_array_set_size(made, n);
    memset(made->data, 0, n);
    return made;
}

static void
choose(const pruning *p, uint64_t bytes)
{
    g_autoptr(GArray) candidates = candidates_of(p);
    guint first = 0;

    iot_ranking_choose(candidates, bytes);
    for (guint i = 0; i < p->groups->len; i++)
        first = mark_group(p, &g_array_index(p->groups, group, i), candidates, first);
    for (guint i = 0; i < p->groups->len; i++) {
        const group *g = &g_array_index(p->groups, group, i);
        clear_group(p, g, p->stays->data[member_at(p, g->first)->flow]);
    }
}

void
iot_capture_prune_flows(iot_capture *capture, uint64_t bytes, iot_flow_moved_fn moved,
                        void *user_data)
{
    iot_flows *flows = capture->flows;
    pruning p = {
        .capture = capture,
        .members = g_array_new(FALSE, FALSE, sizeof(member)),
        .groups = g_array_new(FALSE, FALSE, sizeof(group)),
        .stays = zeros(iot_flows_count(flows) + 1),
        .used = zeros(iot_flows_endpoints(flows)),
        .moved = moved,
        .user_data = user_data,
    };

    gather(&p);
    choose(&p, bytes);
    p.stays->data[IOT_FLOW_NONE] = 1;
    iot_flows_remove(flows, p.stays->data);
    g_array_unref(p.members);
    g_array_unref(p.groups);
    g_byte_array_unref(p.stays);
    g_byte_array_unref(p.used);
}

static void
add_packets(GArray *sums, uint32_t endpoint, uint32_t packets)
{
    uint32_t *sum = &g_array_index(sums, uint32_t, endpoint);

    *sum += MIN(packets, UINT32_MAX - *sum);
}

GArray *
iot_capture_packets_of_endpoints(const iot_capture *capture)
{
    GArray *sums = g_array_new(FALSE, TRUE, sizeof(uint32_t));

    g_array_set_size(sums, iot_flows_endpoints(capture->flows));
    for (iot_flow_id id = 1; id <= iot_flows_count(capture->flows); id++) {
        if (!iot_flows_has(capture->flows, id))
            continue;
        const iot_flow *flow = iot_flows_flow(capture->flows, id);
        add_packets(sums, flow->src, MAX(flow->packets, 1));
        add_packets(sums, flow->dst, MAX(flow->packets, 1));
    }
    return sums;
}
