/* capture-ends.c - whom the ends of a packet are proven to be, from the evidence there is by now
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Worked out from the timelines whenever it is asked. Nothing here makes a device or adds evidence.
 */
#include "capture/capture-internal.h"

#include <assert.h>

bool
iot_capture_is_gateway(const iot_mac *mac, void *capture)
{
    return g_hash_table_contains(((const iot_capture *)capture)->gateways, mac);
}

end
iot_capture_end_at(const iot_capture *capture, const iot_addr *addr, uint32_t frame,
                   const iot_mac *header)
{
    end who = {.kind = END_DEVICE, .addr = *addr};

    /* Where it is bound to no MAC, the MAC stays none. */
    iot_bindings_lookup(capture->bindings, addr, frame, header, iot_capture_is_gateway,
                        (gpointer)capture, &who.mac);
    return who;
}

static end
end_of_hardware(const iot_mac *mac)
{
    if (iot_mac_is_group(mac))
        return (end){.kind = END_GROUP};
    if (!iot_mac_is_set(mac))
        return (end){.kind = END_NOBODY};
    return (end){.kind = END_DEVICE, .mac = *mac};
}

end
iot_capture_end_of(const iot_capture *capture, uint32_t number, uint32_t frame, bool receives)
{
    const iot_endpoint *endpoint = iot_flows_endpoint_get(capture->flows, number);
    const iot_addr *addr = &endpoint->addr;

    if (iot_addr_is_group(addr))
        return (end){.kind = END_GROUP};
    if (!iot_addr_is_set(addr) || iot_addr_is_unspecified(addr))
        return end_of_hardware(&endpoint->mac);
    if (!iot_addr_is_unicast(addr))
        return (end){.kind = END_NOBODY};
    if (!iot_localnet_is_local(capture->localnet, addr))
        return (end){.kind = END_REMOTE};
    /* 192.168.1.255 is told from a host by the frame it comes in. */
    if (receives && iot_mac_is_group(&endpoint->mac))
        return (end){.kind = END_GROUP};
    return iot_capture_end_at(capture, addr, frame, &endpoint->mac);
}

const iot_device *
iot_capture_device_at(const iot_capture *capture, const end *who)
{
    if (who->kind != END_DEVICE)
        return NULL;
    return iot_mac_is_set(&who->mac) ? iot_devices_lookup_mac(capture->devices, &who->mac)
                                     : iot_devices_lookup_addr(capture->devices, &who->addr);
}

static uint32_t
number_of(const iot_capture *capture, const end *who)
{
    const iot_device *device = iot_capture_device_at(capture, who);

    return device ? iot_device_id(device) : IOT_DEVICE_NONE;
}

static iot_direction
direction_of(const end *src, const end *dst, bool has_ip)
{
    if (dst->kind == END_GROUP)
        return IOT_DIRECTION_MULTICAST;
    if (src->kind == END_REMOTE && dst->kind == END_REMOTE)
        return IOT_DIRECTION_TRANSIT;
    if (src->kind == END_DEVICE && dst->kind == END_REMOTE)
        return IOT_DIRECTION_OUTBOUND;
    if (src->kind == END_REMOTE && dst->kind == END_DEVICE)
        return IOT_DIRECTION_INBOUND;
    if (src->kind == END_DEVICE && dst->kind == END_DEVICE)
        return IOT_DIRECTION_LOCAL;
    /* Some links name one side only: cooked captures the sender, 802.11 control frames the
     * receiver. */
    if (!has_ip && (src->kind == END_DEVICE || dst->kind == END_DEVICE))
        return IOT_DIRECTION_LOCAL;
    return IOT_DIRECTION_NONE;
}

resolved
iot_capture_resolve_ends(const iot_capture *capture, const iot_flow *flow, const end *src,
                         const end *dst)
{
    bool has_ip = iot_addr_is_set(&iot_flows_endpoint_get(capture->flows, flow->src)->addr);
    iot_direction direction = direction_of(src, dst, has_ip);

    return (resolved){
        .generation = iot_capture_generation(capture),
        .src = number_of(capture, src),
        .dst = number_of(capture, dst),
        .conversation = IOT_CONVERSATION_NONE,
        .direction = direction,
        .remote_side = src->kind == END_REMOTE ? IOT_SIDE_SRC : IOT_SIDE_DST,
        .has_remote = direction == IOT_DIRECTION_OUTBOUND || direction == IOT_DIRECTION_INBOUND,
    };
}

const iot_addr *
iot_capture_remote_of(const iot_capture *capture, const iot_flow *flow, const resolved *ends)
{
    uint32_t end = ends->remote_side == IOT_SIDE_SRC ? flow->src : flow->dst;

    return &iot_flows_endpoint_get(capture->flows, end)->addr;
}

uint32_t
iot_capture_near_device(const resolved *ends)
{
    return ends->remote_side == IOT_SIDE_SRC ? ends->dst : ends->src;
}

bool
iot_capture_conversation_of(const iot_capture *capture, const iot_flow *flow, const resolved *ends,
                            iot_conversation *ret_what)
{
    bool has_src = ends->src != IOT_DEVICE_NONE, has_dst = ends->dst != IOT_DEVICE_NONE;

    if (ends->has_remote && iot_capture_near_device(ends) != IOT_DEVICE_NONE)
        *ret_what = iot_conversation_with_remote(iot_capture_near_device(ends),
                                                 iot_capture_remote_of(capture, flow, ends));
    else if (ends->direction == IOT_DIRECTION_LOCAL && has_src && has_dst && ends->src != ends->dst)
        *ret_what = iot_conversation_between(ends->src, ends->dst);
    else
        return false;
    return true;
}

static uint32_t
device_of_client(const iot_dns_answer *answer, void *user_data)
{
    end client = iot_capture_end_of(user_data, answer->client, answer->frame, true);
    const iot_device *device = iot_capture_device_at(user_data, &client);

    return device ? iot_device_id(device) : IOT_DNS_ANSWERS_NOBODY;
}

iot_dns_answers_asker
iot_capture_asker_for(const iot_capture *capture, uint32_t device)
{
    return (iot_dns_answers_asker){
        .device_of = device_of_client,
        .user_data = (gpointer)capture,
        .device = device,
        .knowledge = iot_capture_generation(capture) + iot_devices_count(capture->devices),
    };
}
static_assert(IOT_DEVICE_NONE == IOT_DNS_ANSWERS_NOBODY, "no device is nobody");
