/* json-write.h - writes JSON as it goes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Appends to a text and keeps nothing else: a summary of a month, or the rows of a scan, would take
 * gigabytes as a tree. So it is the caller who opens and closes; whether a comma is due shows in
 * the last character. Texts are valid UTF-8, which is not looked at again.
 *
 *     iot_json_writer to = {.text = out, .pretty = true};
 *     iot_json_begin(&to, NULL, '{');
 *     iot_json_put_int(&to, "packets", 3);
 *     iot_json_end(&to, '}');
 */
#ifndef IOT_JSON_WRITE_H
#define IOT_JSON_WRITE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct iot_json_writer {
    GString *text;  /**< appended to; the caller's */
    bool pretty;    /**< each value on a line of its own, indented; else all on one line */
    unsigned depth; /**< of what is open; internal */
} iot_json_writer;

/** Opens an object, '{', or a list, '['. @param name NULL here and below: in a list, or the whole
 */
void iot_json_begin(iot_json_writer *to, const char *name, char bracket);
/** Closes it. @param bracket '}' or ']' */
void iot_json_end(iot_json_writer *to, char bracket);
/** @param text NULL: null */
void iot_json_put_text(iot_json_writer *to, const char *name, const char *text);
void iot_json_put_int(iot_json_writer *to, const char *name, int64_t number);
/** As many digits as tell the number from all others. Must be finite. */
void iot_json_put_number(iot_json_writer *to, const char *name, double number);
void iot_json_put_bool(iot_json_writer *to, const char *name, bool is);

#endif
