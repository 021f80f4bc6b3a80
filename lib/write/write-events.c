/* write-events.c - events as JSON Lines
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "write/events-writer.h"

#include "base/units.h"
#include "fact/observation.h"
#include "write/write-internal.h"

static void
put_time(iot_json_writer *to, const char *name, int64_t ns)
{
    char text[IOT_UNITS_TEXT];

    iot_json_put_text(to, name, ns == IOT_TIME_UNKNOWN_NS ? NULL : iot_format_time(ns, text));
}

static void
put_number(iot_json_writer *to, const char *name, uint64_t number)
{
    if (number > 0)
        iot_write_json_count(to, name, number);
    else
        iot_json_put_text(to, name, NULL);
}

void
iot_write_event(const iot_event *event, GString *out)
{
    iot_json_writer to = {.text = out};

    iot_json_begin(&to, NULL, '{');
    put_time(&to, "time", event->time_ns);
    put_time(&to, "noticed", event->noticed_ns);
    iot_json_put_text(&to, "event", iot_event_kind_name(event->kind));
    iot_json_put_text(&to, "id", event->id);
    iot_json_put_text(&to, "message", event->message);
    iot_json_put_text(&to, "device", event->device);
    iot_json_put_text(&to, "mac", event->mac);
    iot_json_put_text(&to, "address", event->address);
    iot_json_put_text(&to, "what", event->what);
    iot_json_put_text(&to, "topic", event->topic);
    iot_json_put_text(&to, "value", event->value);
    iot_json_put_text(&to, "before", event->before);
    iot_json_put_text(&to, "remote", event->remote);
    iot_json_put_text(&to, "remote_address", event->remote_address);
    iot_json_put_text(&to, "service", event->service);
    iot_json_put_text(&to, "direction", event->direction);
    iot_json_put_text(&to, "severity", event->severity);
    iot_json_put_text(&to, "source", event->source);
    put_number(&to, "frame", event->frame);
    iot_json_put_text(&to, "evidence", event->evidence);
    put_number(&to, "count", event->count);
    iot_json_end(&to, '}');
    g_string_append_c(out, '\n');
}
