/* tftp.h - TFTP, whose server answers from another port than the one that was asked
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TFTP_H
#define IOT_TFTP_H

#include "wire/packet.h"

/* Requests that wait for their first answer. */
typedef struct transfers transfers;

/* Most at once: beyond, the oldest is forgotten, and its answer has no name. */
#define TRANSFERS_MAX 256

transfers *transfers_new(void);
/* Accepts NULL. */
void transfers_free(transfers *t);

/* Names it, and tells who was asked on which port. False: it is none, or what nobody asked for. */
bool tftp_read(packet *p, cursor c);

#endif
