/* pcapng-patch.h - interfaces of a pcapng file, made to look alike
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * libpcap gives up at the first interface with another snapshot length or another link type than
 * the first one, which is what mergecap makes of captures by different programs, and what is
 * captured on Ethernet and a tunnel at once. The length says how long packets can be, not how they
 * are read: it is wiped out as the bytes pass, and then each is "no limit". The link type becomes
 * the same for all, and what it was is kept for each packet until that comes out at the other end:
 * libpcap hands packets over in the order of the file, and one for each block.
 *
 *     pcapng_even(&p, bytes, n);                  // as they are handed to libpcap
 *     int link = pcapng_next_link(&p, otherwise); // as it hands a packet over
 */
#ifndef IOT_COMMAND_PCAPNG_PATCH_H
#define IOT_COMMAND_PCAPNG_PATCH_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What every block begins with: type, length, and the first word of what is in it. */
#define PCAPNG_HEAD_BYTES 12
/* What all interfaces are for libpcap: Ethernet, whose packets it hands over as they are. */
#define PCAPNG_LINK 1
/* Most interfaces of a section whose link types are kept; those beyond have one that is none. */
#define PCAPNG_INTERFACES_MAX 65536
#define PCAPNG_LINK_NONE      UINT16_MAX

/* Zero-initialise it; cleared with pcapng_clear. */
typedef struct pcapng {
    uint8_t head[PCAPNG_HEAD_BYTES];
    size_t have;    /* bytes of the head */
    size_t wipe;    /* bytes that come next, and are to be zero */
    uint64_t pass;  /* bytes that come then, and are nothing to us */
    bool started;   /* a section has begun */
    bool big;       /* of the section: most significant byte first */
    bool lost;      /* this is no pcapng, or not any more; what comes is as it is */
    GArray *links;  /* of uint16_t, by interface of the section; NULL: none yet */
    GQueue *coming; /* of packets that were not handed over yet: of link_run */
} pcapng;

/* The next bytes of the file, changed where they are. */
void pcapng_even(pcapng *p, uint8_t *bytes, size_t n);
void pcapng_clear(pcapng *p);

/* The link type of the packet that is handed over next, as the file has it: to be called once for
 * each. In a file that is no pcapng it is `otherwise`.
 */
int pcapng_next_link(pcapng *p, int otherwise);
/* True if it began as one: what came so far was made even, also where damage ends it. */
bool pcapng_is_read(const pcapng *p);

#endif
