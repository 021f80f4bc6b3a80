/* nat64.h - IPv6 addresses that are made of IPv4 addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A network without IPv4 reaches it through addresses that have it in them (RFC 6052): below
 * 64:ff9b::/96, and below the prefix that answers for ipv4only.arpa show (RFC 7050).
 */
#ifndef IOT_NAT64_H
#define IOT_NAT64_H

#include "base/addr.h"

/** Most prefixes that are learnt; later ones are not. */
#define IOT_NAT64_PREFIXES_MAX 8

/** Zero-initialised, it knows the well-known prefix. */
typedef struct iot_nat64 {
    iot_prefix prefixes[IOT_NAT64_PREFIXES_MAX];
    uint8_t n_prefixes;
} iot_nat64;

/** An answer says that `name` has `addr`: of ipv4only.arpa that shows a prefix. True if it is news.
 *  @param name in lower case */
bool iot_nat64_observe(iot_nat64 *nat64, const char *name, const iot_addr *addr);
/** The IPv4 address in `addr`, if it is below a prefix; else false, and `ret_v4` is untouched. */
bool iot_nat64_embedded(const iot_nat64 *nat64, const iot_addr *addr, iot_addr *ret_v4);

#endif
