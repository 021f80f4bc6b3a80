/* watched.c - the time in which packets would have been seen
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/watched.h"

typedef struct stretch {
    iot_span span;
    int64_t before_ns; /* what was watched before it */
} stretch;

struct iot_watched {
    GArray *stretches; /* of stretch, in order, apart from each other */
};

void
iot_span_add(iot_span *span, int64_t time_ns)
{
    bool empty = span->first_ns == 0 && span->last_ns == 0;

    span->first_ns = empty ? time_ns : MIN(span->first_ns, time_ns);
    span->last_ns = empty ? time_ns : MAX(span->last_ns, time_ns);
}

GArray *
iot_spans_of_summary(const iot_summary *summary)
{
    GArray *spans = g_array_new(FALSE, FALSE, sizeof(iot_span));

    for (unsigned i = 0; i < iot_summary_parts(summary); i++) {
        iot_span span;
        iot_summary_span(summary, i, &span.first_ns, &span.last_ns);
        /* One of no packets has none. */
        if (span.last_ns > 0)
            g_array_append_val(spans, span);
    }
    return spans;
}

static int
compare_spans(gconstpointer a, gconstpointer b)
{
    const iot_span *x = a, *y = b;

    return x->first_ns < y->first_ns ? -1 : x->first_ns > y->first_ns;
}

iot_watched *
iot_watched_new(const GArray *spans)
{
    iot_watched *watched = g_new0(iot_watched, 1);
    g_autoptr(GArray) sorted = g_array_copy((GArray *)spans);
    stretch *last = NULL;

    watched->stretches = g_array_new(FALSE, FALSE, sizeof(stretch));
    g_array_sort(sorted, compare_spans);
    for (guint i = 0; i < sorted->len; i++) {
        const iot_span *span = &g_array_index(sorted, iot_span, i);
        if (last && span->first_ns <= last->span.last_ns) {
            last->span.last_ns = MAX(last->span.last_ns, span->last_ns);
            continue;
        }
        stretch next = {*span, iot_watched_total(watched)};
        g_array_append_val(watched->stretches, next);
        last = &g_array_index(watched->stretches, stretch, watched->stretches->len - 1);
    }
    return watched;
}

void
iot_watched_free(iot_watched *watched)
{
    if (!watched)
        return;
    g_array_unref(watched->stretches);
    g_free(watched);
}

int64_t
iot_watched_total(const iot_watched *watched)
{
    return iot_watched_before(watched, INT64_MAX);
}

int64_t
iot_watched_before(const iot_watched *watched, int64_t time_ns)
{
    guint low = 0, high = watched->stretches->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): stretches are somewhere */
        if (g_array_index(watched->stretches, stretch, middle).span.first_ns <= time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return 0;
    const stretch *in = &g_array_index(watched->stretches, stretch, low - 1);
    return in->before_ns + MIN(time_ns, in->span.last_ns) - in->span.first_ns;
}
