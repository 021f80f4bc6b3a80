/* events-contacts.c - whom devices talk to for the first time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A name can come after the first packet, and a better one after that: then the remote is not told
 * again, but what it is called by now.
 */
#include "events/events-internal.h"

/* So long a remote without a name waits for one: who connects says it in the next packets. */
#define NAMELESS_NS (10 * NS_PER_S)

/* So many of a device are told each; whoever talks to more talks to peers, or looks for one. */
#define NAMELESS_MAX 16

static bool
is_named(const iot_sight_contact *one)
{
    return one->source != IOT_REMOTE_ADDRESS;
}

static bool
waits(const look *at, const iot_sight_contact *one)
{
    int64_t newest_ns = at->events->pace.newest_ns;

    if (at->last || is_named(one) || one->first_ns == IOT_TIME_UNKNOWN_NS)
        return false;
    return newest_ns >= one->first_ns && newest_ns - one->first_ns < NAMELESS_NS;
}

static void
set_remote(const look *at, iot_event *event, const iot_sight_contact *one)
{
    char text[IOT_ADDR_TEXT], service[IOT_SERVICE_TEXT];

    event->remote = g_strdup(one->name);
    event->remote_address = g_strdup(iot_addr_format(&one->addr, text));
    event->service = g_strdup(iot_service_format(&one->service, service));
    event->source = g_strdup(iot_remote_name_source_name(one->source));
    event->frame = look_proof(at, one->frame);
}

/* False if that one is told, or there were too many before: that is told once. */
static bool
counts(look *at, const iot_sight_contact *one)
{
    watch *w = is_named(one) ? NULL : look_watch(at, one->device);
    char service[IOT_SERVICE_TEXT];

    if (!w || w->nameless++ < NAMELESS_MAX)
        return true;
    iot_event *event = look_tell(at, IOT_EVENT_CONTACT, one->device, "more without a name", 0);
    if (!event)
        return false;
    set_remote(at, event, one);
    event->time_ns = one->first_ns;
    event->message = g_strdup_printf(
        "%s contacts ever more addresses without a name, now %s on %s: further ones are not told",
        event->device, one->name, iot_service_format(&one->service, service));
    return false;
}

static void
tell_contact(look *at, const iot_sight_contact *one)
{
    if (!counts(at, one)) {
        look_note(at, IOT_EVENT_CONTACT, one->device, one->name);
        return;
    }
    iot_event *event = look_tell(at, IOT_EVENT_CONTACT, one->device, one->name, 0);

    if (!event)
        return;
    set_remote(at, event, one);
    event->time_ns = one->first_ns;
    event->direction = g_strdup(
        iot_direction_name(one->by_remote ? IOT_DIRECTION_INBOUND : IOT_DIRECTION_OUTBOUND));
    const char *from = one->by_remote ? one->name : event->device;
    const char *to = one->by_remote ? event->device : one->name;
    event->message =
        g_strdup_printf("%s contacts %s for the first time, on %s", from, to, event->service);
}

static void
tell_other_name(look *at, const iot_sight_contact *one)
{
    iot_event *event = look_tell(at, IOT_EVENT_REMOTE_NAME, one->device, one->name, 0);

    if (!event)
        return;
    set_remote(at, event, one);
    event->message = g_strdup_printf("%s, which %s talks to, is called %s", event->remote_address,
                                     event->device, one->name);
}

/* By its first packet, a contact is the same whatever it is called. */
static void
look_at_contact(look *at, const iot_sight_contact *one)
{
    char key[DEVICE_KEY_TEXT], id[IOT_EVENT_ID_TEXT];
    g_autofree char *first =
        g_strdup_printf("first packet %u %" G_GINT64_FORMAT, one->frame, one->first_ns);

    iot_event_make_id(IOT_EVENT_CONTACT, look_device_key(one->device, key), one->name, 0, id);
    if (g_hash_table_contains(at->events->told, id) || waits(at, one))
        return;
    iot_event_make_id(IOT_EVENT_CONTACT, key, first, 0, id);
    if (g_hash_table_contains(at->events->told, id))
        tell_other_name(at, one);
    else
        tell_contact(at, one);
    look_note(at, IOT_EVENT_CONTACT, one->device, first);
}

void
look_at_contacts(look *at)
{
    for (guint i = 0; i < at->sight->contacts->len && !look_waits(at); i++) {
        const iot_sight_contact *one = &g_array_index(at->sight->contacts, iot_sight_contact, i);
        const iot_known_peer peer = {one->name, &one->addr, &one->service, one->source};
        if (!at->known || !iot_known_remote(at->known, one->device, &peer))
            look_at_contact(at, one);
    }
}
