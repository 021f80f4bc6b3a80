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

struct copies;    /* copies.c */
struct dns_times; /* dns-pending.c: questions that wait for their answers */
struct echoes;    /* icmp.c: echo requests that wait for their replies */
struct dns_room;  /* dns.c: where a message is read */
struct quic_room; /* quic-hello.c: where a hello is put together */
struct quic_stream;
struct transfers; /* tftp.c: requests whose answers come from another port */
struct streams;   /* stream-table.c */

/* Announcements that are remembered, and those of one frame: its own, and what was uncovered. */
#define ANNOUNCEMENTS       256
#define ANNOUNCEMENTS_FRAME 4

typedef struct announcement {
    uint64_t sum; /* of sender and message */
    int64_t time_ns;
    bool known;
} announcement;

/* Senders that told of other hosts by mDNS, of which that is remembered, and hosts whose addresses
 * their senders had; the oldest go. */
#define FOR_OTHERS 16
#define OWN_HOSTS  128

typedef struct own_host {
    iot_addr sender;
    uint16_t length; /* of its name */
    uint32_t folded; /* which is that folded, as dnssd.c does */
} own_host;

typedef struct iot_dissector {
    iot_facts *facts;
    struct copies *copies;
    struct streams *streams;
    struct echoes *echoes;
    struct dns_times *dns_times;
    struct dns_asked *dns_asked;
    struct dns_room *dns_room;
    struct quic_room *quic_room;
    struct transfers *transfers;
    /* By a part of itself: what each sender's message was, as evidence-text.c has it; and those
     * that came with the latest frame. */
    announcement announced[ANNOUNCEMENTS];
    announcement *latest[ANNOUNCEMENTS_FRAME];
    unsigned n_latest;
    uint32_t latest_frame; /* 0: none yet */
    iot_addr for_others[FOR_OTHERS];
    unsigned n_for_others; /* ever */
    own_host own_hosts[OWN_HOSTS];
    unsigned n_own_hosts; /* ever */
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
    LAYER_MPLS,
    LAYER_ARP,
    LAYER_IP,
    LAYER_IP6,
    LAYERS
} layer;

/* What 802.11 says of a frame's way between a station and its access point. */
typedef enum air_way {
    AIR_UNKNOWN, /* of another link, or between others */
    AIR_TO_AP,
    AIR_FROM_AP,
} air_way;

typedef struct air {
    air_way way;
    uint16_t number; /* of the frame, and of its part */
    bool again; /* it is sent again as nobody acknowledged it: the number is that of the first */
} air;

typedef struct packet {
    iot_dissector *dissector;
    const iot_frame *frame;
    iot_observation *obs;
    iot_facts *facts;
    uint32_t cut_bytes; /* of the layer at hand that were sent but not captured */
    uint8_t tunnels;    /* IP headers so far */
    uint8_t tags;       /* of 802.1Q and its kin, so far */
    air air;            /* of the link at hand */
    bool padded;        /* the header of 802.11 is filled up to a multiple of four bytes */
    bool connects;      /* a proxy is asked to connect its client: what follows is between these */
    bool named;         /* the client said in this stream whom it means */
    bool fragment;      /* of an IP packet that is in several frames: no whole payload */
    /* What fragments carry, where somebody put it together; NULL: nobody did. */
    const iot_bytes *put_together;
    struct quic_stream *quic; /* what the datagram's stream remembers; NULL: nothing */
    /* Of the stream: somebody was asked in it for what others have, and what it answers is theirs.
     * NULL: there is no stream that remembers. */
    bool *relays;
    layer next;     /* who reads on, once the reader at hand returned */
    cursor carried; /* and what */
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

/* A proxy is asked for what another has; NULL: nobody can say whom. */
static inline void
packet_ask_proxy(packet *p, const char *whom)
{
    p->obs->proxied = whom;
    if (p->relays)
        *p->relays = true;
}

/* True if what the packet's sender says was said by another: it tells nothing of the sender. */
static inline bool
packet_is_relayed(const packet *p)
{
    return p->relays && *p->relays;
}

/* How many bytes were sent from here on, captured or not. */
static inline size_t
packet_sent(const packet *p, const cursor *c)
{
    return cursor_left(c) + p->cut_bytes;
}

/* Names the protocol of the packet: the one nearest to the payload that was recognised wins, so
 * each reader calls it for itself. `name` is static. */
static inline void
packet_set_protocol(packet *p, const char *name)
{
    p->obs->protocol = name;
}

#endif
