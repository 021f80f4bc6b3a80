/* layers.c - which protocols a packet has, and what it is for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Works on protocol numbers; what a number means is looked up by name once and kept.
 */
#include "read/layers.h"

#include <string.h>

#include "compat.h"

typedef enum kind {
    KIND_OTHER,     /* an application, or whatever stands above what carries it */
    KIND_CARRIER,   /* link and tunnel layers: what is above them matters */
    KIND_NETWORK,   /* IP: a carrier after which the transport starts anew */
    KIND_TRANSPORT, /* TCP, UDP */
    KIND_ICMP,      /* ends the walk: what follows is a quotation */
    KIND_FILLER,    /* pieces and notes that are no protocol */
} kind;

typedef struct meaning {
    kind kind;
    guint32 bit;
} meaning;

static const struct {
    const char *name;
    meaning meaning;
} known[] = {
    {"frame", {KIND_CARRIER, 0}},
    {"eth", {KIND_CARRIER, 0}},
    {"ethertype", {KIND_CARRIER, 0}},
    {"vlan", {KIND_CARRIER, 0}},
    {"ieee8021ad", {KIND_CARRIER, 0}},
    {"pppoes", {KIND_CARRIER, 0}},
    {"ppp", {KIND_CARRIER, 0}},
    {"llc", {KIND_CARRIER, 0}},
    {"sll", {KIND_CARRIER, LAYER_SLL}},
    {"null", {KIND_CARRIER, 0}},
    {"raw", {KIND_CARRIER, 0}},
    {"radiotap", {KIND_CARRIER, 0}},
    {"prism", {KIND_CARRIER, 0}},
    {"ppi", {KIND_CARRIER, 0}},
    {"wlan_radio", {KIND_CARRIER, 0}},
    {"wlan_aggregate", {KIND_CARRIER, 0}},
    {"wlan", {KIND_CARRIER, 0}},
    {"gre", {KIND_CARRIER, 0}},
    {"vxlan", {KIND_CARRIER, 0}},
    {"ip", {KIND_NETWORK, 0}},
    {"ipv6", {KIND_NETWORK, 0}},
    {"tcp", {KIND_TRANSPORT, LAYER_TCP}},
    {"udp", {KIND_TRANSPORT, LAYER_UDP}},
    {"icmp", {KIND_ICMP, LAYER_ICMP}},
    {"icmpv6", {KIND_ICMP, LAYER_ICMPV6}},
    {"data", {KIND_FILLER, 0}},
    {"tcp.segments", {KIND_FILLER, 0}},
    {"vssmonitoring", {KIND_FILLER, 0}},
    {"eth.trailer", {KIND_FILLER, 0}},
    {"ipv6.hopopts", {KIND_FILLER, 0}},
    {"ipv6.dstopts", {KIND_FILLER, 0}},
    {"ipv6.routing", {KIND_FILLER, 0}},
    {"ipv6.fraghdr", {KIND_FILLER, 0}},
    {"iot", {KIND_FILLER, 0}},
    {"arp", {KIND_OTHER, LAYER_ARP}},
    {"dhcp", {KIND_OTHER, LAYER_DHCP}},
    {"dhcpv6", {KIND_OTHER, LAYER_DHCPV6}},
    {"dns", {KIND_OTHER, LAYER_DNS}},
    {"mdns", {KIND_OTHER, LAYER_MDNS}},
    {"llmnr", {KIND_OTHER, LAYER_LLMNR}},
    {"nbns", {KIND_OTHER, LAYER_NBNS}},
    {"ntp", {KIND_OTHER, LAYER_NTP}},
    {"quic", {KIND_OTHER, LAYER_QUIC}},
    {"tls", {KIND_OTHER, LAYER_TLS}},
    {"http", {KIND_OTHER, LAYER_HTTP}},
    {"xml", {KIND_OTHER, LAYER_XML}},
};

static meaning
look_up(const char *name)
{
    meaning other = {KIND_OTHER, 0};

    if (!name || g_str_has_prefix(name, "_ws."))
        return (meaning){KIND_FILLER, 0};
    for (unsigned i = 0; i < G_N_ELEMENTS(known); i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].meaning;
    return other;
}

/* What the protocol of that number means: kept, as each packet asks for five or more, and most
 * packets for the same. */
static meaning
meaning_of(int proto)
{
    static struct {
        int proto;
        bool filled;
        meaning meaning;
    } kept[256];
    unsigned place = (unsigned)proto % G_N_ELEMENTS(kept);

    if (!kept[place].filled || kept[place].proto != proto) {
        kept[place].proto = proto;
        kept[place].filled = true;
        kept[place].meaning = look_up(proto_get_protocol_filter_name(proto));
    }
    return kept[place].meaning;
}

static iot_transport
transport_of(guint32 bit)
{
    return bit == LAYER_TCP ? IOT_TRANSPORT_TCP : IOT_TRANSPORT_UDP;
}

layers
layers_of(const packet_info *pinfo)
{
    layers found = {0};
    int carrier = -1, above = -1;

    for (wmem_list_frame_t *at = wmem_list_head(pinfo->layers); at; at = wmem_list_frame_next(at)) {
        int proto = GPOINTER_TO_INT(wmem_list_frame_data(at));
        meaning means = meaning_of(proto);

        found.bits |= means.bit;
        if (means.kind == KIND_ICMP) {
            found.transport = IOT_TRANSPORT_NONE;
            above = proto;
            break;
        }
        if (means.kind == KIND_TRANSPORT) {
            found.transport = transport_of(means.bit);
            above = -1;
        } else if (means.kind == KIND_NETWORK || means.kind == KIND_CARRIER) {
            found.transport = IOT_TRANSPORT_NONE;
            carrier = proto;
            above = -1;
        } else if (means.kind == KIND_OTHER && above < 0) {
            above = proto;
        }
    }
    if (above < 0 && found.transport == IOT_TRANSPORT_NONE)
        above = carrier;
    if (above >= 0)
        found.protocol = proto_get_protocol_filter_name(above);
    return found;
}
