/* out-find.c - what a path leads to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Links are followed here and not by the kernel, as the place is to be written beside and renamed
 * in. So the kernel's care for links in sticky directories is ours, too, whatever it is set to.
 */
#define _GNU_SOURCE
#include "base/out/out-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

/* As many as Linux follows. */
#define LINKS_MAX 40

/* In a directory like /tmp, what a stranger put there may be a trap: as protected_symlinks,
 * protected_fifos and protected_regular of proc(5) have it. */
static bool
is_foreign(int directory, const struct stat *facts)
{
    struct stat above;

    return fstat(directory, &above) == 0 && (above.st_mode & S_ISVTX) &&
           (above.st_mode & S_IWOTH) && facts->st_uid != geteuid() && facts->st_uid != above.st_uid;
}

static bool
fail_foreign(const iot_out_file *f, GError **error)
{
    return out_fail_because(
        f, "belongs to somebody else, in a directory that everybody may write to", error);
}

static bool
is_in_proc(int directory)
{
    struct statfs facts;

    return fstatfs(directory, &facts) == 0 && facts.f_type == PROC_SUPER_MAGIC;
}

/* The number in /proc/self/fd/N, whichever of its names led here; -1: it is something else. */
static int
own_descriptor(int directory, const char *name)
{
    g_autofree char *link = g_strdup_printf("/proc/self/fd/%d", directory);
    g_autofree char *target = g_file_read_link(link, NULL);
    g_autofree char *process = g_strdup_printf("/proc/%ld/", (long)getpid());
    guint64 number;

    if (!target || !g_str_has_prefix(target, process) || !g_str_has_suffix(target, "/fd") ||
        !g_ascii_string_to_unsigned(name, 10, 0, G_MAXINT, &number, NULL))
        return -1;
    return (int)number;
}

/* Moves on to the directory and name that a path has there. */
static bool
enter(iot_out_file *f, int from, const char *path)
{
    const char *slash = strrchr(path, '/');
    g_autofree char *above = slash ? g_strndup(path, (gsize)(slash - path)) : g_strdup(".");
    int directory = openat(from, *above ? above : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);

    if (directory < 0)
        return false;
    if (f->directory >= 0)
        close(f->directory);
    f->directory = directory;
    g_free(f->name);
    f->name = g_strdup(slash ? slash + 1 : path);
    if (*f->name)
        return true;
    errno = *path ? EISDIR : ENOENT;
    return false;
}

/* False with errno; that nothing is there is no failure. */
static bool
stat_place(iot_out_file *f, int flags)
{
    f->exists = fstatat(f->directory, f->name, &f->facts, flags) == 0;
    return f->exists || errno == ENOENT;
}

/* A link of the kernel's to what is open in a process: its text is no path. */
static bool
take_open_file(iot_out_file *f, GError **error)
{
    f->in_proc = true;
    f->descriptor = own_descriptor(f->directory, f->name);
    if (!stat_place(f, 0) || !f->exists)
        return out_fail(f, error);
    return true;
}

static char *
read_link(const iot_out_file *f)
{
    g_autofree char *target = g_malloc(PATH_MAX);
    ssize_t length = readlinkat(f->directory, f->name, target, PATH_MAX);

    if (length == PATH_MAX)
        errno = ENAMETOOLONG;
    if (length < 0 || length == PATH_MAX)
        return NULL;
    target[length] = '\0';
    return g_steal_pointer(&target);
}

/* One more link, if the place is one. */
static bool
follow(iot_out_file *f, GError **error)
{
    g_autofree char *target = read_link(f);

    if (!target || !enter(f, f->directory, target) || !stat_place(f, AT_SYMLINK_NOFOLLOW))
        return out_fail(f, error);
    if (f->exists && is_foreign(f->directory, &f->facts))
        return fail_foreign(f, error);
    return true;
}

static bool
is_link(const iot_out_file *f)
{
    return f->exists && S_ISLNK(f->facts.st_mode);
}

bool
out_find(iot_out_file *f, int directory, const char *name, GError **error)
{
    if (!enter(f, directory, name) || !stat_place(f, AT_SYMLINK_NOFOLLOW))
        return out_fail(f, error);
    if (f->exists && is_foreign(f->directory, &f->facts))
        return fail_foreign(f, error);
    for (unsigned i = 0; is_link(f); i++) {
        if (is_in_proc(f->directory))
            return take_open_file(f, error);
        errno = ELOOP;
        if (i == LINKS_MAX)
            return out_fail(f, error);
        if (!follow(f, error))
            return false;
    }
    return true;
}

bool
out_is_replaced(const iot_out_file *f)
{
    return !f->exists || (S_ISREG(f->facts.st_mode) && !f->in_proc);
}

/* Of what is replaced, one's own mark that it is not to be written counts as it would for any other
 * program; root's word is above that. */
bool
out_look(iot_out_file *f, GError **error)
{
    if (!stat_place(f, AT_SYMLINK_NOFOLLOW))
        return out_fail(f, error);
    if (!out_is_replaced(f))
        return out_fail_because(f, "is something else by now", error);
    if (f->exists && is_foreign(f->directory, &f->facts))
        return fail_foreign(f, error);
    if (f->exists && faccessat(f->directory, f->name, W_OK, AT_EACCESS) != 0)
        return out_fail(f, error);
    return true;
}
