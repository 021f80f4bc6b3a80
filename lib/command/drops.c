/* drops.c - packets that an interface lost before the kernel had them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/drops.h"

#include <fcntl.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* No room in the card, and no room in its queue. */
static const char *const counters[] = {"rx_missed_errors", "rx_fifo_errors"};

struct drops {
    int files[G_N_ELEMENTS(counters)]; /* -1: there is none */
    uint64_t before;
};

static uint64_t
read_all(const drops *d)
{
    uint64_t all = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(counters); i++) {
        char text[32] = "";
        if (d->files[i] >= 0 && pread(d->files[i], text, sizeof text - 1, 0) > 0)
            all += g_ascii_strtoull(text, NULL, 10);
    }
    return all;
}

drops *
drops_new(const char *interface)
{
    drops *d = g_new0(drops, 1);
    bool plain = !strchr(interface, '/');

    for (unsigned i = 0; i < G_N_ELEMENTS(counters); i++) {
        g_autofree char *path =
            g_build_filename("/sys/class/net", interface, "statistics", counters[i], NULL);
        d->files[i] = plain ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    }
    d->before = read_all(d);
    return d;
}

void
drops_free(drops *d)
{
    if (!d)
        return;
    for (unsigned i = 0; i < G_N_ELEMENTS(counters); i++)
        if (d->files[i] >= 0)
            close(d->files[i]);
    g_free(d);
}

uint64_t
drops_since(const drops *d)
{
    uint64_t now = read_all(d);

    return now > d->before ? now - d->before : 0;
}
