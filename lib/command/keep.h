/* keep.h - the last packets, in memory, for who wants to look closer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A ring: what does not fit any more is forgotten, the oldest first. Packets of some addresses are
 * written as pcapng, piece by piece; those that are forgotten before their turn are left out.
 */
#ifndef IOT_COMMAND_KEEP_H
#define IOT_COMMAND_KEEP_H

#include "fact/observation.h"
#include "wire/frame.h"

/* A packet must fit. */
#define KEEP_MIN_BYTES ((uint64_t)1 << 20)

typedef struct kept kept;

/* Takes the memory as packets come. */
kept *kept_new(uint64_t bytes);
void kept_free(kept *k);

/* Copies a packet. @param link an iot_link @param obs what was read of it */
void kept_add(kept *k, int link, const iot_frame *frame, const iot_observation *obs);
uint64_t kept_packets(const kept *k);
/* Of the oldest one; only if there is one. */
int64_t kept_since_ns(const kept *k);

typedef struct kept_search kept_search;

/* Packets from or to any of these, of those that are there now. NULL if they are none.
 * @param names MACs and IP addresses, with commas in between */
kept_search *kept_find(const kept *k, const char *names);
void kept_search_free(kept_search *s);
/* Writes more of them. Returns how many bytes; 0: that was all. */
size_t kept_search_take(kept_search *s, char *to, size_t max);

#endif
