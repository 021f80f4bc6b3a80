/* capture-settle.c - works out who is who, and keeps it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one place where devices are made, addresses and names given to them, and conversations
 * numbered: while packets are taken in, and when somebody says that now all shall rest on all that
 * is known.
 */
#include "capture/capture-internal.h"

/* The device of an end, made if need be; NULL if it is none, or at the cap. */
static iot_device *
admit(iot_capture *capture, const end *who)
{
    if (who->kind != END_DEVICE)
        return NULL;
    iot_device *device = iot_mac_is_set(&who->mac)
                             ? iot_devices_get_mac(capture->devices, &who->mac)
                             : iot_devices_get_addr(capture->devices, &who->addr);
    if (device && iot_addr_is_set(&who->addr))
        iot_device_add_address(device, &who->addr);
    return device;
}

static void
place_ends(iot_capture *capture, iot_flow_id id)
{
    resolved *ends = &g_array_index(capture->resolved, resolved, id);
    iot_conversation what;

    if (ends->generation == iot_capture_generation(capture))
        return;
    const iot_flow *flow = iot_flows_flow(capture->flows, id);
    end src = iot_capture_end_of(capture, flow->src, flow->first_frame, false);
    end dst = iot_capture_end_of(capture, flow->dst, flow->first_frame, true);
    admit(capture, &src);
    admit(capture, &dst);
    *ends = iot_capture_resolve_ends(capture, flow, &src, &dst);
    if (iot_capture_conversation_of(capture, flow, ends, &what))
        ends->conversation = iot_conversations_number(capture->conversations, &what);
}

static void
place_name(iot_capture *capture, iot_flow_id id, bool settles)
{
    resolved *ends = &g_array_index(capture->resolved, resolved, id);
    uint32_t now = iot_capture_answers_generation(capture);
    iot_dns_source source;

    if (!ends->has_remote || ends->answers_generation == now)
        return;
    const iot_flow *flow = iot_flows_flow(capture->flows, id);
    iot_dns_answers_asker who = iot_capture_asker_for(capture, iot_capture_near_device(ends));
    iot_dns_answers_file(capture->answers, iot_capture_remote_of(capture, flow, ends), &who,
                         settles);
    ends->answer = iot_capture_answer_of(capture, flow, ends, &source);
    ends->dns_source = source;
    ends->answers_generation = now;
}

void
iot_capture_place(iot_capture *capture, iot_flow_id id)
{
    if (id == IOT_FLOW_NONE)
        return;
    place_ends(capture, id);
    place_name(capture, id, false);
    iot_devices_settle(capture->devices);
}

bool
iot_capture_apply_claim(iot_capture *capture, const claim *claim)
{
    static const iot_mac no_mac;
    end who = {.kind = END_NOBODY};

    if (iot_mac_is_station(&claim->mac))
        who = (end){.kind = END_DEVICE, .mac = claim->mac};
    else if (iot_localnet_is_local(capture->localnet, &claim->addr))
        who = iot_capture_end_at(capture, &claim->addr, claim->frame, &no_mac);
    iot_device *device = admit(capture, &who);
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
    capture->named_flows = 0;
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
        place_ends(capture, g_array_index(capture->order, iot_flow_id, i));
}

void
iot_capture_settle_devices(iot_capture *capture)
{
    iot_capture_refresh_gateways(capture);
    if (capture->reports_only) {
        settle_anew(capture);
    } else {
        if (capture->settled_generation != iot_capture_generation(capture))
            forget_who_is_who(capture);
        /* New flows are gone through even if they taught nothing: conversations are numbered. */
        while (capture->settled_flows < iot_flows_count(capture->flows))
            place_ends(capture, ++capture->settled_flows);
        capture->settled_generation = iot_capture_generation(capture);
    }
    iot_devices_settle(capture->devices);
}

void
iot_capture_settle(iot_capture *capture)
{
    uint32_t now = iot_capture_answers_generation(capture);

    iot_capture_settle_devices(capture);
    if (capture->settled_answers != now)
        capture->named_flows = 0;
    for (; capture->named_flows < iot_capture_flows(capture); capture->named_flows++)
        place_name(capture, iot_capture_flow_at(capture, capture->named_flows), true);
    capture->settled_answers = now;
}
