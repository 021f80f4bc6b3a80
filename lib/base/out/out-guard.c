/* out-guard.c - no file is read and written
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include "base/out/out-guard.h"

#include <fcntl.h>
#include <string.h>

#define DESCRIPTORS "/proc/self/fd"

struct iot_out_guard {
    GHashTable *written; /* key_of: target */
};

typedef struct target {
    char *shown;   /* as people know it */
    bool replaced; /* and not written to */
} target;

/* Device and inode as a text. */
static char *
key_of(const struct stat *facts)
{
    return g_strdup_printf("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, (guint64)facts->st_dev,
                           (guint64)facts->st_ino);
}

static bool
can_be_lost(const struct stat *facts)
{
    return S_ISREG(facts->st_mode) || S_ISBLK(facts->st_mode);
}

static void
target_free(gpointer data)
{
    target *t = data;

    g_free(t->shown);
    g_free(t);
}

iot_out_guard *
iot_out_guard_new(void)
{
    iot_out_guard *g = g_new0(iot_out_guard, 1);

    g->written = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, target_free);
    return g;
}

void
iot_out_guard_free(iot_out_guard *g)
{
    if (!g)
        return;
    g_hash_table_unref(g->written);
    g_free(g);
}

static void
add(iot_out_guard *g, const struct stat *facts, const char *name, bool replaced)
{
    if (!can_be_lost(facts))
        return;
    target *t = g_new0(target, 1);
    t->shown = g_filename_display_name(name);
    t->replaced = replaced;
    g_hash_table_insert(g->written, key_of(facts), t);
}

void
iot_out_guard_add_file(iot_out_guard *g, const iot_out_file *f)
{
    struct stat facts;

    if (iot_out_file_stat(f, &facts))
        add(g, &facts, iot_out_file_path(f), iot_out_file_directory(f) >= 0);
}

void
iot_out_guard_add_descriptor(iot_out_guard *g, int fd, const char *name)
{
    struct stat facts;

    if (fstat(fd, &facts) == 0)
        add(g, &facts, name, false);
}

void
iot_out_guard_add_directory(iot_out_guard *g, const char *directory, iot_out_guard_fn is_written,
                            void *user_data)
{
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    struct stat facts;
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        if (is_written(name, user_data) && stat(path, &facts) == 0)
            add(g, &facts, path, true);
    }
}

static const target *
find(const iot_out_guard *g, const struct stat *facts)
{
    g_autofree char *key = key_of(facts);

    return can_be_lost(facts) ? g_hash_table_lookup(g->written, key) : NULL;
}

static bool
fail(const target *t, const char *name, const char *use, GError **error)
{
    g_autofree char *shown = g_filename_display_name(name);

    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST, "%s: is not written, as %s is also %s",
                t->shown, strcmp(shown, t->shown) == 0 ? "it" : shown, use);
    return false;
}

static bool
spares(const iot_out_guard *g, const struct stat *facts, const char *name, GError **error)
{
    const target *t = find(g, facts);

    return !t || fail(t, name, "read", error);
}

bool
iot_out_guard_spares(const iot_out_guard *g, const char *path, GError **error)
{
    struct stat facts;

    return stat(path, &facts) != 0 || spares(g, &facts, path, error);
}

bool
iot_out_guard_spares_descriptor(const iot_out_guard *g, int fd, const char *name, GError **error)
{
    struct stat facts;

    return fstat(fd, &facts) != 0 || spares(g, &facts, name, error);
}

bool
iot_out_guard_spares_directory(const iot_out_guard *g, const char *directory, const char *suffix,
                               GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    bool good = true;
    const char *name;

    while (dir && good && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        if (g_str_has_suffix(name, suffix))
            good = iot_out_guard_spares(g, path, error);
    }
    return good;
}

/* What is only written to may be what we write to, and is lost only if it is replaced. */
static bool
spares_open(const iot_out_guard *g, const char *number, GError **error)
{
    int fd = (int)g_ascii_strtoll(number, NULL, 10), flags = fcntl(fd, F_GETFL);
    g_autofree char *link = g_build_filename(DESCRIPTORS, number, NULL);
    g_autofree char *path = g_file_read_link(link, NULL);
    struct stat facts;
    const target *t = flags >= 0 && fstat(fd, &facts) == 0 ? find(g, &facts) : NULL;

    if (!t || (!t->replaced && (flags & O_ACCMODE) == O_WRONLY))
        return true;
    return fail(t, path ? path : number, "open", error);
}

bool
iot_out_guard_spares_open_files(const iot_out_guard *g, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(DESCRIPTORS, 0, NULL);
    bool good = true;
    const char *number;

    while (dir && good && (number = g_dir_read_name(dir)))
        good = spares_open(g, number, error);
    return good;
}
