/* out-directory.c - a directory that files are written into
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include "base/out/out-directory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/out/out-internal.h"

struct iot_out_directory {
    char *path; /* ends in "/" */
    int fd;
    GPtrArray *made; /* of char*, the outer ones first: what was not there before */
    bool used;
    char *note;                       /* NULL: none */
    const iot_out_delegate *delegate; /* who writes them instead; NULL: nobody */
    void *user_data;
};

static bool
fail(const char *path, GError **error)
{
    int reason = errno;
    g_autofree char *shown = g_filename_display_name(path);

    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(reason), "%s: %s", shown,
                g_strerror(reason));
    return false;
}

/* One step of the path, the end of which `slash` is. */
static bool
make_step(iot_out_directory *d, const char *slash)
{
    g_autofree char *step = g_strndup(d->path, (gsize)(slash - d->path));

    if (access(step, F_OK) == 0)
        return true;
    if (mkdir(step, S_IRWXU) != 0)
        return errno == EEXIST;
    g_ptr_array_add(d->made, g_steal_pointer(&step));
    return true;
}

static bool
make_path(iot_out_directory *d)
{
    for (const char *slash = d->path; (slash = strchr(slash + 1, '/'));)
        if (slash[-1] != '/' && !make_step(d, slash))
            return false;
    return true;
}

static bool
open_path(iot_out_directory *d)
{
    d->fd = open(d->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return d->fd >= 0 && faccessat(d->fd, ".", W_OK | X_OK, AT_EACCESS) == 0;
}

iot_out_directory *
iot_out_directory_open(const char *path, GError **error)
{
    iot_out_directory *d = g_new0(iot_out_directory, 1);

    d->path = g_str_has_suffix(path, "/") ? g_strdup(path) : g_strconcat(path, "/", NULL);
    d->fd = -1;
    d->made = g_ptr_array_new_with_free_func(g_free);
    if (make_path(d) && open_path(d))
        return d;
    fail(path, error);
    iot_out_directory_free(d);
    return NULL;
}

void
iot_out_directory_free(iot_out_directory *d)
{
    if (!d)
        return;
    for (guint i = d->made->len; i > 0 && !d->used; i--)
        rmdir(g_ptr_array_index(d->made, i - 1));
    if (d->fd >= 0)
        close(d->fd);
    g_ptr_array_unref(d->made);
    g_free(d->note);
    g_free(d->path);
    g_free(d);
}

int
iot_out_directory_descriptor(const iot_out_directory *d)
{
    return d->fd;
}

iot_out_file *
iot_out_directory_find(const iot_out_directory *d, const char *name, GError **error)
{
    g_autofree char *path = g_strconcat(d->path, name, NULL);

    g_assert(!strchr(name, '/'));
    iot_out_file *f = out_file_find(d->fd, name, path, error);
    if (f)
        f->one_of_many = true;
    return f;
}

static bool
save_elsewhere(iot_out_directory *d, const char *name, const GString *text, GError **error)
{
    g_autofree char *note = NULL;

    d->delegate->begin(name, d->user_data);
    d->delegate->write(text->str, text->len, d->user_data);
    if (!d->delegate->commit(d->user_data, &note, error))
        return false;
    if (!d->note)
        d->note = g_steal_pointer(&note);
    return true;
}

bool
iot_out_directory_save(iot_out_directory *d, const char *name, const GString *text, GError **error)
{
    if (d->delegate)
        return save_elsewhere(d, name, text, error);
    g_autoptr(iot_out_file) f = iot_out_directory_find(d, name, error);

    if (!f || !iot_out_file_begin(f, error) ||
        !iot_out_file_write(f, text->str, text->len, error) || !iot_out_file_commit(f, error))
        return false;
    d->used = true;
    if (iot_out_file_note(f) && !d->note)
        d->note = g_strdup(iot_out_file_note(f));
    return true;
}

void
iot_out_directory_delegate(iot_out_directory *d, const iot_out_delegate *to, void *user_data)
{
    d->delegate = to;
    d->user_data = user_data;
    d->used = true; /* whether it goes is up to that one */
}

void
iot_out_directory_keep(iot_out_directory *d)
{
    if (d->delegate)
        d->delegate->keep(d->user_data);
    d->used = true;
}

const char *
iot_out_directory_note(const iot_out_directory *d)
{
    return d->note;
}
