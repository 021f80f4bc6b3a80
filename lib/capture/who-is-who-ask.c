/* who-is-who-ask.c - who is who, as it is written or as the evidence has it by now
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nothing here makes a device, adds evidence or keeps what it works out.
 */
#include "capture/who-is-who-internal.h"

#include <assert.h>

iot_revision
iot_who_revision(const iot_who_is_who *who)
{
    return 1 + iot_localnet_revision(who->evidence.localnet) +
           iot_bindings_local_revision(who->evidence.bindings) + iot_links_revision(who->links) +
           iot_devices_revision(who->devices) + iot_home_names_withdrawn(who->home_names);
}

iot_revision
iot_who_names_revision(const iot_who_is_who *who)
{
    return 1 + iot_dns_answers_revision(who->evidence.answers);
}

const iot_devices *
iot_who_devices(const iot_who_is_who *who)
{
    return who->devices;
}

const iot_conversations *
iot_who_conversations(const iot_who_is_who *who)
{
    return who->conversations;
}

const iot_links *
iot_who_links(const iot_who_is_who *who)
{
    return who->links;
}

const iot_forwarders *
iot_who_forwarders(const iot_who_is_who *who)
{
    return iot_links_forwarders(who->links);
}

const iot_claims *
iot_who_claims(const iot_who_is_who *who)
{
    return who->claims;
}

const iot_home_names *
iot_who_home_names(const iot_who_is_who *who)
{
    return who->home_names;
}

uint32_t
iot_who_flows(const iot_who_is_who *who)
{
    return who->reports_only ? who->order->len : iot_flows_count(who->evidence.flows);
}

iot_flow_id
iot_who_flow_at(const iot_who_is_who *who, uint32_t i)
{
    return who->reports_only ? g_array_index(who->order, iot_flow_id, i) : i + 1;
}

uint64_t
iot_who_dropped(const iot_who_is_who *who)
{
    return iot_devices_dropped(who->devices) + iot_conversations_dropped(who->conversations) +
           iot_forwarders_dropped(iot_links_forwarders(who->links)) +
           iot_claims_dropped(who->claims) + iot_home_names_dropped(who->home_names);
}

bool
iot_who_is_local(const iot_who_is_who *who, const iot_addr *addr)
{
    return iot_links_is_local(who->links, addr);
}

bool
iot_who_is_remote(const iot_who_is_who *who, const iot_addr *addr)
{
    return iot_addr_is_unicast(addr) && !iot_who_is_local(who, addr);
}

