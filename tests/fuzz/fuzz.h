/* fuzz.h - what fuzz targets share: reading from the fuzzed bytes, and what must hold of any name
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A target is one file with LLVMFuzzerTestOneInput in it. What must hold is a g_assert: it ends the
 * program, and whoever runs it has the input. run.sh links targets with libFuzzer; the ordinary
 * build links them with replay.c, which reads files.
 */
#ifndef IOT_TESTS_FUZZ_H
#define IOT_TESTS_FUZZ_H

#include "base/text.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is left of the input; reads zeros behind its end. */
typedef struct input {
    const uint8_t *at, *end;
} input;

static inline uint8_t
take_byte(input *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

static inline uint64_t
take_number(input *in, unsigned bytes)
{
    uint64_t number = 0;

    while (bytes-- > 0)
        number = number << 8 | take_byte(in);
    return number;
}

/* True for what iot_text_clean promises. NULL passes. */
static inline gboolean
is_clean(const char *name)
{
    if (!name)
        return TRUE;
    if (strlen(name) > IOT_NAME_MAX || !g_utf8_validate(name, -1, NULL))
        return FALSE;
    unsigned marks = IOT_TEXT_MARKS_MAX;
    for (const char *p = name; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool is_stacked = g_unichar_ismark(c) && g_unichar_type(c) != G_UNICODE_SPACING_MARK;
        marks = is_stacked ? marks + 1 : 0;
        if (iot_text_is_unseen(c) || (g_unichar_isspace(c) && c != ' ') ||
            marks > IOT_TEXT_MARKS_MAX)
            return FALSE;
    }
    return TRUE;
}

/* The input as a string: a copy that a reader beyond its NUL is caught at. Must be freed by the
 * caller using g_free. */
static inline char *
string_of(const uint8_t *data, size_t size)
{
    char *text = g_malloc(size + 1);

    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

#endif
