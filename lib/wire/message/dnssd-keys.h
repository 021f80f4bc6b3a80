/* dnssd-keys.h - which strings of a TXT record say what a device is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A list of what is taken, since nobody can list what is not: makers invent keys for numbers,
 * places, people and keys as they like (RFC 6763 section 6.4). The signatures of devices know
 * these.
 */
#ifndef IOT_DNSSD_KEYS_H
#define IOT_DNSSD_KEYS_H

#include "wire/cursor.h"

/* True if a string "key=value" of that service says what kind of thing a device is, who made it,
 * what runs on it, or what its owner called it where that is its name; the string is then cut to
 * what does. */
bool dnssd_keys_take(const char *service, cursor *string);

#endif
