/* summary-copies.h - packets that two parts of a summary have, as two collectors heard them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A part has no frames, so a copy is a whole flow: the same ends, transport and port, as many
 * packets and bytes, and as long from the first to the last. That the two parts heard the same is
 * proven if such flows came at the same time in both; or if several of more than a packet are away
 * from each other by the same time, which is then what their clocks differ. All flows of the two
 * parts that are so far away from each other are copies; those that count differently are told, and
 * are none.
 *
 * Kept of each flow while parts of that time come: 72 bytes, and at most PART_COPIES_MAX of them;
 * beyond, the oldest parts are forgotten, until a quarter is free. Each flow of a part is compared
 * with at most 64, or fewer so that all matches are at most as many; a part of more flows than that
 * has no copies.
 */
#ifndef IOT_SUMMARY_COPIES_H
#define IOT_SUMMARY_COPIES_H

#include "archive/summary-internal.h"

#define PART_COPIES_MAX 1000000

typedef struct part_copies part_copies;

/* @param max flows that are kept, and matches of one part: PART_COPIES_MAX */
part_copies *part_copies_new(guint max);
void part_copies_free(part_copies *c);
/* Marks those flows of a part that parts before it have, and remembers the others.
 * @param name of who heard it, which is the same pointer for the same one; valid for the lifetime
 *  of `c`
 * @param shared gets an iot_shared for each earlier name that heard the same, or has it added */
void part_copies_find(part_copies *c, part *p, const char *name, GArray *shared);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(part_copies, part_copies_free)

#endif
