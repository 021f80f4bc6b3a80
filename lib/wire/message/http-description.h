/* http-description.h - small documents in which devices say what they are, over HTTP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_HTTP_DESCRIPTION_H
#define IOT_HTTP_DESCRIPTION_H

#include "wire/packet.h"
#include "wire/reassembly.h"

/* True if a response may have one of those that are known here: its headers are all there, and say
 * that it is JSON, or it begins as one. UPnP's are upnp.c's. */
bool http_description_looks_so(cursor response);
/* Reads such a response, which reassembly_join returned; the rest may follow in other segments.
 * What is none of those that are known is passed over, and the next one is looked at. */
void http_description_read(packet *p, reassembly *t, cursor response);
/* Tells what a document without the headers before it says; false: it is none of these. */
bool http_description_tell(packet *p, cursor body);

#endif
