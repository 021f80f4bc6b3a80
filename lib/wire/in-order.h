/* in-order.h - the bytes of one direction of a TCP stream, each once and in order
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keeps nothing: bytes that come too early are read then, after a gap, and what should have come
 * before them is not read when it comes.
 */
#ifndef IOT_IN_ORDER_H
#define IOT_IN_ORDER_H

#include "wire/cursor.h"

/* Zero-initialised. Begins wherever the first bytes are. */
typedef struct in_order {
    uint32_t next; /* sequence number of the first byte that was not read */
    bool begun;
} in_order;

/* Leaves of a segment's bytes those that are new. True if some are missing before them.
 *   sent_bytes: how many the segment has; those at its end may not have been captured */
static inline bool
in_order_take(in_order *o, uint32_t sequence, uint32_t sent_bytes, cursor *bytes)
{
    uint32_t begin = o->begun ? o->next : sequence;
    int32_t ahead = (int32_t)(sequence - begin);
    uint32_t read = ahead < 0 ? 0u - (uint32_t)ahead : 0;

    o->begun = true;
    o->next = begin;
    cursor_skip(bytes, read);
    bytes->failed = false;
    if (read < sent_bytes)
        o->next = sequence + sent_bytes;
    return ahead > 0;
}

#endif
