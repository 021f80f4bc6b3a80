/* events-findings.c - what is worth a look, and no more
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A finding is the same as long as kind, device and remote are. It is told when two looks in a row
 * have found it, or the last: the next packets often have the name, or the answer, that was missed.
 * It has ended when it was not found for a minute, or is not at the end: it may hang on a
 * threshold, and come back.
 */
#include "events/events-internal.h"

#include "base/hash.h"

/* So long it has to be missing. */
#define ENDED_NS (60 * NS_PER_S)
/* Findings whose end is told; of more only the beginning. */
#define ENDINGS_MAX 10000
/* What is regular for a day is, whatever a baseline of a month has. */
#define REGULAR_MAX_NS (86400 * NS_PER_S)

/* What says that something is not, or not known: it can come. */
static const bool can_be_refuted[IOT_FINDING_KINDS] = {
    [IOT_FINDING_UNANSWERED] = true,       [IOT_FINDING_NEVER_CONTACTED] = true,
    [IOT_FINDING_FOREIGN_RESOLVER] = true, [IOT_FINDING_FOREIGN_TIME] = true,
    [IOT_FINDING_NO_NAME] = true,          [IOT_FINDING_RANDOM_MAC] = true,
    [IOT_FINDING_NOT_ALLOWED] = true,      [IOT_FINDING_AMBIGUOUS] = true,
    [IOT_FINDING_IMPOSSIBLE] = true,       [IOT_FINDING_NEVER_LOOKED_UP] = true,
    [IOT_FINDING_OTHER_RESOLVER] = true,
};

typedef struct told_finding {
    iot_finding_kind kind;
    char key[DEVICE_KEY_TEXT]; /* of the device; "": the network */
    iot_severity severity;
    char *remote, *remote_address; /* NULL: none */
    uint32_t frame;
    int64_t seen_ns; /* watched by when it was there last */
    bool ended;
} told_finding;

void
told_finding_free(gpointer data)
{
    told_finding *finding = data;

    g_free(finding->remote);
    g_free(finding->remote_address);
    g_free(finding);
}

/* Must be freed by the caller. NULL: none. */
static char *
address_of(const iot_finding *finding)
{
    char text[IOT_ADDR_TEXT];

    return finding->addr.family ? g_strdup(iot_addr_format(&finding->addr, text)) : NULL;
}

static char *
about_remote(iot_finding_kind kind, const iot_device *device, const char *remote)
{
    char key[DEVICE_KEY_TEXT];

    return g_strdup_printf("%s %s %s", look_device_key(device, key), iot_finding_kind_name(kind),
                           remote ? remote : "");
}

static char *
about_of(iot_finding_kind kind, const iot_finding *finding)
{
    g_autofree char *address = address_of(finding);

    return about_remote(kind, finding->device, finding->name ? finding->name : address);
}

/* A remote that has a name by now may have been told by its address. */
static told_finding *
lookup(const look *at, iot_finding_kind kind, const iot_finding *finding)
{
    g_autofree char *address = address_of(finding);
    const char *const remotes[] = {finding->name, address};
    told_finding *told = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(remotes) && !told; i++) {
        g_autofree char *about = about_remote(kind, finding->device, remotes[i]);
        told = g_hash_table_lookup(at->events->by_about, about);
    }
    return told;
}

static void
set_finding(const look *at, iot_event *event, const iot_finding *finding)
{
    event->topic = g_strdup(iot_finding_kind_name(finding->kind));
    event->severity = iot_severity_name(finding->severity);
    event->frame = look_proof(at, finding->first_frame);
    event->evidence = g_strdup(finding->evidence);
    event->remote = g_strdup(finding->name);
    event->remote_address = address_of(finding);
}

/* "lamp: unanswered, cloud.example: 3 connections ..." */
static char *
message_of(const iot_event *event, const char *verb)
{
    return g_strdup_printf("%s: %s%s%s%s: %s", event->device ? event->device : "network", verb,
                           event->topic, event->remote ? ", " : "",
                           event->remote ? event->remote : "", event->evidence);
}

static told_finding *
keep(look *at, iot_finding_kind kind, const iot_finding *finding)
{
    iot_events *events = at->events;

    if (events->findings->len >= ENDINGS_MAX)
        return NULL;
    told_finding *told = g_new0(told_finding, 1);
    told->kind = kind;
    told->severity = finding->severity;
    told->remote = g_strdup(finding->name);
    told->remote_address = address_of(finding);
    told->frame = look_proof(at, finding->first_frame);
    look_device_key(finding->device, told->key);
    g_ptr_array_add(events->findings, told);
    g_hash_table_insert(events->by_about, about_of(kind, finding), told);
    return told;
}

static bool
tell_beginning(look *at, const iot_finding *finding, int64_t again_ns)
{
    g_autofree char *about = about_of(finding->kind, finding);
    iot_event *event = look_tell(at, IOT_EVENT_FINDING, finding->device, about, again_ns);

    if (!event)
        return false;
    set_finding(at, event, finding);
    event->message = message_of(event, "");
    at->events->found[finding->severity] = true;
    return true;
}

