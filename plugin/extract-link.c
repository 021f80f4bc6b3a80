/* extract-link.c - who is at which address: ARP and neighbour discovery
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "extract-internal.h"

/* ICMPv6 types of RFC 4861. */
#define ND_FIRST                   133 /* router solicitation */
#define ND_ROUTER_ADVERTISEMENT    134
#define ND_NEIGHBOUR_ADVERTISEMENT 136
#define ND_LAST                    136

/* The prefix information option, RFC 4861 section 4.6.2: bytes before the prefix itself. */
#define PREFIX_OPTION_HEAD 16
#define PREFIX_OPTION_TYPE 3
#define PREFIX_ON_LINK     0x80
#define PREFIX_AUTONOMOUS  0x40

/* Linux cooked captures have no receiver's MAC, but say that there were many. */
#define COOKED_BROADCAST 1
#define COOKED_MULTICAST 2

void
extract_cooked(proto_tree *tree, iot_observation *obs)
{
    static const iot_mac everybody = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
    guint64 type = wanted_uint(wanted_first(tree, W_SLL_TYPE));

    if (type == COOKED_BROADCAST || type == COOKED_MULTICAST)
        obs->dst_mac = everybody;
}

/* The sender of requests as well as of replies: many devices are never asked for. */
void
extract_arp(proto_tree *tree, iot_facts *facts)
{
    iot_addr addr = wanted_ipv4(wanted_first(tree, W_ARP_SRC_IPV4));
    iot_mac mac = wanted_mac(wanted_first(tree, W_ARP_SRC_MAC));

    iot_facts_add_neighbour(facts, &addr, &mac);
}

static iot_mac
mac_of_option(proto_tree *tree, wanted_field option, const iot_mac *header)
{
    iot_mac mac = wanted_mac(wanted_first(tree, option));

    return iot_mac_is_set(&mac) ? mac : *header;
}

static void
add_resolvers(proto_tree *tree, iot_facts *facts)
{
    GPtrArray *all = wanted_all(tree, W_ICMPV6_RDNSS);

    for (guint i = 0; all && i < all->len; i++) {
        iot_addr addr = wanted_ipv6(g_ptr_array_index(all, i));
        iot_facts_add_announcement(facts, IOT_ROLE_RESOLVER, &addr);
    }
}

/* A prefix is ours if hosts on this link have it: on-link, or for their own configuration. */
static void
add_prefixes(proto_tree *tree, iot_facts *facts)
{
    GPtrArray *all = wanted_all(tree, W_ICMPV6_PREFIX);

    for (guint i = 0; all && i < all->len; i++) {
        field_info *fi = g_ptr_array_index(all, i);
        iot_addr addr = wanted_ipv6(fi);
        guint8 head[4];
        if (!iot_addr_is_set(&addr) || !wanted_bytes(fi, -PREFIX_OPTION_HEAD, 4, head) ||
            head[0] != PREFIX_OPTION_TYPE || !(head[3] & (PREFIX_ON_LINK | PREFIX_AUTONOMOUS)))
            continue;
        iot_prefix prefix = iot_prefix_of(&addr, head[2]);
        iot_facts_add_onlink(facts, &prefix);
    }
}

/* Neighbour discovery never crosses a router, so the frame's header tells the truth where an
 * option is missing. */
void
extract_neighbours(proto_tree *tree, const iot_observation *obs, iot_facts *facts)
{
    guint64 type = wanted_uint(wanted_first(tree, W_ICMPV6_TYPE));
    iot_addr target = wanted_ipv6(wanted_first(tree, W_ICMPV6_NA_TARGET));
    iot_mac source = mac_of_option(tree, W_ICMPV6_SOURCE_LINK, &obs->src_mac);

    if (type < ND_FIRST || type > ND_LAST)
        return;
    iot_facts_add_neighbour(facts, &obs->src, &source);
    if (type == ND_NEIGHBOUR_ADVERTISEMENT) {
        iot_mac mac = mac_of_option(tree, W_ICMPV6_TARGET_LINK, &obs->src_mac);
        iot_facts_add_neighbour(facts, &target, &mac);
    } else if (type == ND_ROUTER_ADVERTISEMENT) {
        add_prefixes(tree, facts);
        add_resolvers(tree, facts);
    }
}
