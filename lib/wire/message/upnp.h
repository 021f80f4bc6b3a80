/* upnp.h - descriptions of UPnP devices in HTTP responses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_UPNP_H
#define IOT_UPNP_H

#include "wire/packet.h"
#include "wire/reassembly.h"

/* Most bytes kept of a response until its name comes: descriptions have theirs in the first KiB. */
#define UPNP_RESPONSE_MAX 16384

/* Reads a response that begins with `at`, which reassembly_join returned; the rest may follow in
 * other segments. Finishes the reassembly once the name was there, or cannot come. */
void upnp_read(packet *p, reassembly *t, cursor at);

#endif
