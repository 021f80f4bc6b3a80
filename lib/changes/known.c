/* known.c - what of one side the other side had: for who tells things one by one
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/known.h"

#include "base/hash.h"
#include "changes/changes-internal.h"
#include "changes/snapshot-internal.h"
#include "changes/spoken.h"

#include <string.h>

struct iot_known {
    const iot_snapshot *before;
    iot_snapshot *after;
    iot_changes *changes;
    GHashTable *of_device; /* iot_device -> iot_snapshot_device of the later side */
    GHashTable *news;      /* topic and key of what is new, with its device */
};

static char *
news_key(const iot_device *device, iot_change_topic topic, const char *what)
{
    return g_strdup_printf("%u %d %s", iot_device_id(device), (int)topic, what ? what : "");
}

static bool
is_new(const iot_known *known, const iot_device *device, iot_change_topic topic, const char *what)
{
    g_autofree char *key = news_key(device, topic, what);

    return g_hash_table_contains(known->news, key);
}

iot_known *
iot_known_new(const iot_snapshot *before, const iot_snapshot_source *after)
{
    iot_known *known = g_new0(iot_known, 1);

    known->before = before;
    known->after = iot_snapshot_new(after);
    known->changes = iot_changes_new(before, known->after, true);
    known->of_device = g_hash_table_new(g_direct_hash, g_direct_equal);
    known->news = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    for (guint i = 0; i < known->after->devices->len; i++) {
        iot_snapshot_device *device = g_ptr_array_index(known->after->devices, i);
        g_hash_table_insert(known->of_device, (gpointer)device->device, device);
    }
    for (guint i = 0; i < known->changes->all->len; i++) {
        const iot_change *change = g_ptr_array_index(known->changes->all, i);
        if (change->kind == IOT_CHANGE_NEW)
            g_hash_table_add(known->news, news_key(change->device, change->topic, change->what));
    }
    return known;
}

void
iot_known_free(iot_known *known)
{
    if (!known)
        return;
    g_hash_table_unref(known->news);
    g_hash_table_unref(known->of_device);
    iot_changes_free(known->changes);
    iot_snapshot_free(known->after);
    g_free(known);
}

bool
iot_known_any(const iot_known *known)
{
    return known->changes->common > 0;
}

bool
iot_known_device(const iot_known *known, const iot_device *device)
{
    return !is_new(known, device, IOT_CHANGE_DEVICE, NULL);
}

static const iot_snapshot_device *
earlier(const iot_known *known, const iot_device *device)
{
    return iot_changes_earlier(known->changes, g_hash_table_lookup(known->of_device, device));
}

/* By a trait that is in both. */
static bool
has_remote(const iot_known *known, const iot_device *device, const iot_known_peer *peer)
{
    static const iot_change_topic topics[] = {IOT_CHANGE_REMOTE, IOT_CHANGE_RESOLVER,
                                              IOT_CHANGE_TIME_SERVER};
    const iot_snapshot_device *is = g_hash_table_lookup(known->of_device, device);
    g_autofree char *remote = snapshot_remote_key(peer->name, peer->service);
    bool found = false;

    for (unsigned i = 0; is && i < G_N_ELEMENTS(topics); i++) {
        bool server = topics[i] != IOT_CHANGE_REMOTE && snapshot_is_address(peer->name);
        const iot_trait *trait = iot_snapshot_trait(is, topics[i], server ? peer->name : remote);
        if (trait && is_new(known, device, topics[i], trait->text))
            return false;
        found |= trait != NULL;
    }
    /* What is in no trait, who was only spoken to by the remote, is known by its device alone. */
    const iot_snapshot_device *was = iot_changes_earlier(known->changes, is);
    return found || (was && iot_snapshot_trait(was, IOT_CHANGE_REMOTE, remote));
}

/* By packets. Many names share an address: one that is no worse than the known one is another. */
static bool
was_spoken_to(const iot_known *known, const iot_device *device, const iot_known_peer *peer)
{
    const iot_spoken *spoken = known->before->spoken;
    const iot_snapshot_device *was = earlier(known, device);

    if (!spoken || !was)
        return false;
    if (peer->source != IOT_REMOTE_ADDRESS && iot_spoken_name(spoken, was->device, peer->name))
        return true;
    iot_remote_name_source best = iot_spoken_source(spoken, was->device, peer->addr);
    return best != IOT_REMOTE_NAME_SOURCES &&
           (peer->source == IOT_REMOTE_ADDRESS || peer->source > best);
}

