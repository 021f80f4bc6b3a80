/* summary.c - what many captures told, small enough to be kept and put together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "archive/summary-copies.h"
#include "base/budget.h"
#include "base/hash.h"

#include <string.h>

typedef struct line {
    int64_t first_ns;
    int64_t last_ns;    /* once somebody has looked into it; until then first_ns */
    GBytes *packed;     /* what tells the part apart from others */
    char *title;        /* the line's rest */
    iot_collector by;   /* as the rest says; name NULL: nobody */
    const char *origin; /* where it came from, for messages */
    unsigned number;    /* of the line there */
} line;

struct iot_summary {
    GArray *lines;     /* of line; sorted where `sorted` */
    GHashTable *known; /* packed -> its index + 1 in lines while they are as they came */
    iot_interned *texts;
    gsize line_max_bytes;
    uint64_t room_bytes, used_bytes; /* of all lines as they are kept; room 0: no limit */
    bool sorted, is_full;
    unsigned untold; /* problems */
    GArray *shared;  /* of iot_shared, as of the last replay */
};

/* What a line takes besides its bytes: itself, its entry, and what is around the pieces. */
#define LINE_BYTES (IOT_BUDGET_ELEMENT_BYTES(sizeof(line)) + IOT_BUDGET_ENTRY_BYTES + 96)

static void
line_clear(gpointer data)
{
    line *l = data;

    g_bytes_unref(l->packed);
    g_free(l->title);
}

iot_summary *
iot_summary_new(void)
{
    iot_summary *summary = g_new0(iot_summary, 1);

    summary->lines = g_array_new(FALSE, FALSE, sizeof(line));
    g_array_set_clear_func(summary->lines, line_clear);
    summary->known = g_hash_table_new(iot_hash_gbytes, g_bytes_equal);
    summary->texts = iot_interned_new();
    summary->shared = g_array_new(FALSE, FALSE, sizeof(iot_shared));
    summary->line_max_bytes = IOT_SUMMARY_LINE_MAX_BYTES;
    return summary;
}

void
iot_summary_set_room(iot_summary *summary, gsize line_bytes, uint64_t all_bytes)
{
    if (line_bytes)
        summary->line_max_bytes = MIN(line_bytes, IOT_SUMMARY_LINE_MAX_BYTES);
    summary->room_bytes = all_bytes;
}

gsize
iot_summary_line_max(const iot_summary *summary)
{
    return summary->line_max_bytes;
}

uint64_t
iot_summary_bytes(const iot_summary *summary)
{
    return summary->used_bytes;
}

bool
iot_summary_is_full(const iot_summary *summary)
{
    return summary->is_full;
}

unsigned
iot_summary_untold(const iot_summary *summary)
{
    return summary->untold;
}

void
iot_summary_free(iot_summary *summary)
{
    if (!summary)
        return;
    g_hash_table_unref(summary->known);
    g_array_unref(summary->lines);
    g_array_unref(summary->shared);
    iot_interned_free(summary->texts);
    g_free(summary);
}

static line *
line_at(const iot_summary *summary, guint i)
{
    return &g_array_index(summary->lines, line, i);
}

static void
note_places(iot_summary *summary)
{
    for (guint i = 0; i < summary->lines->len; i++)
        g_hash_table_insert(summary->known, line_at(summary, i)->packed, GUINT_TO_POINTER(i + 1));
}

/* As texts, not as they are packed: another zlib packs differently. */
static int
compare_lines(gconstpointer a, gconstpointer b)
{
    const line *x = a, *y = b;

    if (x->first_ns != y->first_ns)
        return x->first_ns < y->first_ns ? -1 : 1;
    g_autofree char *x_text = part_unpack(x->packed), *y_text = part_unpack(y->packed);
    return strcmp(x_text, y_text);
}

static void
sort_lines(iot_summary *summary)
{
    if (summary->sorted)
        return;
    g_array_sort(summary->lines, compare_lines);
    note_places(summary);
    summary->sorted = true;
}

