/* capture-view.c - tells who is who, from what the tables know by now
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is said of a flow is worked out from the timelines when it is asked for, and kept until
 * the knowledge it rests on changes. Nothing here adds evidence.
 */
#include "capture-internal.h"

#include <assert.h>

/* What an end of a packet is. */
typedef enum end_kind { END_NOBODY, END_DEVICE, END_REMOTE, END_GROUP } end_kind;

typedef struct end {
    end_kind kind;
    uint32_t device; /* IOT_DEVICE_NONE unless END_DEVICE, or where the table is full */
} end;

static bool
is_gateway(const iot_mac *mac, void *user_data)
{
    return g_hash_table_contains(((const iot_capture *)user_data)->gateways, mac);
}

static bool
is_local(const iot_addr *addr, void *user_data)
{
    return iot_localnet_is_local(((const iot_capture *)user_data)->localnet, addr);
}

static end
end_of_device(iot_device *device)
{
    return (end){END_DEVICE, device ? iot_device_id(device) : IOT_DEVICE_NONE};
}

/* The device that has a local address in a frame. */
static iot_device *
device_at(iot_capture *capture, const iot_addr *addr, uint32_t frame, const iot_mac *header)
{
    iot_mac mac;
    bool bound =
        iot_bindings_lookup(capture->bindings, addr, frame, header, is_gateway, capture, &mac);
    iot_device *device = bound ? iot_devices_get_mac(capture->devices, &mac)
                               : iot_devices_get_addr(capture->devices, addr);

    if (device)
        iot_device_add_address(device, addr);
    return device;
}

static end
end_of_hardware(iot_capture *capture, const iot_mac *mac)
{
    if (iot_mac_is_group(mac))
        return (end){END_GROUP, IOT_DEVICE_NONE};
    if (!iot_mac_is_set(mac))
        return (end){END_NOBODY, IOT_DEVICE_NONE};
    return end_of_device(iot_devices_get_mac(capture->devices, mac));
}

static end
end_of(iot_capture *capture, uint32_t number, uint32_t frame, bool receives)
{
    const iot_endpoint *endpoint = iot_flows_endpoint_get(capture->flows, number);
    const iot_addr *addr = &endpoint->addr;

    if (iot_addr_is_group(addr))
        return (end){END_GROUP, IOT_DEVICE_NONE};
    if (!iot_addr_is_set(addr) || iot_addr_is_unspecified(addr))
        return end_of_hardware(capture, &endpoint->mac);
    if (!iot_addr_is_unicast(addr))
        return (end){END_NOBODY, IOT_DEVICE_NONE};
    if (!iot_localnet_is_local(capture->localnet, addr))
        return (end){END_REMOTE, IOT_DEVICE_NONE};
    /* 192.168.1.255 is told from a host by the frame it comes in. */
    if (receives && iot_mac_is_group(&endpoint->mac))
        return (end){END_GROUP, IOT_DEVICE_NONE};
    return end_of_device(device_at(capture, addr, frame, &endpoint->mac));
}

static iot_direction
direction_of(end src, end dst, bool has_ip)
{
    if (dst.kind == END_GROUP)
        return IOT_DIRECTION_MULTICAST;
    if (src.kind == END_REMOTE && dst.kind == END_REMOTE)
        return IOT_DIRECTION_TRANSIT;
    if (src.kind == END_DEVICE && dst.kind == END_REMOTE)
        return IOT_DIRECTION_OUTBOUND;
    if (src.kind == END_REMOTE && dst.kind == END_DEVICE)
        return IOT_DIRECTION_INBOUND;
    if (src.kind == END_DEVICE && dst.kind == END_DEVICE)
        return IOT_DIRECTION_LOCAL;
    /* Some links name one side only: cooked captures the sender, 802.11 control frames the
     * receiver. */
    if (!has_ip && (src.kind == END_DEVICE || dst.kind == END_DEVICE))
        return IOT_DIRECTION_LOCAL;
    return IOT_DIRECTION_NONE;
}

static uint32_t
conversation_of(iot_capture *capture, const iot_flow *flow, const resolved *view)
{
    const iot_addr *src = &iot_flows_endpoint_get(capture->flows, flow->src)->addr;
    const iot_addr *dst = &iot_flows_endpoint_get(capture->flows, flow->dst)->addr;
    bool has_src = view->src != IOT_DEVICE_NONE, has_dst = view->dst != IOT_DEVICE_NONE;

    if (view->direction == IOT_DIRECTION_OUTBOUND && has_src)
        return iot_conversations_with_remote(capture->conversations, view->src, dst);
    if (view->direction == IOT_DIRECTION_INBOUND && has_dst)
        return iot_conversations_with_remote(capture->conversations, view->dst, src);
    if (view->direction == IOT_DIRECTION_LOCAL && has_src && has_dst && view->src != view->dst)
        return iot_conversations_between(capture->conversations, view->src, view->dst);
    return IOT_CONVERSATION_NONE;
}

