/* packet.h - what the readers of one packet share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Readers call downwards only: network -> transport -> payload. What can be in itself again (tags,
 * tunnels) is handed on, and a loop in dissect.c calls its reader. Each takes its bytes as a cursor
 * and writes what it finds into the observation and the facts.
 */
#ifndef IOT_PACKET_H
#define IOT_PACKET_H

#include "fact/fact-list.h"
#include "wire/cursor.h"
#include "wire/frame.h"

struct dns_times; /* dns-pending.c: questions that wait for their answers */
struct echoes;    /* icmp.c: echo requests that wait for their replies */
struct dns_room;  /* dns.c: where a message is read */
struct streams;   /* stream-table.c */

typedef struct iot_dissector {
    iot_facts *facts;
    struct streams *streams;
    struct echoes *echoes;
    struct dns_times *dns_times;
    struct dns_room *dns_room;
} iot_dissector;

/* The readers that others hand on to; dissect.c has them in a table. */
typedef enum layer {
    LAYER_NONE, /* nothing is left to read */
    LAYER_ETHERNET,
    LAYER_NULL,
    LAYER_LOOP,
    LAYER_RAW,
    LAYER_WLAN,
    LAYER_RADIOTAP,
    LAYER_COOKED,
    LAYER_COOKED2,
    LAYER_LLC,
    LAYER_TAG,
    LAYER_PPPOE,
    LAYER_ARP,
    LAYER_IP,
    LAYER_IP6,
    LAYERS
} layer;

typedef struct packet {
    iot_dissector *dissector;
    const iot_frame *frame;
    iot_observation *obs;
    iot_facts *facts;
    uint32_t cut_bytes; /* of the layer at hand that were sent but not captured */
    uint8_t tunnels;    /* IP headers so far */
    uint8_t tags;       /* of 802.1Q and its kin, so far */
    bool fragment;      /* of an IP packet that is in several frames: no whole payload */
    layer next;         /* who reads on, once the reader at hand returned */
    cursor carried;     /* and what */
} packet;

/* Leaves what a header carries to another reader, in place of calling it: headers nest as deep as
 * whoever made the frame likes, and the stack does not. */
static inline void
packet_hand_on(packet *p, layer next, cursor c)
{
    p->next = next;
    p->carried = c;
}

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