bool
iot_known_remote(const iot_known *known, const iot_device *device, const iot_known_peer *peer)
{
    return iot_known_device(known, device) &&
           (was_spoken_to(known, device, peer) || has_remote(known, device, peer));
}

typedef struct asked {
    const char *name;
    bool found;
} asked;

static void
ask(const char *name, void *user_data)
{
    asked *a = user_data;

    a->found |= g_ascii_strcasecmp(name, a->name) == 0;
}

static bool
was_called(const iot_device *was, const char *name)
{
    asked a = {name, g_ascii_strcasecmp(iot_device_label(was), name) == 0};

    iot_device_foreach_alias(was, ask, &a);
    return a.found;
}

bool
iot_known_name(const iot_known *known, const iot_device *device)
{
    const iot_snapshot_device *was = earlier(known, device);

    return was && (was_called(was->device, iot_device_label(device)) ||
                   was_called(was->device, iot_device_name(device)));
}

bool
iot_known_fact(const iot_known *known, const iot_device *device, iot_identity_fact fact,
               const iot_identity_item *item)
{
    const iot_snapshot_device *was = earlier(known, device);
    const char *value = was ? iot_device_fact(was->device, fact) : NULL;
    g_autofree char *evidence = was ? iot_device_evidence(was->device, fact) : NULL;

    if (!value) /* nothing said so, or two that disagree */
        return evidence && strstr(evidence, item->source);
    return g_ascii_strcasecmp(value, item->value) == 0 || !evidence ||
           !strstr(evidence, item->source);
}

bool
iot_known_while(const iot_known *known, int64_t time_ns)
{
    const iot_watched *watched = known->before->watched;

    return time_ns > INT64_MIN &&
           iot_watched_before(watched, time_ns) > iot_watched_before(watched, time_ns - 1);
}

int64_t
iot_known_watched(const iot_known *known)
{
    return iot_watched_total(known->before->watched);
}

static const iot_trait *
known_trait(const iot_known *known, const iot_finding *finding)
{
    const iot_snapshot_device *is =
        finding->device ? g_hash_table_lookup(known->of_device, finding->device) : NULL;
    const iot_snapshot_device *was = iot_changes_earlier(known->changes, is);
    const iot_trait *trait = was ? snapshot_find_finding(known->after, is, finding) : NULL;

    return trait ? iot_snapshot_trait(was, trait->topic, trait->key) : NULL;
}

bool
iot_known_party(const iot_known *known, const iot_finding *finding)
{
    const iot_spoken *spoken = known->before->spoken;
    const iot_snapshot_device *was = finding->device ? earlier(known, finding->device) : NULL;

    if (!spoken || !was)
        return false;
    return (finding->name && iot_spoken_name(spoken, was->device, finding->name)) ||
           iot_spoken_source(spoken, was->device, &finding->addr) != IOT_REMOTE_NAME_SOURCES;
}

bool
iot_known_stopped(const iot_known *known, const iot_finding *finding)
{
    const iot_trait *was =
        finding->kind == IOT_FINDING_PERIODIC_STOPPED ? known_trait(known, finding) : NULL;

    return was && !was->stopped && was->number > 0;
}

/* Whose name was known has it still, where nobody asked again. */
static bool
had_a_name(const iot_known *known, const iot_finding *finding)
{
    const iot_snapshot_device *was = finding->device ? earlier(known, finding->device) : NULL;

    return finding->kind == IOT_FINDING_NO_NAME && was && known->before->spoken &&
           iot_spoken_source(known->before->spoken, was->device, &finding->addr) <
               IOT_REMOTE_ADDRESS;
}

bool
iot_known_finding(const iot_known *known, const iot_finding *finding)
{
    if (finding->kind == IOT_FINDING_NEW_DEVICE)
        return finding->device && earlier(known, finding->device);
    return known_trait(known, finding) != NULL || had_a_name(known, finding);
}
