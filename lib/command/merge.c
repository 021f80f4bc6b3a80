/* merge.c - all summaries that were named, put together, and again when one of them changes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/merge.h"

#include <errno.h>
#include <string.h>

#include "base/units.h"
#include "command/collectors.h"
#include "command/diagnostics.h"
#include "command/input-stream.h"
#include "command/signals.h"
#include "command/summary-directory.h"
#include "command/summary-files.h"

/* Looks at whether somebody wants the end. */
#define NAP_US 100000
/* Reading all anew may take this share of the time. */
#define READ_SHARE 4
/* What is told of clocks. */
#define CLOCK_NS INT64_C(1000000000)
/* Lines of a kind. */
#define LINES_MAX 8

struct merging {
    merging_plan plan;
    iot_summary *named;     /* of files */
    GPtrArray *directories; /* of summary_directory */
    uint64_t kept_bytes;    /* of all that was read, in files and in directories */
    iot_summary *all;
    GString *notes;
    unsigned parts;
    unsigned earlier; /* parts that were left out, as a later one has them */
    bool complete;    /* what was named could be read */
    bool used;        /* and all of it */
    gint64 took_us;   /* the last time */
    bool no_room_said;
};

static void
directory_free(gpointer data)
{
    summary_directory_free(data);
}

merging *
merging_new(const merging_plan *plan)
{
    merging *m = g_new0(merging, 1);

    m->plan = *plan;
    m->named = iot_summary_new();
    summaries_set_room(m->named, plan->how->memory_bytes);
    m->directories = g_ptr_array_new_with_free_func(directory_free);
    m->notes = g_string_new(NULL);
    m->complete = true;
    return m;
}

void
merging_free(merging *m)
{
    if (!m)
        return;
    g_string_free(m->notes, TRUE);
    g_ptr_array_unref(m->directories);
    iot_summary_free(m->named);
    iot_summary_free(m->all);
    g_free(m);
}

static void
read_named(merging *m)
{
    const merging_plan *p = &m->plan;

    for (guint i = 0; p->paths[i]; i++) {
        int fd = keeper_open(p->keeper, i);
        if (fd < 0 && errno == EISDIR) {
            g_ptr_array_add(m->directories,
                            summary_directory_new(p->keeper, i, p->paths[i], p->how->memory_bytes,
                                                  &m->kept_bytes, p->progress));
        } else {
            m->complete &= summary_read_file(p->paths[i], fd, m->named, p->progress);
        }
    }
    m->kept_bytes += iot_summary_bytes(m->named);
}

/* Looks at all of them, also after one that changed. */
static bool
look(const merging *m)
{
    bool changed = false;

    for (guint i = 0; i < m->directories->len; i++)
        changed |= summary_directory_look(g_ptr_array_index(m->directories, i));
    return changed;
}

static void
add_file(const iot_summary *file, int64_t changed_ns G_GNUC_UNUSED, void *user_data)
{
    merging *m = user_data;

    if (iot_summary_add_all(m->all, file))
        return;
    m->used = false;
    if (!m->no_room_said)
        diag("there is no room for all summaries (--memory)");
    m->no_room_said = true;
}

static void
note_file(const iot_summary *file, int64_t changed_ns, void *user_data)
{
    collectors_add(user_data, file, changed_ns);
}

static void
each_file(const merging *m, summary_directory_fn fn, void *user_data)
{
    for (guint i = 0; i < m->directories->len; i++)
        summary_directory_each(g_ptr_array_index(m->directories, i), fn, user_data);
}

/* Whose clock is ahead, where that is more than anybody cares for. */
static void
put_clock(const iot_shared *s, GString *out)
{
    char span[IOT_UNITS_TEXT];
    int64_t ahead_ns = ABS(s->ahead_ns);

    if (ahead_ns >= CLOCK_NS)
        g_string_append_printf(out, "; the clock of %s is %s ahead of that of %s",
                               s->ahead_ns > 0 ? s->other : s->one,
                               ahead_ns < 60 * CLOCK_NS ? iot_format_rtt(ahead_ns, span)
                                                        : iot_format_span(ahead_ns, span),
                               s->ahead_ns > 0 ? s->one : s->other);
}

