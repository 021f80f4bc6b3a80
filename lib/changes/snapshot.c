/* snapshot.c - what one side of a comparison knew: each device, and what it was and did
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/snapshot-internal.h"

#include "base/hash.h"
#include "base/interned.h"
#include "changes/spoken.h"

#include <string.h>

/* --- Traits, by key and by address */

static char *
key_of(iot_change_topic topic, const char *key)
{
    return g_strdup_printf("%d %s", (int)topic, key);
}

static char *
key_of_addr(iot_change_topic topic, const iot_addr *addr)
{
    char text[IOT_ADDR_TEXT];

    return key_of(topic, iot_addr_format(addr, text));
}

static void
trait_free(gpointer data)
{
    iot_trait *trait = data;

    if (trait->remotes)
        g_ptr_array_unref(trait->remotes);
    if (trait->addresses)
        g_array_unref(trait->addresses);
    g_free(trait->key);
    g_free(trait->text);
    g_free(trait);
}

iot_trait *
snapshot_trait(iot_snapshot_device *to, iot_change_topic topic, const char *key, const char *text)
{
    g_autofree char *by = key_of(topic, key);
    iot_trait *trait = g_hash_table_lookup(to->by_key, by);

    if (trait)
        return trait;
    trait = g_new0(iot_trait, 1);
    trait->topic = topic;
    trait->key = g_strdup(key);
    trait->text = g_strdup(text);
    g_ptr_array_add(to->traits, trait);
    g_hash_table_insert(to->by_key, g_steal_pointer(&by), trait);
    return trait;
}

/* Of a trait so many addresses are known: more than any host has that its clients stay with. */
#define ADDRESSES_MAX 64

void
snapshot_add_addr(iot_snapshot_device *to, iot_trait *trait, const iot_addr *addr)
{
    if (trait->addresses && trait->addresses->len >= ADDRESSES_MAX)
        return;
    g_autofree char *by = key_of_addr(trait->topic, addr);
    GPtrArray *there = g_hash_table_lookup(to->by_addr, by);

    if (!there) {
        there = g_ptr_array_new();
        g_hash_table_insert(to->by_addr, g_steal_pointer(&by), there);
    }
    if (g_ptr_array_find(there, trait, NULL))
        return;
    g_ptr_array_add(there, trait);
    if (!trait->addresses)
        trait->addresses = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    g_array_append_val(trait->addresses, *addr);
}

const iot_trait *
iot_snapshot_trait(const iot_snapshot_device *device, iot_change_topic topic, const char *key)
{
    g_autofree char *by = key_of(topic, key);

    return g_hash_table_lookup(device->by_key, by);
}

const GPtrArray *
iot_snapshot_at(const iot_snapshot_device *device, iot_change_topic topic, const iot_addr *addr)
{
    g_autofree char *by = key_of_addr(topic, addr);

    return g_hash_table_lookup(device->by_addr, by);
}

/* --- Devices */

void
snapshot_device_free(iot_snapshot_device *device)
{
    g_hash_table_unref(device->by_key);
    g_hash_table_unref(device->by_addr);
    g_ptr_array_unref(device->traits);
    g_free(device);
}

iot_snapshot_device *
snapshot_device_new(const iot_device *of)
{
    iot_snapshot_device *device = g_new0(iot_snapshot_device, 1);

    device->device = of;
    device->traits = g_ptr_array_new_with_free_func(trait_free);
    device->by_key = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    device->by_addr = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free,
                                            (GDestroyNotify)g_ptr_array_unref);
    return device;
}

const char *
snapshot_own_name(const iot_device *device)
{
    iot_name_source source = iot_device_source(device);

    return source != IOT_NAME_IDENTITY && source != IOT_NAME_VENDOR && source != IOT_NAME_ADDRESS
               ? iot_device_label(device)
               : NULL;
}

static void
add_name(iot_snapshot_device *to)
{
    const char *name = snapshot_own_name(to->device);

    if (name)
        snapshot_trait(to, IOT_CHANGE_NAME, "", name);
}

static void
add_identity(iot_snapshot_device *to)
{
    static const struct {
        iot_change_topic topic;
        iot_identity_fact fact;
    } facts[] = {{IOT_CHANGE_KIND, IOT_IDENTITY_KIND},
                 {IOT_CHANGE_MAKER, IOT_IDENTITY_MAKER},
                 {IOT_CHANGE_MODEL, IOT_IDENTITY_MODEL},
                 {IOT_CHANGE_SOFTWARE, IOT_IDENTITY_SOFTWARE}};

    for (unsigned i = 0; i < G_N_ELEMENTS(facts); i++) {
        const char *told = iot_device_fact(to->device, facts[i].fact);
        if (told)
            snapshot_trait(to, facts[i].topic, "", told);
    }
}

