/* volumes.c - how much one device sends to a remote and gets from there, by stretches of time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings/volumes.h"

#include <math.h>

/* What two differ by and are still the same. */
#define LIKE_SHARE 0.15

volumes *
volumes_new(void)
{
    volumes *all = g_new0(volumes, 1);

    all->stretches = g_array_new(FALSE, FALSE, sizeof(iot_volume));
    all->until = INT64_MAX;
    return all;
}

void
volumes_free(volumes *all)
{
    if (!all)
        return;
    g_array_unref(all->stretches);
    g_free(all);
}

void
volumes_add(volumes *all, const iot_connection *connection, iot_side remote)
{
    guint n = iot_connection_volumes(connection);

    for (guint i = 0; i < n; i++) {
        iot_volume sent = iot_connection_volume(connection, i);
        iot_volume volume = {.at = sent.at};
        volume.bytes[UP] = sent.bytes[!remote];
        volume.bytes[DOWN] = sent.bytes[remote];
        if (all->stretches->len < VOLUMES_STRETCHES_MAX)
            g_array_append_val(all->stretches, volume);
        else
            all->until = MIN(all->until, volume.at - 1);
    }
    if (n == IOT_CONNECTION_VOLUMES_MAX)
        all->until = MIN(all->until, iot_connection_volume(connection, n - 1).at);
}

static int
compare_times(gconstpointer a, gconstpointer b)
{
    int64_t x = ((const iot_volume *)a)->at, y = ((const iot_volume *)b)->at;

    return x < y ? -1 : x > y;
}

static uint32_t
sum(uint32_t a, uint32_t b)
{
    return a + MIN(b, UINT32_MAX - a);
}

static const iot_volume *
stretch(const volumes *all, guint i)
{
    return i < all->stretches->len ? &g_array_index(all->stretches, iot_volume, i) : NULL;
}

void
volumes_finish(volumes *all)
{
    GArray *list = all->stretches;
    guint kept = 0;

    g_array_sort(list, compare_times);
    for (guint i = 0; i < list->len; i++) {
        const iot_volume *one = stretch(all, i);
        iot_volume *last = kept > 0 ? &g_array_index(list, iot_volume, kept - 1) : NULL;
        if (last && last->at == one->at) {
            last->bytes[UP] = sum(last->bytes[UP], one->bytes[UP]);
            last->bytes[DOWN] = sum(last->bytes[DOWN], one->bytes[DOWN]);
        } else {
            g_array_index(list, iot_volume, kept++) = *one;
        }
    }
    g_array_set_size(list, kept);
}

volumes_extent
volumes_extent_until(const volumes *all, unsigned way, int64_t until)
{
    volumes_extent extent = {0};

    for (guint i = 0; i < all->stretches->len; i++) {
        const iot_volume *one = stretch(all, i);
        if (one->at > until)
            break;
        if (one->bytes[way] < VOLUMES_LEAST_BYTES)
            continue;
        extent.first = extent.times++ > 0 ? extent.first : one->at;
        extent.last = one->at;
        extent.bytes += one->bytes[way];
    }
    return extent;
}

bool
volumes_are_like(double a, double b)
{
    return fabs(a - b) <= LIKE_SHARE * MAX(a, b);
}

/* What went that way at a time, if the stretch is of that; `i` is past it then. */
static uint32_t
take_at(const volumes *all, guint *i, int64_t at, unsigned way)
{
    const iot_volume *one = stretch(all, *i);

    if (!one || one->at != at)
        return 0;
    (*i)++;
    return one->bytes[way];
}

unsigned
volumes_mirrored(const volumes *sender, const volumes *receiver, int off, int64_t until)
{
    const iot_volume *one, *other;
    unsigned n = 0;
    guint r = 0;

    for (guint i = 0; (one = stretch(sender, i)) && one->at <= until; i++) {
        if (one->bytes[UP] < VOLUMES_LEAST_BYTES)
            continue;
        while ((other = stretch(receiver, r)) && other->at < one->at + off)
            r++;
        guint here = r, after = i + 1;
        uint32_t got = take_at(receiver, &here, one->at + off, DOWN);
        uint32_t then = take_at(receiver, &here, one->at + off + 1, DOWN);
        uint32_t up = one->bytes[UP], more = take_at(sender, &after, one->at + 1, UP);
        n += volumes_are_like(up, got) || volumes_are_like(up, then) ||
             volumes_are_like(up, sum(got, then)) ||
             volumes_are_like(sum(up, more), sum(got, then));
    }
    return n;
}
