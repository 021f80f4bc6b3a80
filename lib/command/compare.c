/* compare.c - two sides, read one after the other, and what changed between them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/compare.h"

#include "command/summary-files.h"
#include "write/changes-writer.h"

enum { BEFORE, AFTER, SIDES };

typedef struct side {
    intake *in;
    iot_summary *summary;
    unsigned parts; /* of it that were used */
    GArray *spans;  /* of iot_span: of all that was read */
    iot_snapshot *snapshot;
} side;

struct comparison {
    side sides[SIDES];
    iot_capture_options how; /* of each */
    bool filtered;
};

comparison *
comparison_new(const iot_capture_options *how, const options *o)
{
    comparison *c = g_new0(comparison, 1);

    c->how = *how;
    c->how.memory_bytes /= SIDES;
    c->filtered = o->filter != NULL;
    for (unsigned i = 0; i < SIDES; i++) {
        c->sides[i].in = intake_new(&c->how, c->filtered);
        c->sides[i].spans = g_array_new(FALSE, FALSE, sizeof(iot_span));
        c->sides[i].summary = iot_summary_new();
        summaries_set_room(c->sides[i].summary, c->how.memory_bytes);
    }
    return c;
}

static void
side_clear(side *s)
{
    iot_snapshot_free(s->snapshot);
    g_array_unref(s->spans);
    iot_summary_free(s->summary);
    intake_free(s->in);
}

void
comparison_free(comparison *c)
{
    if (!c)
        return;
    for (unsigned i = 0; i < SIDES; i++)
        side_clear(&c->sides[i]);
    g_free(c);
}

static bool
is_empty(const side *s)
{
    return s->in->readable == 0 && s->parts == 0;
}

/* What was read becomes one more part: packets and parts are not taken in by the same capture, as
 * both number their streams. */
static void
pack(comparison *c, side *s)
{
    intake_settle(s->in);
    iot_summary_add_capture(s->summary, s->in->capture, s->in->counters, "captures");
    intake_free(s->in);
    s->in = intake_new(&c->how, c->filtered);
}

static bool
use_summary(comparison *c, side *s, bool *ret_complete, GError **error)
{
    bool complete = true;

    if (iot_summary_parts(s->summary) == 0)
        return true;
    if (c->filtered) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                            "--filter is of packets, and a summary has none");
        return false;
    }
    summaries_use(s->summary, NULL, &complete);
    g_autoptr(GArray) spans = iot_spans_of_summary(s->summary);
    g_array_append_vals(s->spans, spans->data, spans->len);
    if (s->in->frames > 0)
        pack(c, s);
    s->parts = summaries_use(s->summary, s->in, &complete);
    *ret_complete &= complete;
    return true;
}

bool
comparison_read(comparison *c, const files_plan *plan, guint n_before, bool *ret_complete,
                GError **error)
{
    const guint bounds[SIDES + 1] = {0, n_before, g_strv_length(plan->paths)};
    bool complete = true;

    *ret_complete = true;
    for (unsigned i = 0; i < SIDES; i++) {
        side *s = &c->sides[i];
        files_plan of_side = *plan;
        of_side.in = s->in;
        of_side.summary = s->summary;
        of_side.spans = s->spans;
        of_side.first = bounds[i];
        of_side.end = bounds[i + 1];
        if (!files_read(&of_side, &complete, error))
            return false;
        *ret_complete &= complete;
        if (!use_summary(c, s, ret_complete, error))
            return false;
        if (is_empty(s)) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: there is nothing to compare",
                        i == BEFORE ? "before" : "after");
            return false;
        }
    }
    return true;
}

static void
work_out(side *s, const iot_settings *settings)
{
    intake_settle(s->in);
    s->snapshot = iot_snapshot_new(&(iot_snapshot_source){.capture = s->in->capture,
                                                          .counters = s->in->counters,
                                                          .settings = settings,
                                                          .spans = s->spans,
                                                          .is_proof = intake_proves,
                                                          .user_data = s->in});
}

bool
comparison_write(comparison *c, const options *o, const iot_settings *s, GString *out)
{
    const iot_changes_format *format = o->format ? iot_changes_format_find(o->format->name) : NULL;

    for (unsigned i = 0; i < SIDES; i++)
        work_out(&c->sides[i], s);
    g_autoptr(iot_changes) changes =
        iot_changes_new(c->sides[BEFORE].snapshot, c->sides[AFTER].snapshot, false);
    const iot_text_style style = {.color = o->terminal.color};
    if (format)
        format->write(changes, out);
    else
        iot_write_changes_text(changes, &style, out);
    terminal_fit(&o->terminal, out);
    return changes->all->len > 0;
}