static uint64_t
line_bytes(const line *at)
{
    return LINE_BYTES + g_bytes_get_size(at->packed) + strlen(at->title);
}

/* What a name takes that nobody has yet; it stays. */
static uint64_t
name_bytes(const iot_summary *summary, const char *name)
{
    return name && !iot_interned_lookup(summary->texts, name)
               ? IOT_BUDGET_PIECE_BYTES(strlen(name) + 1) + IOT_BUDGET_ENTRY_BYTES
               : 0;
}

/* False: there is no room for it, beside what goes. */
static bool
take_room(iot_summary *summary, uint64_t bytes, uint64_t freed_bytes)
{
    uint64_t used_bytes = summary->used_bytes + bytes - freed_bytes;

    if (bytes > freed_bytes && summary->room_bytes && used_bytes > summary->room_bytes) {
        summary->is_full = true;
        return false;
    }
    summary->used_bytes = used_bytes;
    return true;
}

static void
keep_name(iot_summary *summary, line *made)
{
    made->by.name = iot_interned_keep(summary->texts, made->by.name);
}

/* What people call a capture, if there are several, must not depend on who came first either. Nor
 * must who writes it, which stands there, too. */
static void
add_known(iot_summary *summary, line *known, const line *made)
{
    if (strcmp(made->title, known->title) >= 0 ||
        !take_room(summary, strlen(made->title) + name_bytes(summary, made->by.name),
                   strlen(known->title)))
        return;
    g_free(known->title);
    known->title = g_strdup(made->title);
    known->by = made->by;
    keep_name(summary, known);
}

/* Takes ownership of bytes and title. False if there is no room for it. */
static bool
add_made(iot_summary *summary, line made)
{
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(summary->known, made.packed));

    if (known) {
        add_known(summary, line_at(summary, known - 1), &made);
        line_clear(&made);
        return true;
    }
    if (!take_room(summary, line_bytes(&made) + name_bytes(summary, made.by.name), 0)) {
        line_clear(&made);
        return false;
    }
    made.origin = iot_interned_keep(summary->texts, made.origin);
    keep_name(summary, &made);
    g_array_append_val(summary->lines, made);
    g_hash_table_insert(summary->known, made.packed, GUINT_TO_POINTER(summary->lines->len));
    summary->sorted = false;
    return true;
}

/* What is wrong; NULL: nothing. Static. */
static const char *
add_line(iot_summary *summary, const char *text, int64_t first_ns, const char *origin,
         unsigned number)
{
    gsize identity = part_line_identity(text);
    char *rest = part_rest_bounded(text + identity);
    g_autofree char *collector = NULL;
    line made = {
        .first_ns = first_ns,
        .last_ns = first_ns,
        .title = rest,
        .origin = origin,
        .number = number,
    };

    if (!rest)
        return "is no part of a summary";
    made.packed = part_pack(text, identity);
    part_line_collector(made.title, &made.by, &collector);
    return add_made(summary, made) ? NULL : "there is no room for more lines";
}

bool
iot_summary_add_all(iot_summary *summary, const iot_summary *from)
{
    bool good = true;

    for (guint i = 0; i < from->lines->len; i++) {
        line made = *line_at(from, i);
        made.packed = g_bytes_ref(made.packed);
        made.title = g_strdup(made.title);
        good &= add_made(summary, made);
    }
    return good;
}

static void
add_part(iot_summary *summary, const part *made, const char *title)
{
    g_autofree char *whole = part_to_line(made);
    g_autofree char *text = part_line_shown(whole);

    g_assert(text);
    add_line(summary, text, made->first_ns, title, 1);
}

void
iot_summary_add_capture(iot_summary *summary, const iot_capture *capture,
                        const iot_counters *counters, const char *title)
{
    g_autoptr(part) made = part_of_capture(capture, counters, title);

    add_part(summary, made, title);
}

void
iot_summary_add_collected(iot_summary *summary, const iot_capture *capture,
                          const iot_counters *counters, const iot_collector *by)
{
    g_autoptr(part) made = part_of_capture(capture, counters, by->name);

    made->by = *by;
    made->by.name = made->title;
    add_part(summary, made, by->name);
}

