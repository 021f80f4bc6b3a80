/* capture-prune.c - keeps what a capture knows within its memory
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A table over its share is thinned out to half of it, so that as much has to come again before the
 * next time: what that costs is paid for by what came. Flows are first, as others stay by what they
 * tell of flows that stay. What was worked out of all that (devices, conversations) is forgotten,
 * and worked out anew when somebody settles.
 */
#include "capture/capture-prune.h"

#include "base/budget.h"
#include "base/ranking.h"

#include <string.h>

/* Whoever has a local address, is more worth knowing than who sent for a remote. */
#define LOCAL_FACTOR ((uint64_t)1 << 16)
/* Of the room for bindings, what sets of addresses have. */
#define SETS_SHARE    12
#define CROWDED_SHARE 16

/* In a set. */
#define ADDR_BYTES (IOT_BUDGET_PIECE_BYTES(sizeof(iot_addr)) + IOT_BUDGET_ENTRY_BYTES)

/* An address, or a MAC, and the packets of those that stay; compared by the former. */
typedef struct addr_packets {
    iot_addr addr;
    uint32_t packets;
} addr_packets;

typedef struct mac_packets {
    iot_mac mac;
    uint32_t packets;
} mac_packets;

typedef struct prune {
    iot_capture *capture;
    GArray *packets; /* of uint32_t, by endpoint */
    GArray *addrs;   /* of addr_packets, sorted; equal ones beside each other */
    GArray *macs;    /* of mac_packets, sorted in the same way */
} prune;

static uint64_t
share(const iot_capture *capture, iot_budget_part part)
{
    return iot_budget_share(capture->memory_bytes, part);
}

/* With the gateways, which are there as long as what they sent. */
static uint64_t
flows_bytes(const iot_capture *capture)
{
    return iot_flows_bytes(capture->flows) +
           iot_forwarders_count(iot_who_forwarders(capture->who)) * (uint64_t)ADDR_BYTES;
}

static uint64_t
bindings_bytes(const iot_capture *capture)
{
    return iot_bindings_bytes(capture->bindings) + iot_localnet_bytes(capture->localnet) +
           iot_relayed_bytes(capture->relayed) +
           (g_hash_table_size(capture->unreachable) + g_hash_table_size(capture->mentioned) +
            g_hash_table_size(capture->nearby)) *
               (uint64_t)ADDR_BYTES;
}

static uint64_t
claims_bytes(const iot_capture *capture)
{
    return iot_claims_bytes(iot_who_claims(capture->who)) +
           iot_evidences_bytes(capture->evidences) +
           iot_home_names_bytes(iot_who_home_names(capture->who)) +
           iot_devices_bytes(iot_who_devices(capture->who));
}

/* Sets that take the first of what comes, and have no room for more. */
static bool
any_set_is_full(const iot_capture *capture)
{
    return iot_localnet_is_full(capture->localnet) || iot_relayed_is_full(capture->relayed) ||
           iot_forwarders_count(iot_who_forwarders(capture->who)) >= IOT_FORWARDERS_MAX ||
           g_hash_table_size(capture->unreachable) >= IOT_CAPTURE_UNREACHABLE_MAX ||
           g_hash_table_size(capture->mentioned) >= IOT_CAPTURE_UNREACHABLE_MAX ||
           g_hash_table_size(capture->nearby) >= IOT_CAPTURE_UNREACHABLE_MAX;
}

static bool
is_over(const iot_capture *capture)
{
    return flows_bytes(capture) > share(capture, IOT_BUDGET_FLOWS) ||
           iot_dns_answers_bytes(capture->answers) > share(capture, IOT_BUDGET_ANSWERS) ||
           iot_dns_queries_bytes(capture->queries) > share(capture, IOT_BUDGET_QUERIES) ||
           bindings_bytes(capture) > share(capture, IOT_BUDGET_BINDINGS) ||
           claims_bytes(capture) > share(capture, IOT_BUDGET_CLAIMS) ||
           iot_smallest_rtts_bytes(capture->smallest_rtts) > share(capture, IOT_BUDGET_ROUNDTRIPS);
}

/* By address, and then those of most packets first. */
static int
compare_addrs(gconstpointer a, gconstpointer b)
{
    const addr_packets *x = a, *y = b;
    int order = memcmp(&x->addr, &y->addr, sizeof x->addr);

    return order ? order : x->packets > y->packets ? -1 : x->packets < y->packets;
}

static int
compare_macs(gconstpointer a, gconstpointer b)
{
    const mac_packets *x = a, *y = b;
    int order = memcmp(&x->mac, &y->mac, sizeof x->mac);

    return order ? order : x->packets > y->packets ? -1 : x->packets < y->packets;
}

