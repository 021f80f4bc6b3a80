/* upnp.h - descriptions of UPnP devices in HTTP responses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_UPNP_H
#define IOT_UPNP_H

#include "wire/packet.h"
#include "wire/reassembly.h"

/* Most bytes kept of a response until all that is read of it comes: descriptions have it in the
 * first KiB. */
#define UPNP_RESPONSE_MAX 16384

/* Reads a response that begins with `at`, which reassembly_join returned; the rest may follow in
 * other segments. Finishes the reassembly once what the
 * root device says of itself was there, or cannot come. */
void upnp_read(packet *p, reassembly *t, cursor at);
/* Reads a description without the headers before it. */
void upnp_read_body(packet *p, cursor c);

#endif
