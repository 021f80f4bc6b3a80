/* quic-hello.h - what Initial packets of one connection say, put together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A hello comes in pieces, in any order, over one packet or several (RFC 9000 section 19.6). What
 * is kept of one that is not whole is on the shelf of reassemblies; of the connection, the id that
 * its keys come from.
 */
#ifndef IOT_QUIC_HELLO_H
#define IOT_QUIC_HELLO_H

#include "wire/message/quic-packet.h"
#include "wire/packet.h"
#include "wire/reassembly.h"

/* Initials of one direction that are opened until its hello is whole. */
#define QUIC_INITIALS_MAX 32

/* Zero-initialised. */
typedef struct quic_connection {
    uint8_t cid[QUIC_CID_MAX]; /* that the client chose first, or a retry told it to take */
    uint8_t cid_bytes;
    uint8_t client; /* iot_side: which side that is */
    bool known;     /* one of its Initials was opened */
} quic_connection;

/* What a datagram's stream remembers. */
typedef struct quic_stream {
    quic_connection *connection;
    reassembly *from; /* of the sender's hello */
    iot_side sender;
} quic_stream;

/* Keys, and where a hello is put together. */
struct quic_room *quic_room_new(void);
void quic_room_free(struct quic_room *room);

/* Reads an Initial, if the stream remembers anything: sets server_name, tls_version. True if it
 * goes on with a hello that an earlier one began: whoever sent both asked once. */
bool quic_read_initial(packet *p, const quic_packet *initial);
/* A server wants the client to begin anew, with the id it tells. */
void quic_note_retry(packet *p, const quic_packet *retry);

#endif
