/* payload.h - what is carried by UDP and TCP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_PAYLOAD_H
#define IOT_PAYLOAD_H

#include "packet.h"

/* What one direction of a TCP stream must remember to be read. Zero-initialised; cleared with
 * talk_clear. */
typedef struct talk {
    uint8_t reader;   /* who reads it, payload.c's number; 0: nobody knows yet */
    bool done;        /* nothing more is of interest: bytes need not be handed over */
    GByteArray *kept; /* beginning of a message that goes on in the next segment; NULL: none */
} talk;

void talk_clear(talk *t);
/* Bytes are missing from here on: what was kept is of no use. */
void talk_lose(talk *t);

/* Names the protocol of a packet by its ports alone, as Wireshark's tables have it; NULL if they
 * tell nothing. For packets without payload, too. */
const char *payload_protocol_by_port(iot_transport transport, uint16_t src, uint16_t dst);

/* Reads one UDP datagram; ports and addresses stand in the observation. */
void payload_read_datagram(packet *p, cursor payload);
/* Reads the next bytes of one direction of a TCP stream: in order, none twice, none missing unless
 * talk_lose was called in between.
 * Sets server_name, http_host, tls_version, DNS facts, protocol. Not called once `t` is done. */
void payload_read_stream(packet *p, talk *t, cursor bytes);

#endif
