/* capture-view.c - tells who is who, from what the tables know by now
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nothing here changes anything: asking twice, in any order, gives the same.
 */
#include "capture/capture-internal.h"

#include <assert.h>
#include <string.h>

static bool
is_local(const iot_addr *addr, const void *who)
{
    return iot_who_is_local(who, addr);
}

static iot_remote_name_source
name_source_of_dns(iot_dns_source source)
{
    return source == IOT_DNS_OWN            ? IOT_REMOTE_DNS
           : source == IOT_DNS_OTHER_CLIENT ? IOT_REMOTE_OTHER_CLIENT
                                            : IOT_REMOTE_LATER;
}

/* Whose clients hide the name that they mean, whatever it is. */
static const char known_outer[] = "cloudflare-ech.com";

/* True if the device was answered the remote's address for that name, among others. */
static bool
was_answered(const iot_capture *capture, const iot_flow_view *view, const char *name)
{
    const char *others[IOT_DNS_ANSWERS_ALTERNATIVES_MAX];
    const char *known = iot_dns_answers_name(capture->answers, name);

    if (!known || view->answer->question == known || view->answer->owner == known)
        return known;
    unsigned n = iot_capture_alternatives(capture, view, others, G_N_ELEMENTS(others));
    for (unsigned i = 0; i < n; i++)
        if (others[i] == known)
            return true;
    /* It was looked up, and is at more than one place. */
    return strcmp(name, known_outer) != 0;
}

/* A hello that only looks as if it hid something (most do) has the name that was looked up. One
 * that does hide another has a name that nobody asked for; what was asked for is that other. */
static bool
is_outer(const iot_capture *capture, const iot_flow *flow, const iot_flow_view *view)
{
    if (flow->stream->name_source != IOT_STREAM_OUTER || !view->answer)
        return false;
    bool knows = view->dns_source == IOT_DNS_OWN || (view->dns_source == IOT_DNS_OTHER_CLIENT &&
                                                     strcmp(flow->stream->name, known_outer) == 0);
    return knows && !was_answered(capture, view, flow->stream->name);
}

/* The best name for people, by the order of iot_remote_name_source. */
static void
name_remote(const iot_capture *capture, const iot_flow *flow, iot_flow_view *view)
{
    const iot_inventory_entry *entry =
        capture->inventory ? iot_inventory_find_addr(capture->inventory, view->remote) : NULL;
    /* What a remote asks a device for is the device's name. */
    bool remote_serves = view->to_server == (view->direction == IOT_DIRECTION_OUTBOUND);
    const char *of_stream = flow->stream && remote_serves ? flow->stream->name : NULL;
    bool by_certificate = of_stream && flow->stream->name_source == IOT_STREAM_CERTIFICATE;

    if (entry && entry->name) {
        view->name = entry->name;
        view->name_source = IOT_REMOTE_INVENTORY;
    } else if (of_stream && !by_certificate && !is_outer(capture, flow, view)) {
        view->name = of_stream;
        view->name_source =
            flow->stream->name_source == IOT_STREAM_HTTP ? IOT_REMOTE_HTTP : IOT_REMOTE_SNI;
    } else if (view->answer) {
        view->name = view->answer->question;
        view->name_source = name_source_of_dns(view->dns_source);
    } else if (by_certificate) {
        view->name = of_stream;
        view->name_source = IOT_REMOTE_CERTIFICATE;
    } else {
        view->name = view->remote_text;
        view->name_source = IOT_REMOTE_ADDRESS;
    }
}

static const iot_device *
device_numbered(const iot_capture *capture, uint32_t id)
{
    return id == IOT_DEVICE_NONE ? NULL : iot_devices_get(iot_who_devices(capture->who), id);
}

void
iot_capture_describe(const iot_capture *capture, iot_flow_id id, iot_flow_view *ret_view)
{
    iot_flow_view *view = ret_view;

    *view = (iot_flow_view){.conversation = IOT_CONVERSATION_NONE};
    if (id == IOT_FLOW_NONE)
        return;
    const iot_flow *flow = iot_flows_flow(capture->flows, id);
    resolved ends = iot_who_resolve(capture->who, id);
    view->direction = ends.direction;
    view->src = device_numbered(capture, ends.src);
    view->dst = device_numbered(capture, ends.dst);
    view->conversation = ends.conversation;
    view->service = iot_flow_service(flow);
    view->stream = flow->stream;
    view->asks = flow->asks;
    view->to_server = iot_flow_is_to_server(capture->flows, flow);
    if (!ends.has_remote)
        return;

    view->answer = iot_who_answer_of(capture->who, flow, &ends, &view->dns_source);
    view->device = ends.remote_side == IOT_SIDE_SRC ? view->dst : view->src;
    view->remote = iot_who_remote_of(capture->who, flow, &ends);
    iot_addr_format(view->remote, view->remote_text);
    view->rtt_ns =
        iot_smallest_rtts_lookup(capture->smallest_rtts, view->remote, is_local, capture->who);
    view->bound_ns = iot_capture_is_nearby(capture, view->remote) ? 0 : view->rtt_ns;
    name_remote(capture, flow, view);
}

unsigned
iot_capture_alternatives(const iot_capture *capture, const iot_flow_view *view,
                         const char **ret_names, unsigned max)
{
    if (!view->remote || !view->device)
        return 0;
    iot_dns_answers_asker asker = iot_who_asker_for(capture->who, iot_device_id(view->device));
    return iot_dns_answers_alternatives(capture->answers, view->remote, &asker,
                                        view->answer ? view->answer->question : NULL, ret_names,
                                        max);
}

const iot_device *
iot_capture_device_of(const iot_capture *capture, uint32_t endpoint, uint32_t frame)
{
    end sender = iot_who_end_of(capture->who, endpoint, frame, false);

    return iot_who_device_at(capture->who, &sender);
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
        [IOT_REMOTE_CERTIFICATE] = "certificate",
        [IOT_REMOTE_ADDRESS] = "address",
    };
    static_assert(G_N_ELEMENTS(names) == IOT_REMOTE_NAME_SOURCES, "every source has a name");
    return names[source];
}
