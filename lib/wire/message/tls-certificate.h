/* tls-certificate.h - whose certificate a server shows: what a server of the home is, what another
 * is called
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TLS_CERTIFICATE_H
#define IOT_TLS_CERTIFICATE_H

#include "wire/packet.h"

/* Bytes of handshake in which a server's own certificate is: that of one with a hundred names takes
 * half of them. */
#define TLS_CERTIFICATE_MAX 16384

/* True if the server has an address that only homes and offices have: of others nobody asks what
 * they are. */
bool tls_certificate_matters(const packet *p);
/* Tells the name of the host that the first certificate of a message is for; of a server that
 * matters, adds what it says of its owner and who vouches for it to the facts: names, organisations
 * and their parts. False, and nothing is told, if that certificate is not there as a whole.
 * @param message of type Certificate (RFC 5246 section 7.4.2), behind its length, or its beginning
 */
bool tls_certificate_tell(packet *p, cursor message);
/* How many bytes of a message there must be for that: up to the end of its first certificate, or of
 * what tells where that ends. */
size_t tls_certificate_need(cursor message);

#endif
