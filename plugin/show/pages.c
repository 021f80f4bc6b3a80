/* pages.c - pages that a browser shows, for as long as Wireshark runs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/pages.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdbool.h>

#include "base/out/out-file.h"
#include "session/state.h"
#include "show/pages-lock.h"

#include <epan/packet.h>

#define PREFIX "wireshark-iot-"

struct pages {
    char *directory; /* NULL: there is none yet */
    int lock;        /* on it */
    unsigned count;
};

static struct pages *
pages(void)
{
    return iot_state(IOT_STATE_PAGES, sizeof(struct pages));
}

static void
remove_left_behind(const char *where)
{
    g_autoptr(GDir) entries = g_dir_open(where, 0, NULL);
    const char *name;

    while (entries && (name = g_dir_read_name(entries))) {
        g_autofree char *path = g_build_filename(where, name, NULL);
        if (g_str_has_prefix(name, PREFIX))
            iot_pages_remove_if_left_behind(path);
    }
}

static bool
make_directory(const char *where)
{
    g_autofree char *path = g_build_filename(where, PREFIX "XXXXXX", NULL);

    if (!g_mkdtemp(path))
        return false;
    pages()->lock = iot_pages_lock(path);
    if (pages()->lock < 0) {
        g_rmdir(path);
        return false;
    }
    pages()->directory = g_steal_pointer(&path);
    return true;
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

static char *
path_of(unsigned number)
{
    return g_strdup_printf("%s" G_DIR_SEPARATOR_S "picture-%u.html", pages()->directory, number);
}

char *
iot_pages_add(const GString *page, GError **error)
{
    if (!have_directory(error))
        return NULL;
    g_autofree char *path = path_of(++pages()->count);
    if (!iot_out_file_save(path, page->str, page->len, error))
        return NULL;
    return g_steal_pointer(&path);
}

static void
remove_all(void)
{
    if (!pages()->directory)
        return;
    for (unsigned i = 1; i <= pages()->count; i++) {
        g_autofree char *path = path_of(i);
        g_unlink(path);
    }
    g_rmdir(pages()->directory);
    iot_pages_unlock(pages()->lock);
    g_clear_pointer(&pages()->directory, g_free);
}

void
iot_pages_register(void)
{
    register_shutdown_routine(remove_all);
}
