/* localnet.c - which addresses are local, and why we believe it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/localnet.h"

#include "base/budget.h"

struct iot_localnet {
    GArray *configured;     /* of iot_prefix */
    GArray *onlink;         /* of iot_prefix */
    GArray *slash64;        /* of iot_prefix */
    GHashTable *neighbours; /* iot_addr*: proven by ARP or neighbour discovery */
    GHashTable *eui64;      /* iot_addr*: proven by their sender's MAC */
    GHashTable *linked;     /* iot_addr*: proven by what they send to everybody */
    uint64_t dropped;
    iot_revision revision;
};

iot_localnet *
iot_localnet_new(void)
{
    iot_localnet *net = g_new0(iot_localnet, 1);

    net->configured = g_array_new(FALSE, FALSE, sizeof(iot_prefix));
    net->onlink = g_array_new(FALSE, FALSE, sizeof(iot_prefix));
    net->slash64 = g_array_new(FALSE, FALSE, sizeof(iot_prefix));
    net->neighbours = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
    net->eui64 = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
    net->linked = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, NULL);
    return net;
}

void
iot_localnet_free(iot_localnet *net)
{
    if (!net)
        return;
    g_array_unref(net->configured);
    g_array_unref(net->onlink);
    g_array_unref(net->slash64);
    g_hash_table_unref(net->neighbours);
    g_hash_table_unref(net->eui64);
    g_hash_table_unref(net->linked);
    g_free(net);
}

static bool
in_any(const GArray *prefixes, const iot_addr *addr)
{
    for (guint i = 0; i < prefixes->len; i++)
        if (iot_prefix_contains(&g_array_index(prefixes, iot_prefix, i), addr))
            return true;
    return false;
}

/* Every packet asks, and most of these are empty: nothing has to be hashed for them. */
static inline bool
is_among(GHashTable *addrs, const iot_addr *addr)
{
    return g_hash_table_size(addrs) > 0 && g_hash_table_contains(addrs, addr);
}

static void
add_prefix(iot_localnet *net, GArray *prefixes, const iot_prefix *prefix)
{
    for (guint i = 0; i < prefixes->len; i++)
        if (iot_prefix_equal(&g_array_index(prefixes, iot_prefix, i), prefix))
            return;
    if (prefixes->len >= IOT_LOCALNET_PREFIXES_MAX) {
        net->dropped++;
        return;
    }
    g_array_append_val(prefixes, *prefix);
    net->revision++;
}

static void
add_addr(iot_localnet *net, GHashTable *addrs, const iot_addr *addr)
{
    bool was_local = iot_localnet_is_local(net, addr);

    if (g_hash_table_contains(addrs, addr))
        return;
    if (g_hash_table_size(addrs) >= IOT_LOCALNET_ADDRS_MAX) {
        net->dropped++;
        return;
    }
    g_hash_table_add(addrs, g_memdup2(addr, sizeof *addr));
    if (!was_local)
        net->revision++;
}

void
iot_localnet_configure(iot_localnet *net, const iot_prefix *prefix)
{
    add_prefix(net, net->configured, prefix);
}

void
iot_localnet_observe_neighbour(iot_localnet *net, const iot_addr *addr)
{
    if (!iot_addr_is_unicast(addr))
        return;
    add_addr(net, net->neighbours, addr);
    if (iot_addr_is_global_v6(addr)) {
        iot_prefix around = iot_prefix_of(addr, 64);
        add_prefix(net, net->slash64, &around);
    }
}

void
iot_localnet_observe_sender(iot_localnet *net, const iot_addr *addr, const iot_mac *mac)
{
    if (iot_mac_is_station(mac) && iot_addr_is_eui64_of(addr, mac) && iot_addr_is_unicast(addr) &&
        !iot_localnet_is_local(net, addr))
        add_addr(net, net->eui64, addr);
}

void
iot_localnet_observe_on_link(iot_localnet *net, const iot_addr *addr)
{
    if (iot_addr_is_unicast(addr) && !iot_localnet_is_local(net, addr))
        add_addr(net, net->linked, addr);
}

void
iot_localnet_withdraw_on_link(iot_localnet *net, const iot_addr *addr)
{
    if (g_hash_table_remove(net->linked, addr))
        net->revision++;
}

void
iot_localnet_observe_onlink(iot_localnet *net, const iot_prefix *prefix)
{
    unsigned least = prefix->addr.family == 4 ? IOT_ONLINK_V4_MIN_BITS : IOT_ONLINK_V6_MIN_BITS;

    if (prefix->length >= least && iot_addr_is_unicast(&prefix->addr))
        add_prefix(net, net->onlink, prefix);
}

static bool
in_local_range(const iot_addr *addr)
{
    const uint8_t *b = addr->bytes;

    if (addr->family == 4)
        return b[0] == 10 || (b[0] == 172 && b[1] >> 4 == 1) || (b[0] == 192 && b[1] == 168) ||
               (b[0] == 169 && b[1] == 254);
    return b[0] >> 1 == 0xfc >> 1 || (b[0] == 0xfe && b[1] >> 6 == 2);
}

static iot_local_evidence
look_up(const iot_localnet *net, const iot_addr *addr, bool with_neighbours)
{
    if (!iot_addr_is_unicast(addr))
        return IOT_LOCAL_NOT;
    if (in_local_range(addr))
        return IOT_LOCAL_RANGE;
    if (in_any(net->configured, addr))
        return IOT_LOCAL_CONFIGURED;
    if (with_neighbours && is_among(net->neighbours, addr))
        return IOT_LOCAL_NEIGHBOUR;
    if (in_any(net->slash64, addr))
        return IOT_LOCAL_SLASH64;
    if (in_any(net->onlink, addr))
        return IOT_LOCAL_ONLINK;
    if (is_among(net->eui64, addr))
        return IOT_LOCAL_EUI64;
    return is_among(net->linked, addr) ? IOT_LOCAL_LINK : IOT_LOCAL_NOT;
}

