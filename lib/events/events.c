/* events.c - what happened since somebody looked last, each thing once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "events/events-internal.h"

#include "base/hash.h"

#include <string.h>

/* So many things that were told cost a look as much as a flow. */
#define TOLD_PER_FLOW 8

iot_events *
iot_events_new(const iot_snapshot *baseline)
{
    iot_events *events = g_new0(iot_events, 1);

    events->baseline = baseline;
    events->told = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    events->watches = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, watch_free);
    events->pending = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, g_free);
    events->findings = g_ptr_array_new_with_free_func(told_finding_free);
    events->by_about = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    return events;
}

void
iot_events_free(iot_events *events)
{
    if (!events)
        return;
    g_hash_table_unref(events->told);
    g_hash_table_unref(events->watches);
    g_hash_table_unref(events->pending);
    g_hash_table_unref(events->by_about);
    g_ptr_array_unref(events->findings);
    g_free(events);
}

bool
iot_events_packet(iot_events *events, int64_t time_ns, uint32_t flows)
{
    iot_pace_add(&events->pace, time_ns);
    /* Names that one device gave itself cost, too. */
    return iot_pace_is_due(&events->pace,
                           MAX(flows, g_hash_table_size(events->told) / TOLD_PER_FLOW));
}

bool
iot_events_met(const iot_events *events)
{
    return events->met;
}

bool
iot_events_found(const iot_events *events, iot_severity severity)
{
    for (unsigned i = severity; i < IOT_SEVERITIES; i++)
        if (events->found[i])
            return true;
    return false;
}

/* --- One event */

const char *
look_device_key(const iot_device *device, char buffer[DEVICE_KEY_TEXT])
{
    const GArray *addresses = device ? iot_device_addresses(device) : NULL;

    buffer[0] = '\0';
    if (device && iot_device_macs(device)->len > 0)
        return iot_mac_format(iot_device_mac(device), buffer);
    return addresses && addresses->len > 0
               ? iot_addr_format(&g_array_index(addresses, iot_addr, 0), buffer)
               : buffer;
}

static bool
has_room(const iot_events *events)
{
    return g_hash_table_size(events->told) < IOT_EVENTS_TOLD_MAX;
}

static void
set_device(iot_event *event, const iot_device *device)
{
    const GArray *addresses = iot_device_addresses(device);
    char text[IOT_ADDR_TEXT];

    event->device = g_strdup(iot_device_name(device));
    event->what = g_strdup(iot_device_what(device));
    if (iot_device_macs(device)->len > 0)
        event->mac = g_strdup(iot_mac_format(iot_device_mac(device), text));
    if (addresses->len > 0)
        event->address = g_strdup(iot_addr_format(&g_array_index(addresses, iot_addr, 0), text));
}

iot_event *
look_tell(look *at, iot_event_kind kind, const iot_device *device, const char *about,
          int64_t again_ns)
{
    char key[DEVICE_KEY_TEXT], id[IOT_EVENT_ID_TEXT];

    iot_event_make_id(kind, look_device_key(device, key), about, again_ns, id);
    if (g_hash_table_contains(at->events->told, id))
        return NULL;
    if (!has_room(at->events)) {
        at->events->left_out++;
        return NULL;
    }
    g_hash_table_add(at->events->told, g_strdup(id));
    iot_event *event = iot_event_new(kind);
    g_strlcpy(event->id, id, sizeof event->id);
    event->time_ns = event->noticed_ns = at->events->pace.newest_ns;
    if (device)
        set_device(event, device);
    g_ptr_array_add(at->out, event);
    return event;
}

const iot_device *
look_find_device(const look *at, const char *key)
{
    return g_hash_table_lookup(at->by_key, key);
}

static GHashTable *
devices_by_key(const iot_sight *sight)
{
    GHashTable *by_key = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    char text[DEVICE_KEY_TEXT];

    for (guint i = 0; i < sight->devices->len; i++) {
        const iot_device *device = g_array_index(sight->devices, iot_sight_device, i).device;
        g_hash_table_insert(by_key, g_strdup(look_device_key(device, text)), (gpointer)device);
    }
    return by_key;
}

