/* pcapng-patch.h - interfaces of a pcapng file, made to look alike
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * libpcap gives up at the first interface with another snapshot length than the first one, which is
 * what mergecap makes of captures by different programs. The length says how long packets can be,
 * not how they are read: it is wiped out as the bytes pass, and then each is "no limit".
 */
#ifndef IOT_COMMAND_PCAPNG_PATCH_H
#define IOT_COMMAND_PCAPNG_PATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What every block begins with: type, length, and the first word of what is in it. */
#define PCAPNG_HEAD_BYTES 12

/* Zero-initialise it. */
typedef struct pcapng {
    uint8_t head[PCAPNG_HEAD_BYTES];
    size_t have;   /* bytes of the head */
    size_t wipe;   /* bytes that come next, and are to be zero */
    uint64_t pass; /* bytes that come then, and are nothing to us */
    bool started;  /* a section has begun */
    bool big;      /* of the section: most significant byte first */
    bool lost;     /* this is no pcapng, or not any more */
} pcapng;

/* The next bytes of the file, changed where they are. */
void pcapng_even(pcapng *p, uint8_t *bytes, size_t n);

#endif
