/* nbns.h - NetBIOS names
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_NBNS_H
#define IOT_NBNS_H

#include "wire/packet.h"

/* Reads one datagram. True: it is theirs, whatever is in it. */
bool nbns_read(packet *p, cursor c);

#endif
