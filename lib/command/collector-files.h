/* collector-files.h - the files that a collector keeps: one summary for each hour
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * They are called "COLLECTOR-20261130T080000Z.summary.gz", by when their hour begins, in UTC: so
 * names sort by time, a directory can be that of many collectors, and whoever copies them needs no
 * list. Nothing that is called otherwise, or is no regular file, is ever looked at or removed.
 */
#ifndef IOT_COMMAND_COLLECTOR_FILES_H
#define IOT_COMMAND_COLLECTOR_FILES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define COLLECTOR_SUFFIX ".summary.gz"

/* What one of them may keep. */
typedef struct collector_bounds {
    const char *name;        /* of the collector */
    gint64 rotate_s;         /* each file is of so long */
    gint64 keep_s;           /* files that ended longer ago go */
    uint64_t keep_bytes_max; /* of all of them together the oldest go */
} collector_bounds;

/* "gateway-br0": who this is, by the host's name. Must be freed by the caller using g_free. */
char *collector_name_new(const char *interface);
/* True if a file can be called so: letters, digits, "-", "_" and ".", which is not the first. */
bool collector_name_is_good(const char *name);

/* What the file of those that begin then is called. Must be freed by the caller using g_free.
 * @param begin_s since the epoch */
char *collector_file_new(const char *name, gint64 begin_s);
/* False, with `ret_begin_s` untouched, if it is none of this collector's. */
bool collector_file_parse(const char *name, const char *file, gint64 *ret_begin_s);

/* Removes what the bounds say, but never the latest, nor that of the hour at hand. Files of hours
 * that are still to come, beyond the next one, count as the oldest.
 * @param directory a descriptor, of O_PATH will do
 * @return how many went; what cannot be removed is left, and is not told: it will be tried again */
unsigned collector_files_prune(int directory, const collector_bounds *bounds, gint64 now_s);

#endif
