/* lines.h - lines and parts of what was written
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_LINES_H
#define IOT_TESTS_LINES_H

#include <glib.h>
#include <string.h>

/* Must be freed using g_free; the last one if n is negative. */
static inline char *
nth_line(const char *text, int n)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    int count = (int)g_strv_length(lines) - 1; /* the text ends its last line */

    n = n < 0 ? count + n : n;
    g_assert_cmpint(n, >=, 0);
    g_assert_cmpint(n, <, count);
    return g_strdup(lines[n]);
}

static inline void
assert_line(const char *text, int n, const char *expected)
{
    g_autofree char *line = nth_line(text, n);

    g_assert_cmpstr(line, ==, expected);
}

static inline void
assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("no \"%s\" in:\n%s", part, text);
}

static inline void
assert_has_not(const char *text, const char *part)
{
    if (strstr(text, part))
        g_error("\"%s\" in:\n%s", part, text);
}

#endif
