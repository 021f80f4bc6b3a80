/* extract-dhcp.c - names, addresses and networks from DHCP and DHCPv6
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "extract-internal.h"

#define DHCP_BOOTREQUEST 1
#define DHCP_OFFER       2
#define DHCP_ACK         5

/* A client that has an address says so; other fields of its requests are wishes. */
static void
take_request(proto_tree *tree, const iot_mac *mac, iot_facts *facts)
{
    iot_addr client = wanted_ipv4(wanted_first(tree, W_DHCP_CLIENT_IP));
    const char *fqdn = wanted_string(wanted_first(tree, W_DHCP_FQDN));
    const char *hostname = wanted_string(wanted_first(tree, W_DHCP_HOSTNAME));

    iot_facts_add_lease(facts, &client, mac);
    /* The latest wins: a packet with both is known by option 12, which people see elsewhere. */
    if (fqdn)
        iot_facts_add_claim(facts, IOT_NAME_DHCP, mac, NULL, fqdn);
    if (hostname)
        iot_facts_add_claim(facts, IOT_NAME_DHCP, mac, NULL, hostname);
}

static void
take_acknowledgement(proto_tree *tree, const iot_mac *mac, iot_facts *facts)
{
    iot_addr yours = wanted_ipv4(wanted_first(tree, W_DHCP_YOUR_IP));
    iot_addr mask = wanted_ipv4(wanted_first(tree, W_DHCP_MASK));
    iot_addr client = wanted_ipv4(wanted_first(tree, W_DHCP_CLIENT_IP));
    /* The answer to DHCPINFORM gives no address, the client keeps the one it has. */
    const iot_addr *addr = iot_addr_is_unicast(&yours) ? &yours : &client;
    int bits = iot_addr_is_set(&mask) ? iot_prefix_length_of_mask(&mask) : -1;

    if (!iot_addr_is_unicast(addr))
        return;
    iot_facts_add_lease(facts, addr, mac);
    if (bits >= 0) {
        iot_prefix prefix = iot_prefix_of(addr, (unsigned)bits);
        iot_facts_add_onlink(facts, &prefix);
    }
}

static void
take_servers(proto_tree *tree, wanted_field field, iot_role role, iot_facts *facts)
{
    GPtrArray *all = wanted_all(tree, field);

    for (guint i = 0; all && i < all->len; i++) {
        field_info *fi = g_ptr_array_index(all, i);
        iot_addr addr = field == W_DHCPV6_RESOLVER ? wanted_ipv6(fi) : wanted_ipv4(fi);
        iot_facts_add_announcement(facts, role, &addr);
    }
}

void
extract_dhcp(proto_tree *tree, iot_observation *obs, iot_facts *facts)
{
    iot_mac mac = wanted_mac(wanted_first(tree, W_DHCP_MAC));
    guint64 message = wanted_uint(wanted_first(tree, W_DHCP_MESSAGE));

    if (wanted_uint(wanted_first(tree, W_DHCP_TYPE)) == DHCP_BOOTREQUEST) {
        take_request(tree, &mac, facts);
        return;
    }
    obs->dhcp_server = message == DHCP_OFFER || message == DHCP_ACK;
    if (message != DHCP_ACK)
        return;
    take_acknowledgement(tree, &mac, facts);
    take_servers(tree, W_DHCP_RESOLVER, IOT_ROLE_RESOLVER, facts);
    take_servers(tree, W_DHCP_TIME_SERVER, IOT_ROLE_TIME_SERVER, facts);
}

/* RFC 8415 section 7.3: what clients send. */
static bool
is_from_client(guint64 message)
{
    enum { SOLICIT = 1, REQUEST = 3, CONFIRM = 4, RENEW = 5, REBIND = 6, RELEASE = 8, INFORM = 11 };

    return message == SOLICIT || (message >= REQUEST && message <= REBIND) || message == RELEASE ||
           message == INFORM;
}

/* The client sends from its own link-local address; a DUID need not hold the MAC of this link. */
void
extract_dhcpv6(proto_tree *tree, const iot_observation *obs, iot_facts *facts)
{
    const char *fqdn = wanted_string(wanted_first(tree, W_DHCPV6_FQDN));

    take_servers(tree, W_DHCPV6_RESOLVER, IOT_ROLE_RESOLVER, facts);
    if (fqdn && is_from_client(wanted_uint(wanted_first(tree, W_DHCPV6_MESSAGE))))
        iot_facts_add_claim(facts, IOT_NAME_DHCP, NULL, &obs->src, fqdn);
}
