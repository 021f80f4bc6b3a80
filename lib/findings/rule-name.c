/* rule-name.c - remotes whose names nobody asked for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "findings/findings-internal.h"
#include "reference/known-resolvers.h"

#include <string.h>

/* What was looked up before the capture began is looked up again by then. */
#define WARM_UP_NS (60 * NS_PER_S)
/* Who looked up so many of the names that it contacts asks plain DNS for them... */
#define LOOKED_UP_MIN 3
/* ...and does so for nearly all, where there are this many for each one that it did not. */
#define LOOKED_UP_SHARE 3

/* Was its beginning captured, after names had a chance to be looked up? */
static bool
began_late(finder *find, const iot_contact *one)
{
    const iot_connection *connection = one->connection;

    return connection->begin_ns >= find->first_ns + WARM_UP_NS &&
           (one->service.transport == IOT_TRANSPORT_UDP || connection->first_syn);
}

/* Name and time servers are given as addresses; their own rules look at them. */
static bool
needs_name(finder *find, const iot_contact *one)
{
    uint16_t port = one->service.port;

    return one->by_device && one->name_source == IOT_REMOTE_ADDRESS && port != IOT_PORT_DNS &&
           port != IOT_PORT_DOT && port != IOT_PORT_NTP &&
           !iot_is_known_resolver(NULL, &one->addr) &&
           !iot_capture_is_mentioned(find->capture, &one->addr) &&
           !rules_is_own(find, IOT_ROLE_RESOLVER, &one->addr) &&
           !rules_is_own(find, IOT_ROLE_TIME_SERVER, &one->addr);
}

/* Devices, by number, whose questions nobody sees. */
static GHashTable *
devices_that_hide(finder *find)
{
    GHashTable *hide = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_series *list = g_ptr_array_index(find->contacts->series, i);
        if (rules_is_hidden_resolver(list->first))
            g_hash_table_add(hide, GUINT_TO_POINTER(iot_device_id(list->first->device)));
    }
    return hide;
}

static bool
has_device(GHashTable *devices, const iot_device *device)
{
    return g_hash_table_contains(devices, GUINT_TO_POINTER(iot_device_id(device)));
}

/* The first contact of a series that has to have a name and has none; NULL: none. */
static const iot_contact *
nameless(finder *find, const iot_series *list)
{
    for (guint c = 0; c < list->contacts->len; c++) {
        const iot_contact *one = g_ptr_array_index(list->contacts, c);
        if (needs_name(find, one) && began_late(find, one))
            return one;
    }
    return NULL;
}

/* Contacts without a name, told once for what they have in common. */
typedef struct unnamed {
    const iot_contact *first;
    unsigned others; /* addresses or ports besides the first */
} unnamed;

static uint64_t
unnamed_key(const iot_contact *one, bool by_port)
{
    return by_port ? (uint64_t)iot_device_id(one->device) << 32 |
                         (uint64_t)one->service.transport << 16 | one->service.port
                   : one->pair;
}

static GHashTable *
group_unnamed(const GPtrArray *found, bool by_port)
{
    GHashTable *groups = iot_fold_keys_new(g_free);

    for (guint i = 0; i < found->len; i++) {
        const iot_contact *one = g_ptr_array_index(found, i);
        uint64_t key = unnamed_key(one, by_port);
        unnamed *group = g_hash_table_lookup(groups, &key);
        if (group) {
            group->others++;
            continue;
        }
        group = g_new0(unnamed, 1);
        group->first = one;
        g_hash_table_insert(groups, iot_fold_key(key), group);
    }
    return groups;
}

static void
add_unnamed(finder *find, const unnamed *group, const char *other, const char *others)
{
    const iot_contact *one = group->first;
    g_autofree char *more = group->others ? g_strdup_printf(" (and %u other %s)", group->others,
                                                            group->others == 1 ? other : others)
                                          : g_strdup("");

    rules_add_contact(find, IOT_FINDING_NO_NAME, IOT_SEVERITY_WARNING, one,
                      one->connection->first_frame, group->others + 1,
                      "contacted on %s/%u%s, though nobody asked DNS for it and %s",
                      iot_transport_name(one->service.transport), one->service.port, more,
                      one->connection->cut ? "the capture has not all that could name it"
                                           : "it names itself in no way");
}

/* A camera that looks for peers calls dozens of addresses on one port, or one address on dozens of
 * ports: the first is told by port, what is left by address. */
void
rule_no_name(finder *find)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new(), left = g_ptr_array_new();
    g_autoptr(GHashTable) hide = devices_that_hide(find);

    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_contact *one = nameless(find, g_ptr_array_index(find->contacts->series, i));
        if (one && !has_device(hide, one->device) && !rules_is_scan(find, one))
            g_ptr_array_add(found, (gpointer)one);
    }
    g_autoptr(GHashTable) by_port = group_unnamed(found, true);
    for (guint i = 0; i < found->len; i++) {
        const iot_contact *one = g_ptr_array_index(found, i);
        uint64_t key = unnamed_key(one, true);
        const unnamed *same = g_hash_table_lookup(by_port, &key);
        if (same->others == 0)
            g_ptr_array_add(left, (gpointer)one);
        else if (same->first == one)
            add_unnamed(find, same, "address", "addresses");
    }
    g_autoptr(GHashTable) by_address = group_unnamed(left, false);
    for (guint i = 0; i < left->len; i++) {
        const iot_contact *one = g_ptr_array_index(left, i);
        uint64_t key = unnamed_key(one, false);
        const unnamed *same = g_hash_table_lookup(by_address, &key);
        if (same->first == one)
            add_unnamed(find, same, "port", "ports");
    }
}

