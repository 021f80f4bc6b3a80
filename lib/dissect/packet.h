/* packet.h - what the readers of one packet share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Readers call downwards only: link -> network -> transport -> payload. Each takes its bytes as a
 * cursor and writes what it finds into the observation and the facts.
 */
#ifndef IOT_PACKET_H
#define IOT_PACKET_H

#include "cursor.h"
#include "dissect.h"
#include "facts.h"

struct dns_times; /* dns-times.c: questions that wait for their answers */
struct echoes;    /* icmp.c: echo requests that wait for their replies */
struct streams;   /* streams.c */

struct iot_dissector {
    iot_facts *facts;
    struct streams *streams;
    struct echoes *echoes;
    struct dns_times *dns_times;
};

typedef struct packet {
    iot_dissector *dissector;
    const iot_frame *frame;
    iot_observation *obs;
    iot_facts *facts;
    uint32_t cut_bytes; /* of the layer at hand that were sent but not captured */
    uint8_t tunnels;    /* IP headers so far */
    bool fragment;      /* of an IP packet that is in several frames: no whole payload */
} packet;

/* True if the packet was cut short by whoever captured it: what is missing will not come. */
static inline bool
packet_is_cut(const packet *p)
{
    return p->cut_bytes > 0;
}

/* Names the protocol of the packet: the one nearest to the payload that was recognised wins, so
 * each reader calls it for itself. `name` is static. */
static inline void
packet_set_protocol(packet *p, const char *name)
{
    p->obs->protocol = name;
}

#endif
