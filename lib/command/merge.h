/* merge.h - all summaries that were named, put together, and again when one of them changes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files are read once. A directory is looked at again and again: it is polled, as a network's file
 * system tells nobody of what others write.
 */
#ifndef IOT_COMMAND_MERGE_H
#define IOT_COMMAND_MERGE_H

#include "command/keeper.h"
#include "command/pipeline.h"
#include "command/progress.h"

typedef struct merging merging;

/* All borrowed. */
typedef struct merging_plan {
    char *const *paths;
    keeper *keeper;
    progress *progress;             /* NULL: nobody looks */
    const iot_capture_options *how; /* the capture is made */
    intake *in;                     /* NULL: parts are only looked at */
    gint64 interval_s;              /* between two looks */
    bool tells;                     /* notes are told as messages; else the intake gets them */
} merging_plan;

merging *merging_new(const merging_plan *plan);
void merging_free(merging *m);

/* Reads all, and makes the intake what they say. What cannot be used is told, and `ret_complete`
 * set to false.
 * @return how many parts were used */
unsigned merging_read(merging *m, bool *ret_complete);
/* Waits until something changed, and reads it. False once somebody wants the end (signals.h). */
bool merging_wait(merging *m, unsigned *ret_parts, bool *ret_complete);
/* The parts; valid until it reads again. */
iot_summary *merging_summary(const merging *m);
/* What the reader of a report should know of those who collected: lines, perhaps none. Valid until
 * it reads again. */
const char *merging_notes(const merging *m);

#endif
