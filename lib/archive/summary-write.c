/* summary-write.c - a part of a summary as one line of JSON
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * doc/archive.md describes it for others; summary-parse.c reads it.
 */
#include "archive/summary-internal.h"
#include "base/text.h"

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

/* A line of a month has 100 MB: it is written as it goes, json-glib would have it in ten times the
 * memory first. Each member has its comma before it, unless it is the first of what is around it.
 */
static void
begin_next(GString *to)
{
    char last = to->len > 0 ? to->str[to->len - 1] : '{';

    if (last != '{' && last != '[')
        g_string_append_c(to, ',');
}

static void
begin_member(GString *to, const char *name)
{
    begin_next(to);
    g_string_append_printf(to, "\"%s\":", name);
}

static void
add_always(GString *to, const char *name, gint64 value)
{
    begin_member(to, name);
    g_string_append_printf(to, "%" G_GINT64_FORMAT, value);
}

static void
add_int(GString *to, const char *name, gint64 value)
{
    if (value != 0)
        add_always(to, name, value);
}

static void
append_escaped(GString *to, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            g_string_append_c(to, '\\');
        if ((unsigned char)*text < ' ')
            g_string_append_printf(to, "\\u%04x", (unsigned)*text);
        else
            g_string_append_c(to, *text);
    }
}

static void
add_text(GString *to, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    begin_member(to, name);
    g_string_append_c(to, '"');
    append_escaped(to, text);
    g_string_append_c(to, '"');
}

static void
begin_object(GString *to)
{
    begin_next(to);
    g_string_append_c(to, '{');
}

static void
end_object(GString *to)
{
    g_string_append_c(to, '}');
}

static void
begin_list(GString *to, const char *name)
{
    begin_member(to, name);
    g_string_append_c(to, '[');
}

static void
end_list(GString *to)
{
    g_string_append_c(to, ']');
}

static void
add_addr(GString *to, const iot_addr *addr)
{
    char text[IOT_ADDR_TEXT];

    add_text(to, "addr", iot_addr_format(addr, text));
}

static void
add_mac(GString *to, const iot_mac *mac)
{
    char text[IOT_MAC_TEXT];

    add_text(to, "mac", iot_mac_format(mac, text));
}

static void
add_count(GString *to, const iot_count *count)
{
    add_int(to, "packets", (gint64)count->packets);
    add_int(to, "bytes", (gint64)count->bytes);
    add_int(to, "first_ns", count->first_ns);
    add_int(to, "last_ns", count->last_ns);
}

static void
add_end(GString *to, const part_end *end)
{
    begin_object(to);
    add_mac(to, &end->mac);
    add_addr(to, &end->addr);
    end_object(to);
}

static void
add_fact(GString *to, const fact *told)
{
    begin_object(to);
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
    end_object(to);
}

/* There are as many as there were connections. */
static void
add_life(GString *to, const iot_connection *connection)
{
    begin_object(to);
    add_int(to, "frame", connection->first_frame);
    add_int(to, "begin_ns", connection->begin_ns);
    add_int(to, "syns", connection->syns);
    add_int(to, "first_syn", connection->first_syn);
    add_int(to, "last_syn_ns", connection->last_syn_ns);
    add_int(to, "answer", connection->answer);
    add_int(to, "answer_ns", connection->answer_ns);
    add_int(to, "first_payload", connection->first_payload);
    add_int(to, "last_payload_ns", connection->last_payload_ns);
    add_int(to, "refused", connection->refused);
    add_int(to, "sent", connection->payload[IOT_SIDE_SRC]);
    add_int(to, "received", connection->payload[IOT_SIDE_DST]);
    add_int(to, "tls", connection->tls_version);
    if (connection->beats) {
        begin_list(to, "beats_ns");
        for (guint i = 0; i < connection->beats->len; i++) {
            begin_next(to);
            g_string_append_printf(to, "%" G_GINT64_FORMAT,
                                   g_array_index(connection->beats, int64_t, i));
        }
        end_list(to);
    }
    end_object(to);
}

static void
add_stream(GString *to, const iot_stream_record *stream)
{
    begin_object(to);
    add_text(to, "transport", iot_transport_name(stream->transport));
    add_int(to, "port", stream->server_port);
    add_int(to, "server", stream->server_side);
    add_text(to, "name", stream->name);
    add_int(to, "source", stream->name_source);
    add_text(to, "protocol", stream->protocol);
    begin_list(to, "lives");
    for (guint i = 0; i < stream->connections->len; i++)
        add_life(to, &g_array_index(stream->connections, iot_connection, i));
    end_list(to);
    end_object(to);
}

static void
add_flow(GString *to, const part_flow *flow)
{
    begin_object(to);
    add_int(to, "from", flow->from);
    add_int(to, "to", flow->to);
    if (flow->stream != NO_STREAM) {
        add_always(to, "stream", flow->stream);
    } else {
        add_text(to, "transport", iot_transport_name(flow->transport));
    }
    add_text(to, "protocol", flow->protocol);
    add_int(to, "frame", flow->frame);
    add_int(to, "rtt_ns", flow->rtt_ns);
    add_count(to, &flow->count);
    end_object(to);
}

static void
add_rest(GString *to, const iot_count *rest)
{
    if (rest->packets == 0)
        return;
    begin_member(to, "rest");
    g_string_append_c(to, '{');
    add_count(to, rest);
    end_object(to);
}

static void
add_lists(GString *to, const part *p)
{
    begin_list(to, "ends");
    for (guint i = 0; i < p->ends->len; i++)
        add_end(to, &g_array_index(p->ends, part_end, i));
    end_list(to);
    begin_list(to, "facts");
    for (guint i = 0; i < p->facts->len; i++)
        add_fact(to, &g_array_index(p->facts, fact, i));
    end_list(to);
    begin_list(to, "streams");
    for (guint i = 0; i < p->streams->len; i++)
        add_stream(to, &g_array_index(p->streams, iot_stream_record, i));
    end_list(to);
    begin_list(to, "flows");
    for (guint i = 0; i < p->flows->len; i++)
        add_flow(to, &g_array_index(p->flows, part_flow, i));
    end_list(to);
}

char *
part_to_line(const part *p)
{
    GString *to = g_string_new(BEGINNING);

    g_string_append_printf(to, "%" G_GINT64_FORMAT, p->first_ns);
    add_int(to, "last_ns", p->last_ns);
    add_int(to, "frames", p->frames);
    add_int(to, "dropped", (gint64)p->dropped);
    add_rest(to, &p->rest);
    add_lists(to, p);
    add_text(to, "capture", p->title);
    end_object(to);
    return g_string_free(to, FALSE);
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
