/* snapshot-volume.c - how much a device sends and receives in an hour
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What was watched is cut into slices of at least an hour, and what a flow counted is spread evenly
 * from its first packet to its last: that is all that is kept of it. So the slices vary less than
 * the traffic did, and whoever compares has to allow for that.
 */
#include "changes/snapshot-internal.h"

#include "findings/fold.h"

#include <math.h>

#define SLICE_NS   (3600 * NS_PER_S)
#define SLICES_MAX 168
/* Of fewer, nobody can say how they vary. */
#define SLICES_MIN 6

typedef struct volumes {
    GHashTable *by_device;      /* the caller's */
    GHashTable *slices;         /* iot_snapshot_device -> double[n] of bytes */
    const iot_watched *watched; /* of which each slice is so much */
    int64_t slice_ns;
    guint n;
} volumes;

/* In slices. */
static double
place_of(const volumes *to, int64_t time_ns)
{
    return (double)iot_watched_before(to->watched, time_ns) / (double)to->slice_ns;
}

static void
spread(const volumes *to, double *slices, const iot_count *count)
{
    double from = place_of(to, count->first_ns), until = place_of(to, count->last_ns);
    guint first = (guint)CLAMP(from, 0, to->n - 1), last = (guint)CLAMP(until, 0, to->n - 1);

    for (guint i = first; i <= last; i++) {
        double share =
            until > from ? (MIN(until, i + 1.0) - MAX(from, (double)i)) / (until - from) : 1;
        slices[i] += MAX(0, share) * (double)count->bytes;
    }
}

static void
add_side(volumes *to, const iot_device *device, const iot_count *count)
{
    iot_snapshot_device *known = device ? g_hash_table_lookup(to->by_device, device) : NULL;

    if (!known)
        return;
    double *slices = g_hash_table_lookup(to->slices, known);
    if (!slices) {
        slices = g_new0(double, to->n);
        g_hash_table_insert(to->slices, known, slices);
    }
    spread(to, slices, count);
}

static void
add_flow(void *into, const iot_fold_flow *flow)
{
    if (flow->count.packets == 0 || flow->count.first_ns == IOT_TIME_UNKNOWN_NS ||
        flow->view->direction == IOT_DIRECTION_NONE)
        return;
    add_side(into, flow->view->src, &flow->count);
    if (flow->view->dst != flow->view->src)
        add_side(into, flow->view->dst, &flow->count);
}

/* The last slice is not whole. */
static void
tell(const volumes *of, iot_snapshot_device *device, const double *slices)
{
    double sum = 0, hours = (double)of->slice_ns / (double)SLICE_NS;
    iot_trait *trait = snapshot_trait(device, IOT_CHANGE_VOLUME, "", "");

    trait->least = INFINITY;
    for (guint i = 0; i + 1 < of->n; i++) {
        double rate = slices[i] / hours;
        sum += rate;
        trait->least = MIN(trait->least, rate);
        trait->most = MAX(trait->most, rate);
    }
    trait->number = sum / (of->n - 1);
}

void
snapshot_add_volumes(const iot_snapshot *snapshot, GHashTable *by_device, const iot_report *report)
{
    int64_t watched_ns = iot_watched_total(snapshot->watched);
    volumes all = {.by_device = by_device, .watched = snapshot->watched};
    const iot_fold fold = {add_flow, &all, false};
    GHashTableIter iter;
    gpointer device, slices;

    all.slice_ns = MAX(SLICE_NS, watched_ns / SLICES_MAX);
    all.n = (guint)(watched_ns / all.slice_ns) + 1;
    if (all.n <= SLICES_MIN)
        return;
    all.slices = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    iot_fold_flows(report->capture, report->counters, report->names, &fold, 1);
    g_hash_table_iter_init(&iter, all.slices);
    while (g_hash_table_iter_next(&iter, &device, &slices))
        tell(&all, device, slices);
    g_hash_table_unref(all.slices);
}
