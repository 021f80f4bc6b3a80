/* links.c - who sends for whom, and whose address is local for want of another explanation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/links-internal.h"

#include <string.h>

#define LOOKS_MAX 3

static bool
is_forwarder(const iot_mac *mac, const void *data)
{
    const iot_links *links = data;

    return iot_forwarders_has(links->forwarders, mac);
}

static bool
is_client(const iot_mac *mac, const void *data)
{
    const iot_links *links = data;

    return g_hash_table_contains(links->clients, mac);
}

static const iot_mac *
stand_in(const iot_mac *mac, const void *data)
{
    const iot_links *links = data;
    const iot_mac *found = g_hash_table_lookup(links->stand_ins, mac);

    return found ? found : mac;
}

static GHashTable *
macs_new(void)
{
    return g_hash_table_new_full(iot_mac_hash, iot_mac_equal_key, g_free, g_free);
}

static GHashTable *
addrs_new(void)
{
    return g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
}

iot_links *
iot_links_new(const iot_links_evidence *evidence)
{
    iot_links *links = g_new0(iot_links, 1);

    links->evidence = *evidence;
    links->forwarders = iot_forwarders_new();
    links->clients = macs_new();
    links->stand_ins = macs_new();
    links->inferred = addrs_new();
    links->proxied = addrs_new();
    links->view = (iot_bindings_view){is_forwarder, is_client, stand_in, links};
    return links;
}

void
iot_links_free(iot_links *links)
{
    if (!links)
        return;
    iot_forwarders_free(links->forwarders);
    g_hash_table_unref(links->clients);
    g_hash_table_unref(links->stand_ins);
    g_hash_table_unref(links->inferred);
    g_hash_table_unref(links->proxied);
    g_free(links);
}

void
iot_links_add_gateway(iot_links *links, const iot_mac *mac)
{
    iot_forwarders_add(links->forwarders, mac, IOT_FORWARDER_GATEWAY);
}

/* All by which what is said here can become another. */
static iot_revision
evidence_of(const iot_links *links)
{
    return 1 + iot_localnet_revision(links->evidence.localnet) +
           iot_relayed_revision(links->evidence.relayed) +
           iot_flows_endpoints(links->evidence.flows);
}

/* Takes the place of what was known, if it is something else. */
static void
replace(iot_links *links, GHashTable **known, GHashTable *found)
{
    GHashTableIter iter;
    gpointer key, value;
    bool same = g_hash_table_size(*known) == g_hash_table_size(found);

    g_hash_table_iter_init(&iter, found);
    while (same && g_hash_table_iter_next(&iter, &key, &value)) {
        gpointer had = NULL;
        same = g_hash_table_lookup_extended(*known, key, NULL, &had) &&
               (!value || value == key || iot_mac_equal(had, value));
    }
    if (!same)
        links->revision++;
    g_hash_table_unref(*known);
    *known = found;
}

static void
find_gateways(const iot_links *links, iot_forwarders *found)
{
    const iot_flows *flows = links->evidence.flows;

    for (uint32_t i = 0; i < iot_flows_endpoints(flows); i++) {
        const iot_endpoint *endpoint = iot_flows_endpoint_get(flows, i);
        if (endpoint->sent && iot_addr_is_unicast(&endpoint->addr) &&
            !iot_links_is_local(links, &endpoint->addr))
            iot_forwarders_add(found, &endpoint->mac, IOT_FORWARDER_GATEWAY);
    }
}

/* Who repeats what a silent host says of its address, and sends from it, is its extender. */
static void
find_extenders(const iot_links *links, GHashTable *senders, iot_forwarders *found,
               GHashTable *clients)
{
    const iot_relayed *relayed = links->evidence.relayed;

    for (uint32_t i = 0; i < iot_relayed_count(relayed); i++) {
        const iot_relay *told = iot_relayed_get(relayed, i);
        if (!iot_addr_is_set(&told->addr) || g_hash_table_contains(senders, &told->mac) ||
            !iot_links_is_local(links, &told->addr) ||
            !iot_bindings_is_sender(links->evidence.bindings, &told->addr, &told->by))
            continue;
        iot_forwarders_add(found, &told->by, IOT_FORWARDER_EXTENDER);
        g_hash_table_insert(clients, g_memdup2(&told->mac, sizeof told->mac), NULL);
    }
}

/* Who asks DHCP for a silent host, and is not known to forward, is that host under another MAC. */
static void
find_stand_ins(const iot_links *links, GHashTable *senders, const GHashTable *clients,
               GHashTable *found)
{
    const iot_relayed *relayed = links->evidence.relayed;

    for (uint32_t i = 0; i < iot_relayed_count(relayed); i++) {
        const iot_relay *told = iot_relayed_get(relayed, i);
        if (iot_addr_is_set(&told->addr) || g_hash_table_contains(senders, &told->mac) ||
            g_hash_table_contains((GHashTable *)clients, &told->mac) ||
            iot_forwarders_has(links->forwarders, &told->by))
            continue;
        g_hash_table_insert(found, g_memdup2(&told->mac, sizeof told->mac),
                            g_memdup2(&told->by, sizeof told->by));
    }
}

void
iot_links_refresh(iot_links *links)
{
    iot_revision now = evidence_of(links);

    if (links->looked_at == now)
        return;
    links->looked_at = now;
    links->since = 0;
    g_autoptr(GHashTable) senders = iot_links_senders(links);
    replace(links, &links->proxied, iot_links_find_proxied(links, senders));
    if (g_hash_table_size(links->proxied) > 0)
        iot_links_count_remotes(links, senders);
    replace(links, &links->inferred, iot_links_infer(links, senders));

    iot_forwarders *found = iot_forwarders_new();
    GHashTable *clients = macs_new(), *stand_ins = macs_new();
    find_gateways(links, found);
    find_extenders(links, senders, found, clients);
    iot_forwarders_become(links->forwarders, found);
    find_stand_ins(links, senders, clients, stand_ins);
    replace(links, &links->clients, clients);
    replace(links, &links->stand_ins, stand_ins);
}

void
iot_links_reconsider(iot_links *links)
{
    const iot_flows *flows = links->evidence.flows;

    /* Who is there shows early: each look waits twice as long as the one before, up to a limit. */
    uint64_t ends = (uint64_t)iot_flows_endpoints(flows) + iot_flows_count(flows);
    if (++links->since < ends << links->looks)
        return;
    iot_links_refresh(links);
    links->looks = MIN(links->looks + 1, LOOKS_MAX);
}

void
iot_links_forget(iot_links *links)
{
    links->looked_at = IOT_REVISION_NONE;
    iot_links_refresh(links);
}

bool
iot_links_is_local(const iot_links *links, const iot_addr *addr)
{
    if (g_hash_table_size(links->inferred) > 0 && g_hash_table_contains(links->inferred, addr))
        return true;
    if (g_hash_table_size(links->proxied) > 0 && g_hash_table_contains(links->proxied, addr))
        return iot_localnet_is_local_without_arp(links->evidence.localnet, addr);
    return iot_localnet_is_local(links->evidence.localnet, addr);
}

const iot_bindings_view *
iot_links_view(const iot_links *links)
{
    return &links->view;
}

const iot_forwarders *
iot_links_forwarders(const iot_links *links)
{
    return links->forwarders;
}

iot_revision
iot_links_revision(const iot_links *links)
{
    return links->revision + iot_forwarders_revision(links->forwarders);
}