static void
add_addresses(iot_snapshot_device *to)
{
    const GArray *addresses = iot_device_addresses(to->device);
    char text[IOT_ADDR_TEXT];

    for (guint i = 0; i < addresses->len; i++) {
        const iot_addr *addr = &g_array_index(addresses, iot_addr, i);
        if (addr->family == 4)
            snapshot_trait(to, IOT_CHANGE_ADDRESS, iot_addr_format(addr, text), text);
    }
}

static iot_snapshot_device *
add_device(iot_snapshot *snapshot, const iot_report *report, const iot_policy *policy)
{
    iot_snapshot_device *to = snapshot_device_new(policy->device);

    to->row = policy->row->base;
    to->incomplete = snapshot->incomplete || policy->left_out > 0;
    add_name(to);
    add_identity(to);
    add_addresses(to);
    snapshot_add_policy(snapshot, to, policy, &report->options.locator);
    snapshot_add_findings(snapshot, to, report->findings);
    g_ptr_array_add(snapshot->devices, to);
    return to;
}

/* --- All of it */

static iot_watched *
watch(const iot_snapshot *snapshot, const GArray *spans)
{
    g_autoptr(GArray) one = g_array_new(FALSE, FALSE, sizeof(iot_span));
    const iot_span all = {snapshot->first_ns, snapshot->last_ns};

    if (snapshot->timed)
        g_array_append_val(one, all);
    return iot_watched_new(spans ? spans : one);
}

static int
by_topic(gconstpointer a, gconstpointer b)
{
    const iot_trait *x = *(iot_trait *const *)a, *y = *(iot_trait *const *)b;

    return x->topic != y->topic ? (int)x->topic - (int)y->topic : strcmp(x->key, y->key);
}

static void
add_attributions(iot_snapshot *snapshot, const GPtrArray *all)
{
    for (guint i = 0; all && i < all->len; i++)
        g_ptr_array_add(snapshot->attributions,
                        (gpointer)iot_interned_keep(snapshot->texts, g_ptr_array_index(all, i)));
}

static iot_snapshot *
of_report(const iot_report *report, const GArray *spans)
{
    iot_snapshot *snapshot = g_new0(iot_snapshot, 1);
    g_autoptr(GHashTable) by_device = g_hash_table_new(g_direct_hash, g_direct_equal);

    snapshot->devices = g_ptr_array_new_with_free_func((GDestroyNotify)snapshot_device_free);
    snapshot->attributions = g_ptr_array_new();
    snapshot->texts = iot_interned_new();
    snapshot->total = report->total;
    snapshot->timed =
        !iot_count_is_empty(&report->total) && report->total.first_ns != IOT_TIME_UNKNOWN_NS;
    snapshot->first_ns = snapshot->timed ? report->total.first_ns : 0;
    snapshot->last_ns = snapshot->timed ? report->total.last_ns : 0;
    snapshot->incomplete = report->dropped > 0;
    snapshot->watched = watch(snapshot, spans);
    for (guint i = 0; i < report->policies->all->len; i++) {
        const iot_policy *policy = g_ptr_array_index(report->policies->all, i);
        g_hash_table_insert(by_device, (gpointer)policy->device,
                            add_device(snapshot, report, policy));
    }
    snapshot_add_contacts(snapshot, by_device, report);
    snapshot_add_volumes(snapshot, by_device, report);
    for (guint i = 0; i < snapshot->devices->len; i++) {
        iot_snapshot_device *device = g_ptr_array_index(snapshot->devices, i);
        g_ptr_array_sort(device->traits, by_topic);
    }
    add_attributions(snapshot, iot_geo_attributions(report->options.locator.geo));
    return snapshot;
}

iot_snapshot *
iot_snapshot_new(const iot_snapshot_source *source)
{
    const iot_report_options how = {
        .locator = source->settings->locator, .policies = true, .contacts = true};
    g_autoptr(iot_report) report = iot_report_new(source->capture, source->counters, &how);
    g_autoptr(iot_findings) all = iot_findings_new(source->capture, source->settings);
    g_autoptr(iot_findings) proved =
        source->is_proof ? iot_findings_select(all, source->is_proof, source->user_data) : NULL;

    report->findings = proved ? proved : all;
    iot_snapshot *snapshot = of_report(report, source->spans);
    if (source->spoken)
        snapshot->spoken = iot_spoken_new(source->capture, source->counters);
    return snapshot;
}

void
iot_snapshot_free(iot_snapshot *snapshot)
{
    if (!snapshot)
        return;
    g_ptr_array_unref(snapshot->devices);
    g_ptr_array_unref(snapshot->attributions);
    iot_watched_free(snapshot->watched);
    iot_spoken_free(snapshot->spoken);
    iot_interned_free(snapshot->texts);
    g_free(snapshot);
}
