/* gquic.h - Google's QUIC, before there was a standard
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Its hello is no TLS. Up to version Q046 it stands in the open.
 */
#ifndef IOT_GQUIC_H
#define IOT_GQUIC_H

#include "wire/packet.h"

/* Reads one datagram of a client that tells its version, on whatever port. False: it is none. */
bool gquic_read(packet *p, cursor c);
/* Reads a client's hello, the server's name in it. False: more of it may come. */
bool gquic_read_hello(packet *p, cursor c);

#endif