iot_local_evidence
iot_localnet_lookup(const iot_localnet *net, const iot_addr *addr)
{
    return look_up(net, addr, true);
}

bool
iot_localnet_is_local_without_arp(const iot_localnet *net, const iot_addr *addr)
{
    return look_up(net, addr, false) != IOT_LOCAL_NOT;
}

const char *
iot_local_evidence_name(iot_local_evidence evidence)
{
    static const char *const names[] = {
        [IOT_LOCAL_NOT] = "not local",
        [IOT_LOCAL_RANGE] = "private range",
        [IOT_LOCAL_CONFIGURED] = "configured",
        [IOT_LOCAL_NEIGHBOUR] = "seen as neighbour",
        [IOT_LOCAL_SLASH64] = "same /64 as a neighbour",
        [IOT_LOCAL_EUI64] = "made from its MAC",
        [IOT_LOCAL_ONLINK] = "announced as on-link",
        [IOT_LOCAL_LINK] = "sends to everybody on the link",
    };
    return names[evidence];
}

bool
iot_localnet_is_neighbour(const iot_localnet *net, const iot_addr *addr)
{
    return g_hash_table_contains(net->neighbours, addr);
}

void
iot_localnet_foreach_neighbour(const iot_localnet *net,
                               void (*fn)(const iot_addr *addr, void *user_data), void *user_data)
{
    GHashTableIter iter;
    gpointer addr;

    g_hash_table_iter_init(&iter, net->neighbours);
    while (g_hash_table_iter_next(&iter, &addr, NULL))
        fn(addr, user_data);
}

static uint32_t
host_bits(const iot_addr *addr, unsigned network_bits)
{
    const uint8_t *b = addr->bytes;
    uint32_t all = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];

    return network_bits == 0 ? all : all & (UINT32_MAX >> network_bits);
}

/* Behind 31 bits both are hosts (RFC 3021). */
static bool
is_edge_behind(const iot_addr *addr, unsigned bits)
{
    uint32_t host = bits < 31 ? host_bits(addr, bits) : 1;

    return host == 0 || (bits < 31 && host == UINT32_MAX >> bits);
}

bool
iot_localnet_is_edge(const iot_localnet *net, const iot_addr *addr)
{
    bool known = false;

    if (addr->family != 4)
        return false;
    for (guint i = 0; i < net->onlink->len; i++) {
        const iot_prefix *prefix = &g_array_index(net->onlink, iot_prefix, i);
        if (!iot_prefix_contains(prefix, addr))
            continue;
        if (is_edge_behind(addr, prefix->length))
            return true;
        known = true;
    }
    return !known && is_edge_behind(addr, 24);
}

const GArray *
iot_localnet_onlink(const iot_localnet *net)
{
    return net->onlink;
}

#define ADDR_BYTES (IOT_BUDGET_PIECE_BYTES(sizeof(iot_addr)) + IOT_BUDGET_ENTRY_BYTES)

uint64_t
iot_localnet_bytes(const iot_localnet *net)
{
    uint64_t addrs = g_hash_table_size(net->neighbours) + g_hash_table_size(net->eui64) +
                     g_hash_table_size(net->linked);

    return addrs * ADDR_BYTES;
}

bool
iot_localnet_is_full(const iot_localnet *net)
{
    return g_hash_table_size(net->neighbours) >= IOT_LOCALNET_ADDRS_MAX ||
           g_hash_table_size(net->eui64) >= IOT_LOCALNET_ADDRS_MAX ||
           g_hash_table_size(net->linked) >= IOT_LOCALNET_ADDRS_MAX ||
           net->slash64->len >= IOT_LOCALNET_PREFIXES_MAX ||
           net->onlink->len >= IOT_LOCALNET_PREFIXES_MAX;
}

typedef bool (*has_any_fn)(const iot_prefix *net, void *user_data);

/* Returns how many are gone. */
static uint32_t
prune_prefixes(GArray *prefixes, has_any_fn has_any, void *user_data)
{
    guint had = prefixes->len;

    for (guint i = had; had >= IOT_LOCALNET_PREFIXES_MAX && i-- > 0;)
        if (!has_any(&g_array_index(prefixes, iot_prefix, i), user_data))
            g_array_remove_index(prefixes, i);
    return had - prefixes->len;
}

void
iot_localnet_prune(iot_localnet *net, uint64_t bytes, iot_ranking_weight_fn weight,
                   has_any_fn has_any, void *user_data)
{
    uint32_t gone = prune_prefixes(net->slash64, has_any, user_data) +
                    prune_prefixes(net->onlink, has_any, user_data);

    gone += iot_ranking_thin_out(net->neighbours, ADDR_BYTES, bytes / 2, weight, user_data);
    gone += iot_ranking_thin_out(net->eui64, ADDR_BYTES, bytes / 4, weight, user_data);
    gone += iot_ranking_thin_out(net->linked, ADDR_BYTES, bytes / 4, weight, user_data);
    net->dropped += gone;
    net->revision += gone > 0;
}

uint64_t
iot_localnet_dropped(const iot_localnet *net)
{
    return net->dropped;
}

iot_revision
iot_localnet_revision(const iot_localnet *net)
{
    return net->revision;
}
