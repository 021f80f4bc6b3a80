/* session-files.c - a router's tables of sessions, and what its resolver wrote, in files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/session-files.h"

#include <string.h>

#include "base/budget.h"
#include "command/diagnostics.h"
#include "command/input-stream.h"
#include "command/line-reader.h"
#include "command/signals.h"
#include "sessions/query-log.h"
#include "sessions/sessions.h"

/* Messages of one file, as of a summary's. */
#define MESSAGES_MAX 20

typedef enum line_is { LINE_GOOD, LINE_OF_OTHERS, LINE_BAD } line_is;

struct reading;

/* What a file is read as. */
typedef struct form {
    gsize line_max_bytes;
    line_is (*take)(struct reading *r, const char *text, gsize length, const char **ret_why);
    const char *no_line; /* what is wrong with a line in no form */
    const char *empty;   /* with a file that tells nothing */
    const char *unknown; /* with one of which no line has the form */
    bool has_headings;   /* others' lines are headings, as of an empty table */
} form;

typedef struct reading {
    const sessions_plan *plan;
    iot_sessions *sessions;
    query_log *log;
} reading;

typedef struct file {
    const char *name; /* for people */
    bytes *bytes;
    unsigned lines;  /* read so far */
    unsigned good;   /* of them, those that have the form */
    unsigned others; /* and those that are others' */
    unsigned faults; /* and those that are wrong */
    GPtrArray *told; /* of what is wrong, the first */
} file;

static line_is
take_session(reading *r, const char *text, gsize length, const char **ret_why)
{
    uint64_t before = iot_sessions_lines(r->sessions);

    if (!iot_sessions_read_line(r->sessions, text, length, ret_why))
        return LINE_BAD;
    return iot_sessions_lines(r->sessions) > before ? LINE_GOOD : LINE_OF_OTHERS;
}

/* A system's log has lines of many programs. */
static line_is
take_name(reading *r, const char *text, gsize length, const char **ret_why G_GNUC_UNUSED)
{
    intake *in = r->plan->in;

    if (!query_log_read_line(r->log, text, length, in->capture))
        return LINE_OF_OTHERS;
    iot_capture_make_room(in->capture, iot_counters_move, in->counters);
    return LINE_GOOD;
}

static const form table_form = {
    .line_max_bytes = IOT_SESSIONS_LINE_MAX_BYTES,
    .take = take_session,
    .no_line = "is no line of a table of sessions",
    .empty = "has no session",
    .has_headings = true,
    .unknown = "the lines of conntrack -L, of /proc/net/nf_conntrack or of pfctl -ss -vv",
};

static const form log_form = {
    .line_max_bytes = QUERY_LOG_LINE_MAX_BYTES,
    .take = take_name,
    .empty = "has no question",
    .unknown = "dnsmasq's log with log-queries, or Pi-hole's pihole.log",
};

static void
refuse(file *f, const char *why)
{
    if (f->faults++ < MESSAGES_MAX)
        g_ptr_array_add(f->told, g_strdup_printf("%s: line %u: %s", f->name, f->lines, why));
}

static void
take_line(file *f, const form *as, reading *r, const line_read *line)
{
    const char *why = NULL;

    if (line->too_long) {
        refuse(f, "is longer than such lines are");
        return;
    }
    switch (as->take(r, line->text->str, line->text->len, &why)) {
    case LINE_GOOD:
        f->good++;
        break;
    case LINE_OF_OTHERS:
        f->others++;
        break;
    case LINE_BAD:
        refuse(f, why ? why : as->no_line);
        break;
    }
}

static void
read_lines(file *f, const form *as, reading *r)
{
    FILE *stream = bytes_stream(f->bytes);
    line_read line = {0};

    while (!signals_wanted() && line_next(stream, as->line_max_bytes, &line)) {
        f->lines++;
        take_line(f, as, r, &line);
        if (r->plan->progress)
            progress_update(r->plan->progress, bytes_taken(f->bytes), bytes_size(f->bytes));
    }
    g_string_free(line.text, TRUE);
    fclose(stream);
}

