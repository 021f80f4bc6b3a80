/* baseline.c - what was normal before, and what the open capture has beyond it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/baseline.h"

#include "session/makers.h"
#include "session/prefs.h"
#include "session/state.h"

struct baseline {
    iot_summary *summary; /* read; NULL once it was understood */
    iot_past *past;       /* understood; NULL: nobody asked yet */
    iot_news *news;       /* against it */
    /* Of the open capture. */
    iot_counters *counters;
    iot_snapshot *now;
    iot_changes *changes;
    guint64 seen; /* packets that these two rest on */
    bool asked;   /* somebody was told what is new */
};

static struct baseline *
baseline(void)
{
    return iot_state(IOT_STATE_BASELINE, sizeof(struct baseline));
}

/* --- The past */

iot_past *
iot_past_new(iot_summary *summary)
{
    const iot_settings *settings = iot_session_settings();
    iot_past *past = g_new0(iot_past, 1);

    past->counters = iot_counters_new();
    past->capture = iot_capture_new(&(iot_capture_options){
        .settings = settings, .vendor = iot_makers_name, .reports_only = true});
    iot_summary_replay(summary, past->capture, past->counters, NULL);
    iot_capture_settle(past->capture);
    g_autoptr(GArray) spans = iot_spans_of_summary(summary);
    past->snapshot = iot_snapshot_new(&(iot_snapshot_source){.capture = past->capture,
                                                             .counters = past->counters,
                                                             .settings = settings,
                                                             .spans = spans});
    return past;
}

void
iot_past_free(iot_past *past)
{
    if (!past)
        return;
    iot_snapshot_free(past->snapshot);
    iot_capture_free(past->capture);
    iot_counters_free(past->counters);
    g_free(past);
}

/* --- The preference */

static void
forget_whole(struct baseline *of)
{
    if (of->news)
        iot_news_know(of->news, NULL);
    g_clear_pointer(&of->changes, iot_changes_free);
    g_clear_pointer(&of->now, iot_snapshot_free);
    of->seen = 0;
}

static void
clear_past(struct baseline *of)
{
    forget_whole(of);
    g_clear_pointer(&of->news, iot_news_free);
    g_clear_pointer(&of->past, iot_past_free);
    g_clear_pointer(&of->summary, iot_summary_free);
    of->asked = false;
}

static void
configured(void)
{
    clear_past(baseline());
    baseline()->summary = iot_prefs_baseline();
}

static void
forgotten(void)
{
    forget_whole(baseline());
    g_clear_pointer(&baseline()->counters, iot_counters_free);
}

bool
iot_baseline_is_there(void)
{
    const struct baseline *of = baseline();

    return of->past || of->summary;
}

static struct baseline *
understood(void)
{
    struct baseline *of = baseline();

    if (of->past || !of->summary)
        return of;
    of->past = iot_past_new(of->summary);
    g_clear_pointer(&of->summary, iot_summary_free);
    if (of->past->snapshot->devices->len > 0) {
        of->news = iot_news_new(of->past->snapshot);
        return of;
    }
    iot_prefs_report_baseline("has no device");
    g_clear_pointer(&of->past, iot_past_free);
    return of;
}

/* --- The open capture */

void
iot_baseline_count(const iot_tap_packet *packet)
{
    struct baseline *of = baseline();

    if (!of->counters)
        of->counters = iot_counters_new();
    iot_session_count(of->counters, packet);
}

static void
report_other_network(const struct baseline *of)
{
    if (of->changes->common == 0 && of->now->devices->len > 0)
        iot_prefs_report_baseline("none of its devices is in this capture; it may be of another "
                                  "network");
}

static void
work_out(struct baseline *of)
{
    iot_capture *capture = iot_session_capture();

    forget_whole(of);
    if (!of->counters)
        of->counters = iot_counters_new();
    iot_capture_settle(capture);
    of->now = iot_snapshot_new(&(iot_snapshot_source){
        .capture = capture, .counters = of->counters, .settings = iot_session_settings()});
    of->changes = iot_changes_new(of->past->snapshot, of->now, false);
    of->seen = iot_capture_observations(capture);
    iot_news_know(of->news, of->now);
    report_other_network(of);
}

static bool
is_up_to_date(const struct baseline *of)
{
    return of->changes && of->seen == iot_capture_observations(iot_session_capture());
}

/* As findings: each look at a growing capture would cost a walk over all of it. */
static bool
is_stale(const struct baseline *of)
{
    return !of->changes ||
           iot_capture_observations(iot_session_capture()) > of->seen + of->seen / 4;
}

unsigned
iot_baseline_news(iot_flow_id flow, const iot_flow_view *view, bool first_visit)
{
    struct baseline *of = understood();

    if (!of->past)
        return 0;
    of->asked = true;
    if (!first_visit && is_stale(of))
        work_out(of);
    return iot_news_of(of->news, iot_session_capture(), flow, view, is_up_to_date(of));
}

/* Whoever saw each packet once has not been told yet. */
static void
ending(void)
{
    struct baseline *of = baseline();

    if (of->asked && !of->changes && iot_session_is_one_run())
        work_out(of);
}

const iot_changes *
iot_baseline_changes(void)
{
    struct baseline *of = understood();

    if (of->past && iot_session_capture() && is_stale(of))
        work_out(of);
    return of->past ? of->changes : NULL;
}

void
iot_baseline_refresh(void)
{
    struct baseline *of = baseline();

    if (of->past && of->changes && iot_session_capture() && !is_up_to_date(of))
        forget_whole(of);
}

void
iot_baseline_foreach_news(iot_flow_id flow, const iot_flow_view *view, iot_news_fn fn,
                          void *user_data)
{
    if (iot_baseline_changes())
        iot_news_foreach(baseline()->news, iot_session_capture(), flow, view,
                         is_up_to_date(baseline()), fn, user_data);
}

const iot_session_watcher *
iot_baseline_watcher(void)
{
    static const iot_session_watcher watcher = {configured, ending, forgotten};

    return &watcher;
}
