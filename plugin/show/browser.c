/* browser.c - a page shown by whatever the desktop shows pages with
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/browser.h"

#include <errno.h>
#include <glib.h>
#include <stdbool.h>
#ifdef G_OS_UNIX
#include <sys/wait.h>
#endif

#include <epan/funnel.h>
#include <wsutil/report_message.h>

static void
tell(const char *path)
{
    report_failure("IoT: no browser took the picture; it is in %s until Wireshark ends", path);
}

#ifdef G_OS_UNIX
/* What the desktop has for it; Wireshark's own way, which tells nothing, is for where it has none.
 */
#define OPENER "xdg-open"
/* It may become the browser, and end with that: only an early end says that there was none. */
#define EARLY_US ((gint64)10 * G_USEC_PER_SEC)
#define LOOK_MS  250

typedef struct opening {
    char *path;
    GPid pid;
    gint64 begin_us;
} opening;

static void
opening_free(gpointer data)
{
    opening *o = data;

    g_spawn_close_pid(o->pid);
    g_free(o->path);
    g_free(o);
}

/* By looking now and then: a watch of GLib's would take the signal that Qt waits for. */
static gboolean
look(gpointer data)
{
    const opening *o = data;
    int status = 0;
    pid_t ended = waitpid(o->pid, &status, WNOHANG);

    if (ended == 0 || (ended < 0 && errno == EINTR))
        return G_SOURCE_CONTINUE;
    bool failed = ended > 0 && (!WIFEXITED(status) || WEXITSTATUS(status) != 0);
    if (failed && g_get_monotonic_time() - o->begin_us < EARLY_US)
        tell(o->path);
    return G_SOURCE_REMOVE;
}

static bool
start_opener(const char *path, const char *uri)
{
    const char *const words[] = {OPENER, uri, NULL};
    GPid pid;

    if (!g_spawn_async(NULL, (char **)words, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL,
                       NULL, NULL, &pid, NULL))
        return false;
    opening *o = g_new0(opening, 1);
    o->path = g_strdup(path);
    o->pid = pid;
    o->begin_us = g_get_monotonic_time();
    g_timeout_add_full(G_PRIORITY_DEFAULT, LOOK_MS, look, o, opening_free);
    return true;
}
#else
static bool
start_opener(const char *path, const char *uri)
{
    (void)path, (void)uri;
    return false;
}
#endif

void
iot_browser_open(const char *path)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();
    g_autofree char *uri = g_filename_to_uri(path, NULL, NULL);

    if (!uri || (!start_opener(path, uri) && !ops->browser_open_url(uri)))
        tell(path);
}
