/* serve-readers.c - who reads the page: how many there may be, and how slow
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/serve-readers.h"

#include <sys/socket.h>

/* To ask for something: a browser asks every second, or tells nothing at all. */
#define ASKING_S 20
/* To take an answer; and one that is as long as the packets that are kept. */
#define ANSWER_S   30
#define DOWNLOAD_S 600
/* To take an answer, while there is no room for a newer one. */
#define BEHIND_S 5

struct reader {
    int fd;
    gint64 since_us; /* it was answered, or waited for */
    gint64 until_us; /* then it is cut off */
    bool sits;
    bool holds; /* an answer in memory */
};

struct readers {
    GPtrArray *all; /* of reader */
    guint sitting;
};

readers *
readers_new(void)
{
    readers *all = g_new0(readers, 1);

    all->all = g_ptr_array_new_with_free_func(g_free);
    return all;
}

void
readers_free(readers *all)
{
    if (!all)
        return;
    g_ptr_array_unref(all->all);
    g_free(all);
}

static void
give_time(reader *one, gint64 seconds)
{
    one->since_us = g_get_monotonic_time();
    one->until_us = one->since_us + seconds * G_USEC_PER_SEC;
}

reader *
reader_came(readers *all, int fd)
{
    reader *one = g_new0(reader, 1);

    one->fd = fd;
    reader_waits(one);
    g_ptr_array_add(all->all, one);
    return one;
}

void
reader_gone(readers *all, reader *one)
{
    all->sitting -= one->sits;
    g_ptr_array_remove_fast(all->all, one);
}

bool
reader_sits(readers *all, reader *one)
{
    if (!one->sits && all->sitting < READERS_MAX) {
        one->sits = true;
        all->sitting++;
    }
    return one->sits;
}

void
reader_is_answered(reader *one, bool download)
{
    one->holds = !download;
    give_time(one, download ? DOWNLOAD_S : ANSWER_S);
}

void
reader_waits(reader *one)
{
    one->holds = false;
    give_time(one, ASKING_S);
}

/* Who serves it notices, and closes it. */
static void
cut(reader *one)
{
    shutdown(one->fd, SHUT_RDWR);
}

void
readers_cut_slow(readers *all)
{
    gint64 now_us = g_get_monotonic_time();

    for (guint i = 0; i < all->all->len; i++) {
        reader *one = g_ptr_array_index(all->all, i);
        if (now_us > one->until_us)
            cut(one);
    }
}

void
readers_cut_behind(readers *all)
{
    gint64 behind_us = g_get_monotonic_time() - (gint64)BEHIND_S * G_USEC_PER_SEC;

    for (guint i = 0; i < all->all->len; i++) {
        reader *one = g_ptr_array_index(all->all, i);
        if (one->holds && one->since_us < behind_us)
            cut(one);
    }
}
