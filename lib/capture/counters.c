/* counters.c - packets and bytes per flow, of those packets that somebody chose to count
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/counters.h"

struct iot_tally {
    GArray *counts; /* of iot_count, by flow */
};

iot_tally *
iot_tally_new(void)
{
    iot_tally *tally = g_new0(iot_tally, 1);

    tally->counts = g_array_new(FALSE, TRUE, sizeof(iot_count));
    return tally;
}

void
iot_tally_free(iot_tally *tally)
{
    if (!tally)
        return;
    g_array_unref(tally->counts);
    g_free(tally);
}

void
iot_tally_clear(iot_tally *tally)
{
    g_array_set_size(tally->counts, 0);
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
iot_tally_add_count(iot_tally *tally, iot_flow_id flow, const iot_count *count)
{
    if (tally->counts->len <= flow)
        g_array_set_size(tally->counts, flow + 1);
    iot_count_add(&g_array_index(tally->counts, iot_count, flow), count);
}

void
iot_tally_add(iot_tally *tally, iot_flow_id flow, uint32_t length_bytes, int64_t time_ns)
{
    iot_tally_add_count(tally, flow, &(iot_count){1, length_bytes, time_ns, time_ns});
}

iot_count
iot_tally_get(const iot_tally *tally, iot_flow_id flow)
{
    return flow < tally->counts->len ? g_array_index(tally->counts, iot_count, flow)
                                     : (iot_count){0};
}

void
iot_tally_move(iot_flow_id from, iot_flow_id to, void *user_data)
{
    iot_tally *tally = user_data;
    iot_count count = iot_tally_get(tally, from);

    if (count.packets == 0)
        return;
    g_array_index(tally->counts, iot_count, from) = (iot_count){0};
    iot_tally_add_count(tally, to, &count);
}
