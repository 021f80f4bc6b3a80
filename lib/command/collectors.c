/* collectors.c - what summaries tell of those who collect them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/collectors.h"

#include "base/hash.h"
#include "base/units.h"

#define NS_PER_S INT64_C(1000000000)
/* What three intervals have to be at least, and what clocks that are set by the network may differ.
 */
#define SLACK_NS (2 * NS_PER_S)
#define AHEAD_NS (30 * NS_PER_S)
/* After so many, it is written a third time: one may be late, two are a slow disk. */
#define INTERVALS 3
/* Lines of one kind. */
#define LINES_MAX 8
/* Further ones are as good as none; names are whoever's may write into the directory. */
#define COLLECTORS_MAX 4096

typedef struct one {
    char *name;
    int64_t changed_ns; /* the latest of its files, as this machine knows */
    int64_t written_ns; /* as its own clock says */
    int64_t interval_ns;
    int64_t first_ns, last_ns; /* of what it heard; 0: nothing */
} one;

struct collectors {
    GPtrArray *all; /* of one */
    GHashTable *by_name;
};

static void
one_free(gpointer data)
{
    g_free(((one *)data)->name);
    g_free(data);
}

collectors *
collectors_new(void)
{
    collectors *c = g_new0(collectors, 1);

    c->all = g_ptr_array_new_with_free_func(one_free);
    c->by_name = g_hash_table_new(iot_hash_text, g_str_equal);
    return c;
}

void
collectors_free(collectors *c)
{
    if (!c)
        return;
    g_hash_table_unref(c->by_name);
    g_ptr_array_unref(c->all);
    g_free(c);
}

/* NULL: there are too many. */
static one *
one_get(collectors *c, const char *name)
{
    one *o = g_hash_table_lookup(c->by_name, name);

    if (o || c->all->len >= COLLECTORS_MAX)
        return o;
    o = g_new0(one, 1);
    o->name = g_strdup(name);
    g_ptr_array_add(c->all, o);
    g_hash_table_insert(c->by_name, o->name, o);
    return o;
}

void
collectors_add(collectors *c, const iot_summary *file, int64_t changed_ns)
{
    for (unsigned i = 0; i < iot_summary_parts(file); i++) {
        iot_collector by;
        int64_t first_ns, last_ns;
        one *o = iot_summary_collector(file, i, &by) ? one_get(c, by.name) : NULL;
        if (!o)
            continue;
        o->changed_ns = MAX(o->changed_ns, changed_ns);
        if (by.written_ns >= o->written_ns) {
            o->written_ns = by.written_ns;
            o->interval_ns = by.interval_s * NS_PER_S;
        }
        iot_summary_span(file, i, &first_ns, &last_ns);
        if (last_ns <= 0)
            continue;
        o->first_ns = o->last_ns == 0 ? first_ns : MIN(o->first_ns, first_ns);
        o->last_ns = MAX(o->last_ns, last_ns);
    }
}

static bool
is_silent(const one *o, int64_t now_ns)
{
    return o->interval_ns > 0 && now_ns - o->changed_ns > MAX(INTERVALS * o->interval_ns, SLACK_NS);
}

/* "2026-11-30 08:10:00 UTC" */
static void
put_moment(int64_t ns, GString *out)
{
    char text[IOT_UNITS_TEXT];

    iot_format_time(ns, text);
    g_string_append_printf(out, "%.10s %.8s UTC", text, text + sizeof "2026-11-30");
}

static void
tell_silent(const one *o, int64_t now_ns G_GNUC_UNUSED, GString *out)
{
    g_string_append_printf(out, "%s is silent: last written ", o->name);
    put_moment(o->changed_ns, out);
    g_string_append_printf(out, ", and it was to write every %" G_GINT64_FORMAT " s\n",
                           o->interval_ns / NS_PER_S);
}

/* Only this can be known for sure: behind is also what came late. */
static bool
is_ahead(const one *o, int64_t now_ns G_GNUC_UNUSED)
{
    return o->written_ns - o->changed_ns > AHEAD_NS;
}

static void
tell_ahead(const one *o, int64_t now_ns G_GNUC_UNUSED, GString *out)
{
    char span[IOT_UNITS_TEXT];

    g_string_append_printf(
        out, "%s has a clock that is at least %s ahead: its times are told as it wrote them\n",
        o->name, iot_format_span(o->written_ns - o->changed_ns, span));
}

/* Tells of each that is so; beyond a few, how many more. */
static void
tell_each(const collectors *c, bool (*is)(const one *o, int64_t now_ns),
          void (*tell)(const one *o, int64_t now_ns, GString *out), const char *more,
          int64_t now_ns, GString *out)
{
    unsigned n = 0;

    for (guint i = 0; i < c->all->len; i++) {
        const one *o = g_ptr_array_index(c->all, i);
        if (is(o, now_ns) && n++ < LINES_MAX)
            tell(o, now_ns, out);
    }
    if (n > LINES_MAX)
        g_string_append_printf(out, "and %u more %s\n", n - LINES_MAX, more);
}

/* An archive is silent as a whole. */
static bool
all_are_silent(const collectors *c, int64_t now_ns)
{
    for (guint i = 0; i < c->all->len; i++)
        if (!is_silent(g_ptr_array_index(c->all, i), now_ns))
            return false;
    return c->all->len > 1;
}

static void
tell_all_silent(const collectors *c, GString *out)
{
    const one *latest = g_ptr_array_index(c->all, 0);

    for (guint i = 1; i < c->all->len; i++) {
        const one *o = g_ptr_array_index(c->all, i);
        latest = o->changed_ns > latest->changed_ns ? o : latest;
    }
    g_string_append_printf(out, "All %u collectors are silent; the last was %s, ", c->all->len,
                           latest->name);
    put_moment(latest->changed_ns, out);
    g_string_append_c(out, '\n');
}

static bool
meets(const one *a, const one *b)
{
    return a->first_ns <= b->last_ns && b->first_ns <= a->last_ns;
}

static void
tell_strangers(const collectors *c, GString *out)
{
    unsigned n = 0;

    for (guint i = 0; i < c->all->len; i++) {
        const one *o = g_ptr_array_index(c->all, i);
        unsigned others = 0, met = 0;
        for (guint j = 0; j < c->all->len; j++) {
            const one *other = g_ptr_array_index(c->all, j);
            if (other == o || other->last_ns == 0)
                continue;
            others++;
            met += meets(o, other);
        }
        if (o->last_ns == 0 || others == 0 || met > 0 || n++ >= LINES_MAX)
            continue;
        g_string_append_printf(out, "%s heard nothing at the time of any other: from ", o->name);
        put_moment(o->first_ns, out);
        g_string_append(out, " to ");
        put_moment(o->last_ns, out);
        g_string_append_c(out, '\n');
    }
    if (n > LINES_MAX)
        g_string_append_printf(out, "and so did %u more\n", n - LINES_MAX);
}

void
collectors_tell(const collectors *c, int64_t now_ns, GString *out)
{
    if (all_are_silent(c, now_ns))
        tell_all_silent(c, out);
    else
        tell_each(c, is_silent, tell_silent, "are silent", now_ns, out);
    tell_each(c, is_ahead, tell_ahead, "have such a clock", now_ns, out);
    tell_strangers(c, out);
}
