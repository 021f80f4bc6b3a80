/* ntp.h - the network time protocol
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_NTP_H
#define IOT_NTP_H

#include "wire/packet.h"

/* Reads one datagram. True: it is theirs, whatever is in it. */
bool ntp_read(packet *p, cursor c);

#endif
