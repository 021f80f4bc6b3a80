/* summary-write.c - a part of a summary as one line of JSON
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * doc/archive.md describes it for others; summary-parse.c reads it.
 */
#include "archive/summary-internal.h"
#include "base/json-write.h"
#include "base/text.h"

#include <string.h>

/* Every line begins so: to sort lines by time, nobody has to understand the rest. */
#define BEGINNING "{\"iot-summary\":1,\"first_ns\":"
/* And ours end so. Within a text there would be a backslash before the quotation mark. */
#define TITLE ",\"capture\":\""

static void
add_int(iot_json_writer *to, const char *name, int64_t value)
{
    if (value != 0)
        iot_json_put_int(to, name, value);
}

static void
add_text(iot_json_writer *to, const char *name, const char *text)
{
    if (text && *text)
        iot_json_put_text(to, name, text);
}

static void
add_addr(iot_json_writer *to, const iot_addr *addr)
{
    char text[IOT_ADDR_TEXT];

    add_text(to, "addr", iot_addr_format(addr, text));
}

static void
add_mac(iot_json_writer *to, const char *name, const iot_mac *mac)
{
    char text[IOT_MAC_TEXT];

    add_text(to, name, iot_mac_format(mac, text));
}

static void
add_count(iot_json_writer *to, const iot_count *count)
{
    add_int(to, "packets", (int64_t)count->packets);
    add_int(to, "bytes", (int64_t)count->bytes);
    add_int(to, "uncounted", (int64_t)count->uncounted);
    if (count->first_ns == IOT_TIME_UNKNOWN_NS) {
        add_int(to, "timeless", 1);
        return;
    }
    add_int(to, "first_ns", count->first_ns);
    add_int(to, "last_ns", count->last_ns);
}

static void
add_end(iot_json_writer *to, const part_end *end)
{
    iot_json_begin(to, NULL, '{');
    add_mac(to, "mac", &end->mac);
    add_addr(to, &end->addr);
    iot_json_end(to, '}');
}

static void
add_fact(iot_json_writer *to, const iot_told *told)
{
    fact_members has = part_fact_members(told);

    iot_json_begin(to, NULL, '{');
    add_text(to, "fact", part_fact_kind_name(has.kind));
    add_int(to, "frame", told->frame);
    add_int(to, "time_ns", told->time_ns);
    add_addr(to, &has.addr);
    add_mac(to, "mac", &has.mac);
    add_mac(to, "by", &has.by);
    add_int(to, "end", has.end);
    add_int(to, "other", has.other);
    add_int(to, "number", has.number);
    add_int(to, "times", told->times);
    add_int(to, "flag", has.flag);
    add_text(to, "text", has.text);
    add_text(to, "owner", g_strcmp0(has.owner, has.text) == 0 ? NULL : has.owner);
    iot_json_end(to, '}');
}

/* There are as many as there were connections. */
static void
add_life(iot_json_writer *to, const iot_connection *connection)
{
    iot_json_begin(to, NULL, '{');
    add_int(to, "frame", connection->first_frame);
    add_int(to, "begin_ns", connection->begin_ns);
    add_int(to, "syns", connection->syns);
    add_int(to, "first_syn", connection->first_syn);
    add_int(to, "last_syn_ns", connection->last_syn_ns);
    add_int(to, "answer", connection->answer);
    add_int(to, "answer_ns", connection->answer_ns);
    add_int(to, "first_payload", connection->first_payload);
    add_int(to, "last_payload_ns", connection->last_payload_ns);
    add_int(to, "last_ns", connection->last_ns);
    add_int(to, "refused", connection->refused);
    add_int(to, "closed", connection->closed);
    add_int(to, "sent", connection->payload[IOT_SIDE_SRC]);
    add_int(to, "cut", connection->cut);
    add_int(to, "received", connection->payload[IOT_SIDE_DST]);
    add_int(to, "tls", connection->tls_version);
    add_int(to, "sent_alert", connection->alert[IOT_SIDE_SRC]);
    add_int(to, "sent_alert_frame", connection->alert_frame[IOT_SIDE_SRC]);
    add_int(to, "received_alert", connection->alert[IOT_SIDE_DST]);
    add_int(to, "received_alert_frame", connection->alert_frame[IOT_SIDE_DST]);
    if (connection->beats) {
        iot_json_begin(to, "beats_ns", '[');
        for (guint i = 0; i < connection->beats->len; i++)
            iot_json_put_int(to, NULL, g_array_index(connection->beats, int64_t, i));
        iot_json_end(to, ']');
    }
    guint volumes = iot_connection_volumes(connection);
    if (volumes > 0) {
        iot_json_begin(to, "volumes", '[');
        for (guint i = 0; i < volumes; i++) {
            iot_volume volume = iot_connection_volume(connection, i);
            iot_json_put_int(to, NULL, volume.at);
            iot_json_put_int(to, NULL, volume.bytes[IOT_SIDE_SRC]);
            iot_json_put_int(to, NULL, volume.bytes[IOT_SIDE_DST]);
        }
        iot_json_end(to, ']');
    }
    iot_json_end(to, '}');
}

