/* packet-filter.h - what --filter means to packets of one link type
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Link types are as files number them (iot_link); libpcap has its own numbers (DLT).
 */
#ifndef IOT_COMMAND_PACKET_FILTER_H
#define IOT_COMMAND_PACKET_FILTER_H

#include <pcap/pcap.h>
#include <stdbool.h>

int link_of_dlt(int dlt);
int dlt_of_link(int link);

/* A filter for packets of that link type (a DLT); one that lets none of them pass is one, too.
 * Names of hosts are looked up, once. The program is to be freed by pcap_freecode; libpcap's words
 * why there is none are to be freed by the caller using g_free. */
bool packet_filter_compile(const char *filter, int dlt, struct bpf_program *ret_program,
                           char **ret_why);

#endif
