/* out-file.c - a file that is written: whole or not at all, and nothing else comes to harm
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include "base/out/out-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Standard input, output and error are what somebody else may write to. */
#define FIRST_DESCRIPTOR 3

bool
out_fail_because(const iot_out_file *f, const char *why, GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", f->shown, why);
    return false;
}

bool
out_fail(const iot_out_file *f, GError **error)
{
    int reason = errno;

    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(reason), "%s: %s", f->shown,
                g_strerror(reason));
    return false;
}

iot_out_file *
out_file_find(int directory, const char *name, const char *path, GError **error)
{
    iot_out_file *f = g_new0(iot_out_file, 1);

    f->path = g_strdup(path);
    f->shown = g_filename_display_name(path);
    f->directory = f->descriptor = f->fd = -1;
    bool good = out_find(f, directory, name, error);
    errno = EISDIR;
    if (good && f->exists && S_ISDIR(f->facts.st_mode))
        good = out_fail(f, error);
    if (good)
        return f;
    iot_out_file_free(f);
    return NULL;
}

iot_out_file *
iot_out_file_find(const char *path, GError **error)
{
    return out_file_find(AT_FDCWD, path, path, error);
}

void
iot_out_file_free(iot_out_file *f)
{
    if (!f)
        return;
    if (f->fd >= 0)
        close(f->fd);
    if (f->directory >= 0)
        close(f->directory);
    g_free(f->note);
    g_free(f->name);
    g_free(f->shown);
    g_free(f->path);
    g_free(f);
}

const char *
iot_out_file_path(const iot_out_file *f)
{
    return f->path;
}

bool
iot_out_file_stat(const iot_out_file *f, struct stat *ret_facts)
{
    return fstatat(f->directory, f->name, ret_facts, f->in_proc ? 0 : AT_SYMLINK_NOFOLLOW) == 0;
}

static bool
is_same_inode(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool
iot_out_file_is_same(const iot_out_file *a, const iot_out_file *b)
{
    struct stat x, y;
    bool is_x = iot_out_file_stat(a, &x), is_y = iot_out_file_stat(b, &y);

    if (is_x || is_y)
        return is_x && is_y && is_same_inode(&x, &y);
    return strcmp(a->name, b->name) == 0 && fstat(a->directory, &x) == 0 &&
           fstat(b->directory, &y) == 0 && is_same_inode(&x, &y);
}

int
iot_out_file_descriptor(const iot_out_file *f)
{
    return f->descriptor;
}

bool
iot_out_file_is_stdout(const iot_out_file *f)
{
    return f->descriptor == STDOUT_FILENO;
}

bool
iot_out_file_is_replaced(const iot_out_file *f)
{
    return out_is_replaced(f);
}

int
iot_out_file_directory(const iot_out_file *f)
{
    return out_is_replaced(f) ? f->directory : -1;
}

/* ---- to write beside ---- */

/* Who may write the file itself is told why that does not help. */
static bool
fail_beside(const iot_out_file *f, GError **error)
{
    g_autofree char *why =
        g_strdup_printf("nothing can be written beside it: %s", g_strerror(errno));

    return f->exists ? out_fail_because(f, why, error) : out_fail(f, error);
}

/* Without a name, so that nobody need take it away. Where the file system has no such files it is
 * memory until it is committed. */
static bool
begin_replacing(iot_out_file *f, GError **error)
{
    if (!out_look(f, error))
        return false;
    f->fd = openat(f->directory, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    f->in_memory = f->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL);
    if (f->in_memory && faccessat(f->directory, ".", W_OK | X_OK, AT_EACCESS) == 0)
        f->fd = memfd_create("iot", MFD_CLOEXEC);
    return f->fd >= 0 || fail_beside(f, error);
}

/* ---- to write to ---- */

static int
copy_descriptor(int descriptor)
{
    int flags = fcntl(descriptor, F_GETFL);

    if (flags < 0)
        return -1;
    errno = EBADF;
    return (flags & O_ACCMODE) == O_RDONLY ? -1
                                           : fcntl(descriptor, F_DUPFD_CLOEXEC, FIRST_DESCRIPTOR);
}

static int
connect_to(const iot_out_file *f)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int length = g_snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s",
                            f->directory, f->name);

    if (fd >= 0 && length < (int)sizeof address.sun_path &&
        connect(fd, (const struct sockaddr *)(const void *)&address, sizeof address) == 0)
        return fd;
    if (length >= (int)sizeof address.sun_path)
        errno = ENAMETOOLONG;
    int reason = errno;
    if (fd >= 0)
        close(fd);
    errno = reason;
    return -1;
}

