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
#include "command/input-stream.h"
#include "command/keeper.h"
#include "command/pipeline.h"
#include "command/progress.h"

/* Adds the parts of a file. What cannot be used is told; false if there was something.
 * @param path for people
 * @param fd of it, open, taken ownership of; -1: it could not be opened, and errno says why
 * @param bar NULL: nobody looks */
bool summary_read_file(const char *path, int fd, iot_summary *into, progress *bar);
/* The same of one file, taken ownership of, whose bytes somebody has begun to look at.
 * @param name for people */
void summary_read_bytes(bytes *b, const char *name, iot_summary *summary, progress *progress,
                        bool *ret_complete);
/* The same, but what cannot be used is appended to `problems`, and told by nobody. */
void summary_read_quietly(bytes *b, const char *name, iot_summary *into, GPtrArray *problems);
/* The same of one that somebody may be copying at this moment: false if it is not whole, or holds
 * nothing. Tells nothing, but appends it to `problems`. */
bool summary_read_whole(bytes *b, const char *name, iot_summary *into, progress *bar,
                        GPtrArray *problems);
/* How much may be read, of so much memory. */
void summaries_set_room(iot_summary *summary, uint64_t memory_bytes);
/* The same where others have taken some of it.
 * @param room_bytes what they left of summaries_room() */
void summaries_set_room_left(iot_summary *summary, uint64_t memory_bytes, uint64_t room_bytes);
/* What is for all summaries. */
uint64_t summaries_room(uint64_t memory_bytes);
/* Makes the intake what the parts say. Those that cannot be understood are told, and left out.
 * @param in NULL: they are only looked at
 * @return how many could be */
unsigned summaries_use(iot_summary *summary, intake *in, bool *ret_complete);
/* The parts as a text, compressed. Must be freed by the caller using g_string_free. */
GString *summaries_pack(iot_summary *summary);
/* Writes the parts, compressed if the file's name ends in ".gz".
 * @param file has begun; NULL: to standard output */
bool summaries_write(iot_summary *summary, iot_out_file *file, GError **error);

#endif