/* Where the first element is that does not stand before the key: no packet count is larger. */
static guint
lower_bound(const GArray *sorted, gconstpointer key, GCompareFunc compare, guint size)
{
    guint low = 0, high = sorted->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (compare(sorted->data + (gsize)middle * size, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Packets of those that stay and have the address: of one of its endpoints, the busiest. 0: none.
 */
static uint32_t
packets_of_addr(const prune *p, const iot_addr *addr)
{
    addr_packets key = {*addr, UINT32_MAX};
    guint at = lower_bound(p->addrs, &key, compare_addrs, sizeof key);
    const addr_packets *found = &g_array_index(p->addrs, addr_packets, at);

    return at < p->addrs->len && iot_addr_equal(&found->addr, addr) ? found->packets : 0;
}

static uint32_t
packets_of_mac(const prune *p, const iot_mac *mac)
{
    mac_packets key = {*mac, UINT32_MAX};
    guint at = lower_bound(p->macs, &key, compare_macs, sizeof key);
    const mac_packets *found = &g_array_index(p->macs, mac_packets, at);

    return at < p->macs->len && iot_mac_equal(&found->mac, mac) ? found->packets : 0;
}

static void
gather_ends(prune *p)
{
    p->addrs = g_array_new(FALSE, TRUE, sizeof(addr_packets));
    p->macs = g_array_new(FALSE, TRUE, sizeof(mac_packets));
    for (uint32_t i = 1; i < p->packets->len; i++) {
        const iot_endpoint *one = iot_flows_endpoint_get(p->capture->flows, i);
        uint32_t packets = g_array_index(p->packets, uint32_t, i);
        addr_packets addr = {one->addr, packets};
        mac_packets mac = {one->mac, packets};
        if (packets == 0)
            continue;
        g_array_append_val(p->addrs, addr);
        g_array_append_val(p->macs, mac);
    }
    g_array_sort(p->addrs, compare_addrs);
    g_array_sort(p->macs, compare_macs);
}

/* Answers by which the flows that stay are named. */
static void
note_needed_answers(const iot_capture *capture)
{
    for (iot_flow_id id = 1; id <= iot_flows_count(capture->flows); id++) {
        if (!iot_flows_has(capture->flows, id))
            continue;
        const iot_flow *flow = iot_flows_flow(capture->flows, id);
        iot_dns_answers_need(capture->answers, iot_capture_address_of(capture, flow->src),
                             flow->dst, flow->name_frame, MAX(flow->packets, 1));
        iot_dns_answers_need(capture->answers, iot_capture_address_of(capture, flow->dst),
                             flow->src, flow->name_frame, MAX(flow->packets, 1));
    }
}

static void
prune_names(const prune *p)
{
    iot_capture *capture = p->capture;
    const uint32_t *packets = (const uint32_t *)(const void *)p->packets->data;

    if (iot_dns_answers_bytes(capture->answers) > share(capture, IOT_BUDGET_ANSWERS)) {
        note_needed_answers(capture);
        iot_dns_answers_prune(capture->answers, share(capture, IOT_BUDGET_ANSWERS) / 2, packets);
    }
    if (iot_dns_queries_bytes(capture->queries) > share(capture, IOT_BUDGET_QUERIES))
        iot_dns_queries_prune(capture->queries, share(capture, IOT_BUDGET_QUERIES) / 2, packets);
}

static void
note_client(const iot_addr *addr G_GNUC_UNUSED, const iot_dns_answer *answer, void *used)
{
    ((uint8_t *)used)[answer->client] = 1;
}

static void
remove_endpoints(const prune *p)
{
    const iot_dns_queries *queries = p->capture->queries;
    g_autofree uint8_t *used = g_new0(uint8_t, p->packets->len);

    for (guint i = 0; i < p->packets->len; i++)
        used[i] = g_array_index(p->packets, uint32_t, i) > 0;
    iot_dns_answers_foreach(p->capture->answers, note_client, used);
    for (unsigned i = 0; i < iot_dns_queries_count(queries); i++) {
        used[iot_dns_queries_get(queries, i)->asker] = 1;
        used[iot_dns_queries_get(queries, i)->resolver] = 1;
    }
    for (uint32_t i = 0; i < iot_detours_count(p->capture->detours); i++) {
        used[iot_detours_get(p->capture->detours, i)->by] = 1;
        used[iot_detours_get(p->capture->detours, i)->client] = 1;
    }
    iot_flows_remove_endpoints(p->capture->flows, used);
}

static uint64_t
weight_of_addr(const iot_addr *addr, void *user_data)
{
    const prune *p = user_data;
    uint64_t packets = packets_of_addr(p, addr);

    return 1 + packets * (iot_who_is_remote(p->capture->who, addr) ? 1 : LOCAL_FACTOR);
}

/* The first of its addresses that there may be tells. */
static bool
has_any(const iot_prefix *net, void *user_data)
{
    const prune *p = user_data;
    addr_packets key = {net->addr, UINT32_MAX};
    guint at = lower_bound(p->addrs, &key, compare_addrs, sizeof key);

    return at < p->addrs->len &&
           iot_prefix_contains(net, &g_array_index(p->addrs, addr_packets, at).addr);
}

static void
prune_bindings(prune *p)
{
    iot_capture *capture = p->capture;
    uint64_t room = share(capture, IOT_BUDGET_BINDINGS), some = room / SETS_SHARE;

    if (bindings_bytes(capture) <= room && !any_set_is_full(capture))
        return;
    iot_bindings_prune(capture->bindings, room / 4, weight_of_addr, p);
    iot_relayed_prune(capture->relayed, some, weight_of_addr, p);
    iot_localnet_prune(capture->localnet, some, weight_of_addr, has_any, p);
    capture->dropped +=
        iot_ranking_thin_out(capture->unreachable, ADDR_BYTES, some / 4, weight_of_addr, p) +
        iot_ranking_thin_out(capture->mentioned, ADDR_BYTES, some / 4, weight_of_addr, p) +
        iot_ranking_thin_out(capture->nearby, ADDR_BYTES, some / 4, weight_of_addr, p);
}

static uint64_t
packets_of_sender(const iot_said *said, void *user_data)
{
    const prune *p = user_data;

    return iot_mac_is_set(&said->mac) ? packets_of_mac(p, &said->mac)
                                      : packets_of_addr(p, &said->addr);
}

/* What devices are, and what they are called, share one room. */
static void
prune_claims(prune *p)
{
    iot_capture *capture = p->capture;
    uint64_t room = share(capture, IOT_BUDGET_CLAIMS) / 2;

    if (claims_bytes(capture) <= share(capture, IOT_BUDGET_CLAIMS))
        return;
    iot_evidences_prune(capture->evidences, room / 2, packets_of_sender, p);
    iot_who_prune_claims(capture->who, room - iot_evidences_bytes(capture->evidences),
                         packets_of_sender, p);
}

static void
prune_others(prune *p)
{
    iot_capture *capture = p->capture;

    gather_ends(p);
    prune_bindings(p);
    prune_claims(p);
    if (iot_smallest_rtts_bytes(capture->smallest_rtts) > share(capture, IOT_BUDGET_ROUNDTRIPS))
        iot_smallest_rtts_prune(capture->smallest_rtts, share(capture, IOT_BUDGET_ROUNDTRIPS) / 2,
                                weight_of_addr, p);
    g_array_unref(p->addrs);
    g_array_unref(p->macs);
}

static void
make_room(iot_capture *capture, uint64_t most_of_flows, iot_flow_moved_fn moved, void *user_data)
{
    prune p = {.capture = capture};

    if (flows_bytes(capture) > most_of_flows)
        iot_capture_prune_flows(capture, most_of_flows / 2, moved, user_data);
    p.packets = iot_capture_packets_of_endpoints(capture);
    prune_names(&p);
    remove_endpoints(&p);
    prune_others(&p);
    g_array_unref(p.packets);
    iot_who_forget(capture->who);
    capture->pruned_observations = capture->observations;
    capture->pruned_ends = iot_flows_endpoints(capture->flows);
    capture->crowded = is_over(capture);
}

/* Looking at everything is paid for by what comes in between. Sets with room for so many and no
 * more are looked at anew only after as many packets as there are things to look at; and if all
 * that could be done was not enough, so is the rest after a part of that. */
static bool
is_due(const iot_capture *capture)
{
    uint64_t since = capture->observations - capture->pruned_observations;

    if (is_over(capture))
        return !capture->crowded || since > capture->pruned_ends / CROWDED_SHARE;
    return any_set_is_full(capture) && since > capture->pruned_ends;
}

void
iot_capture_make_room(iot_capture *capture, iot_flow_moved_fn moved, void *user_data)
{
    if (!capture->grown || capture->memory_bytes == 0)
        return;
    capture->grown = false;
    if (is_due(capture))
        make_room(capture, share(capture, IOT_BUDGET_FLOWS), moved, user_data);
}

void
iot_capture_make_room_for_reports(iot_capture *capture, iot_flow_moved_fn moved, void *user_data)
{
    if (capture->memory_bytes == 0)
        return;
    uint64_t most = share(capture, IOT_BUDGET_REPORTS) / IOT_BUDGET_REPORTS_FACTOR;
    if (flows_bytes(capture) > most)
        make_room(capture, MIN(2 * most, share(capture, IOT_BUDGET_FLOWS)), moved, user_data);
}
