/* pages-lock.c - whose directory of pages it is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include "show/pages-lock.h"

#include <glib.h>

#ifdef G_OS_UNIX
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int
open_directory(const char *path)
{
    return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Until it is locked, another Wireshark may take it for one that was left behind. */
static bool
is_locked_in_place(int directory)
{
    struct stat facts;

    return directory >= 0 && flock(directory, LOCK_EX | LOCK_NB) == 0 &&
           fstat(directory, &facts) == 0 && facts.st_nlink > 0;
}

int
iot_pages_lock(const char *directory)
{
    int lock = open_directory(directory);

    if (is_locked_in_place(lock))
        return lock;
    if (lock >= 0)
        close(lock);
    return -1;
}

void
iot_pages_unlock(int lock)
{
    close(lock);
}

static bool
is_private(int directory)
{
    struct stat facts;

    return fstat(directory, &facts) == 0 && facts.st_uid == geteuid() &&
           (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/* There are only files in it. */
static void
empty(int directory)
{
    int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;

    while (entries && (entry = readdir(entries)))
        unlinkat(directory, entry->d_name, 0);
    if (entries)
        closedir(entries);
    else if (fd >= 0)
        close(fd);
}

void
iot_pages_remove_if_left_behind(const char *directory)
{
    int fd = open_directory(directory);

    if (fd < 0)
        return;
    if (is_private(fd) && flock(fd, LOCK_EX | LOCK_NB) == 0) {
        empty(fd);
        rmdir(directory);
    }
    close(fd);
}

#else

int
iot_pages_lock(const char *directory)
{
    (void)directory;
    return 0;
}

void
iot_pages_unlock(int lock)
{
    (void)lock;
}

void
iot_pages_remove_if_left_behind(const char *directory)
{
    (void)directory;
}

#endif
