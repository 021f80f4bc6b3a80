/* teller.c - events, as packets come: a line each, at once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/teller.h"

#include "command/diagnostics.h"
#include "command/signals.h"
#include "events/events.h"
#include "write/events-writer.h"

struct teller {
    output *out;
    const iot_settings *settings;
    intake *in;
    iot_events *events;
    const iot_snapshot *known; /* NULL: nothing is */
    GError *error;             /* what could not be written */
};

teller *
teller_new(output *out, const iot_settings *settings, intake *in)
{
    teller *t = g_new0(teller, 1);

    t->out = out;
    t->settings = settings;
    t->in = in;
    return t;
}

void
teller_free(teller *t)
{
    if (!t)
        return;
    iot_events_free(t->events);
    g_clear_error(&t->error);
    g_free(t);
}

static bool
write_lines(teller *t, const GString *lines)
{
    iot_out_file *file = output_file(t->out);

    if (lines->len == 0)
        return true;
    return file ? iot_out_file_write(file, lines->str, lines->len, &t->error)
                : output_print(lines, &t->error);
}

static void
look(teller *t, bool last)
{
    const iot_snapshot_source source = {
        .capture = t->in->capture,
        .counters = t->in->counters,
        .settings = t->settings,
        .is_proof = t->in->counted ? intake_proves : NULL,
        .user_data = t->in,
    };
    g_autoptr(GString) lines = g_string_new(NULL);

    intake_settle(t->in);
    g_autoptr(GPtrArray) found = (last ? iot_events_end : iot_events_look)(t->events, &source);
    for (guint i = 0; i < found->len; i++)
        iot_write_event(g_ptr_array_index(found, i), lines);
    if (!write_lines(t, lines))
        signals_want();
}

static void
take(int64_t time_ns, void *user_data)
{
    teller *t = user_data;

    if (iot_events_packet(t->events, time_ns, iot_capture_flows(t->in->capture)) && !t->error)
        look(t, false);
}

void
teller_begin(teller *t, const iot_snapshot *known)
{
    t->known = known;
    t->events = iot_events_new(known);
    t->in->taken = take;
    t->in->taken_data = t;
}

void
teller_look(teller *t)
{
    if (!t->error)
        look(t, false);
}

bool
teller_end(teller *t, GError **error)
{
    iot_out_file *file = output_file(t->out);

    if (!t->error)
        look(t, true);
    if (!t->error && file)
        iot_out_file_commit(file, &t->error);
    if (t->error) {
        g_propagate_error(error, g_steal_pointer(&t->error));
        return false;
    }
    if (t->known && t->known->devices->len > 0 && !iot_events_met(t->events))
        diag("--since: no device was there before: it may be of another network");
    return true;
}

bool
teller_found(const teller *t, iot_severity severity)
{
    return iot_events_found(t->events, severity);
}
