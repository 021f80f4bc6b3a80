/* quic-packet.h - the packets that a datagram of QUIC holds, as anybody can see them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Long headers only (RFC 9000 section 17.2, RFC 9369 section 3.2): a short one is noise to whoever
 * does not know its connection.
 */
#ifndef IOT_QUIC_PACKET_H
#define IOT_QUIC_PACKET_H

#include "wire/cursor.h"

#define QUIC_CID_MAX 20 /* RFC 9000 section 17.2 */

#define QUIC_VERSION_1 0x00000001u
#define QUIC_VERSION_2 0x6b3343cfu
/* Google's, in the form of the drafts; those with a T have TLS inside. */
#define QUIC_VERSION_Q050 0x51303530u
#define QUIC_VERSION_T050 0x54303530u
#define QUIC_VERSION_T051 0x54303531u

/* As version 1 and the drafts number them. */
typedef enum quic_type { QUIC_INITIAL, QUIC_ZERO_RTT, QUIC_HANDSHAKE, QUIC_RETRY } quic_type;

typedef struct quic_packet {
    uint32_t version;
    quic_type type;
    cursor dcid, scid;    /* connection ids: the receiver's, the sender's */
    const uint8_t *begin; /* its first byte */
    cursor body;          /* from the packet's number on, which is hidden, to its end; failed if it
                             is cut short. None of a retry */
} quic_packet;

/* Version and ids of the next packet, up to its token. False: there is none, or of a version that
 * is not known. */
bool quic_packet_take_head(cursor *c, quic_packet *ret_packet);
/* The rest of it. False: it has no end that can be known. */
bool quic_packet_take_body(cursor *c, quic_packet *packet);

/* A number whose first two bits tell its length (RFC 9000 section 16). */
uint64_t quic_take_number(cursor *c);

#endif
