/* events-devices.c - who is there, by which name, and what it is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each value is told once of a device: a name that goes and comes back is no news.
 */
#include "events/events-internal.h"

#include "capture/capture-tables.h"

#include <string.h>

/* What is made of its MAC, of its address or of what it is is no name that anybody gave. */
static bool
has_name(const iot_device *device)
{
    iot_name_source source = iot_device_source(device);

    return source != IOT_NAME_IDENTITY && source != IOT_NAME_VENDOR && source != IOT_NAME_ADDRESS;
}

static void
tell_device(look *at, const iot_sight_device *one)
{
    const iot_device *device = one->device;

    if (at->known && iot_known_device(at->known, device))
        return;
    iot_event *event = look_tell(at, IOT_EVENT_DEVICE, device, "", 0);
    if (!event)
        return;
    event->time_ns = one->first_ns;
    event->frame = look_proof(at, one->frame);
    event->source = g_strdup(iot_name_source_name(iot_device_source(device)));
    event->message =
        event->what && strcmp(event->what, event->device) != 0
            ? g_strdup_printf("%s sends for the first time: %s", event->device, event->what)
            : g_strdup_printf("%s sends for the first time", event->device);
    /* The name is told with it. */
    if (has_name(device))
        look_note(at, IOT_EVENT_NAME, device, iot_device_name(device));
}

static void
tell_name(look *at, const iot_device *device)
{
    const char *name = iot_device_name(device);

    if (!has_name(device) || (at->known && iot_known_name(at->known, device)))
        return;
    iot_event *event = look_tell(at, IOT_EVENT_NAME, device, name, 0);
    if (!event)
        return;
    const watch *w = look_watch(at, device);
    event->value = g_strdup(name);
    event->source = g_strdup(iot_name_source_name(iot_device_source(device)));
    event->before = w ? g_strdup(w->name) : NULL;
    event->message = g_strdup_printf("%s is called %s (%s)",
                                     event->before    ? event->before
                                     : event->mac     ? event->mac
                                     : event->address ? event->address
                                                      : "a device",
                                     name, event->source);
}

static void
tell_fact(look *at, const iot_device *device, iot_identity_fact fact, const iot_identity *identity)
{
    const iot_identity_item *item = &identity->facts[fact];
    const char *word = iot_identity_fact_word(fact);
    g_autofree char *about = g_strdup_printf("%s %s", word, item->value);

    if (!*item->value || (at->known && iot_known_fact(at->known, device, fact, item)))
        return;
    iot_event *event = look_tell(at, IOT_EVENT_IDENTITY, device, about, 0);
    if (!event)
        return;
    event->topic = g_strdup(word);
    event->value = g_strdup(item->value);
    event->source = g_strdup(item->source);
    event->frame = item->frame;
    event->evidence = iot_identity_item_text(fact, item);
    event->message =
        g_strdup_printf("%s: %s %s (%s)", event->device, word, item->value, item->source);
}

void
look_at_devices(look *at)
{
    for (guint i = 0; i < at->sight->devices->len && !look_waits(at); i++) {
        const iot_sight_device *one = &g_array_index(at->sight->devices, iot_sight_device, i);
        iot_identity identity;
        tell_device(at, one);
        tell_name(at, one->device);
        iot_capture_identify(at->source->capture, one->device, &identity);
        for (unsigned fact = 0; fact < IOT_IDENTITY_FACTS; fact++)
            tell_fact(at, one->device, fact, &identity);
    }
}
