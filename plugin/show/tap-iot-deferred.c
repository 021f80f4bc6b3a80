/* tap-iot-deferred.c - packets that a statistic counts only when it is drawn
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/tap-iot-deferred.h"

#include "session/state.h"

#include <epan/tap.h>

/* What waits lives as long as tshark: its statistics are never closed. */

/* Packets that wait for one statistic, by flow. */
typedef struct sums {
    void *target;
    iot_count_fn count;
    iot_counters *counters;
    GArray *order; /* of iot_flow_id, as they were counted first */
} sums;

/* Packets that wait for all statistics with one filter, one by one. */
typedef struct moments {
    GPtrArray *targets;
    iot_count_moment_fn count;
    GArray *waiting;    /* of iot_tap_moment */
    guint32 last_frame; /* each statistic is told of the same; 0: none */
} moments;

struct deferred {
    GHashTable *sums;    /* target -> sums */
    GHashTable *moments; /* filter -> moments */
    nstime_t beginning;
    bool has_begun;
};

static struct deferred *
deferred(void)
{
    struct deferred *all = iot_state(IOT_STATE_DEFERRED, sizeof(struct deferred));

    if (!all->sums) {
        all->sums = g_hash_table_new(NULL, NULL);
        all->moments = g_hash_table_new(g_str_hash, g_str_equal);
    }
    return all;
}

static bool
is_final(const iot_tap_packet *packet)
{
    return !packet->first_visit || !iot_session_is_one_run();
}

static void
draw_first(void *data, tap_draw_cb draw)
{
    GString *error =
        register_tap_listener("iot", data, NULL, TL_REQUIRES_NOTHING, NULL, NULL, draw, NULL);

    g_assert(!error);
}

static void
hand_over(void *target, iot_count_fn count, iot_flow_id id, iot_count sum)
{
    iot_flow_view view;
    const iot_fold_flow flow = {iot_session_capture(), id, &view, sum, IOT_PAIR_NONE, NULL};

    iot_capture_describe(flow.capture, id, &view);
    count(target, &flow);
}

/* Flows are not walked over in the capture's order: with a filter, that is not the one that packets
 * counted one by one have. */
static void
draw_sums(void *data)
{
    sums *wait = data;

    iot_capture_settle(iot_session_capture());
    for (guint i = 0; i < wait->order->len; i++) {
        iot_flow_id id = g_array_index(wait->order, iot_flow_id, i);
        hand_over(wait->target, wait->count, id, iot_counters_get(wait->counters, id));
    }
    iot_counters_clear(wait->counters);
    g_array_set_size(wait->order, 0);
}

static sums *
sums_for(void *target, iot_count_fn count)
{
    sums *wait = g_hash_table_lookup(deferred()->sums, target);

    if (wait)
        return wait;
    wait = g_new0(sums, 1);
    *wait =
        (sums){target, count, iot_counters_new(), g_array_new(FALSE, FALSE, sizeof(iot_flow_id))};
    g_hash_table_insert(deferred()->sums, target, wait);
    draw_first(wait, draw_sums);
    return wait;
}

/* Files of one live capture each have a first frame, of which only the first counts; in the GUI,
 * the user says which frame times refer to. */
static gint64
since_ns(const iot_tap_packet *packet)
{
    struct deferred *all = deferred();
    nstime_t since;

    if (!all->has_begun || is_final(packet))
        nstime_delta(&all->beginning, &packet->abs_ts, &packet->rel_ts);
    all->has_begun = true;
    nstime_delta(&since, &packet->abs_ts, &all->beginning);
    return iot_session_ns(&since);
}

void
iot_deferred_count(void *target, const iot_tap_packet *packet, iot_count_fn count)
{
    const gint64 since = since_ns(packet);

    if (packet->copy_of)
        return;
    if (is_final(packet)) {
        hand_over(target, count, packet->flow,
                  (iot_count){1, packet->length_bytes, since, since, 0});
        return;
    }
    sums *wait = sums_for(target, count);
    if (iot_counters_get(wait->counters, packet->flow).packets == 0)
        g_array_append_val(wait->order, packet->flow);
    iot_counters_add(wait->counters, packet->flow, packet->length_bytes, since);
}

nstime_t
iot_deferred_beginning(void)
{
    return deferred()->beginning;
}

static void
draw_moments(void *data)
{
    moments *wait = data;

    iot_capture_settle(iot_session_capture());
    for (guint t = 0; t < wait->targets->len; t++)
        for (guint i = 0; i < wait->waiting->len; i++)
            wait->count(g_ptr_array_index(wait->targets, t),
                        &g_array_index(wait->waiting, iot_tap_moment, i));
    g_array_set_size(wait->waiting, 0);
}

static moments *
moments_for(const char *filter, iot_count_moment_fn count)
{
    moments *wait = g_hash_table_lookup(deferred()->moments, filter);

    if (wait)
        return wait;
    wait = g_new0(moments, 1);
    *wait =
        (moments){g_ptr_array_new(), count, g_array_new(FALSE, FALSE, sizeof(iot_tap_moment)), 0};
    g_hash_table_insert(deferred()->moments, g_strdup(filter), wait);
    draw_first(wait, draw_moments);
    return wait;
}

void
iot_deferred_count_moment(void *target, const char *filter, const iot_tap_packet *packet,
                          iot_count_moment_fn count)
{
    const iot_tap_moment moment = {nstime_to_msec(&packet->rel_ts), packet->flow, packet->frame};

    if (packet->copy_of)
        return;
    if (is_final(packet)) {
        count(target, &moment);
        return;
    }
    moments *wait = moments_for(filter ? filter : "", count);
    if (!g_ptr_array_find(wait->targets, target, NULL))
        g_ptr_array_add(wait->targets, target);
    if (packet->frame == wait->last_frame)
        return;
    if (wait->waiting->len >= IOT_DEFERRED_MAX)
        draw_moments(wait);
    wait->last_frame = packet->frame;
    g_array_append_val(wait->waiting, moment);
}