watch *
look_watch(look *at, const iot_device *device)
{
    char key[DEVICE_KEY_TEXT];
    watch *w = g_hash_table_lookup(at->events->watches, look_device_key(device, key));

    if (w || g_hash_table_size(at->events->watches) >= IOT_EVENTS_TOLD_MAX)
        return w;
    w = g_new0(watch, 1);
    w->first_ns = w->heard_ns = at->events->pace.watched_ns;
    g_hash_table_insert(at->events->watches, g_strdup(key), w);
    return w;
}

void
look_note(look *at, iot_event_kind kind, const iot_device *device, const char *about)
{
    char key[DEVICE_KEY_TEXT], id[IOT_EVENT_ID_TEXT];

    iot_event_make_id(kind, look_device_key(device, key), about, 0, id);
    if (has_room(at->events))
        g_hash_table_add(at->events->told, g_strdup(id));
}

bool
look_waits(const look *at)
{
    return at->within && !at->last;
}

uint32_t
look_proof(const look *at, uint32_t frame)
{
    const iot_snapshot_source *source = at->source;

    return frame > 0 && (!source->is_proof || source->is_proof(frame, source->user_data)) ? frame
                                                                                          : 0;
}

/* --- A look */

static int
in_order(gconstpointer a, gconstpointer b)
{
    const iot_event *x = *(iot_event *const *)a, *y = *(iot_event *const *)b;

    if (x->time_ns != y->time_ns)
        return x->time_ns < y->time_ns ? -1 : 1;
    return x->kind != y->kind ? (int)x->kind - (int)y->kind
                              : (x->frame > y->frame) - (x->frame < y->frame);
}

static void
tell_left_out(look *at)
{
    iot_event *event = iot_event_new(IOT_EVENT_LEFT_OUT);

    iot_event_make_id(IOT_EVENT_LEFT_OUT, "", "", at->events->pace.newest_ns, event->id);
    event->time_ns = event->noticed_ns = at->events->pace.newest_ns;
    event->count = at->events->left_out;
    event->message =
        g_strdup_printf("%" G_GUINT64_FORMAT " more events are not told: after %u there is no room",
                        event->count, IOT_EVENTS_TOLD_MAX);
    g_ptr_array_add(at->out, event);
}

/* Packets of summaries have no pace, and those of a table of sessions no time. */
static void
catch_up(iot_events *events, const iot_snapshot_source *source)
{
    int64_t first_ns, last_ns;

    if (events->pace.any)
        return;
    iot_capture_span(source->capture, &first_ns, &last_ns);
    events->pace.newest_ns = last_ns > 0 ? last_ns : IOT_TIME_UNKNOWN_NS;
}

static GPtrArray *
look_at_all(iot_events *events, const iot_snapshot_source *source, bool last)
{
    look at = {
        .events = events,
        .source = source,
        .sight = iot_sight_new(source->capture, source->counters),
        .known = events->baseline ? iot_known_new(events->baseline, source) : NULL,
        .out = g_ptr_array_new_with_free_func((GDestroyNotify)iot_event_free),
        .last = last,
    };

    at.by_key = devices_by_key(at.sight);
    catch_up(events, source);
    events->left_out = 0;
    events->met = at.known && iot_known_any(at.known);
    at.within = events->met && iot_known_while(at.known, events->pace.newest_ns);
    look_at_devices(&at);
    look_at_contacts(&at);
    look_at_findings(&at);
    look_at_silence(&at);
    iot_pace_looked(&events->pace);
    g_ptr_array_sort(at.out, in_order);
    if (last && events->left_out > 0)
        tell_left_out(&at);
    iot_known_free(at.known);
    g_hash_table_unref(at.by_key);
    iot_sight_free(at.sight);
    return at.out;
}

GPtrArray *
iot_events_look(iot_events *events, const iot_snapshot_source *source)
{
    return look_at_all(events, source, false);
}

GPtrArray *
iot_events_end(iot_events *events, const iot_snapshot_source *source)
{
    return look_at_all(events, source, true);
}
