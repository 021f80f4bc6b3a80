/* summary-json.c - a part of a summary as one line of JSON
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * doc/archive.md describes it for others; summary-parse.c reads it.
 */
#include "summary-internal.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Every line begins so: to sort lines by time, nobody has to understand the rest. */
#define BEGINNING "{\"iot-summary\":1,\"first_ns\":"
/* And ours end so. Within a text there would be a backslash before the quotation mark. */
#define TITLE ",\"capture\":\""

static const char *const kind_names[] = {
    [FACT_ONLINK] = "onlink", [FACT_BINDING] = "binding",
    [FACT_ANSWER] = "answer", [FACT_CLAIM] = "claim",
    [FACT_QUERY] = "query",   [FACT_SERVER] = "server",
    [FACT_DHCP] = "dhcp",     [FACT_UNREACHABLE] = "unreachable",
};
G_STATIC_ASSERT(G_N_ELEMENTS(kind_names) == FACT_KINDS);

const char *
part_fact_kind_name(fact_kind kind)
{
    return kind_names[kind];
}

static void
add_int(JsonBuilder *to, const char *name, gint64 value)
{
    if (value == 0)
        return;
    json_builder_set_member_name(to, name);
    json_builder_add_int_value(to, value);
}

static void
add_text(JsonBuilder *to, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    json_builder_set_member_name(to, name);
    json_builder_add_string_value(to, text);
}

static void
add_addr(JsonBuilder *to, const iot_addr *addr)
{
    char text[IOT_ADDR_TEXT];

    add_text(to, "addr", iot_addr_format(addr, text));
}

static void
add_mac(JsonBuilder *to, const iot_mac *mac)
{
    char text[IOT_MAC_TEXT];

    add_text(to, "mac", iot_mac_format(mac, text));
}

static void
add_count(JsonBuilder *to, const iot_count *count)
{
    add_int(to, "packets", (gint64)count->packets);
    add_int(to, "bytes", (gint64)count->bytes);
    add_int(to, "first_ns", count->first_ns);
    add_int(to, "last_ns", count->last_ns);
}

static void
add_end(JsonBuilder *to, const part_end *end)
{
    json_builder_begin_object(to);
    add_mac(to, &end->mac);
    add_addr(to, &end->addr);
    json_builder_end_object(to);
}

static void
add_fact(JsonBuilder *to, const fact *told)
{
    json_builder_begin_object(to);
    add_text(to, "fact", kind_names[told->kind]);
    add_int(to, "frame", told->frame);
    add_int(to, "time_ns", told->time_ns);
    add_addr(to, &told->addr);
    add_mac(to, &told->mac);
    add_int(to, "end", told->end);
    add_int(to, "other", told->other);
    add_int(to, "number", told->number);
    add_int(to, "times", told->times);
    add_int(to, "flag", told->flag);
    add_text(to, "text", told->text);
    add_text(to, "owner", g_strcmp0(told->owner, told->text) == 0 ? NULL : told->owner);
    json_builder_end_object(to);
}

/* There are as many as there were connections. */
static void
add_life(JsonBuilder *to, const iot_life *life)
{
    json_builder_begin_object(to);
    add_int(to, "frame", life->first_frame);
    add_int(to, "begin_ns", life->begin_ns);
    add_int(to, "syns", life->syns);
    add_int(to, "first_syn", life->first_syn);
    add_int(to, "last_syn_ns", life->last_syn_ns);
    add_int(to, "answer", life->answer);
    add_int(to, "answer_ns", life->answer_ns);
    add_int(to, "first_payload", life->first_payload);
    add_int(to, "last_payload_ns", life->last_payload_ns);
    add_int(to, "refused", life->refused);
    add_int(to, "sent", life->payload[IOT_SIDE_SRC]);
    add_int(to, "received", life->payload[IOT_SIDE_DST]);
    add_int(to, "tls", life->tls_version);
    if (life->beats) {
        json_builder_set_member_name(to, "beats_ns");
        json_builder_begin_array(to);
        for (guint i = 0; i < life->beats->len; i++)
            json_builder_add_int_value(to, g_array_index(life->beats, int64_t, i));
        json_builder_end_array(to);
    }
    json_builder_end_object(to);
}

