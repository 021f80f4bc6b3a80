/* certificate-host.h - which host a certificate is for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 6125: the first of its alternative names that can be a host's; only where it has none for
 * hosts at all, the common name of its subject. No name are a pattern, an address, one label, what
 * means another host in each home, and what an authority calls itself. Where the names are those of
 * several owners, whom a provider put into one certificate, nobody knows which is meant: none.
 */
#ifndef IOT_CERTIFICATE_HOST_H
#define IOT_CERTIFICATE_HOST_H

#include "fact/fact-list.h"
#include "wire/cursor.h"

/* The name, in memory of the facts; NULL: none.
 * @param subject what is in the sequence of that name (RFC 5280 section 4.1.2.6)
 * @param extensions what is in the sequence of them (section 4.1.2.9); empty: there are none */
const char *certificate_host(iot_facts *facts, cursor subject, cursor extensions);

#endif