/* The flow's ends by now. */
static resolved *
resolve(iot_capture *capture, iot_flow_id id)
{
    resolved *view = &g_array_index(capture->resolved, resolved, id);
    uint32_t now = iot_capture_generation(capture);

    if (view->generation == now)
        return view;
    const iot_flow *flow = iot_flows_flow(capture->flows, id);
    end src = end_of(capture, flow->src, flow->first_frame, false);
    end dst = end_of(capture, flow->dst, flow->first_frame, true);
    bool has_ip = iot_addr_is_set(&iot_flows_endpoint_get(capture->flows, flow->src)->addr);
    *view = (resolved){
        .generation = now,
        .src = src.device,
        .dst = dst.device,
        .direction = direction_of(src, dst, has_ip),
        .remote_side = src.kind == END_REMOTE ? IOT_SIDE_SRC : IOT_SIDE_DST,
    };
    view->has_remote =
        view->direction == IOT_DIRECTION_OUTBOUND || view->direction == IOT_DIRECTION_INBOUND;
    view->conversation = conversation_of(capture, flow, view);
    return view;
}

typedef struct asker {
    iot_capture *capture;
    uint32_t device;
} asker;

/* A client whose header and payloads name one MAC, which is no gateway, is one device all along. */
static bool
is_steady(iot_capture *capture, uint32_t client)
{
    const iot_endpoint *endpoint = iot_flows_endpoint_get(capture->flows, client);

    return iot_mac_is_station(&endpoint->mac) && !is_gateway(&endpoint->mac, capture) &&
           iot_bindings_is_only(capture->bindings, &endpoint->addr, &endpoint->mac);
}

static bool
went_to_device(const iot_answer *answer, void *user_data, bool *ret_never)
{
    const asker *who = user_data;
    end client = end_of(who->capture, answer->client, answer->frame, true);

    *ret_never = is_steady(who->capture, answer->client);
    return client.kind == END_DEVICE && client.device == who->device &&
           client.device != IOT_DEVICE_NONE;
}

static const iot_addr *
remote_of(const iot_capture *capture, const iot_flow *flow, const resolved *view)
{
    uint32_t end = view->remote_side == IOT_SIDE_SRC ? flow->src : flow->dst;

    return &iot_flows_endpoint_get(capture->flows, end)->addr;
}

static uint32_t
device_of(const resolved *view)
{
    return view->remote_side == IOT_SIDE_SRC ? view->dst : view->src;
}

static void
resolve_name(iot_capture *capture, const iot_flow *flow, resolved *view)
{
    uint32_t now = iot_answers_generation(capture->answers) + 1;
    asker who = {capture, device_of(view)};
    iot_dns_source source = IOT_DNS_NONE;

    if (view->answers_generation == now)
        return;
    view->answers_generation = now;
    view->answer = iot_answers_lookup(capture->answers, remote_of(capture, flow, view),
                                      flow->name_frame, went_to_device, &who, &source);
    view->dns_source = source;
}

static iot_remote_name_source
name_source_of_dns(iot_dns_source source)
{
    return source == IOT_DNS_OWN            ? IOT_REMOTE_DNS
           : source == IOT_DNS_OTHER_CLIENT ? IOT_REMOTE_OTHER_CLIENT
                                            : IOT_REMOTE_LATER;
}

/* The best name for people, by the order of iot_remote_name_source. */
static void
name_remote(const iot_capture *capture, const iot_flow *flow, iot_sight *sight)
{
    const iot_inventory_entry *entry =
        capture->inventory ? iot_inventory_find_addr(capture->inventory, sight->remote) : NULL;
    /* What a remote asks a device for is the device's name. */
    bool remote_serves = sight->to_server == (sight->direction == IOT_DIRECTION_OUTBOUND);

    if (entry && entry->name) {
        sight->name = entry->name;
        sight->name_source = IOT_REMOTE_INVENTORY;
    } else if (flow->stream && flow->stream->name && remote_serves) {
        sight->name = flow->stream->name;
        sight->name_source =
            flow->stream->name_source == IOT_STREAM_SNI ? IOT_REMOTE_SNI : IOT_REMOTE_HTTP;
    } else if (sight->answer) {
        sight->name = sight->answer->question;
        sight->name_source = name_source_of_dns(sight->dns_source);
    } else {
        sight->name = sight->remote_text;
        sight->name_source = IOT_REMOTE_ADDRESS;
    }
}

void
iot_capture_describe(iot_capture *capture, iot_flow_id id, iot_sight *ret_sight)
{
    iot_sight *sight = ret_sight;

    *sight = (iot_sight){.conversation = IOT_CONVERSATION_NONE};
    if (id == IOT_FLOW_NONE)
        return;
    const iot_flow *flow = iot_flows_flow(capture->flows, id);
    resolved *view = resolve(capture, id);
    sight->direction = view->direction;
    sight->src = view->src == IOT_DEVICE_NONE ? NULL : iot_devices_get(capture->devices, view->src);
    sight->dst = view->dst == IOT_DEVICE_NONE ? NULL : iot_devices_get(capture->devices, view->dst);
    sight->conversation = view->conversation;
    sight->service = iot_flow_service(flow);
    sight->stream = flow->stream;
    sight->to_server = iot_flow_is_to_server(capture->flows, flow);
    if (!view->has_remote)
        return;

    resolve_name(capture, flow, view);
    sight->device = view->remote_side == IOT_SIDE_SRC ? sight->dst : sight->src;
    sight->remote = remote_of(capture, flow, view);
    iot_addr_format(sight->remote, sight->remote_text);
    sight->answer = view->answer;
    sight->dns_source = view->dns_source;
    sight->rtt_ns = iot_nearest_lookup(capture->nearest, sight->remote, is_local, capture);
    name_remote(capture, flow, sight);
}

