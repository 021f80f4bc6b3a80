/* summary-files.h - summaries in files, compressed or not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lib/archive/summary.h knows what their lines say.
 */
#ifndef IOT_COMMAND_SUMMARY_FILES_H
#define IOT_COMMAND_SUMMARY_FILES_H

#include "archive/summary.h"
#include "base/out/out-file.h"
#include "command/keeper.h"
#include "command/pipeline.h"
#include "command/progress.h"

/* Adds the parts of all these files, which the keeper opens. What cannot be used is told, and
 * `ret_complete` set to false.
 * @param progress NULL: nobody looks */
void summaries_read(iot_summary *summary, char *const *paths, keeper *k, progress *progress,
                    bool *ret_complete);
/* Makes the intake what the parts say. Those that cannot be understood are told, and left out.
 * @param in NULL: they are only looked at
 * @return how many could be */
unsigned summaries_use(iot_summary *summary, intake *in, bool *ret_complete);
/* Writes the parts, compressed if the file's name ends in ".gz".
 * @param file has begun; NULL: to standard output */
bool summaries_write(iot_summary *summary, iot_out_file *file, GError **error);

#endif
