/* write-internal.h - what several writers of documents share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_WRITE_INTERNAL_H
#define IOT_WRITE_INTERNAL_H

#include "write/writer.h"

#include <json-glib/json-glib.h>

/* Appends what was built, with a newline at its end. Takes ownership of `builder`. */
void iot_write_json_tree(JsonBuilder *builder, bool pretty, GString *out);
/* Appends what was built, as it stands inside of something that is indented so far, and without a
 * newline at its end. Takes ownership of `builder`. */
void iot_write_json_inside(JsonBuilder *builder, const char *indent, GString *out);
/* "capture": {...} */
void iot_write_json_capture(JsonBuilder *builder, const iot_report *report);
/* "TABLE": [...], at most `max` of some rows of the table; `extras` adds members to each. */
void iot_write_json_rows(JsonBuilder *builder, const iot_table *table, const iot_report *report,
                         const GPtrArray *rows, guint max,
                         void (*extras)(JsonBuilder *builder, const void *row));
/* What the page of the picture is made from: JSON in which every "<" is in a string. */
void iot_write_picture_data(const iot_report *report, GString *out);
/* "name": "text", or null for NULL. */
void iot_write_json_string(JsonBuilder *builder, const char *name, const char *text);

/* Appends at most `max_bytes` of a text, cut at a character's end; characters that cannot be seen,
 * and those in `unwanted`, as `instead`. */
void iot_write_plain(GString *out, const char *text, gsize max_bytes, const char *unwanted,
                     char instead);

/* A comment on how much full tables left out, if any. */
void iot_write_comment_left_out(const iot_report *report, GString *out);

/* Appends a text in which nothing is markup, on one line. */
void iot_write_markdown_text(GString *out, const char *text);
/* Appends a cell of a table as people read it; nothing if unknown. */
void iot_write_markdown_column(GString *out, const iot_table *table, const char *key,
                               const iot_report *report, const void *row);

#endif