static void
report_faults(const file *f)
{
    for (guint i = 0; i < f->told->len; i++)
        diag("%s", (const char *)g_ptr_array_index(f->told, i));
    if (f->faults > MESSAGES_MAX)
        diag("%s: and %u more lines like these", f->name, f->faults - MESSAGES_MAX);
}

/* Of what has another form, one line says so. True if all of it could be read. */
static bool
report_file(const file *f, const form *as)
{
    const char *trouble = bytes_trouble(f->bytes);

    if (trouble)
        diag("%s: ends after line %u: %s", f->name, f->lines, trouble);
    if (f->good > 0)
        report_faults(f);
    else if (f->faults > 0 || (f->others > 0 && !as->has_headings))
        diag("%s: line 1: is in no form that is known: %s", f->name, as->unknown);
    else if (!trouble)
        diag("%s: %s", f->name, as->empty);
    return f->good > 0 && f->faults == 0 && !trouble;
}

static bool
read_file(reading *r, guint input, const form *as)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
    const char *path = r->plan->paths[input];
    file f = {
        .name = strcmp(path, BYTES_STDIN) == 0 ? "standard input" : path,
        .bytes = bytes_take(keeper_open(r->plan->keeper, input), NULL, NULL, NULL, &error),
        .told = told,
    };

    if (!f.bytes) {
        diag("%s: cannot be read: %s", f.name, error->message);
        return false;
    }
    read_lines(&f, as, r);
    bool complete = report_file(&f, as);
    bytes_free(f.bytes);
    return complete;
}

/* --- MACs that the user's own files have, such as leases */

static void
add_entry(const iot_inventory_entry *entry, void *entries)
{
    bool one = entry->prefix.length == (entry->prefix.addr.family == 4 ? 32 : 128);

    if (entry->prefix.addr.family && one && iot_mac_is_set(&entry->mac))
        g_ptr_array_add(entries, (gpointer)entry);
}

static int
compare_entries(gconstpointer a, gconstpointer b)
{
    const iot_inventory_entry *x = *(iot_inventory_entry *const *)a,
                              *y = *(iot_inventory_entry *const *)b;
    int order = iot_addr_compare(&x->prefix.addr, &y->prefix.addr);

    return order ? order : memcmp(&x->mac, &y->mac, sizeof x->mac);
}

static void
add_inventory(iot_sessions *sessions, const iot_inventory *inventory)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new();

    if (!inventory)
        return;
    iot_inventory_foreach(inventory, add_entry, entries);
    g_ptr_array_sort(entries, compare_entries);
    for (guint i = 0; i < entries->len; i++) {
        const iot_inventory_entry *entry = g_ptr_array_index(entries, i);
        iot_sessions_add_neighbour(sessions, &entry->prefix.addr, &entry->mac);
    }
}

static iot_sessions *
sessions_with_room(uint64_t memory_bytes)
{
    return iot_sessions_new(iot_budget_share(memory_bytes, IOT_BUDGET_KEPT) +
                            iot_budget_share(memory_bytes, IOT_BUDGET_STREAMS));
}

/* Who is where comes first, then who was answered what, then who talked to whom: as each is
 * understood in the light of those before. */
void
sessions_read(const sessions_plan *plan, bool *ret_complete)
{
    g_autoptr(iot_sessions) sessions = sessions_with_room(plan->memory_bytes);
    g_autoptr(query_log) log = query_log_new();
    reading r = {plan, sessions, log};
    guint i = 0;

    *ret_complete = true;
    for (; i < plan->n_tables && !signals_wanted(); i++) {
        *ret_complete &= read_file(&r, i, &table_form);
        iot_sessions_end_table(sessions);
    }
    add_inventory(sessions, plan->inventory);
    iot_sessions_tell_network(sessions, plan->in->capture);
    for (; plan->paths[i] && !signals_wanted(); i++)
        *ret_complete &= read_file(&r, i, &log_form);
    if (plan->progress)
        progress_end(plan->progress);
    iot_sessions_tell(sessions, query_log_frames(log), plan->in->capture, plan->in->counters);
    plan->in->readable += iot_sessions_count(sessions);
}
