/* snapshot-contacts.c - how long a device did without whom it talks to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The longest silence in what was watched, from its beginning to its end, says how long one has to
 * wait before a further one means anything. Six connections for one page are one contact by that,
 * and so are all of an evening's.
 */
#include "changes/snapshot-internal.h"

#include "findings/contacts.h"

/* Times of contacts, int64_t ns, by what they are of. */
typedef struct times {
    GHashTable *of_traits;  /* iot_trait -> GArray */
    GHashTable *of_devices; /* iot_snapshot_device -> GArray */
} times;

static int
compare_times(gconstpointer a, gconstpointer b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

/* A connection that is there goes on being a contact, whoever speaks. */
static void
add_times(GHashTable *table, gconstpointer of, const iot_connection *connection)
{
    GArray *all = of ? g_hash_table_lookup(table, of) : NULL;

    if (!of)
        return;
    if (!all) {
        all = g_array_new(FALSE, FALSE, sizeof(int64_t));
        g_hash_table_insert(table, (gpointer)of, all);
    }
    g_array_append_val(all, connection->begin_ns);
    g_array_append_val(all, connection->last_ns);
    if (connection->beats)
        g_array_append_vals(all, connection->beats->data, connection->beats->len);
}

static void
add_places(const times *all, const iot_snapshot_device *device, iot_change_topic topic,
           const iot_contact *one)
{
    const GPtrArray *places = iot_snapshot_at(device, topic, &one->addr);

    for (guint i = 0; places && i < places->len; i++)
        add_times(all->of_traits, g_ptr_array_index(places, i), one->connection);
}

/* All that a contact is one of: with a remote, by a service, with a server, in places. */
static void
add_contact(const times *all, iot_snapshot_device *device, const iot_contact *one)
{
    g_autofree char *remote = snapshot_remote_key(one->name, &one->service);
    g_autofree char *service = snapshot_service_key(&one->service);
    const char *server = snapshot_is_address(one->name) ? one->name : remote;
    const struct {
        iot_change_topic topic;
        const char *key;
    } of[] = {{IOT_CHANGE_REMOTE, remote},
              {IOT_CHANGE_RESOLVER, server},
              {IOT_CHANGE_TIME_SERVER, server},
              {one->by_device ? IOT_CHANGE_USES : IOT_CHANGE_OFFERS, service}};

    add_times(all->of_devices, device, one->connection);
    for (unsigned i = 0; i < G_N_ELEMENTS(of); i++)
        add_times(all->of_traits, iot_snapshot_trait(device, of[i].topic, of[i].key),
                  one->connection);
    add_places(all, device, IOT_CHANGE_ORGANIZATION, one);
    add_places(all, device, IOT_CHANGE_COUNTRY, one);
}

static int64_t
longest_silence(const iot_watched *watched, GArray *all)
{
    int64_t longest = 0, last = 0, total = iot_watched_total(watched);

    if (all)
        g_array_sort(all, compare_times);
    for (guint i = 0; all && i < all->len; i++) {
        int64_t at = iot_watched_before(watched, g_array_index(all, int64_t, i));
        longest = MAX(longest, at - last);
        last = at;
    }
    return MAX(longest, total - last);
}

static void
judge(const iot_snapshot *snapshot, const times *all)
{
    for (guint i = 0; i < snapshot->devices->len; i++) {
        iot_snapshot_device *device = g_ptr_array_index(snapshot->devices, i);
        device->silence_ns =
            longest_silence(snapshot->watched, g_hash_table_lookup(all->of_devices, device));
        for (guint t = 0; t < device->traits->len; t++) {
            iot_trait *trait = g_ptr_array_index(device->traits, t);
            trait->silence_ns =
                longest_silence(snapshot->watched, g_hash_table_lookup(all->of_traits, trait));
        }
    }
}

void
snapshot_add_contacts(const iot_snapshot *snapshot, GHashTable *by_device, const iot_report *report)
{
    GDestroyNotify unref = (GDestroyNotify)g_array_unref;
    const times all = {g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, unref),
                       g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, unref)};

    for (guint i = 0; i < report->contacts->all->len; i++) {
        const iot_contact *one = &g_array_index(report->contacts->all, iot_contact, i);
        iot_snapshot_device *device = g_hash_table_lookup(by_device, one->device);
        if (device)
            add_contact(&all, device, one);
    }
    judge(snapshot, &all);
    g_hash_table_unref(all.of_traits);
    g_hash_table_unref(all.of_devices);
}
