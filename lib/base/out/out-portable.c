/* out-portable.c - files written by what GLib has, where systems are not Linux
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In place of all the rest here but for lib/command, which is not built there. Kept of what
 * out-file.h says: a file is whole or the old one, links stay, devices are written to, and what is
 * read is not written. Not kept: owners and access lists, the care for directories that everybody
 * may write, and looking at what the process has open: what begins
 * as a capture is not replaced instead.
 */
#include "base/out/out-directory.h"
#include "base/out/out-guard.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define LINKS_MAX 40
/* For the user alone. */
#define FILE_MODE       0600
#define DIRECTORY_MODE  0700
#define MAY_WRITE       2 /* of access(), for which not all systems have a name */
#define STANDARD_OUTPUT "/dev/stdout"

struct iot_out_file {
    char *path;     /* as it was given */
    char *place;    /* where its links lead to */
    GString *bytes; /* NULL: not begun */
};

struct iot_out_directory {
    char *path;
    bool made; /* it was not there before */
};

struct iot_out_guard {
    GPtrArray *places; /* of char* */
};

static bool
fail(const char *path, int reason, GError **error)
{
    g_autofree char *shown = g_filename_display_name(path);

    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(reason), "%s: %s", shown,
                g_strerror(reason));
    return false;
}

/* Its links followed; what is in front of its name, the system follows. */
static char *
place_of(const char *path)
{
    char *place = g_strdup(path);

    for (unsigned i = 0; i < LINKS_MAX; i++) {
        g_autofree char *target = g_file_read_link(place, NULL);
        if (!target)
            break;
        g_autofree char *directory = g_path_get_dirname(place);
        g_free(place);
        place = g_path_is_absolute(target) ? g_steal_pointer(&target)
                                           : g_build_filename(directory, target, NULL);
    }
    return place;
}

