/* summary.c - what many captures told, small enough to be kept and put together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "archive/summary-internal.h"
#include "base/budget.h"
#include "base/hash.h"

#include <string.h>

typedef struct line {
    int64_t first_ns;
    GBytes *packed;     /* what tells the part apart from others */
    char *title;        /* the line's rest */
    const char *origin; /* where it came from, for messages */
    unsigned number;    /* of the line there */
} line;

struct iot_summary {
    GArray *lines;     /* of line; sorted where `sorted` */
    GHashTable *known; /* packed -> its index + 1 in lines while they are as they came */
    iot_interned *origins;
    gsize line_max_bytes;
    uint64_t room_bytes, used_bytes; /* of all lines as they are kept; room 0: no limit */
    bool sorted;
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
    summary->origins = iot_interned_new();
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

void
iot_summary_free(iot_summary *summary)
{
    if (!summary)
        return;
    g_hash_table_unref(summary->known);
    g_array_unref(summary->lines);
    iot_interned_free(summary->origins);
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

/* What people call a capture, if there are several, must not depend on who came first either. */
static void
add_known(line *known, char *title)
{
    if (strcmp(title, known->title) < 0) {
        g_free(known->title);
        known->title = title;
    } else {
        g_free(title);
    }
}

/* False if there is no room for it. */
static bool
add_line(iot_summary *summary, const char *text, int64_t first_ns, const char *origin,
         unsigned number)
{
    gsize identity = part_line_identity(text);
    GBytes *packed = part_pack(text, identity);
    line made = {first_ns, packed, g_strdup(text + identity), NULL, number};
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(summary->known, packed));

    if (known) {
        add_known(line_at(summary, known - 1), made.title);
        g_bytes_unref(packed);
        return true;
    }
    uint64_t bytes = LINE_BYTES + g_bytes_get_size(packed) + strlen(made.title);
    if (summary->room_bytes && summary->used_bytes + bytes > summary->room_bytes) {
        line_clear(&made);
        return false;
    }
    summary->used_bytes += bytes;
    made.origin = iot_interned_keep(summary->origins, origin);
    g_array_append_val(summary->lines, made);
    g_hash_table_insert(summary->known, packed, GUINT_TO_POINTER(summary->lines->len));
    summary->sorted = false;
    return true;
}

void
iot_summary_add_capture(iot_summary *summary, const iot_capture *capture,
                        const iot_counters *counters, const char *title)
{
    g_autoptr(part) made = part_of_capture(capture, counters, title);
    g_autofree char *line = part_to_line(made);
    g_autofree char *text = part_line_shown(line);

    g_assert(text);
    add_line(summary, text, made->first_ns, title, 1);
}

static void
complain(GPtrArray *problems, const char *label, unsigned number, const char *fault)
{
    if (problems)
        g_ptr_array_add(problems, g_strdup_printf("%s: line %u: %s", label, number, fault));
}

bool
iot_summary_read_line(iot_summary *summary, const char *text, gsize length, const char *label,
                      unsigned number, GPtrArray *problems)
{
    int64_t first_ns;

    if (length > summary->line_max_bytes) {
        complain(problems, label, number, "is too long");
        return false;
    }
    g_autofree char *shown = strlen(text) == length ? part_line_shown(text) : NULL;
    if (!shown || !part_line_time(shown, &first_ns)) {
        complain(problems, label, number, "is no part of a summary");
        return false;
    }
    if (add_line(summary, shown, first_ns, label, number))
        return true;
    complain(problems, label, number, "there is no room for more lines");
    return false;
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

char *
iot_summary_line(iot_summary *summary, unsigned i)
{
    sort_lines(summary);
    g_autofree char *text = part_unpack(line_at(summary, i)->packed);
    return g_strconcat(text, line_at(summary, i)->title, NULL);
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
part_at(iot_summary *summary, guint i, GPtrArray *problems)
{
    g_autofree char *text = iot_summary_line(summary, i);
    g_autoptr(GError) error = NULL;
    part *told = part_from_line(text, strlen(text), &error);

    if (!told)
        complain(problems, line_at(summary, i)->origin, line_at(summary, i)->number,
                 error->message);
    return told;
}

unsigned
iot_summary_check(iot_summary *summary, GPtrArray *problems)
{
    guint kept = 0;

    sort_lines(summary);
    g_hash_table_remove_all(summary->known);
    for (guint i = 0; i < summary->lines->len; i++) {
        g_autoptr(part) told = part_at(summary, i, problems);
        line here = *line_at(summary, i);
        if (!told)
            continue;
        *line_at(summary, i) = *line_at(summary, kept);
        *line_at(summary, kept++) = here;
    }
    g_array_set_size(summary->lines, kept);
    note_places(summary);
    return kept;
}

unsigned
iot_summary_replay(iot_summary *summary, iot_capture *capture, iot_counters *counters,
                   GPtrArray *problems)
{
    uint32_t base = 0;
    unsigned replayed = 0;

    for (guint i = 0; i < summary->lines->len; i++) {
        g_autoptr(part) told = part_at(summary, i, problems);
        if (!told)
            continue;
        part_replay(told, base, capture, counters);
        /* Frame numbers end before archives do; beyond, all have the last one. */
        base += MIN(told->frames, UINT32_MAX - base);
        replayed++;
    }
    return replayed;
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
    p->facts = g_array_new(FALSE, FALSE, sizeof(fact));
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
