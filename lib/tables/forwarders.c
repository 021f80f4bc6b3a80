/* forwarders.c - MACs that send for others
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/forwarders.h"

struct iot_forwarders {
    GHashTable *macs; /* iot_mac* -> iot_forwarder_kind, added up */
    uint64_t dropped;
    iot_revision revision;
};

iot_forwarders *
iot_forwarders_new(void)
{
    iot_forwarders *forwarders = g_new0(iot_forwarders, 1);

    forwarders->macs = g_hash_table_new_full(iot_mac_hash, iot_mac_equal_key, g_free, NULL);
    return forwarders;
}

void
iot_forwarders_free(iot_forwarders *forwarders)
{
    if (!forwarders)
        return;
    g_hash_table_unref(forwarders->macs);
    g_free(forwarders);
}

static unsigned
kinds_of(const iot_forwarders *forwarders, const iot_mac *mac)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(forwarders->macs, mac));
}

void
iot_forwarders_add(iot_forwarders *forwarders, const iot_mac *mac, iot_forwarder_kind kind)
{
    unsigned kinds = kinds_of(forwarders, mac);

    if (!iot_mac_is_station(mac) || (kinds & kind))
        return;
    if (kinds == 0 && g_hash_table_size(forwarders->macs) >= IOT_FORWARDERS_MAX) {
        forwarders->dropped++;
        return;
    }
    g_hash_table_insert(forwarders->macs, g_memdup2(mac, sizeof *mac),
                        GUINT_TO_POINTER(kinds | kind));
    forwarders->revision++;
}

static bool
are_same(const iot_forwarders *a, const iot_forwarders *b)
{
    GHashTableIter iter;
    gpointer mac, kinds;

    if (g_hash_table_size(a->macs) != g_hash_table_size(b->macs))
        return false;
    g_hash_table_iter_init(&iter, a->macs);
    while (g_hash_table_iter_next(&iter, &mac, &kinds))
        if (kinds_of(b, mac) != GPOINTER_TO_UINT(kinds))
            return false;
    return true;
}

void
iot_forwarders_become(iot_forwarders *forwarders, iot_forwarders *found)
{
    GHashTable *had = forwarders->macs;

    forwarders->revision += !are_same(forwarders, found);
    forwarders->dropped = MAX(forwarders->dropped, found->dropped);
    forwarders->macs = found->macs;
    found->macs = had;
    iot_forwarders_free(found);
}

bool
iot_forwarders_has(const iot_forwarders *forwarders, const iot_mac *mac)
{
    return kinds_of(forwarders, mac) != 0;
}

bool
iot_forwarders_is(const iot_forwarders *forwarders, const iot_mac *mac, iot_forwarder_kind kind)
{
    return (kinds_of(forwarders, mac) & kind) != 0;
}

uint32_t
iot_forwarders_count(const iot_forwarders *forwarders)
{
    return g_hash_table_size(forwarders->macs);
}

uint64_t
iot_forwarders_dropped(const iot_forwarders *forwarders)
{
    return forwarders->dropped;
}

iot_revision
iot_forwarders_revision(const iot_forwarders *forwarders)
{
    return forwarders->revision;
}
