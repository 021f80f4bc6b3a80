/* http-host.h - the name in an HTTP Host header
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_HTTP_HOST_H
#define IOT_HTTP_HOST_H

#include "base/addr.h"

/** Bytes for a name with its NUL; a longer one is cut. */
#define IOT_HTTP_HOST_TEXT 256

/** The host alone: without port, and only if it is a name, not an address.
 *  @param host value of the header; NULL: none
 *  @return `name`, or NULL */
const char *iot_http_host_name(const char *host, char name[IOT_HTTP_HOST_TEXT]);

#endif
