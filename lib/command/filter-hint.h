/* filter-hint.h - a display filter of Wireshark's where one of pcap-filter(7) is meant
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Both are called filters, and whoever knows one types it where the other is wanted.
 */
#ifndef IOT_COMMAND_FILTER_HINT_H
#define IOT_COMMAND_FILTER_HINT_H

#include <stdbool.h>

/* What to say of one that is a display filter, on one line: "pcap-filter(7) is meant, not a display
 * filter", and where that is simple, the like in it (": host 10.0.0.1"). NULL: it looks like none.
 * Must be freed by the caller using g_free. Nothing is looked up.
 * @param ret_compares true: no filter of pcap-filter(7) can be like it, as a field is compared;
 * else libpcap may understand it */
char *filter_hint(const char *expression, bool *ret_compares);

#endif
