/* json.h - reads JSON that somebody else wrote
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * json-glib does the work; this keeps from it what it cannot take (json.c says what), and asks
 * for members without the assertions that json-glib has for those of another type. Jansson, which
 * is strict by itself, was tried instead: its nesting ends at 2048 levels, which take more of the
 * stack than readers have here, so that it would not do without a look at the text before it
 * either.
 */
#ifndef IOT_JSON_H
#define IOT_JSON_H

#include <glib.h>

#ifdef IOT_WITHOUT_JSON
#include "base/json-none.h"
#else
#include <json-glib/json-glib.h>
#endif

/** Deepest nesting. */
#define IOT_JSON_DEPTH_MAX 32
/** Most members of one object. Those that we read have a dozen. */
#define IOT_JSON_MEMBERS_MAX 64

/** Parses one value, which is an object or a list.
 *  @return the root, valid for the lifetime of the parser; NULL with G_IO_ERROR_INVALID_DATA, whose
 *  message goes on from "the file ..." */
JsonNode *iot_json_parse(JsonParser *parser, const char *text, gsize length, GError **error);

/** What the node is; NULL if it is something else, or NULL. */
JsonObject *iot_json_object(JsonNode *node);
JsonArray *iot_json_array(JsonNode *node);
const char *iot_json_text(JsonNode *node);
/** The member of that name; NULL if there is none, or one of another type, or no object. */
JsonNode *iot_json_member(JsonObject *object, const char *name);
JsonObject *iot_json_member_object(JsonObject *object, const char *name);
JsonArray *iot_json_member_array(JsonObject *object, const char *name);
const char *iot_json_member_text(JsonObject *object, const char *name);

#endif
