/* capture-view.c - tells who is who, from what the tables know by now
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What was worked out when a flow was last settled is used as long as what it rests on has not
 * changed; else it is worked out again, and not kept. Nothing here changes anything: asking twice,
 * in any order, gives the same.
 */
#include "capture/capture-internal.h"

#include <assert.h>

static bool
is_local(const iot_addr *addr, void *user_data)
{
    return iot_localnet_is_local(((const iot_capture *)user_data)->localnet, addr);
}

const iot_answer *
iot_capture_answer_of(const iot_capture *capture, const iot_flow *flow, const resolved *view,
                      iot_dns_source *ret_source)
{
    iot_answers_asker who = iot_capture_asker_for(capture, iot_capture_near_device(view));

    *ret_source = IOT_DNS_NONE;
    return iot_answers_lookup(capture->answers, iot_capture_remote_of(capture, flow, view),
                              flow->name_frame, &who, ret_source);
}

/* The ends of the flow by now, and its conversation if that has a number. */
static resolved
view_of(const iot_capture *capture, const iot_flow *flow, iot_flow_id id)
{
    const resolved *kept = &g_array_index(capture->resolved, resolved, id);

    if (kept->generation == iot_capture_generation(capture))
        return *kept;
    end src = iot_capture_end_of(capture, flow->src, flow->first_frame, false);
    end dst = iot_capture_end_of(capture, flow->dst, flow->first_frame, true);
    resolved view = iot_capture_resolve_ends(capture, flow, &src, &dst);
    iot_conversation what;
    if (iot_capture_conversation_of(capture, flow, &view, &what))
        view.conversation = iot_conversations_lookup(capture->conversations, &what);
    return view;
}

static void
ask_answers(const iot_capture *capture, const iot_flow *flow, const resolved *view,
            iot_sight *sight)
{
    sight->answer = view->answer;
    sight->dns_source = view->dns_source;
    if (view->answers_generation != iot_capture_answers_generation(capture))
        sight->answer = iot_capture_answer_of(capture, flow, view, &sight->dns_source);
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

static const iot_device *
device_numbered(const iot_capture *capture, uint32_t id)
{
    return id == IOT_DEVICE_NONE ? NULL : iot_devices_get(capture->devices, id);
}

void
iot_capture_describe(const iot_capture *capture, iot_flow_id id, iot_sight *ret_sight)
{
    iot_sight *sight = ret_sight;

    *sight = (iot_sight){.conversation = IOT_CONVERSATION_NONE};
    if (id == IOT_FLOW_NONE)
        return;
    const iot_flow *flow = iot_flows_flow(capture->flows, id);
    resolved view = view_of(capture, flow, id);
    sight->direction = view.direction;
    sight->src = device_numbered(capture, view.src);
    sight->dst = device_numbered(capture, view.dst);
    sight->conversation = view.conversation;
    sight->service = iot_flow_service(flow);
    sight->stream = flow->stream;
    sight->to_server = iot_flow_is_to_server(capture->flows, flow);
    if (!view.has_remote)
        return;

    ask_answers(capture, flow, &view, sight);
    sight->device = view.remote_side == IOT_SIDE_SRC ? sight->dst : sight->src;
    sight->remote = iot_capture_remote_of(capture, flow, &view);
    iot_addr_format(sight->remote, sight->remote_text);
    sight->rtt_ns =
        iot_nearest_lookup(capture->nearest, sight->remote, is_local, (gpointer)capture);
    name_remote(capture, flow, sight);
}

unsigned
iot_capture_alternatives(const iot_capture *capture, const iot_sight *sight, const char **ret_names,
                         unsigned max)
{
    if (!sight->remote || !sight->device)
        return 0;
    iot_answers_asker who = iot_capture_asker_for(capture, iot_device_id(sight->device));
    return iot_answers_alternatives(capture->answers, sight->remote, &who,
                                    sight->answer ? sight->answer->question : NULL, ret_names, max);
}

const iot_device *
iot_capture_device_of(const iot_capture *capture, uint32_t endpoint, uint32_t frame)
{
    end who = iot_capture_end_of(capture, endpoint, frame, false);

    return iot_capture_device_at(capture, &who);
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
