/* summary-parse.c - a line of JSON as a part of a summary
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Summaries come from other machines: whatever a line says, the part holds together (its numbers of
 * ends and streams exist, it is in order, all add up), or there is none. Its texts are cleaned like
 * those from the wire.
 */
#include "archive/summary-internal.h"
#include "base/json.h"
#include "base/text.h"
#include "tables/service.h"

#include <gio/gio.h>
#include <string.h>

/* Most packets, and most bytes, of a part: sums of thousands stay far from where numbers end. */
#define COUNT_MAX (G_MAXINT64 / 4096)

typedef struct reader {
    part *to;
    iot_count sum;     /* of all counts so far */
    const char *fault; /* the first one; NULL: none */
} reader;

static void
refuse(reader *at, const char *fault)
{
    if (!at->fault)
        at->fault = fault;
}

/* 0 where it is missing. */
static gint64
number(reader *at, JsonObject *from, const char *name, gint64 least, gint64 most)
{
    JsonNode *node = iot_json_member(from, name);

    if (!node)
        return 0;
    if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_INT64) {
        refuse(at, "has something else where a number should be");
        return 0;
    }
    gint64 value = json_node_get_int(node);
    if (value < least || value > most) {
        refuse(at, "has a number that cannot be");
        return 0;
    }
    return value;
}

static uint32_t
number32(reader *at, JsonObject *from, const char *name)
{
    return (uint32_t)number(at, from, name, 0, UINT32_MAX);
}

static int64_t
moment(reader *at, JsonObject *from, const char *name)
{
    return number(at, from, name, -IOT_TIME_MAX_NS, IOT_TIME_MAX_NS);
}

/* NULL also where nothing is left of it. */
static const char *
text(reader *at, JsonObject *from, const char *name)
{
    g_autofree char *clean = iot_text_clean(iot_json_member_text(from, name), -1);

    return iot_interned_keep(at->to->interned, clean);
}

static const char *
protocol(reader *at, JsonObject *from)
{
    const char *found = iot_json_member_text(from, "protocol");

    if (found && !iot_service_is_protocol(found)) {
        refuse(at, "has a protocol whose name has what no protocol's has");
        return NULL;
    }
    return iot_interned_keep(at->to->interned, found);
}

static iot_addr
address(reader *at, JsonObject *from)
{
    const char *found = iot_json_member_text(from, "addr");
    iot_addr addr = {0};

    if (found && !iot_addr_parse(found, &addr))
        refuse(at, "has an address that is none");
    return addr;
}

static iot_mac
hardware(reader *at, JsonObject *from, const char *name)
{
    const char *found = iot_json_member_text(from, name);
    iot_mac mac = {{0}};

    if (found && !iot_mac_parse(found, &mac))
        refuse(at, "has a MAC that is none");
    return mac;
}

static iot_transport
transport(reader *at, JsonObject *from)
{
    const char *found = iot_json_member_text(from, "transport");

    for (iot_transport t = IOT_TRANSPORT_TCP; found && t <= IOT_TRANSPORT_UDP; t++)
        if (strcmp(found, iot_transport_name(t)) == 0)
            return t;
    if (found)
        refuse(at, "has a transport that nobody knows");
    return IOT_TRANSPORT_NONE;
}

static iot_count
count(reader *at, JsonObject *from)
{
    iot_count made = {
        .packets = (uint64_t)number(at, from, "packets", 0, G_MAXINT64 / 2),
        .bytes = (uint64_t)number(at, from, "bytes", 0, G_MAXINT64 / 2),
        .first_ns = moment(at, from, "first_ns"),
        .last_ns = moment(at, from, "last_ns"),
        .uncounted = number32(at, from, "uncounted"),
    };

    if (number(at, from, "timeless", 0, 1))
        made.first_ns = made.last_ns = IOT_TIME_UNKNOWN_NS;
    if (made.first_ns > made.last_ns)
        refuse(at, "has something that ends before it begins");
    at->sum.packets += made.packets;
    at->sum.bytes += made.bytes;
    if (at->sum.packets > COUNT_MAX || at->sum.bytes > COUNT_MAX)
        refuse(at, "has more than can be");
    return made;
}

static uint32_t
end(reader *at, JsonObject *from, const char *name)
{
    return (uint32_t)number(at, from, name, 0, (gint64)at->to->ends->len - 1);
}

static void
read_end(reader *at, JsonObject *from)
{
    part_end made = {hardware(at, from, "mac"), address(at, from)};

    g_array_append_val(at->to->ends, made);
}

