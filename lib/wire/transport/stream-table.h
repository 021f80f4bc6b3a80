/* stream-table.h - the streams that are remembered
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keyed by transport, addresses and ports of both ends. At the cap the one unused longest goes, of
 * those where nobody answered or hardly anything was said, if these are more than half: who knocks
 * at a million doors does not close the ones that are open. Numbers are per transport, from 0, and
 * are used again once their stream was closed, so that they stay below the cap. At most one lookup
 * in a hash table per packet.
 */
#ifndef IOT_STREAM_TABLE_H
#define IOT_STREAM_TABLE_H

#include "wire/frame.h"
#include "wire/message/quic-hello.h"
#include "wire/transport/talk.h"
#include "wire/transport/tcp-state.h"

/* Two addresses, two ports, and the transport, the same for both directions. */
typedef struct stream_key {
    uint64_t words[5];
} stream_key;

typedef struct stream {
    stream_key key;
    struct stream *next;          /* of the same bucket */
    struct stream *older, *newer; /* by last use, of those that are as settled */
    uint32_t hash;                /* of the key */
    uint32_t number;
    uint8_t transport; /* iot_transport */
    uint8_t spoke;     /* a bit for each side */
    uint8_t packets;   /* UINT8_MAX: so many or more */
    bool settled;      /* enough was said */
    talk talk;
    reassembly sides[2]; /* what each sent */
} stream;

/* A stream is one of these, by its transport. */
typedef struct tcp_stream {
    stream stream;
    tcp_state tcp;
} tcp_stream;

typedef struct udp_stream {
    stream stream;
    quic_connection quic;
} udp_stream;

typedef struct streams streams;

streams *streams_new(const iot_dissector_options *options);
void streams_free(streams *s);

/* The stream of a packet, made if need be, and now the last used. Who sent it is one of two sides,
 * of which neither is the first or the second of anything. */
stream *streams_get(streams *s, const iot_observation *obs, iot_side *ret_sender);
/* Another stream between the same ports: the stream is closed, and is empty again. */
void streams_renew(streams *s, stream *at);
/* Beginnings of messages that there was no room for. */
uint64_t streams_dropped(const streams *s);

#endif