static void
put_shared(const iot_summary *all, GString *out)
{
    const GArray *shared = iot_summary_shared(all);
    guint n = 0;

    for (guint i = 0; i < shared->len; i++) {
        const iot_shared *s = &g_array_index(shared, iot_shared, i);
        if (s->flows == 0 || n++ >= LINES_MAX)
            continue;
        g_string_append_printf(
            out, "%s and %s heard the same: %" G_GUINT64_FORMAT " packets of both count once",
            s->one, s->other, s->packets);
        if (s->differing > 0)
            g_string_append_printf(out,
                                   ", and what they count differently (%" G_GUINT64_FORMAT
                                   " flows) counts for both",
                                   s->differing);
        put_clock(s, out);
        g_string_append_c(out, '\n');
    }
    if (n > LINES_MAX)
        g_string_append_printf(out, "and so did %u more pairs\n", n - LINES_MAX);
}

static void
put_dropped(const merging *m, GString *out)
{
    if (m->earlier > 0)
        g_string_append_printf(
            out, "%u parts are there once more as they were before, and left out\n", m->earlier);
}

/* As messages, for those who have no report to read them in. */
static void
tell_notes(const merging *m)
{
    g_auto(GStrv) lines = g_strsplit(m->notes->str, "\n", -1);

    for (guint i = 0; lines[i]; i++)
        if (*lines[i])
            diag("%s", lines[i]);
}

/* True if there is something else to say. */
static bool
write_notes(merging *m)
{
    collectors *c = collectors_new();
    g_autofree char *had = g_strdup(m->notes->str);

    each_file(m, note_file, c);
    g_string_truncate(m->notes, 0);
    collectors_tell(c, g_get_real_time() * 1000, m->notes);
    collectors_free(c);
    put_shared(m->all, m->notes);
    put_dropped(m, m->notes);
    bool news = strcmp(had, m->notes->str) != 0;
    if (m->plan.in)
        m->plan.in->notes = m->notes->str;
    if (news && m->plan.tells)
        tell_notes(m);
    return news;
}

static void
use(merging *m)
{
    iot_summary_free(m->all);
    m->all = iot_summary_new();
    m->used = true;
    summaries_set_room(m->all, m->plan.how->memory_bytes);
    iot_summary_add_all(m->all, m->named);
    each_file(m, add_file, m);
    m->earlier = iot_summary_drop_earlier(m->all);
    if (m->plan.in)
        intake_renew(m->plan.in, m->plan.how);
    m->parts = summaries_use(m->all, m->plan.in, &m->used);
}

static bool
is_complete(const merging *m)
{
    bool complete = m->complete && m->used;

    for (guint i = 0; i < m->directories->len; i++)
        complete &= summary_directory_is_complete(g_ptr_array_index(m->directories, i));
    return complete;
}

unsigned
merging_read(merging *m, bool *ret_complete)
{
    gint64 begin_us = g_get_monotonic_time();

    read_named(m);
    look(m);
    if (m->plan.progress)
        progress_end(m->plan.progress);
    use(m);
    write_notes(m);
    m->took_us = g_get_monotonic_time() - begin_us;
    *ret_complete = is_complete(m);
    return m->parts;
}

/* False: somebody wants the end. */
static bool
wait_until(gint64 end_us)
{
    while (!signals_wanted() && g_get_monotonic_time() < end_us)
        g_usleep(NAP_US);
    return !signals_wanted();
}

bool
merging_wait(merging *m, unsigned *ret_parts, bool *ret_complete)
{
    gint64 pause_us = MAX(m->plan.interval_s * G_USEC_PER_SEC, READ_SHARE * m->took_us);

    while (wait_until(g_get_monotonic_time() + pause_us)) {
        gint64 begin_us = g_get_monotonic_time();
        bool changed = look(m);
        pause_us = m->plan.interval_s * G_USEC_PER_SEC;
        if (changed)
            use(m);
        if (!write_notes(m) && !changed)
            continue;
        m->took_us = g_get_monotonic_time() - begin_us;
        *ret_parts = m->parts;
        *ret_complete = is_complete(m);
        return true;
    }
    return false;
}

iot_summary *
merging_summary(const merging *m)
{
    return m->all;
}

const char *
merging_notes(const merging *m)
{
    return m->notes->str;
}
