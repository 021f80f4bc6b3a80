/* pages.c - pages that a browser shows, for as long as Wireshark runs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#define _GNU_SOURCE
#include "show/pages.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/out/out-file.h"
#include "session/state.h"

#include <epan/packet.h>

#define PREFIX "wireshark-iot-"

struct pages {
    char *directory; /* NULL: there is none yet */
    int lock;        /* the directory, open, once there is one */
    unsigned count;
};

static struct pages *
pages(void)
{
    return iot_state(IOT_STATE_PAGES, sizeof(struct pages));
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

static bool
is_private(int directory)
{
    struct stat facts;

    return fstat(directory, &facts) == 0 && facts.st_uid == geteuid() &&
           (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

static void
remove_if_left_behind(const char *path)
{
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (directory < 0)
        return;
    if (is_private(directory) && flock(directory, LOCK_EX | LOCK_NB) == 0) {
        empty(directory);
        rmdir(path);
    }
    close(directory);
}

static void
remove_left_behind(const char *where)
{
    g_autoptr(GDir) entries = g_dir_open(where, 0, NULL);
    const char *name;

    while (entries && (name = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(where, name, NULL);
        if (g_str_has_prefix(name, PREFIX))
            remove_if_left_behind(path);
    }
}

/* Until it is locked, another Wireshark may take it for one that was left behind. */
static bool
is_locked_in_place(int directory)
{
    struct stat facts;

    return directory >= 0 && flock(directory, LOCK_EX | LOCK_NB) == 0 &&
           fstat(directory, &facts) == 0 && facts.st_nlink > 0;
}

static bool
make_directory(const char *where)
{
    g_autofree char *path = g_build_filename(where, PREFIX "XXXXXX", NULL);

    if (!g_mkdtemp(path))
        return false;
    pages()->lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (is_locked_in_place(pages()->lock)) {
        pages()->directory = g_steal_pointer(&path);
        return true;
    }
    if (pages()->lock >= 0)
        close(pages()->lock);
    rmdir(path);
    return false;
}

static bool
have_directory(GError **error)
{
    const char *const places[] = {g_getenv("XDG_RUNTIME_DIR"), g_get_tmp_dir()};

    for (unsigned i = 0; i < G_N_ELEMENTS(places) && !pages()->directory; i++) {
        if (!places[i] || !g_path_is_absolute(places[i]))
            continue;
        remove_left_behind(places[i]);
        make_directory(places[i]);
    }
    if (!pages()->directory)
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "%s: %s",
                    g_get_tmp_dir(), g_strerror(errno));
    return pages()->directory != NULL;
}

char *
iot_pages_add(const GString *page, GError **error)
{
    if (!have_directory(error))
        return NULL;
    g_autofree char *path = g_strdup_printf("%s" G_DIR_SEPARATOR_S "picture-%u.html",
                                            pages()->directory, ++pages()->count);
    if (!iot_out_file_save(path, page->str, page->len, error))
        return NULL;
    return g_steal_pointer(&path);
}

static void
remove_all(void)
{
    if (!pages()->directory)
        return;
    empty(pages()->lock);
    rmdir(pages()->directory);
    close(pages()->lock);
    g_clear_pointer(&pages()->directory, g_free);
}

void
iot_pages_register(void)
{
    register_shutdown_routine(remove_all);
}
