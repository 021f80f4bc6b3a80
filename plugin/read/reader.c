/* reader.c - a frame that Wireshark dissected, as an observation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read/reader.h"

#include <string.h>

#include "read/headers.h"
#include "read/layers.h"
#include "read/sources.h"
#include "wire/dissect.h"

/* Streams that are remembered: in the window any frame can be asked for, so a number must not be
 * given to two streams, but one that was silent while so many others spoke may get a second. */
#define STREAMS_MAX 262144

struct iot_reader {
    iot_dissector *dissector;
    iot_layer_meanings *meanings;
};

iot_reader *
iot_reader_new(void)
{
    iot_reader *reader = g_new(iot_reader, 1);

    reader->dissector = iot_dissector_new(&(iot_dissector_options){.streams_max = STREAMS_MAX});
    reader->meanings = iot_layer_meanings_new();
    return reader;
}

void
iot_reader_free(iot_reader *reader)
{
    if (!reader)
        return;
    iot_layer_meanings_free(reader->meanings);
    iot_dissector_free(reader->dissector);
    g_free(reader);
}

/* True if our readers named what the packet carries; above IP that is not IP itself. */
static bool
is_named(const iot_observation *obs)
{
    if (!obs->protocol || obs->transport != IOT_TRANSPORT_NONE)
        return obs->protocol != NULL;
    return strcmp(obs->protocol, "ip") != 0 && strcmp(obs->protocol, "ipv6") != 0;
}

/* Of a packet's layers, asked for at most once, and of most packets never. */
typedef struct asked {
    iot_layer_meanings *meanings;
    const packet_info *pinfo;
    iot_layers layers;
    bool known;
} asked;

static const iot_layers *
layers_of(asked *a)
{
    if (!a->known)
        a->layers = iot_layers_of(a->meanings, a->pinfo);
    a->known = true;
    return &a->layers;
}

/* No connection carries ARP. */
static bool
is_arp(asked *a)
{
    return a->pinfo->ptype != PT_TCP && iot_layers_can_be_arp(a->meanings, a->pinfo) &&
           layers_of(a)->arp;
}

/* What our readers do not know, Wireshark may. Not of a segment without payload: with a tree it
 * would be one word, and without another. And of a packet that was read, it is no more than what
 * carries it. */
static void
name_protocol(asked *a, bool was_read, iot_observation *obs)
{
    bool empty = obs->transport == IOT_TRANSPORT_TCP && obs->payload_bytes == 0;

    if (empty || (was_read && is_named(obs)))
        return;
    const iot_layers *layers = layers_of(a);
    if (layers->word && (!was_read || layers->packet))
        obs->protocol = layers->word;
}

void
iot_reader_read(iot_reader *reader, packet_info *pinfo, tvbuff_t *tvb, const iot_frame *frame,
                iot_observation *ret_obs)
{
    asked a = {.meanings = reader->meanings, .pinfo = pinfo};
    iot_unwrapped unwrapped = {.arp = is_arp(&a)};
    iot_bytes messages[IOT_SOURCES_MAX];

    iot_headers_take_macs(pinfo, tvb, &unwrapped.src_mac, &unwrapped.dst_mac);
    unwrapped.wlan = iot_headers_find_wlan(pinfo);
    const GSList *holder = iot_headers_find(pinfo, unwrapped.arp, &unwrapped.network);
    if (!holder)
        unwrapped.link = iot_headers_take_ethernet(pinfo);
    iot_sources_take(pinfo, holder, messages, &unwrapped);
    unwrapped.dns = unwrapped.n_messages > 0 && layers_of(&a)->dns;
    iot_dissector_read_unwrapped(reader->dissector, frame, &unwrapped, ret_obs);
    if (!holder)
        iot_headers_take_addresses(pinfo, ret_obs);
    name_protocol(&a, holder && !unwrapped.arp, ret_obs);
}
