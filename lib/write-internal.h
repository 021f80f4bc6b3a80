/* write-internal.h - what several writers of documents share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_WRITE_INTERNAL_H
#define IOT_WRITE_INTERNAL_H

#include "writer.h"

#include <json-glib/json-glib.h>

/* Appends what was built, indented, with a newline at its end. Takes ownership of `builder`. */
void iot_write_json_tree(JsonBuilder *builder, GString *out);
/* "name": "text", or null for NULL. */
void iot_write_json_string(JsonBuilder *builder, const char *name, const char *text);

/* Appends at most `max_bytes` of a text, cut at a character's end; characters that cannot be seen,
 * and those in `unwanted`, as `instead`. */
void iot_write_plain(GString *out, const char *text, gsize max_bytes, const char *unwanted,
                     char instead);

/* Appends a text in which nothing is markup, on one line. */
void iot_write_markdown_text(GString *out, const char *text);
/* Appends a cell of a table as people read it; nothing if unknown. */
void iot_write_markdown_column(GString *out, const iot_table *table, const char *key,
                               const iot_report *report, const void *row);

#endif
