/* stream-identity.h - what the first bytes of a stream's direction tell of who sent them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_STREAM_IDENTITY_H
#define IOT_STREAM_IDENTITY_H

#include "wire/packet.h"

/* Reads the first segment of a direction, whose protocol was recognised; of others nothing. */
void stream_identity_tell(packet *p, const char *protocol, cursor bytes);

#endif
