/* serve-address.h - where the page is served: an address and a port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_SERVE_ADDRESS_H
#define IOT_COMMAND_SERVE_ADDRESS_H

#include "base/addr.h"

typedef struct serve_address {
    iot_addr addr;
    uint16_t port; /* 0: the kernel chooses one */
} serve_address;

/* Reads "PORT", which is of 127.0.0.1, "ADDRESS:PORT" and "[ADDRESS]:PORT". False if it is none. */
bool serve_address_parse(const char *text, serve_address *ret_address);
/* True if only this machine itself can come there. */
bool serve_address_is_loopback(const serve_address *address);
/* Opens the socket that hears there; the port becomes the one that it has. -1 with an error. */
int serve_address_listen(serve_address *address, GError **error);
/* "http://[::1]:8080/"; of an address that is all of this machine's, its name stands there. Must be
 * freed by the caller using g_free. */
char *serve_address_url(const serve_address *address);

/* True if a browser that names its server so cannot have been sent here by somebody else's name for
 * this address (DNS rebinding): it is an address, "localhost", or what this machine calls itself.
 * @param host as in the header: NAME, NAME:PORT */
bool serve_host_is_ours(const char *host);

#endif
