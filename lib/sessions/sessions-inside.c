/* sessions-inside.c - which networks are inside, by what a router's table shows
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A home's global addresses look like everybody's. But who is outside and opens a session goes to
 * the home, so to few networks; who is inside goes to many.
 */
#include "sessions/sessions-internal.h"

#include "tables/localnet.h"

/* Of IPv6 a link, of IPv4 the address itself: what is around a public one is others'. */
#define INSIDE_V6_BITS 64
#define INSIDE_V4_BITS 32
/* What one home, or one company, has all of. */
#define OTHER_V6_BITS 48
#define OTHER_V4_BITS 16
/* So many of these are more than a home has, as of packets' senders (links-sides.c). */
#define OTHERS_MIN 4
/* Most networks whose sessions are compared; later ones are inside by other evidence, or not. */
#define NETWORKS_MAX 65536

typedef struct network {
    iot_prefix prefix;
    iot_prefix others[OTHERS_MIN]; /* that its hosts were answered by, each once */
    unsigned n_others;
} network;

static iot_prefix
inside_of(const iot_addr *addr)
{
    return iot_prefix_of(addr, addr->family == 4 ? INSIDE_V4_BITS : INSIDE_V6_BITS);
}

static iot_prefix
other_of(const iot_addr *addr)
{
    return iot_prefix_of(addr, addr->family == 4 ? OTHER_V4_BITS : OTHER_V6_BITS);
}

static void
add_other(network *of, const iot_addr *addr)
{
    iot_prefix other = other_of(addr);

    for (unsigned i = 0; i < of->n_others; i++)
        if (iot_prefix_equal(&of->others[i], &other))
            return;
    if (of->n_others < OTHERS_MIN)
        of->others[of->n_others++] = other;
}

/* NULL at the most. */
static network *
network_of(GPtrArray *all, GHashTable *by_addr, const iot_addr *addr)
{
    iot_prefix prefix = inside_of(addr);
    network *known = g_hash_table_lookup(by_addr, &prefix.addr);

    if (known || all->len >= NETWORKS_MAX)
        return known;
    known = g_new0(network, 1);
    known->prefix = prefix;
    g_ptr_array_add(all, known);
    g_hash_table_insert(by_addr, &known->prefix.addr, known);
    return known;
}

static bool
tells_of_inside(const iot_session *session, const iot_localnet *ranges)
{
    return session->answered && iot_addr_is_unicast(&session->client.addr) &&
           iot_addr_is_unicast(&session->asked.addr) &&
           !iot_localnet_is_local(ranges, &session->client.addr) &&
           !iot_localnet_is_local(ranges, &session->asked.addr);
}

GArray *
iot_sessions_inside(const iot_sessions *sessions)
{
    g_autoptr(iot_localnet) ranges = iot_localnet_new();
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) by_addr = g_hash_table_new(iot_addr_hash, iot_addr_equal_key);
    GArray *inside = g_array_new(FALSE, FALSE, sizeof(iot_prefix));

    for (guint i = 0; i < sessions->all->len; i++) {
        const iot_session *session = g_ptr_array_index(sessions->all, i);
        network *from = tells_of_inside(session, ranges)
                            ? network_of(all, by_addr, &session->client.addr)
                            : NULL;
        if (from && !iot_prefix_contains(&from->prefix, &session->asked.addr))
            add_other(from, &session->asked.addr);
    }
    for (guint i = 0; i < all->len; i++) {
        const network *one = g_ptr_array_index(all, i);
        if (one->n_others == OTHERS_MIN)
            g_array_append_val(inside, one->prefix);
    }
    return inside;
}
