/* allow-list.h - lists of allowed destinations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A list is words separated by blanks, commas or semicolons. A word is a name ("api.example.com"),
 * a name with everything below it ("*.example.com"), an address or a network ("192.0.2.0/24"),
 * each with ":PORT" behind it if only that port is meant; IPv6 with a port stands in brackets.
 */
#ifndef IOT_ALLOW_LIST_H
#define IOT_ALLOW_LIST_H

#include "base/addr.h"

/** True if a word of `allow` matches the name or the address, and the port.
 *  @param name may be NULL; compared without case
 *  @param addr may be NULL: names only */
bool iot_allow_matches(const char *allow, const char *name, const iot_addr *addr, uint16_t port);

#endif
