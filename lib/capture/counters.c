/* counters.c - packets and bytes per flow, of those packets that somebody chose to count
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/counters.h"

struct iot_counters {
    GArray *counts; /* of iot_count, by flow */
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
    g_free(counters);
}

void
iot_counters_clear(iot_counters *counters)
{
    g_array_set_size(counters->counts, 0);
}

void
iot_count_add(iot_count *sum, const iot_count *more)
{
    if (more->packets == 0)
        return;
    sum->first_ns = sum->packets ? MIN(sum->first_ns, more->first_ns) : more->first_ns;
    sum->last_ns = sum->packets ? MAX(sum->last_ns, more->last_ns) : more->last_ns;
    sum->packets += more->packets;
    sum->bytes += more->bytes;
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
    iot_counters_add_count(counters, flow, &(iot_count){1, length_bytes, time_ns, time_ns});
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

    if (count.packets == 0)
        return;
    g_array_index(counters->counts, iot_count, from) = (iot_count){0};
    iot_counters_add_count(counters, to, &count);
}
