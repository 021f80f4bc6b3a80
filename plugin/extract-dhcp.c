/* extract-dhcp.c - names, addresses and networks from DHCP and DHCPv6
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "extract-internal.h"

#define DHCP_BOOTREQUEST 1
#define DHCP_ACK         5

static void
add_lease(struct facts *facts, const iot_addr *addr, const iot_mac *mac)
{
    iot_binding binding = {*addr, *mac, false};

    if (iot_addr_is_unicast(addr) && iot_mac_is_set(mac))
        g_array_append_val(facts->bindings, binding);
}

/* A client that has an address says so; other fields of its requests are wishes. */
static void
take_request(proto_tree *tree, const iot_mac *mac, struct facts *facts)
{
    static const iot_addr no_addr;
    iot_addr client = wanted_ipv4(wanted_first(tree, W_DHCP_CLIENT_IP));
    const char *fqdn = wanted_string(wanted_first(tree, W_DHCP_FQDN));
    const char *hostname = wanted_string(wanted_first(tree, W_DHCP_HOSTNAME));

    add_lease(facts, &client, mac);
    /* The latest wins: a packet with both is known by option 12, which people see elsewhere. */
    if (fqdn)
        extract_claim(facts, IOT_NAME_DHCP, mac, &no_addr, fqdn);
    if (hostname)
        extract_claim(facts, IOT_NAME_DHCP, mac, &no_addr, hostname);
}

static void
take_acknowledgement(proto_tree *tree, const iot_mac *mac, struct facts *facts)
{
    iot_addr yours = wanted_ipv4(wanted_first(tree, W_DHCP_YOUR_IP));
    iot_addr mask = wanted_ipv4(wanted_first(tree, W_DHCP_MASK));
    iot_addr client = wanted_ipv4(wanted_first(tree, W_DHCP_CLIENT_IP));
    /* The answer to DHCPINFORM gives no address, the client keeps the one it has. */
    const iot_addr *addr = iot_addr_is_unicast(&yours) ? &yours : &client;
    int bits = iot_addr_is_set(&mask) ? iot_prefix_length_of_mask(&mask) : -1;

    if (!iot_addr_is_unicast(addr))
        return;
    add_lease(facts, addr, mac);
    if (bits >= 0) {
        iot_prefix prefix = iot_prefix_of(addr, (unsigned)bits);
        g_array_append_val(facts->onlink, prefix);
    }
}

void
extract_dhcp(proto_tree *tree, struct facts *facts)
{
    iot_mac mac = wanted_mac(wanted_first(tree, W_DHCP_MAC));

    if (wanted_uint(wanted_first(tree, W_DHCP_TYPE)) == DHCP_BOOTREQUEST)
        take_request(tree, &mac, facts);
    else if (wanted_uint(wanted_first(tree, W_DHCP_MESSAGE)) == DHCP_ACK)
        take_acknowledgement(tree, &mac, facts);
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
extract_dhcpv6(proto_tree *tree, const iot_observation *obs, struct facts *facts)
{
    static const iot_mac no_mac;
    const char *fqdn = wanted_string(wanted_first(tree, W_DHCPV6_FQDN));

    if (fqdn && is_from_client(wanted_uint(wanted_first(tree, W_DHCPV6_MESSAGE))))
        extract_claim(facts, IOT_NAME_DHCP, &no_mac, &obs->src, fqdn);
}
