/* policy-flow.c - what one side of a flow amounts to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/capture-tables.h"
#include "reference/known-resolvers.h"
#include "report/policy-internal.h"

#include <string.h>

/* IANA's protocol numbers of what has no ports, by Wireshark's short names. */
static const struct {
    const char *name;
    uint8_t number;
} ip_protocols[] = {{"icmp", 1}, {"igmp", 2},    {"gre", 47},
                    {"esp", 50}, {"icmpv6", 58}, {"sctp", 132}};

uint8_t
iot_policy_ip_protocol(const iot_service *service)
{
    if (service->transport != IOT_TRANSPORT_NONE)
        return service->transport == IOT_TRANSPORT_TCP ? 6 : 17;
    for (unsigned i = 0; service->protocol && i < G_N_ELEMENTS(ip_protocols); i++)
        if (strcmp(ip_protocols[i].name, service->protocol) == 0)
            return ip_protocols[i].number;
    return 0;
}

/* A gatekeeper learns addresses from DNS, so what was asked there is better than what the stream
 * says of itself; a guess from somebody else's answer is worse than either. */
const char *
iot_policy_dns_name(const iot_flow_view *view)
{
    bool named_itself = view->name_source == IOT_REMOTE_SNI || view->name_source == IOT_REMOTE_HTTP;
    const char *question = view->answer ? view->answer->question : NULL;

    if (view->dns_source == IOT_DNS_OWN && iot_policy_is_dns_name(question))
        return question;
    if (named_itself && iot_policy_is_dns_name(view->name))
        return view->name;
    return iot_policy_is_dns_name(question) ? question : NULL;
}

/* Whether the network provides that server: it says so, or says nothing and has one inside. */
static bool
is_of_network(const iot_capture *capture, iot_role role, const iot_policy_view *seen)
{
    const iot_servers *servers = iot_capture_announced(capture);

    return iot_servers_has(servers, role, seen->other) ||
           (!iot_servers_any(servers, role) && seen->view->direction == IOT_DIRECTION_LOCAL);
}

static bool
is_dns(const iot_service *service)
{
    return service->port == IOT_PORT_DNS || service->port == IOT_PORT_DOT;
}

iot_permit_kind
iot_policy_kind(const iot_capture *capture, const iot_policy_view *seen)
{
    const iot_service *service = &seen->view->service;

    if (seen->view->direction == IOT_DIRECTION_MULTICAST)
        return IOT_PERMIT_GROUP;
    if (!seen->offers && is_dns(service) && is_of_network(capture, IOT_ROLE_RESOLVER, seen))
        return IOT_PERMIT_RESOLVER;
    if (!seen->offers && service->port == IOT_PORT_NTP &&
        is_of_network(capture, IOT_ROLE_TIME_SERVER, seen))
        return IOT_PERMIT_TIME_SERVER;
    return seen->view->remote ? IOT_PERMIT_REMOTE : IOT_PERMIT_LOCAL;
}

/* A port scan is no service: over TCP the device has to take the connection, not just to refuse
 * it; over UDP it has to say something. Of a connection whose beginning nobody saw, who serves is a
 * guess until the server has said something. */
bool
iot_policy_is_answer(const iot_policy_view *seen)
{
    const iot_stream *stream = seen->view->stream;

    if (!seen->sent || !stream)
        return false;
    if (seen->view->service.transport != IOT_TRANSPORT_TCP)
        return true;
    return stream->connection.answer || stream->connection.payload[stream->server_side];
}

void
iot_policy_judge_role(const iot_policy_view *seen, iot_permit *permit)
{
    const iot_service *service = &permit->service;

    if (seen->offers || service->transport == IOT_TRANSPORT_NONE)
        return;
    permit->asks_time = service->port == IOT_PORT_NTP;
    permit->asks_names =
        permit->kind != IOT_PERMIT_GROUP &&
        (is_dns(service) || (permit->kind == IOT_PERMIT_REMOTE &&
                             iot_is_known_resolver(permit->dns_name, seen->other)));
}

bool
iot_policy_groups_as_one(const iot_policy_view *seen)
{
    return seen->view->direction == IOT_DIRECTION_MULTICAST &&
           seen->view->service.transport == IOT_TRANSPORT_NONE;
}

static void
name_permit(iot_interned *names, iot_permit *permit, const iot_policy_view *seen)
{
    char text[IOT_ADDR_TEXT];

    permit->evidence = "address";
    if (seen->view->remote && seen->view->name_source != IOT_REMOTE_ADDRESS) {
        permit->name = iot_interned_keep(names, seen->view->name);
        permit->evidence = iot_remote_name_source_name(seen->view->name_source);
    } else if (seen->peer) {
        permit->name = iot_device_name(seen->peer);
        permit->evidence = iot_name_source_name(iot_device_source(seen->peer));
    } else if (iot_policy_groups_as_one(seen)) {
        permit->name = "multicast";
    } else {
        permit->name = iot_interned_keep(names, iot_addr_format(seen->other, text));
    }
}

iot_permit *
iot_policy_permit_new(iot_interned *names, const iot_policy_view *seen, iot_permit_kind kind,
                      const char *dns_name)
{
    iot_permit *permit = g_new0(iot_permit, 1);

    permit->kind = kind;
    permit->offers = seen->offers;
    permit->service = seen->view->service;
    permit->ip_protocol = iot_policy_ip_protocol(&permit->service);
    permit->dns_name = dns_name;
    permit->addresses = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    name_permit(names, permit, seen);
    iot_policy_judge_role(seen, permit);
    return permit;
}

void
iot_policy_permit_free(void *permit)
{
    g_array_unref(((iot_permit *)permit)->addresses);
    g_free(permit);
}

void
iot_policy_foreach_side(const iot_capture *capture, iot_flow_id flow, const iot_flow_view *view,
                        iot_policy_side_fn fn, void *user_data)
{
    const iot_addr *src, *dst;

    if (view->direction == IOT_DIRECTION_NONE || view->direction == IOT_DIRECTION_TRANSIT ||
        !iot_policy_ip_protocol(&view->service) || view->src == view->dst)
        return;
    iot_capture_ends(capture, flow, &src, &dst);
    for (unsigned sent = 0; iot_addr_is_set(src) && sent < 2; sent++) {
        const iot_policy_view seen = {
            .view = view,
            .device = sent ? view->src : view->dst,
            .peer = sent ? view->dst : view->src,
            .other = sent ? dst : src,
            .sent = sent,
            .offers = view->service.transport != IOT_TRANSPORT_NONE && view->to_server != sent,
        };
        if (seen.device)
            fn(&seen, user_data);
    }
}

/* Whom a flow's permits are for. */
typedef struct asking {
    const iot_capture *capture;
    iot_interned *names;
    iot_permit_fn fn;
    void *user_data;
} asking;

static void
hand_over(const iot_policy_view *seen, void *user_data)
{
    const asking *who = user_data;
    const char *dns_name = seen->view->remote ? iot_policy_dns_name(seen->view) : NULL;
    iot_permit *permit =
        iot_policy_permit_new(who->names, seen, iot_policy_kind(who->capture, seen), dns_name);

    g_array_append_val(permit->addresses, *seen->other);
    who->fn(seen->device, permit, !seen->offers || iot_policy_is_answer(seen), who->user_data);
    iot_policy_permit_free(permit);
}

void
iot_policy_foreach_permit(const iot_capture *capture, iot_flow_id flow, const iot_flow_view *view,
                          iot_interned *names, iot_permit_fn fn, void *user_data)
{
    iot_policy_foreach_side(capture, flow, view, hand_over,
                            &(asking){capture, names, fn, user_data});
}