static iot_fact_kind
kind_of(reader *at, JsonObject *from)
{
    const char *found = iot_json_member_text(from, "fact");

    for (iot_fact_kind kind = 0; found && kind < IOT_FACT_KINDS; kind++)
        if (strcmp(found, part_fact_kind_name(kind)) == 0)
            return kind;
    refuse(at, "has a fact that nobody knows");
    return IOT_FACT_KINDS;
}

static void
check_fact(reader *at, JsonObject *from, const fact_members *members, uint32_t frame)
{
    const GArray *facts = at->to->facts;

    if (at->fault)
        return;
    if (part_fact_has_text(members->kind) && !iot_json_member_text(from, "text"))
        refuse(at, "has a name that is missing");
    if (part_fact_fault(members))
        refuse(at, part_fact_fault(members));
    if (facts->len > 0 && g_array_index(facts, iot_told, facts->len - 1).frame > frame)
        refuse(at, "has facts out of order");
}

static void
read_fact(reader *at, JsonObject *from)
{
    uint32_t frame = number32(at, from, "frame");
    fact_members members = {
        .kind = kind_of(at, from),
        .end = end(at, from, "end"),
        .other = end(at, from, "other"),
        .number = number32(at, from, "number"),
        .addr = address(at, from),
        .mac = hardware(at, from, "mac"),
        .by = hardware(at, from, "by"),
        .flag = number(at, from, "flag", 0, 1),
        .text = text(at, from, "text"),
        .owner = text(at, from, "owner"),
    };

    members.owner = members.owner ? members.owner : members.text;
    check_fact(at, from, &members, frame);
    /* A name of nothing that can be seen is none, as on the wire. */
    if (at->fault || (!members.text && part_fact_has_text(members.kind)))
        return;
    iot_told made = part_fact_of(&members);
    made.frame = frame;
    made.times = number32(at, from, "times");
    made.time_ns = moment(at, from, "time_ns");
    g_array_append_val(at->to->facts, made);
}

/* The number at that place of a list. */
static int64_t
listed(reader *at, JsonArray *from, guint i, int64_t least, int64_t most)
{
    JsonNode *node = json_array_get_element(from, i);
    bool is_number = JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64;
    int64_t value = is_number ? json_node_get_int(node) : 0;

    if (!is_number)
        refuse(at, "has something else where a number should be");
    else if (value < least || value > most)
        refuse(at, "has a number that cannot be");
    return CLAMP(value, least, most);
}

static void
read_beats(reader *at, JsonArray *from, iot_connection *connection)
{
    guint n = from ? MIN(json_array_get_length(from), IOT_CONNECTION_BEATS_MAX) : 0;

    if (n == 0)
        return;
    connection->beats = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < n; i++) {
        int64_t beat = listed(at, from, i, -IOT_TIME_MAX_NS, IOT_TIME_MAX_NS);
        g_array_append_val(connection->beats, beat);
    }
}

/* Three numbers each. */
static void
read_volumes(reader *at, JsonArray *from, iot_connection *connection)
{
    const int64_t most = IOT_TIME_MAX_NS / IOT_CONNECTION_VOLUME_NS;
    guint n = from ? MIN(json_array_get_length(from) / 3, IOT_CONNECTION_VOLUMES_MAX) : 0;

    for (guint i = 0; i < n; i++) {
        iot_volume volume = {
            .at = listed(at, from, 3 * i, -most, most),
            .bytes = {(uint32_t)listed(at, from, 3 * i + 1, 0, UINT32_MAX),
                      (uint32_t)listed(at, from, 3 * i + 2, 0, UINT32_MAX)},
        };
        if (!connection->volumes)
            connection->volumes = g_array_new(FALSE, FALSE, sizeof volume);
        g_array_append_val(connection->volumes, volume);
    }
}

static void
read_life(reader *at, JsonObject *from, GArray *connections)
{
    iot_connection made = {
        .first_frame = number32(at, from, "frame"),
        .syns = number32(at, from, "syns"),
        .first_syn = number32(at, from, "first_syn"),
        .answer = number32(at, from, "answer"),
        .first_payload = number32(at, from, "first_payload"),
        .begin_ns = moment(at, from, "begin_ns"),
        .last_syn_ns = moment(at, from, "last_syn_ns"),
        .answer_ns = moment(at, from, "answer_ns"),
        .last_payload_ns = moment(at, from, "last_payload_ns"),
        .last_ns = moment(at, from, "last_ns"),
        .refused = number(at, from, "refused", 0, 1),
        .closed = number(at, from, "closed", 0, 1),
        .payload = {number(at, from, "sent", 0, 1), number(at, from, "received", 0, 1)},
        .cut = number(at, from, "cut", 0, 1),
        .tls_version = (uint16_t)number(at, from, "tls", 0, UINT16_MAX),
        .alert = {(uint8_t)number(at, from, "sent_alert", 0, UINT8_MAX),
                  (uint8_t)number(at, from, "received_alert", 0, UINT8_MAX)},
        .alert_frame = {number32(at, from, "sent_alert_frame"),
                        number32(at, from, "received_alert_frame")},
    };

    if (!from)
        refuse(at, "has something else where an object should be");
    read_beats(at, iot_json_member_array(from, "beats_ns"), &made);
    read_volumes(at, iot_json_member_array(from, "volumes"), &made);
    g_array_append_val(connections, made);
}

