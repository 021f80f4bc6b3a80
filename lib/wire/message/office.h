/* office.h - what cameras, printers and hosts of an office say of themselves in datagrams
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_OFFICE_H
#define IOT_OFFICE_H

#include "wire/packet.h"

/* What they find is told of the datagram's sender; whose protocol it is they leave to others. Each
 * is for its port, and tells nothing where the bytes are not its own, or ask. */

/* WS-Discovery, UDP 3702. */
void wsd_tell(packet *p, cursor c);
/* Hikvision's SADP, UDP 37020. */
void sadp_tell(packet *p, cursor c);
/* Canon's printers (BJNP), UDP 8611 and 8612: their IEEE 1284 id. */
void bjnp_tell(packet *p, cursor c);
/* Browser announcements, UDP 138. */
void browser_tell(packet *p, cursor c);
/* Answers of SNMP, from UDP 161. */
void snmp_tell(packet *p, cursor c);

#endif
