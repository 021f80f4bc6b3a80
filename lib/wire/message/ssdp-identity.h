/* ssdp-identity.h - what announcements, answers and searches of SSDP tell of their senders
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_SSDP_IDENTITY_H
#define IOT_SSDP_IDENTITY_H

#include "wire/packet.h"

/* Adds what an announcement or an answer says of its sender to the facts: nothing if it says
 * goodbye, or describes a device at another address. Yeelight's lamps speak the same. */
void ssdp_identity_tell(packet *p, cursor message);
/* The same of a search: the program that searches. */
void ssdp_identity_tell_search(packet *p, cursor message);

#endif
