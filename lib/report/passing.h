/* passing.h - which networks the user could call local where most only passes through
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_PASSING_H
#define IOT_PASSING_H

#include "report/report.h"

/** Most networks that are named. */
#define IOT_PASSING_NETWORKS 3
/** Most networks of which packets are counted; further ones are not named. */
#define IOT_PASSING_SEEN_MAX 65536

/** The networks that most of what passes through has at an end, most packets first: IPv4 by /24,
 * but what carriers and overlays number hosts from (100.64.0.0/10, RFC 6598) whole; IPv6 by /64.
 *  @return how many; 0 unless most of what was counted is between remotes */
unsigned iot_passing_networks(const iot_report *report,
                              iot_prefix ret_networks[IOT_PASSING_NETWORKS]);

#endif
