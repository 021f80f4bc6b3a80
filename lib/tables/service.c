/* service.c - what a conversation is for: transport, server port, protocol
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/service.h"

#include "base/units.h"

#include <string.h>

#define WELL_KNOWN_BELOW 1024
/* Linux's lower bound; RFC 6335's 49152 would take many clients for servers. */
#define EPHEMERAL_FROM 32768
/* The only clients with a well-known port of their own (RFC 2131, RFC 8415). */
#define DHCP_CLIENT   68
#define DHCPV6_CLIENT 546

static bool
is_client_port(uint16_t port)
{
    return port == DHCP_CLIENT || port == DHCPV6_CLIENT;
}

iot_side
iot_service_server_side(const iot_observation *obs)
{
    static const uint16_t limits[] = {WELL_KNOWN_BELOW, EPHEMERAL_FROM};

    if (obs->transport == IOT_TRANSPORT_TCP && obs->syn)
        return obs->ack ? IOT_SIDE_SRC : IOT_SIDE_DST;
    if (obs->transport == IOT_TRANSPORT_UDP && is_client_port(obs->src_port))
        return IOT_SIDE_DST;
    if (obs->transport == IOT_TRANSPORT_UDP && is_client_port(obs->dst_port))
        return IOT_SIDE_SRC;
    for (unsigned i = 0; i < G_N_ELEMENTS(limits); i++) {
        bool src_below = obs->src_port < limits[i], dst_below = obs->dst_port < limits[i];
        if (src_below != dst_below)
            return src_below ? IOT_SIDE_SRC : IOT_SIDE_DST;
    }
    return IOT_SIDE_DST;
}

const char *
iot_transport_name(iot_transport transport)
{
    return transport == IOT_TRANSPORT_TCP ? "tcp" : transport == IOT_TRANSPORT_UDP ? "udp" : "";
}

bool
iot_service_is_protocol(const char *name)
{
    gsize length = strlen(name);

    return length > 0 && length <= IOT_PROTOCOL_MAX &&
           strspn(name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.") == length;
}

const char *
iot_service_format(const iot_service *service, char buffer[IOT_SERVICE_TEXT])
{
    const char *protocol = service->protocol ? service->protocol : "";
    char *at = buffer;

    if (service->transport != IOT_TRANSPORT_NONE) {
        at = g_stpcpy(at, iot_transport_name(service->transport));
        *at++ = '/';
        at = iot_put_digits(at, service->port);
        if (*protocol)
            *at++ = ' ';
    }
    g_strlcpy(at, protocol, (gsize)(buffer + IOT_SERVICE_TEXT - at));
    return buffer;
}

int
iot_service_compare(const iot_service *a, const iot_service *b)
{
    if (a->transport != b->transport)
        return a->transport < b->transport ? -1 : 1;
    if (a->port != b->port)
        return a->port < b->port ? -1 : 1;
    return g_strcmp0(a->protocol, b->protocol);
}