/* Some systems number no files: their names have to do. */
static bool
is_same_file(const char *a, const char *b)
{
    GStatBuf x, y;

    if (strcmp(a, b) == 0)
        return true;
    return g_stat(a, &x) == 0 && g_stat(b, &y) == 0 && x.st_ino != 0 && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

/* Also where nothing is yet. */
static bool
is_same_place(const char *a, const char *b)
{
    g_autofree char *where_a = g_path_get_dirname(a), *where_b = g_path_get_dirname(b);
    g_autofree char *name_a = g_path_get_basename(a), *name_b = g_path_get_basename(b);

    return is_same_file(a, b) || (strcmp(name_a, name_b) == 0 && is_same_file(where_a, where_b));
}

static bool
is_replaced(const iot_out_file *f)
{
    return !g_file_test(f->place, G_FILE_TEST_EXISTS) ||
           g_file_test(f->place, G_FILE_TEST_IS_REGULAR);
}

/* ---- one file ---- */

iot_out_file *
iot_out_file_find(const char *path, GError **error)
{
    g_autofree char *place = place_of(path);
    g_autofree char *directory = g_path_get_dirname(place);

    int reason = g_file_test(place, G_FILE_TEST_IS_DIR)        ? EISDIR
                 : g_file_test(place, G_FILE_TEST_IS_SYMLINK)  ? ELOOP
                 : !g_file_test(directory, G_FILE_TEST_IS_DIR) ? ENOENT
                                                               : 0;

    if (reason != 0) {
        fail(path, reason, error);
        return NULL;
    }
    iot_out_file *f = g_new0(iot_out_file, 1);
    f->path = g_strdup(path);
    f->place = g_steal_pointer(&place);
    return f;
}

void
iot_out_file_free(iot_out_file *f)
{
    if (!f)
        return;
    if (f->bytes)
        g_string_free(f->bytes, TRUE);
    g_free(f->place);
    g_free(f->path);
    g_free(f);
}

const char *
iot_out_file_path(const iot_out_file *f)
{
    return f->path;
}

bool
iot_out_file_is_same(const iot_out_file *a, const iot_out_file *b)
{
    return is_same_place(a->place, b->place);
}

bool
iot_out_file_is_stdout(const iot_out_file *f)
{
    return strcmp(f->path, STANDARD_OUTPUT) == 0;
}

bool
iot_out_file_is_replaced(const iot_out_file *f)
{
    return !iot_out_file_is_stdout(f) && is_replaced(f);
}

bool
iot_out_file_begin(iot_out_file *f, GError **error)
{
    g_autofree char *directory = g_path_get_dirname(f->place);
    bool there = g_file_test(f->place, G_FILE_TEST_EXISTS);

    if ((there && g_access(f->place, MAY_WRITE) != 0) ||
        (iot_out_file_is_replaced(f) && g_access(directory, MAY_WRITE) != 0))
        return fail(f->path, errno, error);
    if (!f->bytes)
        f->bytes = g_string_new(NULL);
    return true;
}

bool
iot_out_file_write(iot_out_file *f, const char *bytes, gsize length, GError **error)
{
    (void)error;
    g_string_append_len(f->bytes, bytes, (gssize)length);
    return true;
}

/* What is no regular file; ours is not closed. */
static bool
write_to(const iot_out_file *f, GError **error)
{
    FILE *to = iot_out_file_is_stdout(f) ? stdout : g_fopen(f->place, "wb");

    if (!to)
        return fail(f->path, errno, error);
    bool good = fwrite(f->bytes->str, 1, f->bytes->len, to) == f->bytes->len && fflush(to) == 0;
    int reason = errno;
    if (to != stdout && fclose(to) != 0 && good) {
        good = false;
        reason = errno;
    }
    return good || fail(f->path, reason, error);
}

/* That of the file that is replaced. */
static int
mode_of(const iot_out_file *f)
{
    GStatBuf facts;

    return g_stat(f->place, &facts) == 0 ? facts.st_mode & 0777 : FILE_MODE;
}

bool
iot_out_file_commit(iot_out_file *f, GError **error)
{
    bool good = iot_out_file_is_replaced(f)
                    ? g_file_set_contents_full(f->place, f->bytes->str, (gssize)f->bytes->len,
                                               G_FILE_SET_CONTENTS_CONSISTENT, mode_of(f), error)
                    : write_to(f, error);

    g_string_free(g_steal_pointer(&f->bytes), TRUE);
    return good;
}

const char *
iot_out_file_note(const iot_out_file *f)
{
    (void)f;
    return NULL;
}

bool
iot_out_file_save(const char *path, const char *bytes, gsize length, GError **error)
{
    g_autoptr(iot_out_file) f = iot_out_file_find(path, error);

    return f && iot_out_file_begin(f, error) && iot_out_file_write(f, bytes, length, error) &&
           iot_out_file_commit(f, error);
}

/* ---- many in a directory ---- */

iot_out_directory *
iot_out_directory_open(const char *path, GError **error)
{
    bool there = g_file_test(path, G_FILE_TEST_IS_DIR);

    if (!there && g_mkdir_with_parents(path, DIRECTORY_MODE) != 0) {
        fail(path, errno, error);
        return NULL;
    }
    iot_out_directory *d = g_new0(iot_out_directory, 1);
    d->path = g_strdup(path);
    d->made = !there;
    return d;
}

/* One that has files stays. */
void
iot_out_directory_free(iot_out_directory *d)
{
    if (!d)
        return;
    if (d->made)
        g_rmdir(d->path);
    g_free(d->path);
    g_free(d);
}

bool
iot_out_directory_save(iot_out_directory *d, const char *name, const GString *text, GError **error)
{
    g_autofree char *path = g_build_filename(d->path, name, NULL);

    return iot_out_file_save(path, text->str, text->len, error);
}

void
iot_out_directory_keep(iot_out_directory *d)
{
    d->made = false;
}

const char *
iot_out_directory_note(const iot_out_directory *d)
{
    (void)d;
    return NULL;
}

/* ---- what is read ---- */

iot_out_guard *
iot_out_guard_new(void)
{
    iot_out_guard *g = g_new0(iot_out_guard, 1);

    g->places = g_ptr_array_new_with_free_func(g_free);
    return g;
}

void
iot_out_guard_free(iot_out_guard *g)
{
    if (!g)
        return;
    g_ptr_array_unref(g->places);
    g_free(g);
}

void
iot_out_guard_add_file(iot_out_guard *g, const iot_out_file *f)
{
    if (iot_out_file_is_replaced(f))
        g_ptr_array_add(g->places, g_strdup(f->place));
}

void
iot_out_guard_add_directory(iot_out_guard *g, const char *directory, iot_out_guard_fn is_written,
                            void *user_data)
{
    g_autoptr(GDir) entries = g_dir_open(directory, 0, NULL);
    const char *name;

    while (entries && (name = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        if (is_written(name, user_data))
            g_ptr_array_add(g->places, place_of(path));
    }
}

bool
iot_out_guard_spares(const iot_out_guard *g, const char *path, GError **error)
{
    g_autofree char *place = place_of(path), *shown = g_filename_display_name(path);

    for (guint i = 0; i < g->places->len; i++)
        if (is_same_place(g_ptr_array_index(g->places, i), place)) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
                        "%s: is not written, as it is also read", shown);
            return false;
        }
    return true;
}

