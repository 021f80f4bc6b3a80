/* out-replace.c - a new file in the place of an old one
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From the moment that what was written has a name beside until it has the one it is for, no signal
 * comes in between: nothing is left over by whoever is asked to end.
 */
#define _GNU_SOURCE
#include "base/out/out-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Copied at a time. */
#define BLOCK_BYTES 65536
/* Others in the same directory have the same idea; nobody has it as often. */
#define NAMES_TRIED 100
/* Short, as the file's own name may be as long as names can be. */
#define NAME_BYTES 24

#define ACCESS_LIST       "system.posix_acl_access"
#define ACCESS_LIST_BYTES 8192

#define PERMISSIONS (S_IRWXU | S_IRWXG | S_IRWXO)

void
iot_out_hold_signals(sigset_t *ret_before)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    sigset_t all;

    sigfillset(&all);
    for (unsigned i = 0; i < G_N_ELEMENTS(faults); i++)
        sigdelset(&all, faults[i]);
    pthread_sigmask(SIG_BLOCK, &all, ret_before);
}

/* ---- a name beside ---- */

static void
make_name(char *name)
{
    g_snprintf(name, NAME_BYTES, ".iot-%08x%08x", g_random_int(), g_random_int());
}

/* What has no name gets one. Not each kernel and file system can, and one way needs /proc. */
static bool
link_beside(const iot_out_file *f, const char *name)
{
    g_autofree char *proc = g_strdup_printf("/proc/self/fd/%d", f->fd);

    return !f->in_memory && (linkat(AT_FDCWD, proc, f->directory, name, AT_SYMLINK_FOLLOW) == 0 ||
                             linkat(f->fd, "", f->directory, name, AT_EMPTY_PATH) == 0);
}

static bool
copy_all(int from, int to)
{
    g_autofree char *block = g_malloc(BLOCK_BYTES);
    off_t at = 0;
    ssize_t n;

    while ((n = pread(from, block, BLOCK_BYTES, at)) > 0) {
        if (!out_write_all(to, block, (size_t)n))
            return false;
        at += n;
    }
    return n == 0;
}

/* Else a copy gets it. */
static bool
copy_beside(iot_out_file *f, const char *name)
{
    int to = openat(f->directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (to < 0)
        return false;
    if (!copy_all(f->fd, to)) {
        int reason = errno;
        close(to);
        unlinkat(f->directory, name, 0);
        errno = reason;
        return false;
    }
    close(f->fd);
    f->fd = to;
    return true;
}

/* False with errno; then there is no file of that name. */
static bool
name_beside(iot_out_file *f, char *name)
{
    for (unsigned i = 0; i < NAMES_TRIED; i++) {
        make_name(name);
        if (link_beside(f, name) || copy_beside(f, name))
            return true;
        if (errno != EEXIST)
            break;
    }
    return false;
}

/* ---- mode, owner, access list ---- */

/* Who is in the group of the one that is replaced, may be in no group of this one's. */
static mode_t
keep_owner(iot_out_file *f)
{
    mode_t mode = f->facts.st_mode & PERMISSIONS;
    struct stat own;

    if (fstat(f->fd, &own) == 0 && own.st_uid == f->facts.st_uid && own.st_gid == f->facts.st_gid)
        return mode;
    if (fchown(f->fd, f->facts.st_uid, f->facts.st_gid) == 0)
        return mode;
    bool group = fchown(f->fd, (uid_t)-1, f->facts.st_gid) == 0;
    f->note = g_strdup_printf("%s: could not be kept as user %lu's and group %lu's", f->shown,
                              (unsigned long)f->facts.st_uid, (unsigned long)f->facts.st_gid);
    return group ? mode : mode & ~(mode_t)S_IRWXG;
}

/* The directory's default is not what the file had. Where a file has an access list, its group's
 * bits are the most that anybody named there has, and no group's. */
static mode_t
keep_access_list(const iot_out_file *f, mode_t mode)
{
    g_autofree char *old = g_strdup_printf("/proc/self/fd/%d/%s", f->directory, f->name);
    g_autofree char *list = g_malloc(ACCESS_LIST_BYTES);
    ssize_t length = lgetxattr(old, ACCESS_LIST, list, ACCESS_LIST_BYTES);

    if (length < 0 && errno != ERANGE)
        return mode;
    if (length > 0 && fsetxattr(f->fd, ACCESS_LIST, list, (size_t)length, 0) == 0)
        return mode;
    return mode & ~(mode_t)S_IRWXG;
}

static bool
dress(iot_out_file *f)
{
    mode_t mode = S_IRUSR | S_IWUSR;

    fremovexattr(f->fd, ACCESS_LIST);
    if (f->exists) {
        mode = keep_owner(f);
        mode = keep_access_list(f, mode);
    }
    return fchmod(f->fd, mode) == 0;
}

/* ---- into place ---- */

/* Whatever the disk has against it, it says before the old file is gone. */
static bool
put_on_disk(const iot_out_file *f)
{
    if (f->one_of_many && !f->exists)
        return true;
    return fsync(f->fd) == 0 || errno == EINVAL || errno == EROFS || errno == ENOTSUP;
}

static bool
close_file(iot_out_file *f)
{
    int fd = f->fd;

    f->fd = -1;
    return close(fd) == 0 || errno == EINTR;
}

static bool
put_in_place(iot_out_file *f)
{
    char name[NAME_BYTES];

    if (!name_beside(f, name))
        return false;
    if (dress(f) && put_on_disk(f) && close_file(f) &&
        renameat(f->directory, name, f->directory, f->name) == 0)
        return true;
    int reason = errno;
    unlinkat(f->directory, name, 0);
    errno = reason;
    return false;
}

bool
out_replace(iot_out_file *f, GError **error)
{
    sigset_t before;
    bool good = out_look(f, error);

    g_clear_pointer(&f->note, g_free);
    if (good && !f->in_memory && !put_on_disk(f))
        good = out_fail(f, error);
    if (good) {
        iot_out_hold_signals(&before);
        good = put_in_place(f);
        if (!good)
            out_fail(f, error);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    if (f->fd >= 0)
        close_file(f);
    return good;
}
