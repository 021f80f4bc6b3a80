/* tls.h - TLS hellos
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TLS_H
#define IOT_TLS_H

#include "wire/packet.h"
#include "wire/reassembly.h"

/* Most bytes kept of a hello that goes on in the next segment. */
#define TLS_HELLO_MAX 16384

/* Reads on until the hello of this direction was found, or something else: the server's name of a
 * client's hello, the version of a server's. */
void tls_read_stream(packet *p, reassembly *t, cursor bytes);

/* Reads a handshake message that no record is around, as QUIC carries it. False: more of it may
 * come. */
bool tls_read_hello(packet *p, cursor message);

/* Takes a fatal alert about the other side's certificate, which begins a segment. Cheap. */
void tls_take_alert(packet *p, cursor bytes);

/* True if the bytes look like a record of TLS, or an old client's hello, on whatever port. */
bool tls_looks_so(cursor bytes);
/* True if they begin a handshake: with a hello, as far as can be seen. */
bool tls_begins_handshake(cursor bytes);

#endif
