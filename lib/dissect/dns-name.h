/* dns-name.h - domain names as they stand in messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DNS_NAME_H
#define IOT_DNS_NAME_H

#include "cursor.h"
#include "facts.h"

/* Passes a name without reading it; the cursor is marked if it ends before the name does. */
void dns_name_skip(cursor *at);
/* Reads a name, which is passed: labels with dots between them, no dot at the end, as Wireshark
 * shows it ("<Root>" for the root). Pointers (RFC 1035 section 4.1.4) may lead anywhere into the
 * message, forwards too.
 * @param message where the message begins; ends where `at` ends
 * @return in memory of the facts; NULL, and the cursor is marked, if the name is damaged; NULL if
 *  there is no room */
const char *dns_name_read(cursor *at, const uint8_t *message, iot_facts *facts);

#endif
