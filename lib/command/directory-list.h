/* directory-list.h - what is in a directory of summaries
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The keeper looks, and hands what it saw over as bytes, of which the other side makes entries. Of
 * summaries there are those whose names end in ".summary" or ".summary.gz" and do not begin with
 * "."; others are passed over without a word, as files are copied under names like
 * ".x.summary.gz.Nv1a".
 */
#ifndef IOT_COMMAND_DIRECTORY_LIST_H
#define IOT_COMMAND_DIRECTORY_LIST_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct directory_entry {
    char *name;
    bool is_file;  /* regular, and no link */
    uint64_t size; /* bytes */
    uint64_t inode;
    int64_t mtime_ns; /* since the epoch */
} directory_entry;

/* True if a file is taken for a summary if it is called so. */
bool directory_names_summary(const char *name);
/* Appends what is in it. False with errno.
 * @param directory open for reading */
bool directory_list(int directory, GByteArray *out);
/* The entries, of directory_entry; those that come too late for so many as there may be are left
 * out, and `ret_more` set. */
GArray *directory_entries(const GByteArray *list, bool *ret_more);

#endif