/* Not what somebody else mounted or uses. */
static int
open_node(const iot_out_file *f)
{
    int flags = O_WRONLY | O_NOCTTY | O_CLOEXEC;

    if (!f->in_proc)
        flags |= O_NOFOLLOW;
    if (S_ISBLK(f->facts.st_mode))
        flags |= O_EXCL;
    return openat(f->directory, f->name, flags);
}

static bool
begin_writing_to(iot_out_file *f, GError **error)
{
    struct stat now;

    f->fd = f->descriptor >= 0           ? copy_descriptor(f->descriptor)
            : S_ISSOCK(f->facts.st_mode) ? connect_to(f)
                                         : open_node(f);
    if (f->fd < 0)
        return out_fail(f, error);
    if (S_ISSOCK(f->facts.st_mode) || (fstat(f->fd, &now) == 0 && is_same_inode(&now, &f->facts)))
        return true;
    close(f->fd);
    f->fd = -1;
    return out_fail_because(f, "is something else by now", error);
}

static bool
begin_elsewhere(iot_out_file *f)
{
    if (!f->begun)
        f->delegate->begin(NULL, f->user_data);
    f->begun = true;
    return true;
}

bool
iot_out_file_begin(iot_out_file *f, GError **error)
{
    if (f->fd >= 0)
        return true;
    if (f->delegate)
        return begin_elsewhere(f);
    return out_is_replaced(f) ? begin_replacing(f, error) : begin_writing_to(f, error);
}

/* ---- bytes ---- */

/* Whoever gave us the descriptor may have made it one that does not wait. */
static bool
wait_to_write(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLOUT};

    return poll(&ready, 1, -1) >= 0 || errno == EINTR;
}

bool
out_write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n >= 0) {
            bytes += n;
            length -= (size_t)n;
        } else if (errno == EAGAIN ? !wait_to_write(fd) : errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool
iot_out_file_write(iot_out_file *f, const char *bytes, gsize length, GError **error)
{
    if (f->delegate) {
        f->delegate->write(bytes, length, f->user_data);
        return true;
    }
    g_assert(f->fd >= 0);
    return out_write_all(f->fd, bytes, length) || out_fail(f, error);
}

/* Some file systems tell what went wrong only to whoever closes. */
static bool
flush(const iot_out_file *f)
{
    int copy = fcntl(f->fd, F_DUPFD_CLOEXEC, FIRST_DESCRIPTOR);

    return copy < 0 || close(copy) == 0 || errno == EINTR;
}

bool
iot_out_file_commit(iot_out_file *f, GError **error)
{
    if (f->delegate) {
        f->begun = false;
        g_clear_pointer(&f->note, g_free);
        return f->delegate->commit(f->user_data, &f->note, error);
    }
    g_assert(f->fd >= 0);
    if (out_is_replaced(f))
        return out_replace(f, error);
    return flush(f) || out_fail(f, error);
}

const char *
iot_out_file_note(const iot_out_file *f)
{
    return f->note;
}

void
iot_out_file_delegate(iot_out_file *f, const iot_out_delegate *to, void *user_data)
{
    bool begun = f->fd >= 0;

    if (begun)
        close(f->fd);
    f->fd = -1;
    f->delegate = to;
    f->user_data = user_data;
    if (begun)
        begin_elsewhere(f);
}

bool
iot_out_file_save(const char *path, const char *bytes, gsize length, GError **error)
{
    g_autoptr(iot_out_file) f = iot_out_file_find(path, error);

    return f && iot_out_file_begin(f, error) && iot_out_file_write(f, bytes, length, error) &&
           iot_out_file_commit(f, error);
}
