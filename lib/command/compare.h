/* compare.h - two sides, read one after the other, and what changed between them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each side is any number of captures and summaries, known apart by how they begin. Both have half
 * of the memory.
 */
#ifndef IOT_COMMAND_COMPARE_H
#define IOT_COMMAND_COMPARE_H

#include "command/read-files.h"
#include "command/settings.h"

typedef struct comparison comparison;

comparison *comparison_new(const iot_capture_options *how, const options *o);
void comparison_free(comparison *c);
/* Reads both sides. `plan` says what, and how; the first `n_before` paths are the earlier side.
 * As files_read. A side of which nothing could be read is told, and the result then false with
 * G_FILE_ERROR. */
bool comparison_read(comparison *c, const files_plan *plan, guint n_before, bool *ret_complete,
                     GError **error);
/* Appends what changed, in the format of the options. Returns true if anything did. */
bool comparison_write(comparison *c, const options *o, const iot_settings *s, GString *out);

#endif
