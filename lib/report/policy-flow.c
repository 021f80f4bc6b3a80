/* policy-flow.c - what one side of a flow amounts to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/capture-tables.h"
#include "reference/known-resolvers.h"
#include "report/policy-internal.h"

#include <string.h>

#define PORT_DNS 53
#define PORT_DOT 853
#define PORT_NTP 123

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
is_of_network(const iot_report *report, iot_role role, const iot_policy_view *seen)
{
    const iot_servers *servers = iot_capture_announced(report->capture);

    return iot_servers_has(servers, role, seen->other) ||
           (!iot_servers_any(servers, role) && seen->view->direction == IOT_DIRECTION_LOCAL);
}

static bool
is_dns(const iot_service *service)
{
    return service->port == PORT_DNS || service->port == PORT_DOT;
}

iot_permit_kind
iot_policy_kind(const iot_report *report, const iot_policy_view *seen)
{
    const iot_service *service = &seen->view->service;

    if (seen->view->direction == IOT_DIRECTION_MULTICAST)
        return IOT_PERMIT_GROUP;
    if (!seen->offers && is_dns(service) && is_of_network(report, IOT_ROLE_RESOLVER, seen))
        return IOT_PERMIT_RESOLVER;
    if (!seen->offers && service->port == PORT_NTP &&
        is_of_network(report, IOT_ROLE_TIME_SERVER, seen))
        return IOT_PERMIT_TIME_SERVER;
    return seen->view->remote ? IOT_PERMIT_REMOTE : IOT_PERMIT_LOCAL;
}

/* A port scan is no service: over TCP the device has to take the connection, not just to refuse
 * it; over UDP it has to say something. */
bool
iot_policy_is_answer(const iot_policy_view *seen)
{
    const iot_stream *stream = seen->view->stream;

    if (!seen->sent || !stream)
        return false;
    if (seen->view->service.transport != IOT_TRANSPORT_TCP)
        return true;
    return stream->connection.answer || !stream->connection.syns ||
           stream->connection.payload[stream->server_side];
}

void
iot_policy_judge_role(const iot_policy_view *seen, iot_permit *permit)
{
    const iot_service *service = &permit->service;

    if (seen->offers || service->transport == IOT_TRANSPORT_NONE)
        return;
    permit->asks_time = service->port == PORT_NTP;
    permit->asks_names =
        permit->kind != IOT_PERMIT_GROUP &&
        (is_dns(service) || (permit->kind == IOT_PERMIT_REMOTE &&
                             iot_is_known_resolver(permit->dns_name, seen->other)));
}
