/* layers.c - what Wireshark calls the protocols of a packet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Works on protocol numbers; what a number means is looked up by name once and kept.
 */
#include "read/layers.h"

#include <string.h>

#include "wire/dissect.h"

typedef enum kind {
    KIND_OTHER,   /* an application, or whatever stands above what carries it */
    KIND_OURS,    /* the same, of those that lib/wire knows when it sees them */
    KIND_DNS,     /* one of these */
    KIND_ARP,     /* a packet of its own, and nothing above it */
    KIND_CARRIER, /* link and tunnel layers: what is above them matters */
    KIND_PACKET,  /* IP and what it carries; the same */
    KIND_ERROR,   /* ends the walk: what follows is a quotation */
    KIND_FILLER,  /* pieces and notes that are no protocol */
} kind;

static const struct {
    const char *name;
    kind kind;
} known[] = {
    {"frame", KIND_CARRIER},
    {"eth", KIND_CARRIER},
    {"ethertype", KIND_CARRIER},
    {"vlan", KIND_CARRIER},
    {"ieee8021ad", KIND_CARRIER},
    {"pppoes", KIND_CARRIER},
    {"ppp", KIND_CARRIER},
    {"llc", KIND_CARRIER},
    {"sll", KIND_CARRIER},
    {"null", KIND_CARRIER},
    {"raw", KIND_CARRIER},
    {"radiotap", KIND_CARRIER},
    {"prism", KIND_CARRIER},
    {"ppi", KIND_CARRIER},
    {"wlan_radio", KIND_CARRIER},
    {"wlan_aggregate", KIND_CARRIER},
    {"wlan", KIND_CARRIER},
    {"gre", KIND_CARRIER},
    {"vxlan", KIND_CARRIER},
    {"ip", KIND_PACKET},
    {"ipv6", KIND_PACKET},
    {"tcp", KIND_PACKET},
    {"udp", KIND_PACKET},
    {"icmp", KIND_ERROR},
    {"icmpv6", KIND_ERROR},
    {"data", KIND_FILLER},
    {"tcp.segments", KIND_FILLER},
    {"vssmonitoring", KIND_FILLER},
    {"eth.trailer", KIND_FILLER},
    {"ipv6.hopopts", KIND_FILLER},
    {"ipv6.dstopts", KIND_FILLER},
    {"ipv6.routing", KIND_FILLER},
    {"ipv6.fraghdr", KIND_FILLER},
    {"hipercontracer", KIND_FILLER}, /* 4.4 sees it in many a stranger's datagram */
    {"arp", KIND_ARP},
    {"dns", KIND_DNS},
};

typedef struct meaning {
    int proto; /* -1: none */
    kind kind;
} meaning;

/* Most packets ask for the same few: one place for each, by number. Of so many places that hardly
 * any two of a capture's protocols share one: to look a name up costs a tenth of a packet. */
struct iot_layer_meanings {
    meaning kept[2048];
};

iot_layer_meanings *
iot_layer_meanings_new(void)
{
    iot_layer_meanings *meanings = g_new(iot_layer_meanings, 1);

    for (unsigned i = 0; i < G_N_ELEMENTS(meanings->kept); i++)
        meanings->kept[i].proto = -1;
    return meanings;
}

void
iot_layer_meanings_free(iot_layer_meanings *meanings)
{
    g_free(meanings);
}

static kind
look_up(const char *name)
{
    if (!name || g_str_has_prefix(name, "_ws."))
        return KIND_FILLER;
    for (unsigned i = 0; i < G_N_ELEMENTS(known); i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].kind;
    return iot_dissector_knows(name) ? KIND_OURS : KIND_OTHER;
}

static G_GNUC_NO_INLINE kind
learn(meaning *place, int proto)
{
    *place = (meaning){proto, look_up(proto_get_protocol_filter_name(proto))};
    return place->kind;
}

static inline kind
kind_of(iot_layer_meanings *meanings, int proto)
{
    meaning *place = &meanings->kept[(unsigned)proto % G_N_ELEMENTS(meanings->kept)];

    return G_LIKELY(place->proto == proto) ? place->kind : learn(place, proto);
}

/* True if it is no more than what Wireshark's table has for the port: nobody looked whether the
 * bytes are that. */
static bool
is_by_port(const packet_info *pinfo, int proto)
{
    static const char *const tables[] = {"tcp.port", "udp.port"};
    const guint32 ports[] = {pinfo->srcport, pinfo->destport};
    unsigned transport = pinfo->ptype == PT_UDP;

    if (pinfo->ptype != PT_TCP && pinfo->ptype != PT_UDP)
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(ports); i++) {
        dissector_handle_t handle =
            dissector_get_uint_handle(find_dissector_table(tables[transport]), ports[i]);
        if (handle && dissector_handle_get_protocol_index(handle) == proto)
            return true;
    }
    return false;
}

/* True if nobody but Wireshark knows it. */
static bool
is_wireshark_s(kind what)
{
    return what == KIND_OTHER || what == KIND_ARP;
}

bool
iot_layers_can_be_arp(iot_layer_meanings *meanings, const packet_info *pinfo)
{
    for (wmem_list_frame_t *at = wmem_list_tail(pinfo->layers); at; at = wmem_list_frame_prev(at)) {
        kind what = kind_of(meanings, GPOINTER_TO_INT(wmem_list_frame_data(at)));

        if (what == KIND_CARRIER || what == KIND_PACKET)
            return false;
        if (what == KIND_ARP)
            return true;
    }
    return false;
}

iot_layers
iot_layers_of(iot_layer_meanings *meanings, const packet_info *pinfo)
{
    iot_layers found = {0};
    int carrier = -1, above = -1;
    kind above_kind = KIND_FILLER;

    for (wmem_list_frame_t *at = wmem_list_head(pinfo->layers); at; at = wmem_list_frame_next(at)) {
        int proto = GPOINTER_TO_INT(wmem_list_frame_data(at));
        kind what = kind_of(meanings, proto);

        if (what == KIND_ERROR)
            break;
        if (what == KIND_CARRIER || what == KIND_PACKET) {
            found.packet = what == KIND_PACKET;
            carrier = proto;
            above_kind = KIND_FILLER;
            continue;
        }
        found.dns |= what == KIND_DNS;
        if (above_kind == KIND_FILLER) {
            above_kind = what;
            above = proto;
        }
    }
    found.arp = above_kind == KIND_ARP;
    if (above_kind == KIND_FILLER)
        above = found.packet ? -1 : carrier;
    else if (!is_wireshark_s(above_kind))
        above = -1;
    if (above >= 0 && !(found.packet && is_by_port(pinfo, above)))
        found.word = proto_get_protocol_filter_name(above);
    return found;
}
