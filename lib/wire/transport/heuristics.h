/* heuristics.h - recognises protocols that come on any port by their first bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_HEURISTICS_H
#define IOT_HEURISTICS_H

#include "wire/packet.h"

/* Names the protocol of a datagram on whatever port, and reads it if that is DNS or QUIC; nothing
 * where there is nothing to recognise. In the order that Wireshark asks in. */
void heuristics_datagram(packet *p, cursor c);

/* ISAKMP (RFC 7296) on its own port; false: it is none. */
bool isakmp_read(packet *p, cursor c);

/* The name of a stream's protocol by the first bytes of a segment; NULL: none that is known. TLS
 * and HTTP know themselves. */
const char *heuristics_stream_name(cursor c);

#endif
