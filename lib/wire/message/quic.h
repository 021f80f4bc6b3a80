/* quic.h - QUIC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_QUIC_H
#define IOT_QUIC_H

#include "wire/packet.h"

/* Reads one datagram on whatever port. False: it has no long header of a known version. */
bool quic_read(packet *p, cursor c);

#endif
