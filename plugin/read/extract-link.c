/* extract-link.c - who is at which address: ARP and neighbour discovery
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read/extract-internal.h"

#include <wiretap/wtap.h>

/* ICMPv6 types of RFC 4861. */
#define ND_FIRST                   133 /* router solicitation */
#define ND_ROUTER_ADVERTISEMENT    134
#define ND_NEIGHBOUR_ADVERTISEMENT 136
#define ND_LAST                    136

/* Their options: an octet that says which, and one that says how long in units of eight (RFC 4861
 * section 4.6, RFC 8106 section 5.1). */
#define OPTION_SOURCE_LINK 1
#define OPTION_TARGET_LINK 2
#define OPTION_PREFIX      3
#define OPTION_RESOLVERS   25
#define OPTION_UNIT        8
#define LINK_OFFSET        2
#define PREFIX_OFFSET      16
#define PREFIX_ON_LINK     0x80
#define PREFIX_AUTONOMOUS  0x40
#define RESOLVERS_OFFSET   8
/* From a message's type to the address it is about. */
#define TARGET_OFFSET 8

/* ARP between Ethernet and IPv4, from the sender's address (RFC 826). */
#define ARP_LENGTHS_OFFSET (-10)
#define ARP_MAC_OFFSET     (-6)

/* Linux cooked captures have no receiver's MAC, but say that there were many: the first two octets
 * of a frame, or one further on in version 2. */
#define COOKED_OFFSET    0
#define COOKED2_OFFSET   10
#define COOKED_BROADCAST 1
#define COOKED_MULTICAST 2

void
extract_cooked(const packet_info *pinfo, tvbuff_t *frame, iot_observation *obs)
{
    static const iot_mac everybody = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
    int encapsulation = pinfo->rec->rec_header.packet_header.pkt_encap;
    guint8 type[2] = {0};

    if (encapsulation == WTAP_ENCAP_SLL && tvb_bytes_exist(frame, COOKED_OFFSET, 2))
        tvb_memcpy(frame, type, COOKED_OFFSET, 2);
    else if (encapsulation == WTAP_ENCAP_SLL2 && tvb_bytes_exist(frame, COOKED2_OFFSET, 1))
        tvb_memcpy(frame, type + 1, COOKED2_OFFSET, 1);

    if (type[0] == 0 && (type[1] == COOKED_BROADCAST || type[1] == COOKED_MULTICAST))
        obs->dst_mac = everybody;
}

/* The sender of requests as well as of replies: many devices are never asked for. */
void
extract_arp(proto_tree *tree, iot_facts *facts)
{
    field_info *sender = wanted_first(tree, W_ARP_SRC_IPV4);
    iot_addr addr = wanted_ipv4(sender);
    guint8 lengths[2];

    if (!wanted_bytes(sender, ARP_LENGTHS_OFFSET, 2, lengths) || lengths[0] != 6 || lengths[1] != 4)
        return;
    iot_mac mac = wanted_mac_at(sender, ARP_MAC_OFFSET);
    iot_facts_add_neighbour(facts, &addr, &mac);
}

/* The MAC that the first such option has; that of the frame's header if there is none. */
static iot_mac
mac_of_option(GPtrArray *options, guint8 code, const iot_mac *header)
{
    for (guint i = 0; options && i < options->len; i++) {
        field_info *option = g_ptr_array_index(options, i);
        if (wanted_u8(option, 0) != code || wanted_u8(option, 1) != 1)
            continue;
        iot_mac mac = wanted_mac_at(option, LINK_OFFSET);
        return iot_mac_is_set(&mac) ? mac : *header;
    }
    return *header;
}

static void
add_resolvers(field_info *option, int length, iot_facts *facts)
{
    for (int at = RESOLVERS_OFFSET; at + 16 <= length; at += 16) {
        iot_addr addr = wanted_ipv6_at(option, at);
        iot_facts_add_announcement(facts, IOT_ROLE_RESOLVER, &addr);
    }
}

/* A prefix is ours if hosts on this link have it: on-link, or for their own configuration. */
static void
add_prefix(field_info *option, int length, iot_facts *facts)
{
    iot_addr addr = wanted_ipv6_at(option, PREFIX_OFFSET);

    if (length != PREFIX_OFFSET + 16 || !iot_addr_is_set(&addr) ||
        !(wanted_u8(option, 3) & (PREFIX_ON_LINK | PREFIX_AUTONOMOUS)))
        return;
    iot_prefix prefix = iot_prefix_of(&addr, wanted_u8(option, 2));
    iot_facts_add_onlink(facts, &prefix);
}

/* What a router tells its hosts. */
static void
take_advertisement(GPtrArray *options, iot_facts *facts)
{
    for (guint i = 0; options && i < options->len; i++) {
        field_info *option = g_ptr_array_index(options, i);
        int length = wanted_u8(option, 1) * OPTION_UNIT;
        if (wanted_u8(option, 0) == OPTION_PREFIX)
            add_prefix(option, length, facts);
        else if (wanted_u8(option, 0) == OPTION_RESOLVERS)
            add_resolvers(option, length, facts);
    }
}

/* Neighbour discovery never crosses a router, so the frame's header tells the truth where an
 * option is missing. */
void
extract_neighbours(proto_tree *tree, const iot_observation *obs, iot_facts *facts)
{
    field_info *head = wanted_first(tree, W_ICMPV6_TYPE);
    guint64 type = wanted_uint(head);

    if (type < ND_FIRST || type > ND_LAST)
        return;
    GPtrArray *options = wanted_all(tree, W_ICMPV6_OPTION);
    iot_mac source = mac_of_option(options, OPTION_SOURCE_LINK, &obs->src_mac);
    iot_facts_add_neighbour(facts, &obs->src, &source);
    if (type == ND_NEIGHBOUR_ADVERTISEMENT) {
        iot_addr target = wanted_ipv6_at(head, TARGET_OFFSET);
        iot_mac mac = mac_of_option(options, OPTION_TARGET_LINK, &obs->src_mac);
        iot_facts_add_neighbour(facts, &target, &mac);
    } else if (type == ND_ROUTER_ADVERTISEMENT) {
        take_advertisement(options, facts);
    }
}
