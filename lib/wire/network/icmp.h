/* icmp.h - what both versions of ICMP share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_ICMP_H
#define IOT_ICMP_H

#include "wire/dispatch.h"

/* Reads an echo request or reply from its identifier on. `checksum` is made by echo_checksum. */
void icmp_echo(packet *p, bool reply, uint16_t checksum, cursor c);

#endif
