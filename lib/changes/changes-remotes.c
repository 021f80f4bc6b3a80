/* changes-remotes.c - whom a device talks to, and by what
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One cause is one row: a service that only new remotes are used by is part of what is told of
 * those.
 */
#include "changes/changes-internal.h"

#include "changes/snapshot-internal.h"

/* A device with more services of remotes without a name talks to peers, at ports of their choice:
 * of such, new ones are nothing new. */
#define NAMELESS_MAX 3
/* Addresses that are told of one row. */
#define ADDRESSES_TOLD 3

static bool
is_nameless(const iot_trait *trait)
{
    return trait->topic == IOT_CHANGE_REMOTE && trait->nameless;
}

static unsigned
count_nameless(const iot_snapshot_device *device)
{
    unsigned n = 0;

    for (guint i = 0; i < device->traits->len; i++)
        n += is_nameless(g_ptr_array_index(device->traits, i));
    return n;
}

static bool
is_of_remotes(iot_change_topic topic)
{
    return topic == IOT_CHANGE_REMOTE || topic == IOT_CHANGE_ORGANIZATION ||
           topic == IOT_CHANGE_COUNTRY || topic == IOT_CHANGE_OFFERS || topic == IOT_CHANGE_USES ||
           topic == IOT_CHANGE_RESOLVER || topic == IOT_CHANGE_TIME_SERVER;
}

static bool
is_only_of(const iot_trait *trait, GHashTable *remotes)
{
    for (guint i = 0; trait->remotes && i < trait->remotes->len; i++)
        if (!g_hash_table_contains(remotes, g_ptr_array_index(trait->remotes, i)))
            return false;
    return trait->remotes != NULL;
}

/* By what a remote is talked to, of const iot_trait. */
static GPtrArray *
services_by(const iot_snapshot_device *device, const iot_trait *remote)
{
    GPtrArray *services = g_ptr_array_new();

    for (guint i = 0; i < device->traits->len; i++) {
        iot_trait *use = g_ptr_array_index(device->traits, i);
        if (use->topic == IOT_CHANGE_USES &&
            g_ptr_array_find(use->remotes, g_ptr_array_index(remote->remotes, 0), NULL))
            g_ptr_array_add(services, use);
    }
    return services;
}

static char *
services_of(const iot_snapshot_device *device, const iot_trait *remote)
{
    g_autoptr(GPtrArray) services = services_by(device, remote);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < services->len; i++)
        g_string_append_printf(text, "%s%s", i ? ", " : " by ",
                               ((const iot_trait *)g_ptr_array_index(services, i))->text);
    return g_string_free(text, FALSE);
}

/* Of remotes without a name, the first ones' addresses. */
static char *
addresses_of(const iot_trait *trait)
{
    GString *text = g_string_new(NULL);
    char addr[IOT_ADDR_TEXT];

    for (guint i = 0; i < MIN(trait->addresses->len, ADDRESSES_TOLD); i++)
        g_string_append_printf(
            text, "%s%s", i ? ", " : "; ",
            iot_addr_format(&g_array_index(trait->addresses, iot_addr, i), addr));
    if (trait->addresses->len > ADDRESSES_TOLD)
        g_string_append_printf(text, " and %u more", trait->addresses->len - ADDRESSES_TOLD);
    return g_string_free(text, FALSE);
}

static iot_change *
add_new(changes_pair *pair, const iot_trait *trait)
{
    char span[IOT_UNITS_TEXT];
    int64_t last_ns;
    const iot_count both = iot_traffic_both(&trait->traffic);
    g_autofree char *packets = iot_count_text(&both);
    g_autofree char *services = is_nameless(trait) ? addresses_of(trait)
                                : trait->topic == IOT_CHANGE_REMOTE
                                    ? services_of(pair->after, trait)
                                    : g_strdup("");
    iot_change *change =
        changes_add(pair->changes, IOT_CHANGE_NEW, trait->topic, pair->after->device, trait->text,
                    "%s%s; before, in %s, not once", packets, services,
                    changes_span(pair->changes->before, span));

    change->key = trait->key;
    iot_traffic_span(&trait->traffic, &change->at_ns, &last_ns);
    return change;
}