/* Which names were asked for. */
typedef struct asked_names {
    finder *find;
    GHashTable *by_anybody; /* name */
    GHashTable *by_device;  /* "device name" */
} asked_names;

static char *
asked_key(const iot_device *device, const char *name)
{
    return g_strdup_printf("%u %s", iot_device_id(device), name);
}

static void
note_asked(asked_names *all, uint32_t client, uint32_t frame, const char *name)
{
    const iot_device *device = iot_capture_device_of(all->find->capture, client, frame);

    g_hash_table_add(all->by_anybody, (gpointer)name);
    if (device)
        g_hash_table_add(all->by_device, asked_key(device, name));
}

static void
note_answered(const iot_addr *addr, const iot_dns_answer *answer, void *all)
{
    (void)addr;
    note_asked(all, answer->client, answer->frame, answer->question);
    note_asked(all, answer->client, answer->frame, answer->owner);
}

static asked_names
asked_names_of(finder *find)
{
    const iot_dns_queries *queries = iot_capture_queries(find->capture);
    asked_names all = {
        .find = find,
        .by_anybody = g_hash_table_new(iot_hash_text, g_str_equal),
        .by_device = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL),
    };

    for (unsigned i = 0; i < iot_dns_queries_count(queries); i++) {
        const iot_query *query = iot_dns_queries_get(queries, i);
        note_asked(&all, query->asker, query->first_frame, query->question);
    }
    iot_dns_answers_foreach(iot_capture_answers(find->capture), note_answered, &all);
    return all;
}

static void
asked_names_clear(asked_names *all)
{
    g_hash_table_unref(all->by_anybody);
    g_hash_table_unref(all->by_device);
}

/* The remote names itself to the device that called it. */
static bool
names_itself(const iot_contact *one)
{
    return one->by_device &&
           (one->name_source == IOT_REMOTE_SNI || one->name_source == IOT_REMOTE_HTTP);
}

/* A hello that can hide its name tells another one. Neither the name nor the address: of who was
 * answered the address under another name, the name was looked up in a way. */
static const iot_contact *
not_looked_up(finder *find, const asked_names *all, const iot_series *list)
{
    for (guint c = 0; c < list->contacts->len; c++) {
        const iot_contact *one = g_ptr_array_index(list->contacts, c);
        if (names_itself(one) && one->stream->name_source != IOT_STREAM_OUTER && !one->question &&
            began_late(find, one) && !g_hash_table_contains(all->by_anybody, one->name))
            return one;
    }
    return NULL;
}

/* What a device looked up of what it contacts, and what not. */
typedef struct lookups {
    uint32_t looked_up, others;
} lookups;

static lookups *
lookups_of(GHashTable *devices, const iot_device *device)
{
    uint64_t key = iot_device_id(device);
    lookups *sum = g_hash_table_lookup(devices, &key);

    if (!sum) {
        sum = g_new0(lookups, 1);
        g_hash_table_insert(devices, iot_fold_key(key), sum);
    }
    return sum;
}

static GHashTable *
count_lookups(finder *find, const asked_names *all)
{
    GHashTable *devices = iot_fold_keys_new(g_free);

    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_contact *one =
            ((const iot_series *)g_ptr_array_index(find->contacts->series, i))->first;
        if (!names_itself(one))
            continue;
        g_autofree char *key = asked_key(one->device, one->name);
        lookups *sum = lookups_of(devices, one->device);
        if (g_hash_table_contains(all->by_device, key))
            sum->looked_up++;
        else if (!one->question)
            sum->others++;
    }
    return devices;
}

/* Who asks for others, or passes on what they say, shows names that others looked up. */
static bool
speaks_for_others(const finder *find, const iot_contact *one)
{
    return iot_device_behaviour(one->device) & IOT_BEHAVES_FOR_OTHERS ||
           rules_is_own((finder *)find, IOT_ROLE_RESOLVER, &one->stream->first_addr);
}

/* Only where plain DNS would have shown it: the device asks it for nearly all that it contacts. */
void
rule_never_looked_up(finder *find)
{
    asked_names all = asked_names_of(find);
    g_autoptr(GHashTable) hide = devices_that_hide(find);
    g_autoptr(GHashTable) devices = count_lookups(find, &all);

    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_series *list = g_ptr_array_index(find->contacts->series, i);
        const iot_contact *one = not_looked_up(find, &all, list);
        if (!one || has_device(hide, one->device) || speaks_for_others(find, one))
            continue;
        const lookups *sum = lookups_of(devices, one->device);
        if (sum->looked_up < LOOKED_UP_MIN || sum->looked_up < LOOKED_UP_SHARE * sum->others)
            continue;
        rules_add_contact(
            find, IOT_FINDING_NEVER_LOOKED_UP, IOT_SEVERITY_WARNING, one,
            one->connection->first_frame, list->contacts->len,
            "names itself on %s/%u, and nobody asked DNS for that name or was answered "
            "that address, while the device asked for %u of its other names",
            iot_transport_name(one->service.transport), one->service.port, sum->looked_up);
    }
    asked_names_clear(&all);
}
