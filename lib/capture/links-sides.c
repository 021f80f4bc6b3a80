/* links-sides.c - which side of a link is the home, where nothing says so
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/links-internal.h"

#define V4_BITS 24
#define V6_BITS 64

/* Of one family of addresses: 0 is IPv4. */
typedef enum family { V4, V6, FAMILIES } family;

/* What a MAC sent from. */
typedef struct sender {
    struct {
        uint32_t remotes;  /* addresses that are not local */
        iot_prefix prefix; /* of the first of them */
        bool several;      /* prefixes */
        uint32_t flows;    /* with those opposite who lead to the internet */
        uint32_t shared;   /* of them, with remotes that others talk to, who are proven local */
    } of[FAMILIES];
    bool has_own; /* address: local by more than ARP */
} sender;

static family
family_of(const iot_addr *addr)
{
    return addr->family == 4 ? V4 : V6;
}

/* Proven to be, leaving aside what this file infers. */
static bool
is_proven(const iot_links *links, const iot_addr *addr)
{
    return g_hash_table_size(links->proxied) > 0 && g_hash_table_contains(links->proxied, addr)
               ? iot_localnet_is_local_without_arp(links->evidence.localnet, addr)
               : iot_localnet_is_local(links->evidence.localnet, addr);
}

typedef enum proof { PROVEN, UNPROVEN, NO_HOST } proof;

static proof
proof_of(const iot_links *links, const iot_endpoint *endpoint)
{
    if (is_proven(links, &endpoint->addr))
        return PROVEN;
    return iot_mac_is_station(&endpoint->mac) && iot_addr_is_unicast(&endpoint->addr) ? UNPROVEN
                                                                                      : NO_HOST;
}

static void
count_remote(sender *of, const iot_addr *addr)
{
    family f = family_of(addr);

    if (of->of[f].remotes++ == 0)
        of->of[f].prefix = iot_prefix_of(addr, f == V4 ? V4_BITS : V6_BITS);
    else if (!iot_prefix_contains(&of->of[f].prefix, addr))
        of->of[f].several = true;
}

void
iot_links_count_remotes(const iot_links *links, GHashTable *senders)
{
    const iot_flows *flows = links->evidence.flows;
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, senders);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        *(sender *)value = (sender){0};
    for (uint32_t i = 0; i < iot_flows_endpoints(flows); i++) {
        const iot_endpoint *endpoint = iot_flows_endpoint_get(flows, i);
        sender *of = endpoint->sent ? g_hash_table_lookup(senders, &endpoint->mac) : NULL;
        if (!of)
            continue;
        if (proof_of(links, endpoint) == UNPROVEN)
            count_remote(of, &endpoint->addr);
        else if (iot_localnet_is_local_without_arp(links->evidence.localnet, &endpoint->addr))
            of->has_own = true;
    }
}

GHashTable *
iot_links_senders(const iot_links *links)
{
    const iot_flows *flows = links->evidence.flows;
    GHashTable *senders = g_hash_table_new_full(iot_mac_hash, iot_mac_equal_key, NULL, g_free);

    for (uint32_t i = 0; i < iot_flows_endpoints(flows); i++) {
        const iot_endpoint *endpoint = iot_flows_endpoint_get(flows, i);
        if (endpoint->sent && iot_mac_is_station(&endpoint->mac) &&
            !g_hash_table_contains(senders, &endpoint->mac))
            g_hash_table_insert(senders, (gpointer)&endpoint->mac, g_new0(sender, 1));
    }
    iot_links_count_remotes(links, senders);
    return senders;
}

typedef struct proxying {
    const iot_links *links;
    GHashTable *senders, *found;
} proxying;

/* It leads elsewhere: it sends from a remote, or from an address of its own beside. */
static bool
is_gateway(const iot_mac *mac, const void *user_data)
{
    const proxying *at = user_data;
    const sender *of = g_hash_table_lookup(at->senders, mac);

    return of && (of->of[V4].remotes > 0 || of->of[V6].remotes > 0 || of->has_own);
}

static void
judge_neighbour(const iot_addr *addr, void *user_data)
{
    const proxying *at = user_data;
    const iot_links_evidence *evidence = &at->links->evidence;

    if (addr->family == 4 && iot_dns_answers_newest(evidence->answers, addr) &&
        !iot_localnet_is_local_without_arp(evidence->localnet, addr) &&
        iot_bindings_are_all(evidence->bindings, addr, is_gateway, at))
        g_hash_table_add(at->found, g_memdup2(addr, sizeof *addr));
}

GHashTable *
iot_links_find_proxied(const iot_links *links, GHashTable *senders)
{
    proxying at = {
        .links = links,
        .senders = senders,
        .found = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL),
    };

    iot_localnet_foreach_neighbour(links->evidence.localnet, judge_neighbour, &at);
    return at.found;
}

/* The sender of a MAC that could be on the near side of the link, for a family. */
static sender *
near_side(GHashTable *senders, const iot_mac *mac, family f)
{
    sender *of = g_hash_table_lookup(senders, mac);

    return of && of->of[f].remotes > 0 && !of->of[f].several ? of : NULL;
}

static bool
leads_away(GHashTable *senders, const iot_mac *mac, family f)
{
    const sender *of = g_hash_table_lookup(senders, mac);

    return of && of->of[f].remotes >= IOT_LINKS_MANY;
}

