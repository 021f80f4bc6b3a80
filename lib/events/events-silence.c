/* events-silence.c - who is silent, and back
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In watched time (pace.h), from the last packet that one look has seen of it to the last one of
 * another: so no silence between its packets was longer than what is remembered. A device is silent
 * if it has not sent for three times as long as ever before, and for ten minutes at least; and only
 * if it was heard for as long as that: of who came a minute ago, nobody knows how it goes on.
 */
#include "events/events-internal.h"

#include "base/units.h"

#define SILENCES      3
#define SILENT_MIN_NS (600 * NS_PER_S)
/* A pause up to that long is one of the network's: its devices are as silent as the packets say.
 * Whatever is longer can be nobody's. */
#define PAUSE_MAX_NS (600 * NS_PER_S)

void
watch_free(gpointer data)
{
    watch *w = data;

    g_free(w->name);
    g_free(w);
}

/* Names are the capture's, and could go with it. */
static void
note_name(watch *w, const char *name)
{
    if (g_strcmp0(w->name, name) == 0)
        return;
    g_free(w->name);
    w->name = g_strdup(name);
}

/* People are told whole seconds, or minutes: no fewer than there were. */
static int64_t
rounded_up(int64_t ns)
{
    int64_t unit_ns = ns <= 99 * NS_PER_S ? NS_PER_S : 60 * NS_PER_S;

    return (ns + unit_ns - 1) / unit_ns * unit_ns;
}

static void
tell_silence(look *at, const iot_sight_device *one, const watch *w)
{
    int64_t now_ns = at->events->pace.watched_ns;
    iot_event *event = look_tell(at, IOT_EVENT_SILENT, one->device, "", one->last_ns);
    char last[IOT_UNITS_TEXT], silence[IOT_UNITS_TEXT], longest[IOT_UNITS_TEXT];

    if (!event)
        return;
    event->time_ns = one->last_ns;
    event->evidence = g_strdup_printf(
        "its last packet was at %s; of the time that was watched since, %s; before, it was never "
        "silent for more than %s of it",
        iot_format_time(one->last_ns, last), iot_format_span(now_ns - w->heard_ns, silence),
        iot_format_span(rounded_up(w->longest_ns), longest));
    event->message = g_strdup_printf("%s has not sent for %s", event->device, silence);
}

static void
tell_return(look *at, const iot_sight_device *one, const watch *w)
{
    iot_event *event = look_tell(at, IOT_EVENT_BACK, one->device, "", one->last_ns);
    char last[IOT_UNITS_TEXT], silence[IOT_UNITS_TEXT];

    if (!event)
        return;
    event->time_ns = one->last_ns;
    event->evidence =
        g_strdup_printf("sent nothing from %s on; of the time that was watched since, %s",
                        iot_format_time(w->last_ns, last),
                        iot_format_span(at->events->pace.looked_ns - w->heard_ns, silence));
    event->message = g_strdup_printf("%s sends again, after %s", event->device, silence);
}

/* What was watched by the time of a packet that came since the last look. */
static int64_t
watched_by(const look *at, int64_t time_ns)
{
    const iot_pace *pace = &at->events->pace;

    if (time_ns >= pace->newest_ns)
        return pace->watched_ns;
    return pace->watched_ns - MIN(pace->newest_ns - time_ns, pace->watched_ns - pace->looked_ns);
}

/* So long it was silent at most since it was heard last. */
static int64_t
silence_before(const iot_sight_device *one, const watch *w, int64_t heard_ns)
{
    int64_t watched_ns = heard_ns - w->heard_ns;
    int64_t since_ns = w->sent > 0 ? one->last_ns - w->last_ns : 0;

    return since_ns <= PAUSE_MAX_NS ? MAX(watched_ns, since_ns) : watched_ns;
}

static void
hear(look *at, const iot_sight_device *one, watch *w)
{
    if (w->silent)
        tell_return(at, one, w);
    int64_t heard_ns = watched_by(at, one->last_ns);
    if (w->sent == 0)
        w->first_ns = w->heard_ns = watched_by(at, one->first_ns);
    w->longest_ns = MAX(w->longest_ns, silence_before(one, w, heard_ns));
    w->silent = false;
    w->heard_ns = heard_ns;
    w->sent = one->sent;
    w->last_ns = one->last_ns;
}

static void
judge(look *at, const iot_sight_device *one, watch *w)
{
    int64_t least_ns = MAX(SILENT_MIN_NS, SILENCES * w->longest_ns);
    bool heard_enough = w->heard_ns - w->first_ns >= least_ns;

    if (w->silent || !heard_enough || at->events->pace.watched_ns - w->heard_ns < least_ns)
        return;
    w->silent = true;
    tell_silence(at, one, w);
}

void
look_at_silence(look *at)
{
    for (guint i = 0; i < at->sight->devices->len; i++) {
        const iot_sight_device *one = &g_array_index(at->sight->devices, iot_sight_device, i);
        watch *w = look_watch(at, one->device);
        if (!w)
            continue;
        note_name(w, iot_device_name(one->device));
        if (one->last_ns == IOT_TIME_UNKNOWN_NS)
            continue;
        if (one->sent != w->sent)
            hear(at, one, w);
        else if (!at->within)
            judge(at, one, w);
    }
}
