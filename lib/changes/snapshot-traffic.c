/* snapshot-traffic.c - whom a device talks to, and by what
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * By the permits that its traffic amounts to: they know who serves, and whether it answered.
 */
#include "changes/snapshot-internal.h"

static void
traffic_add(iot_traffic *sum, const iot_traffic *more)
{
    iot_count_add(&sum->sent, &more->sent);
    iot_count_add(&sum->received, &more->received);
}

static void
note_remote(iot_trait *trait, const char *remote)
{
    if (!trait->remotes)
        trait->remotes = g_ptr_array_new();
    if (!g_ptr_array_find(trait->remotes, remote, NULL))
        g_ptr_array_add(trait->remotes, (gpointer)remote);
}

/* @param remote NULL: of none */
static iot_trait *
add(iot_snapshot_device *to, iot_change_topic topic, const char *key, const char *text,
    const iot_permit *permit, const char *remote)
{
    iot_trait *trait = snapshot_trait(to, topic, key, text);

    traffic_add(&trait->traffic, &permit->traffic);
    if (remote)
        note_remote(trait, remote);
    return trait;
}

static void
add_addresses(iot_snapshot_device *to, iot_trait *trait, const iot_permit *permit)
{
    trait->nameless = snapshot_is_address(permit->name);
    for (guint i = 0; i < permit->addresses->len; i++)
        snapshot_add_addr(to, trait, &g_array_index(permit->addresses, iot_addr, i));
}

static void
add_remote(iot_snapshot_device *to, const iot_permit *permit, const char *remote)
{
    char service[IOT_SERVICE_TEXT];
    g_autofree char *nameless = snapshot_is_address(permit->name)
                                    ? g_strdup_printf("addresses without a name, by %s",
                                                      iot_service_format(&permit->service, service))
                                    : NULL;

    add_addresses(
        to, add(to, IOT_CHANGE_REMOTE, remote, nameless ? nameless : permit->name, permit, remote),
        permit);
}

static void
add_places(iot_snapshot_device *to, const iot_permit *permit, const iot_locator *locator,
           const char *remote)
{
    for (guint i = 0; i < permit->addresses->len; i++) {
        const iot_addr *addr = &g_array_index(permit->addresses, iot_addr, i);
        iot_location at;
        iot_locate(locator, addr, 0, &at);
        if (at.place && at.place->organization) {
            const char *whose = at.place->organization;
            snapshot_add_addr(to, add(to, IOT_CHANGE_ORGANIZATION, whose, whose, permit, remote),
                              addr);
        }
        if (at.place && at.place->country) {
            g_autofree char *text = iot_country_text(at.place->country, at.place->country_name);
            snapshot_add_addr(
                to, add(to, IOT_CHANGE_COUNTRY, at.place->country, text, permit, remote), addr);
        }
    }
}

static void
add_service(iot_snapshot_device *to, iot_change_topic topic, const iot_permit *permit,
            const char *remote)
{
    char text[IOT_SERVICE_TEXT];
    g_autofree char *key = snapshot_service_key(&permit->service);

    add(to, topic, key, iot_service_format(&permit->service, text), permit, remote);
}

/* Which of the network's own servers answers is for them to choose. */
static void
add_server(iot_snapshot_device *to, iot_change_topic topic, const iot_permit *permit,
           const char *remote)
{
    const char *key = snapshot_is_address(permit->name) ? permit->name : remote;

    if (permit->kind == IOT_PERMIT_REMOTE)
        add_addresses(to, add(to, topic, key, permit->name, permit, remote), permit);
}

static void
add_use(iot_interned *texts, iot_snapshot_device *to, const iot_permit *permit,
        const iot_locator *locator)
{
    g_autofree char *key = snapshot_remote_key(permit->name, &permit->service);
    const char *remote = iot_interned_keep(texts, key);

    if (permit->asks_time || permit->kind == IOT_PERMIT_TIME_SERVER) {
        add_server(to, IOT_CHANGE_TIME_SERVER, permit, remote);
        return;
    }
    if (permit->asks_names || permit->kind == IOT_PERMIT_RESOLVER) {
        add_server(to, IOT_CHANGE_RESOLVER, permit, remote);
        return;
    }
    if (permit->kind != IOT_PERMIT_REMOTE)
        return;
    add_remote(to, permit, remote);
    add_places(to, permit, locator, remote);
    if (permit->service.transport != IOT_TRANSPORT_NONE)
        add_service(to, IOT_CHANGE_USES, permit, remote);
}

/* Whom a datagram of UDP answers shows in what it is, or in others that ask for the same. */
static bool
is_offer(const iot_permit *permit)
{
    return permit->service.transport != IOT_TRANSPORT_UDP || permit->service.protocol ||
           permit->kind != IOT_PERMIT_REMOTE;
}

void
snapshot_add_permit(iot_interned *texts, iot_snapshot_device *to, const iot_permit *permit,
                    const iot_locator *locator)
{
    if (permit->kind == IOT_PERMIT_GROUP)
        return;
    if (permit->offers && is_offer(permit))
        add_service(to, IOT_CHANGE_OFFERS, permit, NULL);
    else if (!permit->offers)
        add_use(texts, to, permit, locator);
}

void
snapshot_add_policy(iot_snapshot *snapshot, iot_snapshot_device *to, const iot_policy *policy,
                    const iot_locator *locator)
{
    for (guint i = 0; i < policy->permits->len; i++)
        snapshot_add_permit(snapshot->texts, to, g_ptr_array_index(policy->permits, i), locator);
}
