/* line-reader.h - lines of bounded length
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is longer than it may be is passed over as it comes, and never in memory.
 */
#ifndef IOT_COMMAND_LINE_READER_H
#define IOT_COMMAND_LINE_READER_H

#include <stdbool.h>
#include <stdio.h>

#include <glib.h>

typedef struct line_read {
    GString *text; /* without its end; empty if the line was too long */
    bool too_long;
    bool ended; /* by a newline, not by the end of the file */
} line_read;

/* Reads the next line into `line`, whose text is made by the first call and freed by nobody but the
 * caller. False: there is none. */
bool line_next(FILE *from, gsize max_bytes, line_read *line);

#endif