/* True if any MAC can be on a near side, and any opposite. */
static bool
is_worth_it(GHashTable *senders)
{
    bool near[FAMILIES] = {false}, away[FAMILIES] = {false};
    GHashTableIter iter;
    gpointer mac;

    g_hash_table_iter_init(&iter, senders);
    while (g_hash_table_iter_next(&iter, &mac, NULL))
        for (family f = V4; f < FAMILIES; f++) {
            near[f] |= near_side(senders, mac, f) != NULL;
            away[f] |= leads_away(senders, mac, f);
        }
    return (near[V4] && away[V4]) || (near[V6] && away[V6]);
}

/* Of each endpoint, by its number, as many flows have the same; must be freed by the caller using
 * g_free. */
static uint8_t *
find_proofs(const iot_links *links)
{
    const iot_flows *flows = links->evidence.flows;
    uint8_t *proofs = g_malloc0(iot_flows_endpoints(flows));

    for (uint32_t i = 0; i < iot_flows_endpoints(flows); i++)
        proofs[i] = (uint8_t)proof_of(links, iot_flows_endpoint_get(flows, i));
    return proofs;
}

/* Stands for several MACs, as it is nobody's. */
static const iot_mac several_macs;

static void
add_remote(GHashTable *remotes, const iot_endpoint *remote, const iot_mac *by)
{
    const iot_mac *before = g_hash_table_lookup(remotes, &remote->addr);

    if (!iot_addr_is_unicast(&remote->addr) || before == &several_macs)
        return;
    if (before && !iot_mac_equal(before, by))
        by = &several_macs;
    g_hash_table_insert(remotes, (gpointer)&remote->addr, (gpointer)by);
}

/* Remotes that devices talk to that are proven to be some: iot_addr* in endpoints -> the MAC that
 * does. */
static GHashTable *
proven_remotes(const iot_flows *flows, const uint8_t *proofs)
{
    GHashTable *remotes = g_hash_table_new(iot_addr_hash, iot_addr_equal_key);

    for (iot_flow_id id = 1; id <= iot_flows_count(flows); id++) {
        if (!iot_flows_has(flows, id))
            continue;
        const iot_flow *flow = iot_flows_flow(flows, id);
        bool src = proofs[flow->src] == PROVEN, dst = proofs[flow->dst] == PROVEN;
        if (src == dst)
            continue;
        add_remote(remotes, iot_flows_endpoint_get(flows, src ? flow->dst : flow->src),
                   &iot_flows_endpoint_get(flows, src ? flow->src : flow->dst)->mac);
    }
    return remotes;
}

/* True if another MAC than that of `one` talks to it, too. */
static bool
is_shared(GHashTable *remotes, const iot_endpoint *one, const iot_addr *remote)
{
    const iot_mac *by = g_hash_table_lookup(remotes, remote);

    return by && !iot_mac_equal(by, &one->mac);
}

/* A flow between `one` and `other`, seen from `one`. */
static void
take_side(GHashTable *senders, GHashTable *shared, const iot_endpoint *one,
          const iot_endpoint *other)
{
    family f = family_of(&one->addr);
    sender *of = near_side(senders, &one->mac, f);

    /* Where each could be the near side of the other, neither is known to be. */
    if (!of || !leads_away(senders, &other->mac, f) ||
        (of->of[f].remotes >= IOT_LINKS_MANY && near_side(senders, &other->mac, f)))
        return;
    of->of[f].flows++;
    of->of[f].shared += is_shared(shared, one, &other->addr);
}

/* Few captures have any flow whose ends are both unproven. */
static void
take_sides(const iot_flows *flows, const uint8_t *proofs, GHashTable *senders)
{
    g_autoptr(GHashTable) shared = NULL;

    for (iot_flow_id id = 1; id <= iot_flows_count(flows); id++) {
        const iot_flow *flow = iot_flows_has(flows, id) ? iot_flows_flow(flows, id) : NULL;
        if (!flow || proofs[flow->src] != UNPROVEN || proofs[flow->dst] != UNPROVEN)
            continue;
        const iot_endpoint *src = iot_flows_endpoint_get(flows, flow->src);
        const iot_endpoint *dst = iot_flows_endpoint_get(flows, flow->dst);
        if (iot_mac_equal(&src->mac, &dst->mac))
            continue;
        if (!shared)
            shared = proven_remotes(flows, proofs);
        take_side(senders, shared, src, dst);
        take_side(senders, shared, dst, src);
    }
}

/* What of the far side of a router is seen, others on this side do, too. */
static bool
is_near(const sender *of, family f)
{
    return of && of->of[f].flows > 0 && of->of[f].shared * 2 < of->of[f].flows;
}

GHashTable *
iot_links_infer(const iot_links *links, GHashTable *senders)
{
    const iot_flows *flows = links->evidence.flows;
    GHashTable *found = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);

    if (!is_worth_it(senders))
        return found;
    g_autofree uint8_t *proofs = find_proofs(links);
    take_sides(flows, proofs, senders);
    for (uint32_t i = 0; i < iot_flows_endpoints(flows); i++) {
        const iot_endpoint *endpoint = iot_flows_endpoint_get(flows, i);
        family f = family_of(&endpoint->addr);
        if (endpoint->sent && proofs[i] == UNPROVEN &&
            is_near(near_side(senders, &endpoint->mac, f), f) &&
            g_hash_table_size(found) < IOT_LINKS_INFERRED_MAX)
            g_hash_table_add(found, g_memdup2(&endpoint->addr, sizeof endpoint->addr));
    }
    return found;
}
