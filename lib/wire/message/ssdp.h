/* ssdp.h - searches for devices by UPnP, and their answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_SSDP_H
#define IOT_SSDP_H

#include "wire/packet.h"

/* Names it, and tells who was asked: an answer may come from any port, to any. False: it is none.
 */
bool ssdp_read(packet *p, cursor c);

#endif
