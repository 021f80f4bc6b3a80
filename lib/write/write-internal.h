/* write-internal.h - what several writers of documents share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_WRITE_INTERNAL_H
#define IOT_WRITE_INTERNAL_H

#include "base/json-write.h"
#include "write/writer.h"

/* "capture": {...} */
void iot_write_json_capture(iot_json_writer *to, const iot_report *report);
/* "TABLE": [...], at most `max` of some rows of the table; `extras` adds members to each. */
void iot_write_json_rows(iot_json_writer *to, const iot_table *table, const iot_report *report,
                         const GPtrArray *rows, guint max,
                         void (*extras)(iot_json_writer *to, const void *row,
                                        const iot_report *report));
/* "name": count, as far as numbers of JSON's readers go. */
void iot_write_json_count(iot_json_writer *to, const char *name, uint64_t count);
/* "attributions": [...], whom databases ask to be named (iot_geo_attributions); nothing of none. */
void iot_write_json_attributions(iot_json_writer *to, const GPtrArray *all);
/** How many packets and bytes, null where nobody counted them; then how many sessions that was. */
void iot_write_json_sum(iot_json_writer *to, const iot_count *sum);

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
