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

/* True unless the bytes are text, which a port of TLS carries too at times. */
bool tls_accepts(cursor bytes);
/* True if the bytes look like a record of TLS, or an old client's hello, on whatever port. */
bool tls_looks_so(cursor bytes);

#endif
