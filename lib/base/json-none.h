/* json-none.h - where there is no json-glib: its types, and a parser that refuses everything
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * So that readers of JSON are the same with it and without. Of a parser that gives no node, nothing
 * below it is ever asked.
 */
#ifndef IOT_JSON_NONE_H
#define IOT_JSON_NONE_H

#include <gio/gio.h>

typedef struct JsonNode JsonNode;
typedef struct JsonObject JsonObject;
typedef struct JsonArray JsonArray;
typedef struct JsonParser {
    char nothing;
} JsonParser;

static inline JsonParser *
json_parser_new(void)
{
    return g_new0(JsonParser, 1);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonParser, g_free)

static inline gboolean
json_parser_load_from_data(JsonParser *parser G_GNUC_UNUSED, const char *text G_GNUC_UNUSED,
                           gssize length G_GNUC_UNUSED, GError **error)
{
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                        "this was built without json-glib, which reads it");
    return FALSE;
}

#define json_parser_get_root(parser)          ((void)(parser), (JsonNode *)NULL)
#define json_node_get_object(node)            ((void)(node), (JsonObject *)NULL)
#define json_node_get_array(node)             ((void)(node), (JsonArray *)NULL)
#define json_node_get_string(node)            ((void)(node), (const char *)NULL)
#define json_node_get_int(node)               ((void)(node), (gint64)0)
#define json_node_get_value_type(node)        ((void)(node), G_TYPE_INVALID)
#define json_object_get_member(object, name)  ((void)(object), (void)(name), (JsonNode *)NULL)
#define json_object_get_members(object)       ((void)(object), (GList *)NULL)
#define json_array_get_length(array)          ((void)(array), 0u)
#define json_array_get_element(array, number) ((void)(array), (void)(number), (JsonNode *)NULL)
#define JSON_NODE_HOLDS_VALUE(node)           ((void)(node), FALSE)
#define JSON_NODE_HOLDS_OBJECT(node)          ((void)(node), FALSE)
#define JSON_NODE_HOLDS_ARRAY(node)           ((void)(node), FALSE)

#endif
