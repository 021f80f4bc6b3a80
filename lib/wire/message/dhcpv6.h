/* dhcpv6.h - DHCPv6
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DHCPV6_H
#define IOT_DHCPV6_H

#include "wire/packet.h"

/* Reads one datagram. True: it is theirs, whatever is in it. */
bool dhcpv6_read(packet *p, cursor c);

#endif
