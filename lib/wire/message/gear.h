/* gear.h - what network gear says of itself in datagrams
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_GEAR_H
#define IOT_GEAR_H

#include "wire/packet.h"

/* What they find is told of the datagram's sender; whose protocol it is they leave to others. Each
 * is for one port, and tells nothing where the bytes are not its own. */

/* MikroTik's neighbours (MNDP), UDP 5678. */
void mndp_tell(packet *p, cursor c);
/* Ubiquiti's discovery, UDP 10001: answers and announcements. */
void ubnt_tell(packet *p, cursor c);

#endif
