/* directory-list.c - what is in a directory of summaries
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/directory-list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A year of seven collectors; whoever has more merges a part of them first. */
#define ENTRIES_MAX 65536
#define NS_PER_S    INT64_C(1000000000)

/* Before each name, which has no end of its own. */
typedef struct head {
    uint64_t size, inode;
    int64_t mtime_ns;
    uint32_t length;
    uint32_t is_file;
} head;

bool
directory_names_summary(const char *name)
{
    return name[0] != '.' && !strchr(name, '/') &&
           (g_str_has_suffix(name, ".summary") || g_str_has_suffix(name, ".summary.gz"));
}

/* Some file systems keep times that nanoseconds cannot count. */
static int64_t
time_ns(const struct timespec *at)
{
    const int64_t max_s = INT64_MAX / NS_PER_S - 1;

    return CLAMP((int64_t)at->tv_sec, -max_s, max_s) * NS_PER_S + at->tv_nsec;
}

static void
append(GByteArray *out, const char *name, const struct stat *facts)
{
    const head h = {
        .size = (uint64_t)facts->st_size,
        .inode = (uint64_t)facts->st_ino,
        .mtime_ns = time_ns(&facts->st_mtim),
        .length = (uint32_t)strlen(name),
        .is_file = S_ISREG(facts->st_mode),
    };

    g_byte_array_append(out, (const guint8 *)&h, sizeof h);
    g_byte_array_append(out, (const guint8 *)name, h.length);
}

bool
directory_list(int directory, GByteArray *out)
{
    int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    struct stat facts;

    if (!dir) {
        int fault = errno;
        if (fd >= 0)
            close(fd);
        errno = fault;
        return false;
    }
    for (unsigned n = 0; n <= ENTRIES_MAX && (entry = readdir(dir));)
        if (directory_names_summary(entry->d_name) &&
            fstatat(fd, entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0) {
            append(out, entry->d_name, &facts);
            n++;
        }
    closedir(dir);
    return true;
}

static void
entry_clear(gpointer data)
{
    g_free(((directory_entry *)data)->name);
}

static int
compare(gconstpointer a, gconstpointer b)
{
    return strcmp(((const directory_entry *)a)->name, ((const directory_entry *)b)->name);
}

GArray *
directory_entries(const GByteArray *list, bool *ret_more)
{
    GArray *entries = g_array_new(FALSE, FALSE, sizeof(directory_entry));
    head h;

    g_array_set_clear_func(entries, entry_clear);
    for (gsize at = 0; at + sizeof h <= list->len; at += sizeof h + h.length) {
        memcpy(&h, list->data + at, sizeof h);
        if (h.length > list->len - at - sizeof h)
            break;
        directory_entry made = {
            .name = g_strndup((const char *)list->data + at + sizeof h, h.length),
            .is_file = h.is_file != 0,
            .size = h.size,
            .inode = h.inode,
            .mtime_ns = h.mtime_ns,
        };
        g_array_append_val(entries, made);
    }
    g_array_sort(entries, compare);
    *ret_more = entries->len > ENTRIES_MAX;
    if (*ret_more)
        g_array_set_size(entries, ENTRIES_MAX);
    return entries;
}
