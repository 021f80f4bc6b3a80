/* dissect.c - which reader begins
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/dissect.h"

#include "wire/dispatch.h"
#include "wire/message/dns-pending.h"
#include "wire/message/dns.h"
#include "wire/network/echo-pending.h"
#include "wire/transport/stream-table.h"

#include <assert.h>
#include <string.h>

static void (*const readers[])(packet *p, cursor c) = {
    [LAYER_ETHERNET] = ethernet_read,
    [LAYER_NULL] = null_read,
    [LAYER_LOOP] = loop_read,
    [LAYER_RAW] = raw_read,
    [LAYER_WLAN] = wlan_read,
    [LAYER_RADIOTAP] = radiotap_read,
    [LAYER_COOKED] = cooked_read,
    [LAYER_COOKED2] = cooked2_read,
    [LAYER_LLC] = llc_read,
    [LAYER_TAG] = tag_read,
    [LAYER_PPPOE] = pppoe_read,
    [LAYER_ARP] = arp_read,
    [LAYER_IP] = ip_read,
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
    dissector->streams = streams_new(options);
    dissector->echoes = echoes_new();
    dissector->dns_times = dns_times_new();
    dissector->dns_room = dns_room_new();
    return dissector;
}

void
iot_dissector_free(iot_dissector *dissector)
{
    if (!dissector)
        return;
    dns_room_free(dissector->dns_room);
    dns_times_free(dissector->dns_times);
    echoes_free(dissector->echoes);
    streams_free(dissector->streams);
    iot_facts_free(dissector->facts);
    g_free(dissector);
}

uint64_t
iot_dissector_dropped(const iot_dissector *dissector)
{
    return streams_dropped(dissector->streams);
}

bool
iot_dissector_reads_link(int link)
{
    return layer_of(link) != LAYER_NONE;
}

void
iot_dissector_read(iot_dissector *dissector, int link, const iot_frame *frame,
                   iot_observation *ret_obs)
{
    packet p = {
        .dissector = dissector,
        .frame = frame,
        .obs = ret_obs,
        .facts = dissector->facts,
        /* A damaged capture may say that more was captured than sent. */
        .cut_bytes = frame->length_bytes - MIN(frame->length_bytes, frame->captured_bytes),
    };

    /* Of a size that the compiler does not see: it would write the zeros itself, word by word, and
     * the C library knows how to do that in a fifth of the time. */
    const volatile size_t size = sizeof *ret_obs;
    memset(ret_obs, 0, size);
    ret_obs->frame = frame->number;
    ret_obs->time_ns = iot_time_within_reason(frame->time_ns);
    ret_obs->length_bytes = frame->length_bytes;
    iot_facts_clear(p.facts);
    packet_hand_on(&p, layer_of(link), cursor_of(frame->bytes, frame->captured_bytes));
    while (p.next != LAYER_NONE) {
        layer now = p.next;
        p.next = LAYER_NONE;
        readers[now](&p, p.carried);
    }
    iot_facts_hand_over(p.facts, ret_obs);
}
