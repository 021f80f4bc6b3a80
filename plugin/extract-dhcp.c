/* extract-dhcp.c - names, addresses and networks from DHCP and DHCPv6
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dhcp-message.h"
#include "extract-internal.h"

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
    iot_dhcp_message message = {
        .operation = (guint8)wanted_uint(wanted_first(tree, W_DHCP_TYPE)),
        .kind = (guint8)wanted_uint(wanted_first(tree, W_DHCP_MESSAGE)),
        .mac = wanted_mac(wanted_first(tree, W_DHCP_MAC)),
        .client = wanted_ipv4(wanted_first(tree, W_DHCP_CLIENT_IP)),
        .yours = wanted_ipv4(wanted_first(tree, W_DHCP_YOUR_IP)),
        .mask = wanted_ipv4(wanted_first(tree, W_DHCP_MASK)),
        .hostname = wanted_string(wanted_first(tree, W_DHCP_HOSTNAME)),
        .fqdn = wanted_string(wanted_first(tree, W_DHCP_FQDN)),
    };

    obs->dhcp_server = iot_dhcp_message_is_of_server(&message);
    iot_dhcp_message_tell(&message, facts);
    if (!iot_dhcp_message_announces(&message))
        return;
    take_servers(tree, W_DHCP_RESOLVER, IOT_ROLE_RESOLVER, facts);
    take_servers(tree, W_DHCP_TIME_SERVER, IOT_ROLE_TIME_SERVER, facts);
}

void
extract_dhcpv6(proto_tree *tree, const iot_observation *obs, iot_facts *facts)
{
    take_servers(tree, W_DHCPV6_RESOLVER, IOT_ROLE_RESOLVER, facts);
    iot_dhcpv6_tell_name((guint8)wanted_uint(wanted_first(tree, W_DHCPV6_MESSAGE)), &obs->src,
                         wanted_string(wanted_first(tree, W_DHCPV6_FQDN)), facts);
}
