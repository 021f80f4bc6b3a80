/* dhcp-vendor.h - what of makers' own options of DHCP says what a client is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Enterprises are IANA's private enterprise numbers. Their options hold numbers of devices and of
 * contracts beside models, so that only what is known to be a model is taken. A class is what all
 * clients of its kind say ("311 MSFT 5.0"), and taken up to what is one client's own.
 */
#ifndef IOT_DHCP_VENDOR_H
#define IOT_DHCP_VENDOR_H

#include "wire/packet.h"

/* What stands in a class before its client's serial number and place: printers write
 * "Mfg=...;Typ=...;Mod=...;Ser=...;Loc=...", switches "PID:...,SN:...". */
cursor dhcp_vendor_without_serial(cursor text);

/* Both: the enterprise's number as text, and behind a blank what it says. In memory of the facts;
 * NULL if there is no room. */

/* Of a class, as above; NULL if there is none. */
const char *dhcp_vendor_class(packet *p, uint32_t enterprise, cursor text);
/* Of options that are known to be models, the first that is there; without one the number alone.
 *  @param bytes of an option's number and of its length: 1 in DHCP, 2 in DHCPv6 */
const char *dhcp_vendor_info(packet *p, uint32_t enterprise, cursor options, unsigned bytes);

/* Of option 43, whose meaning the client's class says: of cable modems and what is built into them
 * the type, model and maker. Of other classes nothing is known. */
void dhcp_vendor_tell_own(packet *p, cursor vendor_class, cursor options, const iot_mac *mac);

#endif
