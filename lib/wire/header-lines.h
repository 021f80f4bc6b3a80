/* header-lines.h - lines of "Name: value", as HTTP and what looks like it have them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_HEADER_LINES_H
#define IOT_HEADER_LINES_H

#include <glib.h>
#include <string.h>

#include "wire/cursor.h"

/* Lines that are looked at, and bytes in which they stand. */
#define HEADER_LINES_MAX       48
#define HEADER_LINES_MAX_BYTES 4096

/* The next line, which is passed, without its end; false: there is none, or it is empty. */
static inline bool
header_lines_next(cursor *c, cursor *ret_line)
{
    const uint8_t *feed = cursor_find_byte(c, '\n');
    const uint8_t *end = feed ? feed : c->end;

    *ret_line = (cursor){c->at, end > c->at && end[-1] == '\r' ? end - 1 : end, false};
    c->at = feed ? feed + 1 : c->end;
    return cursor_left(ret_line) > 0;
}

/* True if the line has that name of `n` bytes, in whatever case; its value, without blanks around
 * it. */
static inline bool
header_line_is(cursor line, const char *name, size_t n, cursor *ret_value)
{
    if (cursor_left(&line) <= n || line.at[n] != ':' ||
        g_ascii_strncasecmp((const char *)line.at, name, n) != 0)
        return false;
    line.at += n + 1;
    while (cursor_left(&line) > 0 && g_ascii_isspace(*line.at))
        line.at++;
    while (cursor_left(&line) > 0 && g_ascii_isspace(line.end[-1]))
        line.end--;
    *ret_value = line;
    return true;
}

/* The values of the first line of each name behind the first line, in one go; where there is none,
 * a value is nowhere (its `at` NULL). */
static inline void
header_lines_find_all(cursor c, const char *const *names, unsigned n_names, cursor *ret_values)
{
    cursor line;

    for (unsigned n = 0; n < n_names; n++)
        ret_values[n] = (cursor){NULL, NULL, false};
    cursor_limit(&c, MIN(cursor_left(&c), HEADER_LINES_MAX_BYTES));
    for (unsigned i = 0; i < HEADER_LINES_MAX && header_lines_next(&c, &line); i++)
        for (unsigned n = 0; i > 0 && n < n_names; n++)
            /* Most lines have none of them, and begin with another letter. */
            if ((*line.at | 0x20) == (*names[n] | 0x20) && !ret_values[n].at)
                header_line_is(line, names[n], strlen(names[n]), &ret_values[n]);
}

/* The value of the first line of that name behind the first line; false: there is none. */
static inline bool
header_lines_find(cursor c, const char *name, cursor *ret_value)
{
    size_t n = strlen(name);
    cursor line;

    cursor_limit(&c, MIN(cursor_left(&c), HEADER_LINES_MAX_BYTES));
    for (unsigned i = 0; i < HEADER_LINES_MAX && header_lines_next(&c, &line); i++)
        if (i > 0 && header_line_is(line, name, n, ret_value))
            return true;
    return false;
}

#endif
