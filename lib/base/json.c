/* json.c - reads JSON that somebody else wrote
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/json.h"

#include "base/text.h"

#include <gio/gio.h>
#include <string.h>

/* json-glib's parser calls itself at each level, in old versions without end. It takes comments
 * too, which would hide brackets from us, so that they are refused. A second value behind the first
 * is refused as well: it would take the first's place, which 1.6 then never frees. And it finds an
 * object's members by a hash that whoever wrote the names can foresee (hash.h): of few that does
 * not matter. */
static const char *
find_fault(const char *text, gsize length)
{
    unsigned depth = 0, members[IOT_JSON_DEPTH_MAX + 1] = {0};
    bool in_string = false, has_value = false;

    if (!g_utf8_validate_len(text, length, NULL))
        return "is not JSON: not UTF-8";
    for (gsize i = 0; i < length; i++) {
        char c = text[i];
        if (depth == 0 && !in_string && !strchr(" \t\r\n/#'", c)) {
            if (has_value || (c != '{' && c != '['))
                return has_value ? "is not JSON: more than one value" : "is no object";
            has_value = true;
        }
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '/' || c == '#' || c == '\'') {
            return "is not JSON: comments or single quotation marks";
        } else if (c == '{' || c == '[') {
            if (++depth > IOT_JSON_DEPTH_MAX)
                return "is nested too deep";
            members[depth] = 0;
        } else if (c == ':') {
            if (++members[depth] > IOT_JSON_MEMBERS_MAX)
                return "has an object of too many members";
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return NULL;
}

static void
set_fault(GError **error, const char *fault)
{
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, fault);
}

JsonNode *
iot_json_parse(JsonParser *parser, const char *text, gsize length, GError **error)
{
    const char *fault;
    g_autoptr(GError) refused = NULL;

    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        length -= 3;
    }
    fault = length == 0 ? "is empty" : find_fault(text, length);
    if (fault) {
        set_fault(error, fault);
        return NULL;
    }
    if (!json_parser_load_from_data(parser, text, (gssize)length, &refused)) {
        g_autofree char *reason = iot_text_clean(refused->message, -1);
        g_autofree char *told = g_strdup_printf("is not JSON: %s", reason ? reason : "");
        set_fault(error, told);
        return NULL;
    }
    JsonNode *root = json_parser_get_root(parser);
    if (!root)
        set_fault(error, "is empty");
    return root;
}

JsonObject *
iot_json_object(JsonNode *node)
{
    return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

JsonNode *
iot_json_member(JsonObject *object, const char *name)
{
    return object ? json_object_get_member(object, name) : NULL;
}

JsonObject *
iot_json_member_object(JsonObject *object, const char *name)
{
    return iot_json_object(iot_json_member(object, name));
}

JsonArray *
iot_json_member_array(JsonObject *object, const char *name)
{
    return iot_json_array(iot_json_member(object, name));
}

JsonArray *
iot_json_array(JsonNode *node)
{
    return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

const char *
iot_json_text(JsonNode *node)
{
    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : NULL;
}

const char *
iot_json_member_text(JsonObject *object, const char *name)
{
    return iot_json_text(iot_json_member(object, name));
}