static void
add_stream(JsonBuilder *to, const iot_stream_record *stream)
{
    json_builder_begin_object(to);
    add_text(to, "transport", iot_transport_name(stream->transport));
    add_int(to, "port", stream->server_port);
    add_int(to, "server", stream->server_side);
    add_text(to, "name", stream->name);
    add_int(to, "source", stream->name_source);
    add_text(to, "protocol", stream->protocol);
    json_builder_set_member_name(to, "lives");
    json_builder_begin_array(to);
    for (guint i = 0; i < stream->lives->len; i++)
        add_life(to, &g_array_index(stream->lives, iot_life, i));
    json_builder_end_array(to);
    json_builder_end_object(to);
}

static void
add_flow(JsonBuilder *to, const part_flow *flow)
{
    json_builder_begin_object(to);
    add_int(to, "from", flow->from);
    add_int(to, "to", flow->to);
    if (flow->stream != NO_STREAM) {
        json_builder_set_member_name(to, "stream");
        json_builder_add_int_value(to, flow->stream);
    } else {
        add_text(to, "transport", iot_transport_name(flow->transport));
    }
    add_text(to, "protocol", flow->protocol);
    add_int(to, "frame", flow->frame);
    add_int(to, "rtt_ns", flow->rtt_ns);
    add_count(to, &flow->count);
    json_builder_end_object(to);
}

/* Opens the list of that name. */
static JsonBuilder *
list(JsonBuilder *to, const char *name)
{
    json_builder_set_member_name(to, name);
    return json_builder_begin_array(to);
}

static void
add_rest(JsonBuilder *to, const iot_count *rest)
{
    if (rest->packets == 0)
        return;
    json_builder_set_member_name(to, "rest");
    json_builder_begin_object(to);
    add_count(to, rest);
    json_builder_end_object(to);
}

static void
add_lists(JsonBuilder *to, const part *p)
{
    list(to, "ends");
    for (guint i = 0; i < p->ends->len; i++)
        add_end(to, &g_array_index(p->ends, part_end, i));
    json_builder_end_array(to);
    list(to, "facts");
    for (guint i = 0; i < p->facts->len; i++)
        add_fact(to, &g_array_index(p->facts, fact, i));
    json_builder_end_array(to);
    list(to, "streams");
    for (guint i = 0; i < p->streams->len; i++)
        add_stream(to, &g_array_index(p->streams, iot_stream_record, i));
    json_builder_end_array(to);
    list(to, "flows");
    for (guint i = 0; i < p->flows->len; i++)
        add_flow(to, &g_array_index(p->flows, part_flow, i));
    json_builder_end_array(to);
}

char *
part_to_line(const part *p)
{
    g_autoptr(JsonBuilder) to = json_builder_new();
    g_autoptr(JsonGenerator) generator = json_generator_new();

    json_builder_begin_object(to);
    json_builder_set_member_name(to, "iot-summary");
    json_builder_add_int_value(to, 1);
    json_builder_set_member_name(to, "first_ns");
    json_builder_add_int_value(to, p->first_ns);
    add_int(to, "last_ns", p->last_ns);
    add_int(to, "frames", p->frames);
    add_int(to, "dropped", (gint64)p->dropped);
    add_rest(to, &p->rest);
    add_lists(to, p);
    add_text(to, "capture", p->title);
    json_builder_end_object(to);
    g_autoptr(JsonNode) root = json_builder_get_root(to);
    json_generator_set_root(generator, root);
    return json_generator_to_data(generator, NULL);
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

gsize
part_line_identity(const char *line)
{
    const char *title = g_strrstr(line, TITLE);

    return title ? (gsize)(title - line) : strlen(line);
}
