/* session-files.h - a router's tables of sessions, and what its resolver wrote, in files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lib/sessions knows what their lines say.
 */
#ifndef IOT_COMMAND_SESSION_FILES_H
#define IOT_COMMAND_SESSION_FILES_H

#include "command/keeper.h"
#include "command/options.h"
#include "command/pipeline.h"
#include "command/progress.h"

typedef struct sessions_plan {
    char *const *paths; /* "-": standard input */
    guint n_tables;     /* of them, the first so many are tables, and the others are logs */
    keeper *keeper;     /* opens them */
    uint64_t memory_bytes;
    const iot_inventory *inventory; /* says which MAC has an address, as leases do; NULL: none */
    intake *in;
    progress *progress; /* NULL: nobody looks */
} sessions_plan;

/* Makes the intake what all these files say. What cannot be used is told by file and line, and
 * `ret_complete` set to false. */
void sessions_read(const sessions_plan *plan, bool *ret_complete);

#endif
