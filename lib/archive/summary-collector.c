/* summary-collector.c - who writes a part of a summary again and again
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * It stands behind what tells parts apart, so that a part is the same whoever wrote it, and whoever
 * does not know of collectors reads it as any other.
 */
#include "archive/summary-internal.h"
#include "base/json-write.h"
#include "base/json.h"
#include "base/text.h"

#include <string.h>

#define TIME_MAX_S (INT64_C(366) * 86400)
/* A longer rest has texts in it that are longer than names are. */
#define REST_MAX_BYTES 1024

/* 0: none, or nothing that can be. */
static int64_t
number(JsonObject *from, const char *name, int64_t max)
{
    JsonNode *node = iot_json_member(from, name);
    int64_t value =
        node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64
            ? json_node_get_int(node)
            : 0;

    return value > 0 && value <= max ? value : 0;
}

/* The members that the rest has; NULL: it is none. */
static JsonObject *
parse_rest(JsonParser *parser, const char *rest)
{
    g_autofree char *text = g_strconcat("{", *rest ? rest + 1 : "}", NULL);

    return iot_json_object(iot_json_parse(parser, text, strlen(text), NULL));
}

static char *
clean_member(JsonObject *from, const char *name)
{
    const char *text = iot_json_member_text(from, name);

    return text ? iot_text_clean(text, -1) : NULL;
}

static void
put_positive(iot_json_writer *to, const char *name, int64_t value)
{
    if (value > 0)
        iot_json_put_int(to, name, value);
}

char *
part_rest_bounded(const char *rest)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    iot_json_writer to = {.text = NULL};

    if (strlen(rest) <= REST_MAX_BYTES)
        return g_strdup(rest);
    JsonObject *object = parse_rest(parser, rest);
    if (!object)
        return NULL;
    g_autofree char *title = clean_member(object, "capture");
    g_autofree char *name = clean_member(object, "collector");
    to.text = g_string_new(NULL);
    iot_json_begin(&to, NULL, '{');
    iot_json_put_text(&to, "capture", title ? title : "");
    if (name) {
        iot_json_put_text(&to, "collector", name);
        put_positive(&to, "written_ns", number(object, "written_ns", G_MAXINT64));
        put_positive(&to, "interval_s", number(object, "interval_s", TIME_MAX_S));
    }
    iot_json_end(&to, '}');
    to.text->str[0] = ',';
    return g_string_free(to.text, FALSE);
}

void
part_line_collector(const char *rest, iot_collector *ret_by, char **ret_name)
{
    g_autoptr(JsonParser) parser = json_parser_new();

    *ret_by = (iot_collector){0};
    if (!strstr(rest, "\"collector\""))
        return;
    JsonObject *object = parse_rest(parser, rest);
    g_autofree char *clean = object ? clean_member(object, "collector") : NULL;
    if (!clean || !*clean)
        return;
    ret_by->written_ns = number(object, "written_ns", G_MAXINT64);
    ret_by->interval_s = (uint32_t)number(object, "interval_s", TIME_MAX_S);
    *ret_name = g_steal_pointer(&clean);
    ret_by->name = *ret_name;
}
