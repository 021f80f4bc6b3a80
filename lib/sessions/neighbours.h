/* neighbours.h - a line that tells which MAC has an address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As a router prints its neighbours: ip neigh and /proc/net/arp of Linux, arp -a and ndp -a of the
 * BSDs.
 */
#ifndef IOT_NEIGHBOURS_H
#define IOT_NEIGHBOURS_H

#include "sessions/line-words.h"

/** True if it is a line of such a table.
 *  @param ret_mac none: nobody answers there */
bool neighbour_read_line(const line_words *line, iot_addr *ret_addr, iot_mac *ret_mac);

#endif
