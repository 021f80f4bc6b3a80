/* dhcp-rules.c - what a DHCP message tells: names, addresses, networks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dhcp-rules.h"

/* A client that has an address says so; other fields of its requests are wishes. */
static void
tell_request(const iot_dhcp_message *message, iot_facts *facts)
{
    iot_facts_add_lease(facts, &message->client, &message->mac);
    /* The latest wins: a packet with both is known by option 12, which people see elsewhere. */
    if (message->fqdn)
        iot_facts_add_claim(facts, IOT_NAME_DHCP, &message->mac, NULL, message->fqdn);
    if (message->hostname)
        iot_facts_add_claim(facts, IOT_NAME_DHCP, &message->mac, NULL, message->hostname);
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
    iot_facts_add_lease(facts, addr, &message->mac);
    if (bits >= 0) {
        iot_prefix prefix = iot_prefix_of(addr, (unsigned)bits);
        iot_facts_add_onlink(facts, &prefix);
    }
}

void
iot_dhcp_message_tell(const iot_dhcp_message *message, iot_facts *facts)
{
    if (message->operation == IOT_DHCP_BOOTREQUEST)
        tell_request(message, facts);
    else if (message->kind == IOT_DHCP_ACK)
        tell_acknowledgement(message, facts);
}

bool
iot_dhcp_message_is_of_server(const iot_dhcp_message *message)
{
    return message->operation != IOT_DHCP_BOOTREQUEST &&
           (message->kind == IOT_DHCP_OFFER || message->kind == IOT_DHCP_ACK);
}

bool
iot_dhcp_message_announces(const iot_dhcp_message *message)
{
    return message->operation != IOT_DHCP_BOOTREQUEST && message->kind == IOT_DHCP_ACK;
}

/* RFC 8415 section 7.3: what clients send. */
static bool
is_from_client(uint8_t kind)
{
    enum { SOLICIT = 1, REQUEST = 3, CONFIRM = 4, RENEW = 5, REBIND = 6, RELEASE = 8, INFORM = 11 };

    return kind == SOLICIT || (kind >= REQUEST && kind <= REBIND) || kind == RELEASE ||
           kind == INFORM;
}

void
iot_dhcpv6_tell_name(uint8_t kind, const iot_addr *src, const char *fqdn, iot_facts *facts)
{
    if (fqdn && is_from_client(kind))
        iot_facts_add_claim(facts, IOT_NAME_DHCP, NULL, src, fqdn);
}
