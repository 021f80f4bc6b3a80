/* dissect.c - which reader begins
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dissect.h"

#include "wire/copies.h"
#include "wire/dispatch.h"
#include "wire/evidence-text.h"
#include "wire/message/dns-asked.h"
#include "wire/message/dns-pending.h"
#include "wire/message/dns.h"
#include "wire/message/quic-hello.h"
#include "wire/message/tftp.h"
#include "wire/message/uncovered.h"
#include "wire/network/echo-pending.h"
#include "wire/transport/payload.h"
#include "wire/transport/stream-table.h"

#include <assert.h>
#include <string.h>

static void (*const readers[])(packet *p, cursor c) = {
    [LAYER_ETHERNET] = ethernet_read, [LAYER_NULL] = null_read,
    [LAYER_LOOP] = loop_read,         [LAYER_RAW] = raw_read,
    [LAYER_WLAN] = wlan_read,         [LAYER_RADIOTAP] = radiotap_read,
    [LAYER_COOKED] = cooked_read,     [LAYER_COOKED2] = cooked2_read,
    [LAYER_LLC] = llc_read,           [LAYER_TAG] = tag_read,
    [LAYER_PPPOE] = pppoe_read,       [LAYER_MPLS] = mpls_read,
    [LAYER_ARP] = arp_read,           [LAYER_IP] = ip_read,
    [LAYER_IP6] = ip6_read,
};
static_assert(G_N_ELEMENTS(readers) == LAYERS, "every layer has its reader");

/* A switch and not a table: the numbers are few and far between. */
static layer
layer_of(int link)
{
    if (G_LIKELY(link == IOT_LINK_ETHERNET))
        return LAYER_ETHERNET;
    switch (link) {
    case IOT_LINK_NULL:
        return LAYER_NULL;
    case IOT_LINK_LOOP:
        return LAYER_LOOP;
    case IOT_LINK_RAW:
        return LAYER_RAW;
    case IOT_LINK_IPV4:
    case IOT_LINK_IPV6:
        return LAYER_IP;
    case IOT_LINK_80211:
        return LAYER_WLAN;
    case IOT_LINK_80211_RADIOTAP:
        return LAYER_RADIOTAP;
    case IOT_LINK_COOKED:
        return LAYER_COOKED;
    case IOT_LINK_COOKED2:
        return LAYER_COOKED2;
    default:
        return LAYER_NONE;
    }
}

iot_dissector *
iot_dissector_new(const iot_dissector_options *options)
{
    iot_dissector *dissector = g_new0(iot_dissector, 1);

    dissector->facts = iot_facts_new();
    dissector->copies = copies_new();
    dissector->streams = streams_new(options);
    dissector->echoes = echoes_new();
    dissector->dns_times = dns_times_new();
    dissector->dns_asked = dns_asked_new();
    dissector->dns_room = dns_room_new();
    dissector->quic_room = quic_room_new();
    dissector->transfers = transfers_new();
    return dissector;
}

void
iot_dissector_free(iot_dissector *dissector)
{
    if (!dissector)
        return;
    quic_room_free(dissector->quic_room);
    transfers_free(dissector->transfers);
    dns_room_free(dissector->dns_room);
    dns_asked_free(dissector->dns_asked);
    dns_times_free(dissector->dns_times);
    echoes_free(dissector->echoes);
    streams_free(dissector->streams);
    copies_free(dissector->copies);
    iot_facts_free(dissector->facts);
    g_free(dissector);
}

uint64_t
iot_dissector_dropped(const iot_dissector *dissector)
{
    return streams_dropped(dissector->streams);
}

bool
iot_dissector_knows(const char *protocol)
{
    return payload_knows(protocol);
}

bool
iot_dissector_reads_link(int link)
{
    return layer_of(link) != LAYER_NONE;
}

/* An observation of which nothing is known but its frame. */
static packet
begin(iot_dissector *dissector, const iot_frame *frame, iot_observation *obs)
{
    /* Of a size that the compiler does not see: it would write the zeros itself, word by word, and
     * the C library knows how to do that in a fifth of the time. */
    const volatile size_t size = sizeof *obs;

    memset(obs, 0, size);
    obs->frame = frame->number;
    obs->time_ns = iot_time_within_reason(frame->time_ns);
    obs->length_bytes = frame->length_bytes;
    iot_facts_clear(dissector->facts);
    copies_begin(dissector->copies, frame->number, obs->time_ns);
    evidence_begin(dissector, frame->number);
    return (packet){.dissector = dissector, .frame = frame, .obs = obs, .facts = dissector->facts};
}

/* A damaged capture may say that more was captured than sent. */
static uint32_t
cut_bytes(uint32_t captured_bytes, uint32_t length_bytes)
{
    return length_bytes - MIN(length_bytes, captured_bytes);
}

static void
read_layers(packet *p)
{
    while (p->next != LAYER_NONE) {
        layer now = p->next;
        p->next = LAYER_NONE;
        readers[now](p, p->carried);
    }
}

void
iot_dissector_read(iot_dissector *dissector, int link, const iot_frame *frame,
                   iot_observation *ret_obs)
{
    packet p = begin(dissector, frame, ret_obs);

    p.cut_bytes = cut_bytes(frame->captured_bytes, frame->length_bytes);
    packet_hand_on(&p, layer_of(link), cursor_of(frame->bytes, frame->captured_bytes));
    read_layers(&p);
    iot_facts_hand_over(p.facts, ret_obs);
}

static cursor
cursor_of_bytes(const iot_bytes *bytes)
{
    return cursor_of(bytes->bytes, bytes->captured_bytes);
}

void
iot_dissector_read_unwrapped(iot_dissector *dissector, const iot_frame *frame,
                             const iot_unwrapped *unwrapped, iot_observation *ret_obs)
{
    const iot_bytes *network = &unwrapped->network;
    packet p = begin(dissector, frame, ret_obs);

    ret_obs->src_mac = unwrapped->src_mac;
    ret_obs->dst_mac = unwrapped->dst_mac;
    if (unwrapped->wlan)
        wlan_take_air(&p, unwrapped->wlan);
    p.cut_bytes = cut_bytes(network->captured_bytes, network->length_bytes);
    if (unwrapped->payload.bytes)
        p.put_together = &unwrapped->payload;
    if (network->bytes)
        packet_hand_on(&p, unwrapped->arp ? LAYER_ARP : LAYER_IP, cursor_of_bytes(network));
    else if (unwrapped->link.bytes)
        announcement_read(&p, cursor_of_bytes(&unwrapped->link));
    read_layers(&p);
    for (unsigned i = 0; i < unwrapped->n_messages && ret_obs->copy_of == 0; i++)
        uncovered_read(&p, cursor_of_bytes(&unwrapped->messages[i]), unwrapped->dns);
    iot_facts_hand_over(p.facts, ret_obs);
}
