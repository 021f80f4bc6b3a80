/* summary.c - what many captures told, small enough to be kept and put together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "summary-internal.h"

#include <string.h>

typedef struct line {
    int64_t first_ns;
    char *text;
} line;

struct iot_summary {
    GArray *lines;     /* of line; sorted where `sorted` */
    GHashTable *known; /* text of a line, to have each once */
    bool sorted;
};

static void
line_clear(gpointer data)
{
    g_free(((line *)data)->text);
}

iot_summary *
iot_summary_new(void)
{
    iot_summary *summary = g_new0(iot_summary, 1);

    summary->lines = g_array_new(FALSE, FALSE, sizeof(line));
    g_array_set_clear_func(summary->lines, line_clear);
    summary->known = g_hash_table_new(g_str_hash, g_str_equal);
    return summary;
}

void
iot_summary_free(iot_summary *summary)
{
    if (!summary)
        return;
    g_hash_table_unref(summary->known);
    g_array_unref(summary->lines);
    g_free(summary);
}

static int
compare_lines(gconstpointer a, gconstpointer b)
{
    const line *x = a, *y = b;

    if (x->first_ns != y->first_ns)
        return x->first_ns < y->first_ns ? -1 : 1;
    return strcmp(x->text, y->text);
}

static void
add_line(iot_summary *summary, char *text, int64_t first_ns)
{
    line made = {first_ns, text};

    /* To add it unasked would put it in the place of the one that is there. */
    if (g_hash_table_contains(summary->known, text)) {
        g_free(text);
        return;
    }
    g_hash_table_add(summary->known, text);
    g_array_append_val(summary->lines, made);
    summary->sorted = false;
}

static void
sort_lines(iot_summary *summary)
{
    if (!summary->sorted)
        g_array_sort(summary->lines, compare_lines);
    summary->sorted = true;
}

void
iot_summary_add_capture(iot_summary *summary, iot_capture *capture, const iot_tally *tally,
                        const char *title)
{
    iot_capture_settle(capture);
    g_autoptr(part) made = part_of_capture(capture, tally, title);

    add_line(summary, part_to_line(made), made->first_ns);
}

static void
complain(GPtrArray *problems, const char *label, unsigned number, const char *fault)
{
    if (problems)
        g_ptr_array_add(problems, g_strdup_printf("%s: line %u: %s", label, number, fault));
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
        int64_t first_ns;

        text += size + 1;
        if (size == 0)
            continue;
        if (size > IOT_SUMMARY_LINE_MAX_BYTES) {
            complain(problems, label, number, "is too long");
        } else if (strlen(copy) != size || !part_line_time(copy, &first_ns)) {
            complain(problems, label, number, "is no part of a summary");
        } else {
            add_line(summary, g_steal_pointer(&copy), first_ns);
            read++;
        }
    }
    return read;
}

unsigned
iot_summary_parts(const iot_summary *summary)
{
    return summary->lines->len;
}

void
iot_summary_write(iot_summary *summary, GString *out)
{
    sort_lines(summary);
    for (guint i = 0; i < summary->lines->len; i++) {
        g_string_append(out, g_array_index(summary->lines, line, i).text);
        g_string_append_c(out, '\n');
    }
}

unsigned
iot_summary_replay(iot_summary *summary, iot_capture *capture, iot_tally *tally,
                   GPtrArray *problems)
{
    uint32_t base = 0;
    unsigned replayed = 0;

    sort_lines(summary);
    for (guint i = 0; i < summary->lines->len; i++) {
        const char *text = g_array_index(summary->lines, line, i).text;
        g_autoptr(GError) error = NULL;
        g_autoptr(part) told = part_from_line(text, strlen(text), &error);
        if (!told) {
            complain(problems, "summary", i + 1, error->message);
            continue;
        }
        part_replay(told, base, capture, tally);
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

    g_clear_pointer(&record->lives, g_array_unref);
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
    p->texts = g_string_chunk_new(4096);
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
    g_string_chunk_free(p->texts);
    g_free(p);
}
