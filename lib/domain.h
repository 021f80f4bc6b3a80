/* domain.h - whose name a DNS name is
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

/** The end of `name` that is its registrable domain, a pointer into it; NULL for an address, a
 *  public suffix or a single label. `name` is in lower case without a dot at its end. */
const char *iot_domain_of(const char *name);

#endif
