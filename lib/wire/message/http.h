/* http.h - HTTP requests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_HTTP_H
#define IOT_HTTP_H

#include "wire/packet.h"
#include "wire/reassembly.h"

/* Most bytes kept of a request whose headers go on in the next segment. */
#define HTTP_HEADERS_MAX 16384

/* Reads on until a request named its host; of a server, until a response named a UPnP device or
 * shows that none will. */
void http_read_stream(packet *p, reassembly *t, cursor bytes);

/* True if the first line is HTTP's, on whatever port. */
bool http_looks_so(cursor bytes);
/* True if that line is a request's. */
bool http_asks(cursor bytes);

#endif
