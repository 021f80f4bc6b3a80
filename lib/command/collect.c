/* collect.c - a summary for each hour of an interface, kept up to date in a directory
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/collect.h"

#include "command/diagnostics.h"
#include "command/summary-files.h"

/* What a clock may drift, and be slewed, between two looks. */
#define JUMP_US ((gint64)10 * G_USEC_PER_SEC)

struct collection {
    collection_plan plan;
    gint64 begin_s;       /* of the hour at hand, since the epoch; -1: none yet */
    iot_summary *earlier; /* what its file held before we came */
    gint64 next_us;       /* by the monotonic clock */
    gint64 ahead_us;      /* of the monotonic clock is the other one */
    bool fails;           /* the last time it could not be written */
};

collection *
collection_new(const collection_plan *plan)
{
    collection *c = g_new0(collection, 1);

    c->plan = *plan;
    c->begin_s = -1;
    c->ahead_us = g_get_real_time() - g_get_monotonic_time();
    return c;
}

void
collection_free(collection *c)
{
    if (!c)
        return;
    iot_summary_free(c->earlier);
    g_free(c);
}

static gint64
hour_of(const collection *c, gint64 now_us)
{
    gint64 now_s = now_us / G_USEC_PER_SEC;

    return now_s - now_s % c->plan.bounds->rotate_s;
}

/* What is there of this hour. A file that is damaged is told, and what can be read of it stays. */
static void
begin_hour(collection *c, gint64 begin_s)
{
    g_autofree char *name = collector_file_new(c->plan.bounds->name, begin_s);
    int fd = keeper_read_back(c->plan.keeper, name);
    bool complete = true;

    iot_summary_free(c->earlier);
    c->earlier = iot_summary_new();
    c->begin_s = begin_s;
    if (fd < 0)
        return;
    summaries_set_room(c->earlier, c->plan.how->memory_bytes);
    bytes *b = bytes_take(fd, NULL, NULL, NULL, NULL);
    if (b)
        summary_read_bytes(b, name, c->earlier, NULL, &complete);
    summaries_use(c->earlier, NULL, &complete);
}

static bool
write_hour(collection *c, GError **error)
{
    const collector_bounds *bounds = c->plan.bounds;
    g_autofree char *name = collector_file_new(bounds->name, c->begin_s);
    g_autoptr(iot_summary) all = iot_summary_new();
    const iot_collector by = {bounds->name, g_get_real_time() * 1000, (uint32_t)c->plan.interval_s};

    iot_summary_add_all(all, c->earlier);
    intake_settle(c->plan.in);
    iot_summary_add_collected(all, c->plan.in->capture, c->plan.in->counters, &by);
    GString *text = summaries_pack(all);
    bool good = iot_out_directory_save(c->plan.to, name, text, error);
    g_string_free(text, TRUE);
    return good;
}

/* True if the hour is as it is known. */
static bool
save(collection *c)
{
    g_autoptr(GError) error = NULL;
    bool good = write_hour(c, &error);

    if (!good && !c->fails)
        diag("--output: %s; it will be tried again", error->message);
    if (good && c->fails)
        diag("--output: is written again");
    c->fails = !good;
    return good;
}

/* Slewed clocks drift; one that is set jumps. */
static void
tell_jump(collection *c)
{
    gint64 ahead_us = g_get_real_time() - g_get_monotonic_time();
    gint64 jump_us = ahead_us - c->ahead_us;

    c->ahead_us = ahead_us;
    if (ABS(jump_us) > JUMP_US)
        diag("the clock was set %s by %" G_GINT64_FORMAT " s; summaries go on by what it says now",
             jump_us > 0 ? "ahead" : "back", ABS(jump_us) / G_USEC_PER_SEC);
}

/* The new hour waits until the old one is written: nothing is lost meanwhile. */
static void
change_hour(collection *c, gint64 begin_s)
{
    if (c->begin_s >= 0) {
        if (!save(c))
            return;
        intake_renew(c->plan.in, c->plan.how);
    }
    begin_hour(c, begin_s);
    keeper_prune(c->plan.keeper);
}

void
collection_tick(collection *c)
{
    gint64 now_us = g_get_monotonic_time(), begin_s = hour_of(c, g_get_real_time());
    bool changes = begin_s != c->begin_s;

    if (now_us < c->next_us && !(changes && !c->fails))
        return;
    tell_jump(c);
    if (changes)
        change_hour(c, begin_s);
    if (!c->fails || !changes)
        save(c);
    c->next_us = g_get_monotonic_time() + c->plan.interval_s * G_USEC_PER_SEC;
}

bool
collection_end(collection *c)
{
    if (c->begin_s < 0)
        collection_tick(c);
    return save(c);
}
