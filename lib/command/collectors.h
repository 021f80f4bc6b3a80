/* collectors.h - what summaries tell of those who collect them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Says what a reader of the report cannot see in it: who went silent, whose clock is wrong, who was
 * never there at the same time as the others. It corrects nothing: times stay as each wrote them.
 */
#ifndef IOT_COMMAND_COLLECTORS_H
#define IOT_COMMAND_COLLECTORS_H

#include "archive/summary.h"

typedef struct collectors collectors;

collectors *collectors_new(void);
void collectors_free(collectors *c);
/* Takes note of who wrote the parts of a file, when, and what was heard.
 * @param changed_ns when it was last written, as this machine knows it */
void collectors_add(collectors *c, const iot_summary *file, int64_t changed_ns);
/* Appends a line for each thing to say; few, however many collectors there are. */
void collectors_tell(const collectors *c, int64_t now_ns, GString *out);

#endif
