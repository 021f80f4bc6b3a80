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

const iot_dns_answer *
iot_capture_answer_of(const iot_capture *capture, const iot_flow *flow, const resolved *ends,
                      iot_dns_source *ret_source)
{
    iot_dns_answers_asker who = iot_capture_asker_for(capture, iot_capture_near_device(ends));

    *ret_source = IOT_DNS_NONE;
    return iot_dns_answers_lookup(capture->answers, iot_capture_remote_of(capture, flow, ends),
                                  flow->name_frame, &who, ret_source);
}

/* The ends of the flow by now, and its conversation if that has a number. */
static resolved
ends_of(const iot_capture *capture, const iot_flow *flow, iot_flow_id id)
{
    const resolved *kept = &g_array_index(capture->resolved, resolved, id);

    if (kept->generation == iot_capture_generation(capture))
        return *kept;
    end src = iot_capture_end_of(capture, flow->src, flow->first_frame, false);
    end dst = iot_capture_end_of(capture, flow->dst, flow->first_frame, true);
    resolved ends = iot_capture_resolve_ends(capture, flow, &src, &dst);
    iot_conversation what;
    if (iot_capture_conversation_of(capture, flow, &ends, &what))
        ends.conversation = iot_conversations_lookup(capture->conversations, &what);
    return ends;
}

static void
ask_answers(const iot_capture *capture, const iot_flow *flow, const resolved *ends,
            iot_flow_view *view)
{
    view->answer = ends->answer;
    view->dns_source = ends->dns_source;
    if (ends->answers_generation != iot_capture_answers_generation(capture))
        view->answer = iot_capture_answer_of(capture, flow, ends, &view->dns_source);
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
name_remote(const iot_capture *capture, const iot_flow *flow, iot_flow_view *view)
{
    const iot_inventory_entry *entry =
        capture->inventory ? iot_inventory_find_addr(capture->inventory, view->remote) : NULL;
    /* What a remote asks a device for is the device's name. */
    bool remote_serves = view->to_server == (view->direction == IOT_DIRECTION_OUTBOUND);

    if (entry && entry->name) {
        view->name = entry->name;
        view->name_source = IOT_REMOTE_INVENTORY;
    } else if (flow->stream && flow->stream->name && remote_serves) {
        view->name = flow->stream->name;
        view->name_source =
            flow->stream->name_source == IOT_STREAM_SNI ? IOT_REMOTE_SNI : IOT_REMOTE_HTTP;
    } else if (view->answer) {
        view->name = view->answer->question;
        view->name_source = name_source_of_dns(view->dns_source);
    } else {
        view->name = view->remote_text;
        view->name_source = IOT_REMOTE_ADDRESS;
    }
}

static const iot_device *
device_numbered(const iot_capture *capture, uint32_t id)
{
    return id == IOT_DEVICE_NONE ? NULL : iot_devices_get(capture->devices, id);
}

void
iot_capture_describe(const iot_capture *capture, iot_flow_id id, iot_flow_view *ret_view)
{
    iot_flow_view *view = ret_view;

    *view = (iot_flow_view){.conversation = IOT_CONVERSATION_NONE};
    if (id == IOT_FLOW_NONE)
        return;
    const iot_flow *flow = iot_flows_flow(capture->flows, id);
    resolved ends = ends_of(capture, flow, id);
    view->direction = ends.direction;
    view->src = device_numbered(capture, ends.src);
    view->dst = device_numbered(capture, ends.dst);
    view->conversation = ends.conversation;
    view->service = iot_flow_service(flow);
    view->stream = flow->stream;
    view->to_server = iot_flow_is_to_server(capture->flows, flow);
    if (!ends.has_remote)
        return;

    ask_answers(capture, flow, &ends, view);
    view->device = ends.remote_side == IOT_SIDE_SRC ? view->dst : view->src;
    view->remote = iot_capture_remote_of(capture, flow, &ends);
    iot_addr_format(view->remote, view->remote_text);
    view->rtt_ns =
        iot_smallest_rtts_lookup(capture->smallest_rtts, view->remote, is_local, (gpointer)capture);
    name_remote(capture, flow, view);
}

unsigned
iot_capture_alternatives(const iot_capture *capture, const iot_flow_view *view,
                         const char **ret_names, unsigned max)
{
    if (!view->remote || !view->device)
        return 0;
    iot_dns_answers_asker who = iot_capture_asker_for(capture, iot_device_id(view->device));
    return iot_dns_answers_alternatives(capture->answers, view->remote, &who,
                                        view->answer ? view->answer->question : NULL, ret_names,
                                        max);
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
