/* domain.h - whose name a DNS name is, and which names hosts can have
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The registrable domain is the part of a name that somebody registered: one label more than the
 * public suffix that registries hand out names below ("co.uk", "com"). It goes by the ICANN part of
 * the Public Suffix List as libpsl has it: customers of a cloud count as the cloud, so
 * ec2-1-2-3-4.compute.amazonaws.com is amazonaws.com. Stateless.
 */
#ifndef IOT_DOMAIN_H
#define IOT_DOMAIN_H

#include <stdbool.h>

/** The end of `name` that is its registrable domain, a pointer into it; NULL for an address, a
 *  public suffix or a single label. `name` is in lower case without a dot at its end. */
const char *iot_domain_of(const char *name);
/** True for a name that somebody could have registered, or a registry hands out names below: one of
 *  several labels below an end that the list knows, but for those that belong to the home they are
 *  in (IOT_HOST_OF_HOME, host-name.h). `name` as above. */
bool iot_domain_is_public(const char *name);
/** True for one label of a host name: letters, digits, "-" and "_" (RFC 1123, RFC 2181), no "-" in
 *  front, a letter or digit at its end, at most 63. */
bool iot_domain_is_label(const char *label);
/** True for a name that a host can have: one or more labels with dots between them, at most 253
 *  bytes, that nobody reads as an address: no IP address or MAC, and no number at its end, decimal
 *  or hexadecimal (inet_aton(3) takes 0x7f.1 for one). */
bool iot_domain_is_host_name(const char *name);
/** True for names that programs look up on their own and then trust or talk to whoever has them:
 *  wpad and isatap, in whatever domain, and all names of the local host. Any case. */
bool iot_domain_is_reserved(const char *name);

#endif