void
iot_summary_complain(iot_summary *summary, GPtrArray *problems, char *problem)
{
    if (problems && problems->len < IOT_SUMMARY_PROBLEMS_MAX) {
        g_ptr_array_add(problems, problem);
        return;
    }
    summary->untold += problems != NULL;
    g_free(problem);
}

static void
complain(iot_summary *summary, GPtrArray *problems, const char *label, unsigned number,
         const char *fault)
{
    iot_summary_complain(summary, problems,
                         g_strdup_printf("%s: line %u: %s", label, number, fault));
}

bool
iot_summary_read_line(iot_summary *summary, const char *text, gsize length, const char *label,
                      unsigned number, GPtrArray *problems)
{
    int64_t first_ns;

    if (length > summary->line_max_bytes) {
        complain(summary, problems, label, number, "is too long");
        return false;
    }
    g_autofree char *shown = strlen(text) == length ? part_line_shown(text) : NULL;
    if (!shown || !part_line_time(shown, &first_ns)) {
        complain(summary, problems, label, number, "is no part of a summary");
        return false;
    }
    const char *fault = add_line(summary, shown, first_ns, label, number);
    if (fault)
        complain(summary, problems, label, number, fault);
    return !fault;
}

unsigned
iot_summary_read(iot_summary *summary, const char *text, gsize length, const char *label,
                 GPtrArray *problems)
{
    const char *end = text + length;
    unsigned read = 0;

    for (unsigned number = 1; text < end; number++) {
        const char *stop = memchr(text, '\n', (gsize)(end - text));
        gsize size = (gsize)((stop ? stop : end) - text);
        g_autofree char *copy = g_strndup(text, MIN(size, IOT_SUMMARY_LINE_MAX_BYTES));

        text += size + 1;
        if (size > 0)
            read += iot_summary_read_line(summary, copy, size, label, number, problems);
    }
    return read;
}

unsigned
iot_summary_parts(const iot_summary *summary)
{
    return summary->lines->len;
}

static char *
text_of(const line *at)
{
    g_autofree char *text = part_unpack(at->packed);

    return g_strconcat(text, at->title, NULL);
}

char *
iot_summary_line(iot_summary *summary, unsigned i)
{
    sort_lines(summary);
    return text_of(line_at(summary, i));
}

void
iot_summary_write(iot_summary *summary, GString *out)
{
    for (guint i = 0; i < summary->lines->len; i++) {
        g_autofree char *text = iot_summary_line(summary, i);
        g_string_append(out, text);
        g_string_append_c(out, '\n');
    }
}

/* NULL, and a problem, if it cannot be understood. */
static part *
part_of_line(iot_summary *summary, line *at, GPtrArray *problems)
{
    g_autofree char *text = text_of(at);
    g_autoptr(GError) error = NULL;
    part *told = part_from_line(text, strlen(text), &error);

    if (!told)
        complain(summary, problems, at->origin, at->number, error->message);
    else
        at->last_ns = told->last_ns;
    return told;
}

typedef struct checking {
    iot_summary *summary;
    GPtrArray *problems;
} checking;

static bool
is_understood(line *at, gpointer user_data)
{
    const checking *c = user_data;
    g_autoptr(part) told = part_of_line(c->summary, at, c->problems);

    return told != NULL;
}

void
iot_summary_span(const iot_summary *summary, unsigned i, int64_t *ret_first_ns,
                 int64_t *ret_last_ns)
{
    const line *at = &g_array_index(summary->lines, line, i);

    *ret_first_ns = at->first_ns;
    *ret_last_ns = at->last_ns;
}

bool
iot_summary_collector(const iot_summary *summary, unsigned i, iot_collector *ret_by)
{
    const line *at = line_at(summary, i);

    if (at->by.name)
        *ret_by = at->by;
    return at->by.name != NULL;
}

