/* dhcp-rules.c - what a DHCP message tells: names, addresses, networks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dhcp-rules.h"

static void
tell_lease(const iot_dhcp_message *message, const iot_addr *addr, iot_facts *facts)
{
    iot_facts_add(facts, &(iot_fact){IOT_FACT_BINDING, .binding = {*addr, message->mac, false}});
}

static void
tell_name(const iot_dhcp_message *message, const char *name, iot_facts *facts)
{
    iot_facts_add(facts, &(iot_fact){IOT_FACT_CLAIM,
                                     .claim = {IOT_NAME_DHCP, .mac = message->mac, .name = name}});
}

/* Whom the client is on this link: who sent its request, or gets the answer. */
static void
tell_relayed(const iot_dhcp_message *message, const iot_mac *by, iot_facts *facts)
{
    if (!iot_addr_is_unicast(&message->relay))
        iot_facts_add(facts,
                      &(iot_fact){IOT_FACT_RELAYED, .relayed = {.mac = message->mac, .by = *by}});
}

/* A client that has an address says so; other fields of its requests are wishes. */
static void
tell_request(const iot_dhcp_message *message, iot_facts *facts)
{
    tell_lease(message, &message->client, facts);
    /* The latest wins: a packet with both is known by option 12, which people see elsewhere. */
    if (message->fqdn)
        tell_name(message, message->fqdn, facts);
    if (message->hostname)
        tell_name(message, message->hostname, facts);
}

static void
tell_acknowledgement(const iot_dhcp_message *message, iot_facts *facts)
{
    /* The answer to DHCPINFORM gives no address, the client keeps the one it has. */
    const iot_addr *addr =
        iot_addr_is_unicast(&message->yours) ? &message->yours : &message->client;
    int bits = iot_addr_is_set(&message->mask) ? iot_prefix_length_of_mask(&message->mask) : -1;

    if (!iot_addr_is_unicast(addr))
        return;
    tell_lease(message, addr, facts);
    if (bits >= 0)
        iot_facts_add(facts,
                      &(iot_fact){IOT_FACT_ONLINK, .onlink = iot_prefix_of(addr, (unsigned)bits)});
}

/* Only a server sends such a message. */
static bool
is_of_server(const iot_dhcp_message *message)
{
    return message->operation != IOT_DHCP_BOOTREQUEST &&
           (message->kind == IOT_DHCP_OFFER || message->kind == IOT_DHCP_ACK);
}

/* A relay, or another address of the server's, can have sent it (RFC 2131 section 4.3.1). */
static void
tell_server(const iot_dhcp_message *message, const iot_observation *obs, iot_facts *facts)
{
    const iot_addr *addr = iot_addr_is_unicast(&message->server) ? &message->server : &obs->src;

    iot_facts_add(facts, &(iot_fact){IOT_FACT_DHCP_SERVER, .dhcp_server = {*addr, obs->src_mac}});
}

void
iot_dhcp_message_tell(const iot_dhcp_message *message, const iot_observation *obs, iot_facts *facts)
{
    if (is_of_server(message))
        tell_server(message, obs, facts);
    tell_relayed(message,
                 message->operation == IOT_DHCP_BOOTREQUEST ? &obs->src_mac : &obs->dst_mac, facts);
    if (message->operation == IOT_DHCP_BOOTREQUEST)
        tell_request(message, facts);
    else if (message->kind == IOT_DHCP_ACK)
        tell_acknowledgement(message, facts);
}

bool
iot_dhcp_message_announces(const iot_dhcp_message *message)
{
    return message->operation != IOT_DHCP_BOOTREQUEST && message->kind == IOT_DHCP_ACK;
}

/* RFC 8415 section 7.3: what clients send. */
bool
iot_dhcpv6_is_from_client(uint8_t kind)
{
    enum { SOLICIT = 1, REQUEST = 3, CONFIRM = 4, RENEW = 5, REBIND = 6, RELEASE = 8, INFORM = 11 };

    return kind == SOLICIT || (kind >= REQUEST && kind <= REBIND) || kind == RELEASE ||
           kind == INFORM;
}

void
iot_dhcpv6_tell_name(uint8_t kind, const iot_addr *src, const char *fqdn, iot_facts *facts)
{
    if (fqdn && iot_dhcpv6_is_from_client(kind))
        iot_facts_add(facts, &(iot_fact){IOT_FACT_CLAIM,
                                         .claim = {IOT_NAME_DHCP, .addr = *src, .name = fqdn}});
}