bool
iot_out_guard_spares_directory(const iot_out_guard *g, const char *directory, const char *suffix,
                               GError **error)
{
    g_autoptr(GDir) entries = g_dir_open(directory, 0, NULL);
    const char *name;

    while (entries && (name = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        if (g_str_has_suffix(name, suffix) && !iot_out_guard_spares(g, path, error))
            return false;
    }
    return true;
}

/* True if it begins as pcapng, pcap (in both byte orders, with micro- and nanoseconds, and as old
 * Linux's), snoop, or what gzip, zstd, lz4 and xz compressed. */
static bool
is_capture(const char *place)
{
    static const struct {
        unsigned char bytes[4];
        unsigned char n;
    } begins[] = {
        {{0x0a, 0x0d, 0x0d, 0x0a}, 4}, {{0xa1, 0xb2, 0xc3, 0xd4}, 4}, {{0xd4, 0xc3, 0xb2, 0xa1}, 4},
        {{0xa1, 0xb2, 0x3c, 0x4d}, 4}, {{0x4d, 0x3c, 0xb2, 0xa1}, 4}, {{0xa1, 0xb2, 0xcd, 0x34}, 4},
        {{0x34, 0xcd, 0xb2, 0xa1}, 4}, {{'s', 'n', 'o', 'o'}, 4},     {{0x1f, 0x8b, 0x08}, 3},
        {{0x28, 0xb5, 0x2f, 0xfd}, 4}, {{0x04, 0x22, 0x4d, 0x18}, 4}, {{0xfd, '7', 'z', 'X'}, 4},
    };
    unsigned char begin[4];
    FILE *f = g_fopen(place, "rb");
    bool has = f && fread(begin, 1, sizeof begin, f) == sizeof begin;

    if (f)
        fclose(f);
    for (unsigned i = 0; has && i < G_N_ELEMENTS(begins); i++)
        if (memcmp(begin, begins[i].bytes, begins[i].n) == 0)
            return true;
    return false;
}

/* Which files are open, these systems do not tell: so none that begins as a capture is replaced. */
bool
iot_out_guard_spares_open_files(const iot_out_guard *g, GError **error)
{
    for (guint i = 0; i < g->places->len; i++) {
        const char *place = g_ptr_array_index(g->places, i);
        g_autofree char *shown = g_filename_display_name(place);
        if (!is_capture(place))
            continue;
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
                    "%s: is not written, as it is a capture", shown);
        return false;
    }
    return true;
}
