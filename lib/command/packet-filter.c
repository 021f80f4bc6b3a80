/* packet-filter.c - what --filter means to packets of one link type
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/packet-filter.h"

#include <errno.h>
#include <glib.h>

#include "wire/dissect.h"

/* A program says of a packet how much of it is to be kept; we ask only whether that is anything. */
#define SNAPSHOT_BYTES 262144

/* Raw IP has two numbers; all others that we read are the same on Linux. */
int
link_of_dlt(int dlt)
{
    return dlt == DLT_RAW ? (int)IOT_LINK_RAW : dlt;
}

int
dlt_of_link(int link)
{
    return link == IOT_LINK_RAW ? DLT_RAW : link;
}

/* "expression rejects all packets": the optimiser takes it for a mistake if none can pass. Nothing
 * else gets better without it, and names that nobody knows would be looked up again. */
static bool
lets_none_pass(pcap_t *like)
{
    return g_str_has_suffix(pcap_geterr(like), " all packets");
}

bool
packet_filter_compile(const char *filter, int dlt, struct bpf_program *ret_program, char **ret_why)
{
    pcap_t *like = pcap_open_dead(dlt, SNAPSHOT_BYTES);

    if (!like) {
        *ret_why = g_strdup(g_strerror(ENOMEM));
        return false;
    }
    bool good = pcap_compile(like, ret_program, filter, 1, PCAP_NETMASK_UNKNOWN) == 0 ||
                (lets_none_pass(like) &&
                 pcap_compile(like, ret_program, filter, 0, PCAP_NETMASK_UNKNOWN) == 0);
    *ret_why = good ? NULL : g_strdup(pcap_geterr(like));
    pcap_close(like);
    return good;
}
