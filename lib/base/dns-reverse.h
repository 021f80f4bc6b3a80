/* dns-reverse.h - the names under which addresses are asked for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DNS_REVERSE_H
#define IOT_DNS_REVERSE_H

#include "base/addr.h"

/* Reads "5.1.168.192.in-addr.arpa" (RFC 1035 section 3.5) or the 32 digits of an IPv6 address below
 * ip6.arpa (RFC 3596 section 2.5), in any case.
 * @return false, with `ret_addr` untouched, for any other name, networks and names NULL included */
bool iot_dns_reverse_read(const char *name, iot_addr *ret_addr);

#endif
