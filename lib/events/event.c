/* event.c - one thing that happened, or was learnt
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "events/event.h"

#include <string.h>

iot_event *
iot_event_new(iot_event_kind kind)
{
    iot_event *event = g_new0(iot_event, 1);

    event->kind = kind;
    return event;
}

void
iot_event_free(iot_event *event)
{
    if (!event)
        return;
    char *const texts[] = {event->device,    event->mac,     event->address, event->what,
                           event->topic,     event->value,   event->before,  event->remote,
                           event->service,   event->source,  event->message, event->remote_address,
                           event->direction, event->evidence};

    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(event);
}

/* Nobody gains by two events with one id: it has to be short, and the same in each process. */
void
iot_event_make_id(iot_event_kind kind, const char *key, const char *about, int64_t time_ns,
                  char ret_id[IOT_EVENT_ID_TEXT])
{
    g_autofree char *all = g_strdup_printf("%s\n%s\n%s\n%" G_GINT64_FORMAT,
                                           iot_event_kind_name(kind), key, about, time_ns);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);

    g_strlcpy(ret_id, digest, IOT_EVENT_ID_TEXT);
}

const char *
iot_event_kind_name(iot_event_kind kind)
{
    static const char *const words[IOT_EVENT_KINDS] = {
        [IOT_EVENT_DEVICE] = "device",
        [IOT_EVENT_NAME] = "name",
        [IOT_EVENT_IDENTITY] = "identity",
        [IOT_EVENT_CONTACT] = "contact",
        [IOT_EVENT_REMOTE_NAME] = "remote name",
        [IOT_EVENT_FINDING] = "finding",
        [IOT_EVENT_FINDING_ENDED] = "finding ended",
        [IOT_EVENT_SILENT] = "silent",
        [IOT_EVENT_BACK] = "back",
        [IOT_EVENT_LEFT_OUT] = "left out",
    };
    g_assert(kind < IOT_EVENT_KINDS);
    return words[kind];
}