/* @param why what is found instead; NULL: nothing */
static void
tell_end(look *at, told_finding *told, const iot_finding *why)
{
    const char *kind = iot_finding_kind_name(told->kind);
    g_autofree char *about = g_strdup_printf("%s %s %s", told->key, kind,
                                             told->remote           ? told->remote
                                             : told->remote_address ? told->remote_address
                                                                    : "");

    told->ended = true;
    iot_event *event = look_tell(at, IOT_EVENT_FINDING_ENDED, look_find_device(at, told->key),
                                 about, at->events->pace.newest_ns);
    if (!event)
        return;
    event->topic = g_strdup(kind);
    event->severity = iot_severity_name(told->severity);
    event->remote = g_strdup(told->remote);
    event->remote_address = g_strdup(told->remote_address);
    event->frame = why ? look_proof(at, why->first_frame) : told->frame;
    event->evidence = g_strdup(why ? why->evidence : "what is known by now says otherwise");
    event->message = message_of(event, "no more ");
}

/* True if something else was told to be regular, and that is what stopped. */
static bool
ends_another(look *at, const iot_finding *finding)
{
    told_finding *was = finding->kind == IOT_FINDING_PERIODIC_STOPPED
                            ? lookup(at, IOT_FINDING_PERIODIC, finding)
                            : NULL;

    if (!was || was->seen_ns == at->events->pace.watched_ns)
        return false;
    if (!was->ended)
        tell_end(at, was, finding);
    return true;
}

/* What is known by now and was told before goes on all the same. */
static void
renew(look *at, const iot_finding *finding)
{
    told_finding *told = lookup(at, finding->kind, finding);

    if (told && !told->ended)
        told->seen_ns = at->events->pace.watched_ns;
}

/* Noted among what is found `now`. Returns since when each look has found it, in watched time. */
static int64_t
found_since(const look *at, const iot_finding *finding, GHashTable *now)
{
    char *about = about_of(finding->kind, finding);
    const int64_t *was = g_hash_table_lookup(at->events->pending, about);
    int64_t since_ns = was ? *was : at->events->pace.watched_ns;

    g_hash_table_replace(now, about, g_memdup2(&since_ns, sizeof since_ns));
    return since_ns;
}

static bool
is_sure(const look *at, const iot_finding *finding, GHashTable *now)
{
    return found_since(at, finding, now) < at->events->pace.watched_ns || at->last;
}

static void
look_at_finding(look *at, const iot_finding *finding, GHashTable *now)
{
    told_finding *told = lookup(at, finding->kind, finding);
    bool sure = is_sure(at, finding, now);

    renew(at, finding);
    if (!sure || ends_another(at, finding) || (told && !told->ended))
        return;
    if (told)
        tell_beginning(at, finding, at->events->pace.newest_ns);
    else if (tell_beginning(at, finding, 0))
        told = keep(at, finding->kind, finding);
    if (told) {
        told->ended = false;
        told->seen_ns = at->events->pace.watched_ns;
    }
}

/* So long it has to be there if its device is known. Of what is regular, with a remote
 * that the baseline has, it takes as long as that was watched: before, it knows better. */
static int64_t
patience_ns(const look *at, const iot_finding *finding)
{
    bool regular =
        finding->kind == IOT_FINDING_PERIODIC || finding->kind == IOT_FINDING_PERIODIC_STOPPED;

    return regular && iot_known_party(at->known, finding)
               ? MIN(iot_known_watched(at->known), REGULAR_MAX_NS)
               : ENDED_NS;
}

static bool
has_lasted(const look *at, const iot_finding *finding, GHashTable *now)
{
    int64_t since_ns = found_since(at, finding, now);

    return at->events->pace.watched_ns - since_ns >= patience_ns(at, finding);
}

/* What is regular, was before, and stopped: its end is told as if its beginning had been. */
static void
tell_known_end(look *at, const iot_finding *finding, GHashTable *now)
{
    told_finding *told = lookup(at, IOT_FINDING_PERIODIC, finding);

    if (!is_sure(at, finding, now) || (told && told->ended))
        return;
    if (!told)
        told = keep(at, IOT_FINDING_PERIODIC, finding);
    if (told)
        tell_end(at, told, finding);
}

static void
look_at_known(look *at, const iot_finding *finding, GHashTable *now)
{
    bool lasts = has_lasted(at, finding, now) || at->last || !finding->device ||
                 !iot_known_device(at->known, finding->device);

    if (iot_known_stopped(at->known, finding) && !look_waits(at))
        tell_known_end(at, finding, now);
    else if (iot_known_finding(at->known, finding))
        renew(at, finding);
    else if (lasts && !look_waits(at))
        look_at_finding(at, finding, now);
}

/* Where something was left out, nobody can say what is missing. */
static void
look_for_ends(look *at)
{
    int64_t now_ns = at->events->pace.watched_ns;

    if (iot_capture_dropped(at->source->capture) > 0)
        return;
    for (guint i = 0; i < at->events->findings->len; i++) {
        told_finding *told = g_ptr_array_index(at->events->findings, i);
        int64_t missing_ns = now_ns - told->seen_ns;
        if (can_be_refuted[told->kind] && !told->ended &&
            (missing_ns >= ENDED_NS || (at->last && missing_ns > 0)))
            tell_end(at, told, NULL);
    }
}

void
look_at_findings(look *at)
{
    const iot_snapshot_source *source = at->source;
    g_autoptr(iot_findings) all = iot_findings_new(source->capture, source->settings);
    g_autoptr(iot_findings) proved =
        source->is_proof ? iot_findings_select(all, source->is_proof, source->user_data) : NULL;
    const iot_findings *findings = proved ? proved : all;
    GHashTable *now = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, g_free);

    for (guint i = 0; i < findings->all->len; i++) {
        const iot_finding *finding = g_ptr_array_index(findings->all, i);
        if (!at->known)
            look_at_finding(at, finding, now);
        else
            look_at_known(at, finding, now);
    }
    g_hash_table_unref(at->events->pending);
    at->events->pending = now;
    look_for_ends(at);
}
