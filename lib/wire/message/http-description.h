/* http-description.h - small documents in which devices say what they are, over HTTP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_HTTP_DESCRIPTION_H
#define IOT_HTTP_DESCRIPTION_H

#include "wire/packet.h"
#include "wire/reassembly.h"

/* Reads a response, which reassembly_join returned; the rest may follow in other segments. What is
 * none of those that are known is passed over, and the next one is looked at.
 * @return false if it can have none of them: its headers are not all there, or say nothing of JSON
 *  and it does not begin so. UPnP's are upnp.c's. */
bool http_description_read(packet *p, reassembly *t, cursor response);
/* Tells what a document without the headers before it says; false: it is none of these. */
bool http_description_tell(packet *p, cursor body);

#endif