/* Calls `read` with each object of a list. */
static void
for_each(reader *at, JsonArray *from, void (*read)(reader *at, JsonObject *from))
{
    for (guint i = 0; from && i < json_array_get_length(from) && !at->fault; i++) {
        JsonObject *object = iot_json_object(json_array_get_element(from, i));
        if (object)
            read(at, object);
        else
            refuse(at, "has something else where an object should be");
    }
}

static void
life_clear(gpointer connection)
{
    iot_connection_clear(connection);
}

static void
read_stream(reader *at, JsonObject *from)
{
    JsonArray *connections = iot_json_member_array(from, "lives");
    iot_stream_record made = {
        .transport = transport(at, from),
        .server_port = (uint16_t)number(at, from, "port", 0, UINT16_MAX),
        .server_side = (uint8_t)number(at, from, "server", IOT_SIDE_SRC, IOT_SIDE_DST),
        .name_source = (uint8_t)number(at, from, "source", 0, IOT_STREAM_NAME_SOURCES - 1),
        .name = text(at, from, "name"),
        .protocol = protocol(at, from),
        .proxied = text(at, from, "proxied"),
        .connections = g_array_new(FALSE, FALSE, sizeof(iot_connection)),
    };

    g_array_set_clear_func(made.connections, life_clear);
    for (guint i = 0;
         connections && i < json_array_get_length(connections) && i <= IOT_FLOWS_PAST_MAX; i++)
        read_life(at, iot_json_object(json_array_get_element(connections, i)), made.connections);
    if (made.connections->len == 0 || made.transport == IOT_TRANSPORT_NONE)
        refuse(at, "has a stream without a life");
    g_array_append_val(at->to->streams, made);
}

static void
read_flow(reader *at, JsonObject *from)
{
    const GArray *flows = at->to->flows, *streams = at->to->streams;
    part_flow made = {
        .from = end(at, from, "from"),
        .to = end(at, from, "to"),
        .stream = NO_STREAM,
        .transport = transport(at, from),
        .protocol = protocol(at, from),
        .frame = number32(at, from, "frame"),
        .asks = number(at, from, "asks", 0, 1),
        .rtt_ns = number(at, from, "rtt_ns", 0, IOT_TIME_MAX_NS),
        .count = count(at, from),
    };

    if (iot_json_member(from, "stream")) {
        made.stream = (uint32_t)number(at, from, "stream", 0, (gint64)streams->len - 1);
        if (!at->fault)
            made.transport = g_array_index(streams, iot_stream_record, made.stream).transport;
    }
    if (flows->len > 0 && g_array_index(flows, part_flow, flows->len - 1).frame > made.frame)
        refuse(at, "has flows out of order");
    g_array_append_val(at->to->flows, made);
}

static void
read_part(reader *at, JsonObject *from)
{
    part *p = at->to;
    JsonObject *rest = iot_json_member_object(from, "rest");
    JsonObject *copies = iot_json_member_object(from, "copies");

    p->title = text(at, from, "capture");
    p->frames = number32(at, from, "frames");
    p->first_ns = moment(at, from, "first_ns");
    p->last_ns = moment(at, from, "last_ns");
    p->dropped = (uint64_t)number(at, from, "dropped", 0, COUNT_MAX);
    if (rest)
        p->rest = count(at, rest);
    if (copies)
        p->copies = count(at, copies);
    for_each(at, iot_json_member_array(from, "ends"), read_end);
    if (p->ends->len == 0)
        refuse(at, "has no ends");
    for_each(at, iot_json_member_array(from, "facts"), read_fact);
    for_each(at, iot_json_member_array(from, "streams"), read_stream);
    for_each(at, iot_json_member_array(from, "flows"), read_flow);
}

part *
part_from_line(const char *line, gsize length, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(part) made = part_new();
    reader at = {.to = made};
    JsonNode *root = iot_json_parse(parser, line, length, error);

    if (!root)
        return NULL;
    if (iot_json_object(root))
        read_part(&at, iot_json_object(root));
    else
        refuse(&at, "is no object");
    if (at.fault) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, at.fault);
        return NULL;
    }
    return g_steal_pointer(&made);
}