/* Keeps those lines that the function says yes to. */
static guint
keep_lines(iot_summary *summary, bool (*keeps)(line *at, gpointer user_data), gpointer user_data)
{
    guint kept = 0;

    g_hash_table_remove_all(summary->known);
    for (guint i = 0; i < summary->lines->len; i++) {
        if (!keeps(line_at(summary, i), user_data)) {
            summary->used_bytes -= line_bytes(line_at(summary, i));
            continue;
        }
        line here = *line_at(summary, i); /* with what was learnt of it just now */
        *line_at(summary, i) = *line_at(summary, kept);
        *line_at(summary, kept++) = here;
    }
    g_array_set_size(summary->lines, kept);
    note_places(summary);
    return kept;
}

static char *
work_of(const line *at)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s", at->first_ns, at->by.name);
}

/* `latest` is by work_of(). Ours are compared by address: there may be two of the same moment. */
static bool
is_latest(line *at, gpointer latest)
{
    g_autofree char *work = at->by.name ? work_of(at) : NULL;

    return !work || g_hash_table_lookup(latest, work) == at->packed;
}

static gint64
written_at(const iot_summary *summary, GBytes *packed)
{
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(summary->known, packed));

    return line_at(summary, place - 1)->by.written_ns;
}

unsigned
iot_summary_drop_earlier(iot_summary *summary)
{
    g_autoptr(GHashTable) latest = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    guint had = summary->lines->len;

    sort_lines(summary);
    for (guint i = 0; i < had; i++) {
        const line *at = line_at(summary, i);
        if (!at->by.name)
            continue;
        g_autofree char *work = work_of(at);
        GBytes *other = g_hash_table_lookup(latest, work);
        if (!other || written_at(summary, other) < at->by.written_ns)
            g_hash_table_insert(latest, g_steal_pointer(&work), at->packed);
    }
    return had - keep_lines(summary, is_latest, latest);
}

unsigned
iot_summary_check(iot_summary *summary, GPtrArray *problems)
{
    checking c = {summary, problems};

    sort_lines(summary);
    return keep_lines(summary, is_understood, &c);
}

unsigned
iot_summary_replay(iot_summary *summary, iot_capture *capture, iot_counters *counters,
                   GPtrArray *problems)
{
    uint32_t base = 0;
    unsigned replayed = 0;

    g_autoptr(part_copies) copies = part_copies_new(PART_COPIES_MAX);

    g_array_set_size(summary->shared, 0);
    sort_lines(summary);
    for (guint i = 0; i < summary->lines->len; i++) {
        const char *collector = line_at(summary, i)->by.name;
        g_autoptr(part) told = part_of_line(summary, line_at(summary, i), problems);
        if (!told)
            continue;
        if (collector)
            part_copies_find(copies, told, collector, summary->shared);
        part_replay(told, base, capture, counters);
        /* Frame numbers end before archives do; beyond, all have the last one. */
        base += MIN(told->frames, UINT32_MAX - base);
        replayed++;
    }
    return replayed;
}

const GArray *
iot_summary_shared(const iot_summary *summary)
{
    return summary->shared;
}

static void
record_clear(gpointer data)
{
    iot_stream_record *record = data;

    g_clear_pointer(&record->connections, g_array_unref);
}

part *
part_new(void)
{
    part *p = g_new0(part, 1);

    p->ends = g_array_new(FALSE, TRUE, sizeof(part_end));
    p->facts = g_array_new(FALSE, FALSE, sizeof(iot_told));
    p->streams = g_array_new(FALSE, FALSE, sizeof(iot_stream_record));
    g_array_set_clear_func(p->streams, record_clear);
    p->flows = g_array_new(FALSE, FALSE, sizeof(part_flow));
    p->interned = iot_interned_new();
    return p;
}

void
part_free(part *p)
{
    if (!p)
        return;
    g_array_unref(p->ends);
    g_array_unref(p->facts);
    g_array_unref(p->streams);
    g_array_unref(p->flows);
    iot_interned_free(p->interned);
    g_free(p);
}
