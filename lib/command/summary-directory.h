/* summary-directory.h - the summaries in a directory, which change while somebody looks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each is read when it is new or another, and kept until it is gone: as lines, compressed. One that
 * is not whole (somebody copies it at this moment) is told once; what it was before counts until it
 * is whole. All files together have one share of the memory; those for which there is no room are
 * left out until there is. A link, or anything else that is no regular file, is never opened.
 */
#ifndef IOT_COMMAND_SUMMARY_DIRECTORY_H
#define IOT_COMMAND_SUMMARY_DIRECTORY_H

#include "archive/summary.h"
#include "command/keeper.h"
#include "command/progress.h"

typedef struct summary_directory summary_directory;

/* @param input its place among the keeper's
 * @param path for people, and `bar` NULL: nobody looks; both borrowed
 * @param kept_bytes what all that read summaries keep of them; added to, and borrowed */
summary_directory *summary_directory_new(keeper *k, guint input, const char *path,
                                         uint64_t memory_bytes, uint64_t *kept_bytes,
                                         progress *bar);
void summary_directory_free(summary_directory *d);
/* Looks what there is, and reads what it has not read. True if that changed anything. */
bool summary_directory_look(summary_directory *d);
/* False while something in it could not be read. */
bool summary_directory_is_complete(const summary_directory *d);

/* @param changed_ns when it was last written, as this machine knows it */
typedef void (*summary_directory_fn)(const iot_summary *file, int64_t changed_ns, void *user_data);
/* Calls it for each file that was whole once, by name. */
void summary_directory_each(const summary_directory *d, summary_directory_fn fn, void *user_data);

#endif
