/* traffic.c - what went each way: what every row of a report begins with
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/traffic.h"

#include "base/units.h"

void
iot_traffic_add(iot_traffic *traffic, bool sent, const iot_count *count)
{
    iot_count_add(sent ? &traffic->sent : &traffic->received, count);
}

bool
iot_traffic_span(const iot_traffic *traffic, int64_t *ret_first_ns, int64_t *ret_last_ns)
{
    const iot_count both = iot_traffic_both(traffic);

    if (iot_count_is_empty(&both) || both.first_ns == IOT_TIME_UNKNOWN_NS)
        return false;
    *ret_first_ns = both.first_ns;
    *ret_last_ns = both.last_ns;
    return true;
}

iot_count
iot_traffic_both(const iot_traffic *traffic)
{
    iot_count both = traffic->sent;

    iot_count_add(&both, &traffic->received);
    return both;
}

char *
iot_count_packets_text(const iot_count *count)
{
    if (iot_count_is_unknown(count))
        return g_strdup("packets not counted");
    return g_strdup_printf("%" G_GUINT64_FORMAT " packet%s", count->packets,
                           count->packets == 1 ? "" : "s");
}

char *
iot_count_text(const iot_count *count)
{
    char bytes[IOT_UNITS_TEXT];
    g_autofree char *packets = iot_count_packets_text(count);

    if (iot_count_is_unknown(count))
        return g_steal_pointer(&packets);
    return g_strdup_printf("%s, %s%s", packets, iot_format_bytes(count->bytes, bytes),
                           count->uncounted > 0 ? " and some not counted" : "");
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

    if (x != y)
        return x > y ? -1 : 1;
    x = a->sent.uncounted + a->received.uncounted;
    y = b->sent.uncounted + b->received.uncounted;
    return x > y ? -1 : x < y;
}

bool
iot_traffic_is_empty(const iot_traffic *traffic)
{
    return iot_count_is_empty(&traffic->sent) && iot_count_is_empty(&traffic->received);
}
