/* tcp-unacked.h - segments of one direction that nobody acknowledged yet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In the order in which they end, which is nearly always the one in which they were sent. Each
 * direction may have SEGMENTS_FIRST, whatever others have; for more, all directions of all streams
 * share a budget of memory. At it, and at SEGMENTS_MAX, the first segment of the direction is
 * forgotten: what waited for so long gives no round trip worth knowing.
 * (Wireshark stops to note new ones, after 10 000.)
 */
#ifndef IOT_TCP_UNACKED_H
#define IOT_TCP_UNACKED_H

#include <stdbool.h>
#include <stdint.h>

/* Of one direction: as many as a window of 1.5 MB holds. */
#define SEGMENTS_MAX 1024
/* Of each direction, once it sent anything. */
#define SEGMENTS_FIRST 8
/* What is above that of all directions together, 16 bytes each. */
#define SEGMENTS_BUDGET 262144
/* Where there are fewer streams, in proportion. */
#define SEGMENTS_PER_STREAM 8

typedef struct segment {
    uint32_t end; /* sequence number of what follows it */
    uint32_t frame;
    int64_t time_ns;
} segment;

/* Zero-initialised; cleared with segments_clear. */
typedef struct segments {
    segment *ring; /* of `size`, a power of two; NULL: none so far */
    uint16_t size, first, count;
    bool jumbled; /* they did not come in this order: a heap, from the ring's beginning */
} segments;

void segments_clear(segments *s, uint32_t *budget);
void segments_add(segments *s, const segment *added, uint32_t *budget);
/* Takes away what `ack` covers. True, with the oldest segment that ends at `ack` itself, if there
 * is one. */
bool segments_acknowledge(segments *s, uint32_t ack, segment *ret_acked);

/* Sequence numbers wrap around (RFC 9293 section 3.4). */
static inline bool
sequence_before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

#endif
