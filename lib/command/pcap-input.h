/* pcap-input.h - an open capture of libpcap's, file or interface, whose packets are taken in
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_PCAP_INPUT_H
#define IOT_COMMAND_PCAP_INPUT_H

#include <pcap/pcap.h>

#include "command/input-stream.h"
#include "command/link-filters.h"
#include "command/pcapng-patch.h"
#include "command/pipeline.h"

/* Called after each packet. */
typedef void (*packets_after_fn)(void *user_data);

typedef struct packets {
    pcap_t *pcap;
    intake *in;
    bytes *bytes;           /* that the handle reads; NULL: of an interface */
    pcapng *interfaces;     /* each packet's is asked for; NULL: there is one */
    packets_after_fn after; /* NULL: nobody asks */
    void *user_data;
    bool regardless; /* of whether somebody wants the end */
    /* internal */
    int link;                  /* of the handle */
    bool mixed;                /* each packet has its own, and none is known before */
    int64_t fraction_ns;       /* of a second, in the packets' headers */
    link_filters *filters;     /* NULL: there is no filter */
    bool stopped;              /* the next to take packets takes none */
    bool any_read, any_unread; /* packets came of link types that can be read, or cannot */
    int unread_link;           /* of the first that cannot */
} packets;

typedef enum packets_error {
    PACKETS_ERROR_LINK,   /* packets of a kind that cannot be read */
    PACKETS_ERROR_FILTER, /* the filter is wrong */
} packets_error;

#define PACKETS_ERROR packets_error_quark()
GQuark packets_error_quark(void);

/* Makes ready to read; `p` is zeroed but for pcap, bytes, in, interfaces, after, user_data. False
 * if all packets will have a link type that cannot be read, or the filter makes no sense for any
 * that can come. The filter chooses what is counted, not what is read: devices are named by packets
 * that nobody would ask for.
 * @param filters gets ready for what can come; NULL: all packets count; must outlive `p` */
bool packets_begin(packets *p, link_filters *filters, GError **error);
/* Takes in up to `max` packets that are there. Returns as pcap_dispatch does. */
int packets_take(packets *p, int max);
/* Once all were taken: false if there were some, and none could be read. */
bool packets_were_read(const packets *p, GError **error);
/* Frees the handle. */
void packets_end(packets *p);

#endif
