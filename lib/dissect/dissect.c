/* dissect.c - which reader begins
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dissect.h"

#include "dns-times.h"
#include "echoes.h"
#include "readers.h"
#include "streams.h"

#include <string.h>

typedef void (*reader)(packet *p, cursor c);

/* A switch and not a table: the numbers are few and far between. */
static reader
reader_of(int link)
{
    if (G_LIKELY(link == IOT_LINK_ETHERNET))
        return ethernet_read;
    switch (link) {
    case IOT_LINK_NULL:
        return null_read;
    case IOT_LINK_LOOP:
        return loop_read;
    case IOT_LINK_RAW:
        return raw_read;
    case IOT_LINK_IPV4:
    case IOT_LINK_IPV6:
        return ip_read;
    case IOT_LINK_80211:
        return wlan_read;
    case IOT_LINK_80211_RADIOTAP:
        return radiotap_read;
    case IOT_LINK_COOKED:
        return cooked_read;
    case IOT_LINK_COOKED2:
        return cooked2_read;
    default:
        return NULL;
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
    return dissector;
}

void
iot_dissector_free(iot_dissector *dissector)
{
    if (!dissector)
        return;
    dns_times_free(dissector->dns_times);
    echoes_free(dissector->echoes);
    streams_free(dissector->streams);
    iot_facts_free(dissector->facts);
    g_free(dissector);
}

bool
iot_dissector_reads_link(int link)
{
    return reader_of(link) != NULL;
}

void
iot_dissector_read(iot_dissector *dissector, int link, const iot_frame *frame,
                   iot_observation *ret_obs)
{
    reader read = reader_of(link);
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
    if (read)
        read(&p, cursor_of(frame->bytes, frame->captured_bytes));
    iot_facts_hand_over(p.facts, ret_obs);
}
