/* reassembly.h - what one direction of a TCP stream must remember to be read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Most directions keep nothing: a message that ends in the segment it began in is read where it
 * stands. What is kept of one that goes on is bounded by its reader, and of all together by the
 * shelf: where that is full, the direction that waits longest for its rest loses what it kept, as
 * if bytes were missing. Whoever leaves messages unfinished in a thousand streams pays with them.
 */
#ifndef IOT_REASSEMBLY_H
#define IOT_REASSEMBLY_H

#include <glib.h>

#include "wire/cursor.h"

/* What directions keep together. Must outlive them, and stay where it is. */
typedef struct reassembly_shelf {
    size_t left_bytes;                  /* that can still be kept */
    uint64_t dropped;                   /* beginnings of messages that had to go */
    struct reassembly *oldest, *newest; /* of those that keep something, by when they did so last */
} reassembly_shelf;

/* Zero-initialised, but for its shelf; cleared with reassembly_clear. Must stay where it is while
 * it keeps something. */
typedef struct reassembly {
    uint8_t reader;  /* who reads it, payload.c's number; 0: nobody knows yet */
    uint8_t guesses; /* segments that told nothing */
    bool done;       /* nothing more is of interest: bytes need not be handed over */
    /* How far the reader came in `kept`, so that a message in a thousand segments is not read a
     * thousand times; zero wherever nothing is kept. */
    uint8_t stage;
    uint16_t seen;                /* bytes that need not be looked at again */
    uint16_t mark;                /* what the stage wants to remember */
    uint16_t need;                /* and how much it needs before it looks again */
    struct reassembly_kept *kept; /* NULL: nothing */
    reassembly_shelf *shelf;      /* NULL: there is room for all */
} reassembly;

/* The beginning of a message that goes on in the next segment, while there is one. */
typedef struct reassembly_kept {
    GByteArray *bytes;
    size_t largest_bytes;             /* of what was in `bytes`, which does not shrink */
    size_t room_bytes;                /* of the shelf; 0: it is not there */
    struct reassembly *older, *newer; /* on the shelf */
} reassembly_kept;

void reassembly_clear(reassembly *t);
/* Bytes are missing from here on: what was kept is of no use. */
void reassembly_lose(reassembly *t);

/* What was kept, and `bytes` behind it; these alone if there is no room for both. */
cursor reassembly_join(reassembly *t, cursor bytes);
/* Keeps the rest of what reassembly_join returned for the next time. False, and nothing is kept, if
 * that is more than `max` bytes, or more than there is room for. What the reader knows of the rest
 * it notes after that. */
bool reassembly_keep(reassembly *t, cursor rest, size_t max);
/* Nothing more is of interest. */
void reassembly_finish(reassembly *t);

#endif
