/* pcap-input.h - an open capture of libpcap's, file or interface, whose packets are taken in
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_PCAP_INPUT_H
#define IOT_COMMAND_PCAP_INPUT_H

#include <pcap/pcap.h>

#include "command/keeper.h"
#include "command/pipeline.h"

/* Called after each packet. */
typedef void (*packets_after_fn)(void *user_data);

typedef struct packets {
    pcap_t *pcap;
    intake *in;
    packets_after_fn after; /* NULL: nobody asks */
    void *user_data;
    bool regardless; /* of whether somebody wants the end */
    /* internal */
    int link;
    int64_t fraction_ns; /* of a second, in the packets' headers */
    bool filtered;
    struct bpf_program filter;
} packets;

typedef enum packets_error {
    PACKETS_ERROR_LINK,   /* packets of a kind that cannot be read */
    PACKETS_ERROR_FILTER, /* the filter is wrong */
} packets_error;

#define PACKETS_ERROR packets_error_quark()
GQuark packets_error_quark(void);

/* Makes ready to read; `p` is zeroed but for pcap, in, after, user_data. The filter chooses what is
 * counted, not what is read: devices are named by packets that nobody would ask for.
 * @param filter NULL: all packets count
 * @param k looks up what the filter names; NULL: we may still do so ourselves */
bool packets_begin(packets *p, const char *filter, keeper *k, GError **error);
/* Takes in up to `max` packets that are there. Returns as pcap_dispatch does. */
int packets_take(packets *p, int max);
/* Frees what packets_begin made, and the handle. */
void packets_end(packets *p);

#endif