static void
add_stream(iot_json_writer *to, const iot_stream_record *stream)
{
    iot_json_begin(to, NULL, '{');
    add_text(to, "transport", iot_transport_name(stream->transport));
    add_int(to, "port", stream->server_port);
    add_int(to, "server", stream->server_side);
    add_text(to, "name", stream->name);
    add_int(to, "source", stream->name_source);
    add_text(to, "protocol", stream->protocol);
    add_text(to, "proxied", stream->proxied);
    iot_json_begin(to, "lives", '[');
    for (guint i = 0; i < stream->connections->len; i++)
        add_life(to, &g_array_index(stream->connections, iot_connection, i));
    iot_json_end(to, ']');
    iot_json_end(to, '}');
}

static void
add_flow(iot_json_writer *to, const part_flow *flow)
{
    iot_json_begin(to, NULL, '{');
    add_int(to, "from", flow->from);
    add_int(to, "to", flow->to);
    if (flow->stream != NO_STREAM)
        iot_json_put_int(to, "stream", flow->stream);
    else
        add_text(to, "transport", iot_transport_name(flow->transport));
    add_text(to, "protocol", flow->protocol);
    add_int(to, "frame", flow->frame);
    add_int(to, "asks", flow->asks);
    add_int(to, "rtt_ns", flow->rtt_ns);
    add_count(to, &flow->count);
    iot_json_end(to, '}');
}

static void
add_sum(iot_json_writer *to, const char *name, const iot_count *sum)
{
    if (iot_count_is_empty(sum))
        return;
    iot_json_begin(to, name, '{');
    add_count(to, sum);
    iot_json_end(to, '}');
}

static void
add_lists(iot_json_writer *to, const part *p)
{
    iot_json_begin(to, "ends", '[');
    for (guint i = 0; i < p->ends->len; i++)
        add_end(to, &g_array_index(p->ends, part_end, i));
    iot_json_end(to, ']');
    iot_json_begin(to, "facts", '[');
    for (guint i = 0; i < p->facts->len; i++)
        add_fact(to, &g_array_index(p->facts, iot_told, i));
    iot_json_end(to, ']');
    iot_json_begin(to, "streams", '[');
    for (guint i = 0; i < p->streams->len; i++)
        add_stream(to, &g_array_index(p->streams, iot_stream_record, i));
    iot_json_end(to, ']');
    iot_json_begin(to, "flows", '[');
    for (guint i = 0; i < p->flows->len; i++)
        add_flow(to, &g_array_index(p->flows, part_flow, i));
    iot_json_end(to, ']');
}

char *
part_to_line(const part *p)
{
    GString *line = g_string_new(NULL);
    iot_json_writer to = {.text = line};

    iot_json_begin(&to, NULL, '{');
    iot_json_put_int(&to, "iot-summary", 1);
    iot_json_put_int(&to, "first_ns", p->first_ns);
    add_int(&to, "last_ns", p->last_ns);
    add_int(&to, "frames", p->frames);
    add_int(&to, "dropped", (int64_t)p->dropped);
    add_sum(&to, "rest", &p->rest);
    add_sum(&to, "copies", &p->copies);
    add_lists(&to, p);
    add_text(&to, "capture", p->title);
    add_text(&to, "collector", p->by.name);
    add_int(&to, "written_ns", p->by.written_ns);
    add_int(&to, "interval_s", p->by.interval_s);
    iot_json_end(&to, '}');
    return g_string_free(line, FALSE);
}

bool
part_line_time(const char *line, int64_t *ret_first_ns)
{
    char *end;

    if (!g_str_has_prefix(line, BEGINNING))
        return false;
    *ret_first_ns = g_ascii_strtoll(line + strlen(BEGINNING), &end, 10);
    return *end == ',';
}

static void
append_escape(GString *to, gunichar c)
{
    if (c < 0x10000)
        g_string_append_printf(to, "\\u%04x", c);
    else
        g_string_append_printf(to, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                               0xdc00 + ((c - 0x10000) & 0x3ff));
}

char *
part_line_shown(const char *line)
{
    GString *to = g_string_new(NULL);
    const char *end = line + strlen(line);

    end -= end > line && end[-1] == '\r'; /* somebody's editor */
    while (line < end) {
        gunichar c = g_utf8_get_char_validated(line, end - line);
        if (!g_unichar_validate(c) || c < ' ') {
            g_string_free(to, TRUE);
            return NULL;
        }
        const char *next = g_utf8_next_char(line);
        if (c <= '~' || !iot_text_is_unseen(c))
            g_string_append_len(to, line, (gssize)(next - line));
        else
            append_escape(to, c);
        line = next;
    }
    return g_string_free(to, FALSE);
}

gsize
part_line_identity(const char *line)
{
    const char *title = g_strrstr(line, TITLE);

    return title ? (gsize)(title - line) : strlen(line);
}
