/* nbns.h - NetBIOS names and datagrams
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_NBNS_H
#define IOT_NBNS_H

#include "wire/packet.h"

/* Reads one datagram. True: it is theirs, whatever is in it. */
bool nbns_read(packet *p, cursor c);
/* Tells who sends a datagram of the datagram service (RFC 1002 section 4.4), if it is one. */
void nbdgm_tell(packet *p, cursor c);

#endif
