/* socks.h - proxies by SOCKS 4 and 5
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A greeting is three bytes that could be anything: it is SOCKS once the answer fits.
 */
#ifndef IOT_SOCKS_H
#define IOT_SOCKS_H

#include "wire/packet.h"

/* Of one stream; zero-initialised. */
typedef struct socks {
    bool greeted;   /* what may be a client's greeting was there */
    bool confirmed; /* and what follows leaves no doubt */
} socks;

/* Reads a segment of whichever side, of a stream whose first it is, or that is SOCKS. True: it
 * belongs to what SOCKS has to say. Names the protocol as soon as that is sure; tells `proxied`,
 * and that it connects, where the client asks for somebody. */
bool socks_read(packet *p, socks *s, cursor c);

#endif
