/* json-write.c - writes JSON as it goes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/json-write.h"

#include <string.h>

#define INDENT 2

static void
begin_line(const iot_json_writer *to)
{
    if (to->pretty)
        g_string_append_printf(to->text, "\n%*s", (int)(INDENT * to->depth), "");
}

/* DEL is no character that JSON wants escaped, but nobody wants to meet it. */
static void
put_quoted(GString *text, const char *from)
{
    g_string_append_c(text, '"');
    for (const char *p = from; *p; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            g_string_append_printf(text, "\\u%04x", (unsigned)*p);
        else if (*p == '"' || *p == '\\')
            g_string_append_printf(text, "\\%c", *p);
        else
            g_string_append_c(text, *p);
    }
    g_string_append_c(text, '"');
}

/* What stands before a value: the comma behind the last one, if any, and its name. */
static GString *
begin_value(const iot_json_writer *to, const char *name)
{
    if (to->depth > 0 && !strchr("{[", to->text->str[to->text->len - 1]))
        g_string_append_c(to->text, ',');
    if (to->depth > 0)
        begin_line(to);
    if (name) {
        put_quoted(to->text, name);
        g_string_append(to->text, to->pretty ? " : " : ":");
    }
    return to->text;
}

void
iot_json_begin(iot_json_writer *to, const char *name, char bracket)
{
    g_string_append_c(begin_value(to, name), bracket);
    to->depth++;
}

void
iot_json_end(iot_json_writer *to, char bracket)
{
    bool is_empty = strchr("{[", to->text->str[to->text->len - 1]) != NULL;

    g_assert(to->depth > 0);
    to->depth--;
    if (!is_empty)
        begin_line(to);
    g_string_append_c(to->text, bracket);
}

void
iot_json_put_text(iot_json_writer *to, const char *name, const char *text)
{
    GString *out = begin_value(to, name);

    if (text)
        put_quoted(out, text);
    else
        g_string_append(out, "null");
}

void
iot_json_put_int(iot_json_writer *to, const char *name, int64_t number)
{
    g_string_append_printf(begin_value(to, name), "%" G_GINT64_FORMAT, number);
}

void
iot_json_put_number(iot_json_writer *to, const char *name, double number)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_dtostr(digits, sizeof digits, number);
    g_string_append_printf(begin_value(to, name), "%s%s", digits,
                           strpbrk(digits, ".e") ? "" : ".0");
}

void
iot_json_put_bool(iot_json_writer *to, const char *name, bool is)
{
    g_string_append(begin_value(to, name), is ? "true" : "false");
}
