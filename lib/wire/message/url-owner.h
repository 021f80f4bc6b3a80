/* url-owner.h - whose the hosts are that URLs lead to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_URL_OWNER_H
#define IOT_URL_OWNER_H

#include <stdbool.h>

#include "base/addr.h"
#include "wire/cursor.h"

/* True if all addresses that these URLs lead to are others than the sender's, and there is one:
 * somebody tells what it knows of others. Of names, and of addresses of IPv6, of which a host has
 * several, nobody can say so.
 *  @param urls with blanks between them; the first two dozen are looked at */
bool urls_are_of_another(cursor urls, const iot_addr *sender);

#endif
