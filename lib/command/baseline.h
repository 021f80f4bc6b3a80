/* baseline.h - the summaries of --since: what is known already
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Opened with the rights of who started us, looked at without.
 */
#ifndef IOT_COMMAND_BASELINE_H
#define IOT_COMMAND_BASELINE_H

#include "changes/snapshot.h"
#include "command/pipeline.h"

typedef struct baseline baseline;

/* Opens the files and reads nothing. NULL with an error if one cannot be opened. Must be freed by
 * the caller using baseline_free.
 * @param how captures are made, with the memory for this one */
baseline *baseline_open(char *const *paths, const iot_capture_options *how, GError **error);
void baseline_free(baseline *b);
/* Reads them. What cannot be used is told, and `ret_complete` set to false; false with an error if
 * nothing can. */
bool baseline_read(baseline *b, const iot_settings *settings, bool *ret_complete, GError **error);
/* What was read. Valid for its lifetime. */
const iot_snapshot *baseline_snapshot(const baseline *b);

#endif
