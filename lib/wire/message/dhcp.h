/* dhcp.h - DHCP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DHCP_H
#define IOT_DHCP_H

#include "wire/packet.h"

/* Reads one datagram. True: it is theirs, whatever is in it. */
bool dhcp_read(packet *p, cursor c);

#endif
