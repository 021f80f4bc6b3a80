/* progress.c - a bar while a long file is read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/progress.h"

#include <glib.h>
#include <stdio.h>
#include <unistd.h>

#include "base/units.h"
#include "command/diagnostics.h"

/* What takes less is over before anybody has read a bar. */
#define SILENT_US (G_USEC_PER_SEC / 2)
#define EVERY_US  (G_USEC_PER_SEC / 5)
#define BAR_WIDTH 40

struct progress {
    gint64 next_us; /* to be drawn at this time */
};

progress *
progress_new(void)
{
    if (!isatty(STDERR_FILENO))
        return NULL;
    progress *p = g_new0(progress, 1);
    p->next_us = g_get_monotonic_time() + SILENT_US;
    return p;
}

void
progress_free(progress *p)
{
    g_free(p);
}

static void
draw(uint64_t done, uint64_t all)
{
    char bar[BAR_WIDTH + 1], size[IOT_UNITS_TEXT];
    double share = MIN((double)done / (double)all, 1);

    for (int i = 0; i < BAR_WIDTH; i++)
        bar[i] = i < share * BAR_WIDTH ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    diag_line_is_used(false);
    fprintf(stderr, "[%s] %3d %% of %s", bar, (int)(share * 100), iot_format_bytes(all, size));
    diag_line_is_used(true);
}

void
progress_update(progress *p, uint64_t done, uint64_t all)
{
    gint64 now_us = g_get_monotonic_time();

    if (all == 0 || now_us < p->next_us)
        return;
    p->next_us = now_us + EVERY_US;
    draw(done, all);
    fflush(stderr);
}

void
progress_end(progress *p)
{
    (void)p;
    diag_line_is_used(false);
    fflush(stderr);
}
