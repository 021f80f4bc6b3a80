/* passing.c - which networks the user could call local where most only passes through
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/passing.h"

/* Of all that passes through, what a network has to have, to be named. */
#define SHARE 4

typedef struct network {
    iot_prefix prefix;
    uint64_t packets;
    uint32_t number; /* in the order of first packets */
} network;

static iot_prefix
network_of(const iot_addr *addr)
{
    bool shared = addr->family == 4 && addr->bytes[0] == 100 && addr->bytes[1] >> 6 == 1;

    return iot_prefix_of(addr, addr->family == 6 ? 64 : shared ? 10 : 24);
}

static void
count(GHashTable *networks, const iot_addr *addr, uint64_t packets)
{
    iot_prefix prefix = network_of(addr);
    network *known = g_hash_table_lookup(networks, &prefix.addr);

    if (!known && g_hash_table_size(networks) < IOT_PASSING_SEEN_MAX) {
        known = g_new0(network, 1);
        known->prefix = prefix;
        known->number = g_hash_table_size(networks);
        g_hash_table_insert(networks, &known->prefix.addr, known);
    }
    if (known)
        known->packets += packets;
}

static int
compare_networks(gconstpointer a, gconstpointer b)
{
    const network *x = a, *y = b;

    if (x->packets != y->packets)
        return x->packets > y->packets ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* Must be freed by the caller. */
static GList *
networks_seen(const iot_report *report, GHashTable *networks)
{
    const iot_capture *capture = report->capture;
    iot_flow_view view;

    for (uint32_t i = 0; i < iot_capture_flows(capture); i++) {
        iot_flow_id flow = iot_capture_flow_at(capture, i);
        iot_count counted = iot_counters_get(report->counters, flow);
        uint64_t packets = iot_count_weight(&counted);
        const iot_addr *src, *dst;
        iot_capture_describe(capture, flow, &view);
        if (packets == 0 || view.direction != IOT_DIRECTION_TRANSIT)
            continue;
        iot_capture_ends(capture, flow, &src, &dst);
        count(networks, src, packets);
        iot_prefix of_src = network_of(src);
        if (!iot_prefix_contains(&of_src, dst))
            count(networks, dst, packets);
    }
    return g_list_sort(g_hash_table_get_values(networks), compare_networks);
}

unsigned
iot_passing_networks(const iot_report *report, iot_prefix ret_networks[IOT_PASSING_NETWORKS])
{
    uint64_t passing = iot_count_weight(&report->rest[IOT_DIRECTION_TRANSIT]);
    unsigned n = 0;

    if (passing * 2 <= iot_count_weight(&report->total))
        return 0;
    g_autoptr(GHashTable) networks =
        g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, NULL, g_free);
    g_autoptr(GList) seen = networks_seen(report, networks);
    for (const GList *at = seen; at && n < IOT_PASSING_NETWORKS; at = at->next) {
        const network *one = at->data;
        if (one->packets * SHARE >= passing)
            ret_networks[n++] = one->prefix;
    }
    return n;
}