/* Where an address is bound to no MAC, the MAC stays none. */
end
iot_who_end_at(const iot_who_is_who *who, const iot_addr *addr, uint32_t frame)
{
    static const iot_mac no_header;
    end found = {.kind = END_DEVICE, .addr = *addr};

    iot_bindings_receiver(who->evidence.bindings, addr, frame, &no_header,
                          iot_links_view(who->links), &found.mac);
    return found;
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

/* Who is behind an endpoint with a local address. */
static end
end_behind(const iot_who_is_who *who, const iot_endpoint *endpoint, uint32_t frame, bool receives)
{
    end found = {.kind = END_DEVICE, .addr = endpoint->addr};

    (receives ? iot_bindings_receiver
              : iot_bindings_sender)(who->evidence.bindings, &endpoint->addr, frame, &endpoint->mac,
                                     iot_links_view(who->links), &found.mac);
    return found;
}

static end
end_of(const iot_who_is_who *who, const iot_endpoint *endpoint, uint32_t frame, bool receives)
{
    const iot_addr *addr = &endpoint->addr;

    if (iot_addr_is_group(addr))
        return (end){.kind = END_GROUP};
    if (!iot_addr_is_set(addr) || iot_addr_is_unspecified(addr))
        return end_of_hardware(&endpoint->mac);
    if (!iot_addr_is_unicast(addr))
        return (end){.kind = END_NOBODY};
    bool local = iot_who_is_local(who, addr);
    /* 192.168.1.255 is told from a host by the frame it comes in. */
    if (receives &&
        (local ? iot_mac_is_group(&endpoint->mac) : iot_mac_is_broadcast(&endpoint->mac)))
        return (end){.kind = END_GROUP};
    return local ? end_behind(who, endpoint, frame, receives) : (end){.kind = END_REMOTE};
}

end
iot_who_end_of(const iot_who_is_who *who, uint32_t number, uint32_t frame, bool receives)
{
    return end_of(who, iot_flows_endpoint_get(who->evidence.flows, number), frame, receives);
}

end
iot_who_end_told(const iot_who_is_who *who, const iot_mac *mac, const iot_addr *addr,
                 uint32_t frame)
{
    const iot_bindings_view *view = iot_links_view(who->links);

    if (!iot_mac_is_set(mac) && !iot_who_is_local(who, addr))
        return (end){.kind = END_NOBODY};
    if (!iot_mac_is_set(mac))
        return iot_who_end_at(who, addr, frame);
    if (!iot_addr_is_set(addr) && iot_mac_is_station(mac))
        return (end){.kind = END_DEVICE, .mac = *view->stand_in(mac, view->user_data)};
    return end_of(who, &(iot_endpoint){.mac = *mac, .addr = *addr}, frame, false);
}

const iot_device *
iot_who_device_at(const iot_who_is_who *who, const end *one)
{
    if (one->kind != END_DEVICE)
        return NULL;
    return iot_mac_is_set(&one->mac) ? iot_devices_lookup_mac(who->devices, &one->mac)
                                     : iot_devices_lookup_addr(who->devices, &one->addr);
}

static uint32_t
number_of(const iot_who_is_who *who, const end *one)
{
    const iot_device *device = iot_who_device_at(who, one);

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
iot_who_resolve_ends(const iot_who_is_who *who, const iot_flow *flow, const end *src,
                     const end *dst)
{
    bool has_ip = iot_addr_is_set(&iot_flows_endpoint_get(who->evidence.flows, flow->src)->addr);
    iot_direction direction = direction_of(src, dst, has_ip);

    return (resolved){
        .revision = iot_who_revision(who),
        .src = number_of(who, src),
        .dst = number_of(who, dst),
        .conversation = IOT_CONVERSATION_NONE,
        .direction = direction,
        .remote_side = src->kind == END_REMOTE ? IOT_SIDE_SRC : IOT_SIDE_DST,
        .has_remote = direction == IOT_DIRECTION_OUTBOUND || direction == IOT_DIRECTION_INBOUND,
    };
}

const iot_addr *
iot_who_remote_of(const iot_who_is_who *who, const iot_flow *flow, const resolved *ends)
{
    uint32_t remote = ends->remote_side == IOT_SIDE_SRC ? flow->src : flow->dst;

    return &iot_flows_endpoint_get(who->evidence.flows, remote)->addr;
}

uint32_t
iot_who_near_device(const resolved *ends)
{
    return ends->remote_side == IOT_SIDE_SRC ? ends->dst : ends->src;
}

bool
iot_who_conversation_of(const iot_who_is_who *who, const iot_flow *flow, const resolved *ends,
                        iot_conversation *ret_what)
{
    bool has_src = ends->src != IOT_DEVICE_NONE, has_dst = ends->dst != IOT_DEVICE_NONE;

    if (ends->has_remote && iot_who_near_device(ends) != IOT_DEVICE_NONE)
        *ret_what = iot_conversation_with_remote(iot_who_near_device(ends),
                                                 iot_who_remote_of(who, flow, ends));
    else if (ends->direction == IOT_DIRECTION_LOCAL && has_src && has_dst && ends->src != ends->dst)
        *ret_what = iot_conversation_between(ends->src, ends->dst);
    else
        return false;
    return true;
}

static uint32_t
device_of_client(const iot_dns_answer *answer, const void *who)
{
    end client = iot_who_end_of(who, answer->client, answer->frame, true);
    const iot_device *device = iot_who_device_at(who, &client);

    return device ? iot_device_id(device) : IOT_DNS_ANSWERS_NOBODY;
}

iot_dns_answers_asker
iot_who_asker_for(const iot_who_is_who *who, uint32_t device)
{
    return (iot_dns_answers_asker){
        .device_of = device_of_client,
        .user_data = who,
        .device = device,
        .revision = iot_who_revision(who) + iot_devices_count(who->devices),
    };
}
static_assert(IOT_DEVICE_NONE == IOT_DNS_ANSWERS_NOBODY, "no device is nobody");

const iot_dns_answer *
iot_who_look_up_answer(const iot_who_is_who *who, const iot_flow *flow, const resolved *ends,
                       iot_dns_source *ret_source)
{
    iot_dns_answers_asker asker = iot_who_asker_for(who, iot_who_near_device(ends));

    *ret_source = IOT_DNS_NONE;
    return iot_dns_answers_lookup(who->evidence.answers, iot_who_remote_of(who, flow, ends),
                                  flow->name_frame, &asker, ret_source);
}

const iot_dns_answer *
iot_who_answer_of(const iot_who_is_who *who, const iot_flow *flow, const resolved *ends,
                  iot_dns_source *ret_source)
{
    if (ends->names_revision != iot_who_names_revision(who))
        return iot_who_look_up_answer(who, flow, ends, ret_source);
    *ret_source = ends->dns_source;
    return ends->answer;
}

resolved
iot_who_resolve(const iot_who_is_who *who, iot_flow_id id)
{
    const resolved *kept = &g_array_index(who->resolved, resolved, id);
    iot_conversation what;

    if (kept->revision == iot_who_revision(who))
        return *kept;
    const iot_flow *flow = iot_flows_flow(who->evidence.flows, id);
    end src = iot_who_end_of(who, flow->src, flow->first_frame, false);
    end dst = iot_who_end_of(who, flow->dst, flow->first_frame, true);
    resolved ends = iot_who_resolve_ends(who, flow, &src, &dst);
    if (iot_who_conversation_of(who, flow, &ends, &what))
        ends.conversation = iot_conversations_lookup(who->conversations, &what);
    return ends;
}
