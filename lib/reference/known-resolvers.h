/* known-resolvers.h - well-known public DNS resolvers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one list of them. DNS over HTTPS looks like any web traffic, so only knowing who answers
 * tells it apart. Names and addresses are as their operators publish them (2024).
 */
#ifndef IOT_KNOWN_RESOLVERS_H
#define IOT_KNOWN_RESOLVERS_H

#include "base/addr.h"

/** True if the server name is one, or below one; else if the address is one. `name` may be NULL. */
bool iot_is_known_resolver(const char *name, const iot_addr *addr);

#endif
