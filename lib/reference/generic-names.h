/* generic-names.h - names that name nobody
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one list of what a host is called when nobody named it: by its system, its chip or a number.
 * Such a name is kept and found, and shown only where there is no better one.
 */
#ifndef IOT_GENERIC_NAMES_H
#define IOT_GENERIC_NAMES_H

#include "base/addr.h"

/** True for a name of the list, its own MAC or the interface identifier made of it in any spelling,
 *  a UUID, or a number in hexadecimal digits. In any case of letters; what follows its first dot
 *  does not count, nor does the number that mDNS puts behind a name which is taken.
 *  @param name clean (text.h)
 *  @param mac of the device; may be NULL or none */
bool iot_name_is_generic(const char *name, const iot_mac *mac);

#endif
