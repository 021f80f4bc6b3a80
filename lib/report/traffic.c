/* traffic.c - what went each way: what every row of a report begins with
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/traffic.h"

void
iot_traffic_add(iot_traffic *traffic, bool sent, const iot_count *count)
{
    iot_count_add(sent ? &traffic->sent : &traffic->received, count);
}

bool
iot_traffic_span(const iot_traffic *traffic, int64_t *ret_first_ns, int64_t *ret_last_ns)
{
    iot_count both = traffic->sent;

    iot_count_add(&both, &traffic->received);
    if (both.packets == 0)
        return false;
    *ret_first_ns = both.first_ns;
    *ret_last_ns = both.last_ns;
    return true;
}

uint64_t
iot_traffic_packets(const iot_traffic *traffic)
{
    return traffic->sent.packets + traffic->received.packets;
}

uint64_t
iot_traffic_bytes(const iot_traffic *traffic)
{
    return traffic->sent.bytes + traffic->received.bytes;
}

int
iot_traffic_compare(const iot_traffic *a, const iot_traffic *b)
{
    uint64_t x = iot_traffic_bytes(a), y = iot_traffic_bytes(b);

    return x > y ? -1 : x < y;
}