static void
add_gone(changes_pair *pair, const iot_trait *trait)
{
    char span[IOT_UNITS_TEXT], silence[IOT_UNITS_TEXT], after[IOT_UNITS_TEXT];
    const iot_count both = iot_traffic_both(&trait->traffic);
    g_autofree char *packets = iot_count_packets_text(&both);
    int64_t first_ns;

    if (!changes_is_gone(pair->changes, trait->silence_ns, pair->after->incomplete))
        return;
    iot_change *change = changes_add(
        pair->changes, IOT_CHANGE_GONE, trait->topic, pair->after->device, trait->text,
        "%s in %s before, with at most %s in between; not once in the "
        "%s after",
        packets, changes_span(pair->changes->before, span),
        iot_format_span(trait->silence_ns, silence), changes_span(pair->changes->after, after));
    change->key = trait->key;
    iot_traffic_span(&trait->traffic, &first_ns, &change->at_ns);
}

static bool
is_by_any(const iot_trait *nameless, const GPtrArray *services)
{
    for (guint i = 0; i < services->len; i++)
        if (snapshot_is_nameless_by(nameless->key,
                                    ((const iot_trait *)g_ptr_array_index(services, i))->key))
            return true;
    return false;
}

/* @param services NULL: whoever is there will do; else one without a name by any of these: many
 *        names share an address */
static bool
is_there_by(const iot_snapshot_device *other, const iot_trait *trait, const iot_addr *addr,
            const GPtrArray *services)
{
    const GPtrArray *there = iot_snapshot_at(other, trait->topic, addr);

    for (guint i = 0; there && i < there->len; i++) {
        const iot_trait *one = g_ptr_array_index(there, i);
        if (!services || (one->nameless && is_by_any(one, services)))
            return true;
    }
    return false;
}

/* A connection that goes on through the night has no name in the morning's capture, as nobody asked
 * again. Its address is the same. Of the nameless all addresses have to be known: each is somebody.
 */
static bool
is_by_another_name(const iot_snapshot_device *device, const iot_snapshot_device *other,
                   const iot_trait *trait)
{
    bool named_remote = trait->topic == IOT_CHANGE_REMOTE && !trait->nameless;
    guint there = 0;

    if (!trait->addresses || trait->topic == IOT_CHANGE_ORGANIZATION ||
        trait->topic == IOT_CHANGE_COUNTRY)
        return false;
    g_autoptr(GPtrArray) services = named_remote ? services_by(device, trait) : NULL;
    for (guint i = 0; i < trait->addresses->len; i++)
        there += is_there_by(other, trait, &g_array_index(trait->addresses, iot_addr, i), services);
    return trait->nameless ? there == trait->addresses->len : there > 0;
}

static bool
is_missing(const iot_snapshot_device *device, const iot_snapshot_device *other,
           const iot_trait *trait)
{
    return is_of_remotes(trait->topic) && !iot_snapshot_trait(other, trait->topic, trait->key) &&
           !is_by_another_name(device, other, trait);
}

bool
changes_is_new(const iot_snapshot_device *before, const iot_snapshot_device *after,
               const iot_trait *trait)
{
    return is_missing(after, before, trait) &&
           !(is_nameless(trait) && count_nameless(before) > NAMELESS_MAX);
}

/* The remotes that only one side has. */
static void
collect(const iot_snapshot_device *of, const iot_snapshot_device *other, GHashTable *remotes)
{
    for (guint i = 0; i < of->traits->len; i++) {
        const iot_trait *trait = g_ptr_array_index(of->traits, i);
        if (trait->topic == IOT_CHANGE_REMOTE && is_missing(of, other, trait))
            g_hash_table_insert(remotes, trait->key, NULL);
    }
}

/* True if what only one side has is worth a row of its own. */
static bool
is_told(const iot_trait *trait, GHashTable *remotes)
{
    return trait->topic != IOT_CHANGE_USES || !is_only_of(trait, remotes);
}

static void
tell_new(changes_pair *pair, const iot_trait *trait)
{
    if (pair->before->incomplete) {
        pair->changes->unsaid++;
        return;
    }
    iot_change *change = add_new(pair, trait);
    if (trait->topic == IOT_CHANGE_REMOTE)
        g_hash_table_insert(pair->new_remotes, trait->key, change);
}

void
changes_of_remotes(changes_pair *pair)
{
    collect(pair->after, pair->before, pair->new_remotes);
    collect(pair->before, pair->after, pair->gone_remotes);
    for (guint i = 0; i < pair->after->traits->len; i++) {
        const iot_trait *trait = g_ptr_array_index(pair->after->traits, i);
        if (changes_is_new(pair->before, pair->after, trait) && is_told(trait, pair->new_remotes))
            tell_new(pair, trait);
    }
    for (guint i = 0; i < pair->before->traits->len; i++) {
        const iot_trait *trait = g_ptr_array_index(pair->before->traits, i);
        if (is_missing(pair->before, pair->after, trait) && !is_nameless(trait) &&
            is_told(trait, pair->gone_remotes))
            add_gone(pair, trait);
    }
}
