/* counters.c - packets and bytes per flow, of those packets that somebody chose to count
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/counters.h"

#include "capture/over-time.h"

struct iot_counters {
    GArray *counts; /* of iot_count, by flow */
    iot_count copies;
    iot_over_time *over_time; /* NULL: nobody wants it */
};

iot_counters *
iot_counters_new(void)
{
    iot_counters *counters = g_new0(iot_counters, 1);

    counters->counts = g_array_new(FALSE, TRUE, sizeof(iot_count));
    return counters;
}

void
iot_counters_free(iot_counters *counters)
{
    if (!counters)
        return;
    g_array_unref(counters->counts);
    iot_over_time_free(counters->over_time);
    g_free(counters);
}

void
iot_counters_clear(iot_counters *counters)
{
    g_array_set_size(counters->counts, 0);
    counters->copies = (iot_count){0};
    if (counters->over_time)
        iot_counters_keep_over_time(counters);
}

void
iot_counters_keep_over_time(iot_counters *counters)
{
    iot_over_time_free(counters->over_time);
    counters->over_time = iot_over_time_new();
}

const iot_over_time *
iot_counters_over_time(const iot_counters *counters)
{
    return counters->over_time;
}

void
iot_count_add(iot_count *sum, const iot_count *more)
{
    if (iot_count_is_empty(more))
        return;
    if (iot_count_is_empty(sum) || sum->first_ns == IOT_TIME_UNKNOWN_NS) {
        sum->first_ns = more->first_ns;
        sum->last_ns = more->last_ns;
    } else if (more->first_ns != IOT_TIME_UNKNOWN_NS) {
        sum->first_ns = MIN(sum->first_ns, more->first_ns);
        sum->last_ns = MAX(sum->last_ns, more->last_ns);
    }
    sum->packets += more->packets;
    sum->bytes += more->bytes;
    sum->uncounted += more->uncounted;
}

void
iot_counters_add_count(iot_counters *counters, iot_flow_id flow, const iot_count *count)
{
    if (counters->counts->len <= flow)
        g_array_set_size(counters->counts, flow + 1);
    iot_count_add(&g_array_index(counters->counts, iot_count, flow), count);
}

void
iot_counters_add(iot_counters *counters, iot_flow_id flow, uint32_t length_bytes, int64_t time_ns)
{
    iot_counters_add_count(counters, flow, &(iot_count){1, length_bytes, time_ns, time_ns, 0});
    if (counters->over_time)
        iot_over_time_add(counters->over_time, flow, length_bytes, time_ns);
}

void
iot_counters_add_copies(iot_counters *counters, const iot_count *count)
{
    iot_count_add(&counters->copies, count);
}

void
iot_counters_add_copy(iot_counters *counters, uint32_t length_bytes, int64_t time_ns)
{
    iot_counters_add_copies(counters, &(iot_count){1, length_bytes, time_ns, time_ns, 0});
}

void
iot_counters_add_packet(iot_counters *counters, iot_flow_id flow, const iot_observation *obs)
{
    if (obs->copy_of)
        iot_counters_add_copy(counters, obs->length_bytes, obs->time_ns);
    else
        iot_counters_add(counters, flow, obs->length_bytes, obs->time_ns);
}

iot_count
iot_counters_copies(const iot_counters *counters)
{
    return counters->copies;
}

iot_count
iot_counters_get(const iot_counters *counters, iot_flow_id flow)
{
    return flow < counters->counts->len ? g_array_index(counters->counts, iot_count, flow)
                                        : (iot_count){0};
}

void
iot_counters_move(iot_flow_id from, iot_flow_id to, void *user_data)
{
    iot_counters *counters = user_data;
    iot_count count = iot_counters_get(counters, from);

    if (iot_count_is_empty(&count))
        return;
    g_array_index(counters->counts, iot_count, from) = (iot_count){0};
    iot_counters_add_count(counters, to, &count);
    if (counters->over_time)
        iot_over_time_move(counters->over_time, from, to);
}