unsigned
iot_capture_alternatives(iot_capture *capture, const iot_sight *sight, const char **ret_names,
                         unsigned max)
{
    if (!sight->remote || !sight->device)
        return 0;
    asker who = {capture, iot_device_id(sight->device)};
    return iot_answers_alternatives(capture->answers, sight->remote, went_to_device, &who,
                                    sight->answer ? sight->answer->question : NULL, ret_names, max);
}

iot_device *
iot_capture_device_of(iot_capture *capture, uint32_t endpoint, uint32_t frame)
{
    end who = end_of(capture, endpoint, frame, false);

    return who.device == IOT_DEVICE_NONE ? NULL : iot_devices_get(capture->devices, who.device);
}

bool
iot_capture_apply_claim(iot_capture *capture, const claim *claim)
{
    static const iot_mac no_mac;
    iot_device *device = NULL;

    if (iot_mac_is_station(&claim->mac))
        device = iot_devices_get_mac(capture->devices, &claim->mac);
    else if (is_local(&claim->addr, capture))
        device = device_at(capture, &claim->addr, claim->frame, &no_mac);
    return device && iot_device_claim(device, claim->source, claim->name);
}

static void
forget_who_is_who(iot_capture *capture)
{
    iot_devices_forget(capture->devices);
    iot_conversations_clear(capture->conversations);
    for (guint i = 0; i < capture->claims->len; i++)
        iot_capture_apply_claim(capture, &g_array_index(capture->claims, claim, i));
    for (iot_flow_id id = 1; id <= iot_flows_count(capture->flows); id++)
        g_array_index(capture->resolved, resolved, id).generation = 0;
    capture->settled_flows = 0;
}

static int
compare_first_frames(gconstpointer a, gconstpointer b, gpointer flows)
{
    uint32_t x = iot_flows_flow(flows, *(const iot_flow_id *)a)->first_frame;
    uint32_t y = iot_flows_flow(flows, *(const iot_flow_id *)b)->first_frame;

    return x < y ? -1 : x > y;
}

/* Numbers of flows are given again and tell no order: all is gone through anew. */
static void
settle_anew(iot_capture *capture)
{
    if (capture->settled_observations == capture->observations)
        return;
    capture->settled_observations = capture->observations;
    forget_who_is_who(capture);
    g_array_set_size(capture->order, 0);
    for (iot_flow_id id = 1; id <= iot_flows_count(capture->flows); id++)
        if (iot_flows_has(capture->flows, id))
            g_array_append_val(capture->order, id);
    g_array_sort_with_data(capture->order, compare_first_frames, capture->flows);
    for (guint i = 0; i < capture->order->len; i++)
        resolve(capture, g_array_index(capture->order, iot_flow_id, i));
}

void
iot_capture_settle(iot_capture *capture)
{
    iot_capture_refresh_gateways(capture);
    if (capture->reports_only) {
        settle_anew(capture);
        return;
    }
    uint32_t now = iot_capture_generation(capture);
    if (capture->settled_generation != now)
        forget_who_is_who(capture);

    /* New flows are gone through even if they taught nothing: conversations are numbered here. */
    while (capture->settled_flows < iot_flows_count(capture->flows))
        resolve(capture, ++capture->settled_flows);
    capture->settled_generation = now;
}

const char *
iot_direction_name(iot_direction direction)
{
    static const char *const names[] = {
        [IOT_DIRECTION_NONE] = "",
        [IOT_DIRECTION_OUTBOUND] = "outbound",
        [IOT_DIRECTION_INBOUND] = "inbound",
        [IOT_DIRECTION_LOCAL] = "local",
        [IOT_DIRECTION_MULTICAST] = "multicast",
        [IOT_DIRECTION_TRANSIT] = "transit",
    };
    static_assert(G_N_ELEMENTS(names) == IOT_DIRECTIONS, "every direction has a name");
    return names[direction];
}

const char *
iot_remote_name_source_name(iot_remote_name_source source)
{
    static const char *const names[] = {
        [IOT_REMOTE_INVENTORY] = "inventory",
        [IOT_REMOTE_SNI] = "sni",
        [IOT_REMOTE_HTTP] = "http",
        [IOT_REMOTE_DNS] = "dns",
        [IOT_REMOTE_OTHER_CLIENT] = "other client",
        [IOT_REMOTE_LATER] = "later",
        [IOT_REMOTE_ADDRESS] = "address",
    };
    static_assert(G_N_ELEMENTS(names) == IOT_REMOTE_NAME_SOURCES, "every source has a name");
    return names[source];
}
