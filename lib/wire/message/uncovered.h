/* uncovered.h - messages that somebody else decrypted, put together or uncompressed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_UNCOVERED_H
#define IOT_UNCOVERED_H

#include "wire/packet.h"

/* Reads what it holds: HTTP requests; the name in a UPnP description; and, if `dns`, DNS over TLS
 * (RFC 7858) or HTTPS (RFC 8484). The packet keeps the name of the protocol that carried it. */
void uncovered_read(packet *p, cursor c, bool dns);

#endif
