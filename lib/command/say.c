/* say.c - what goes wrong, told on standard error
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>

/* Back to the line's beginning, and nothing after it. */
#define WIPE_LINE "\r\033[K"

static bool line_is_used;

void
say_line_is_used(bool used)
{
    if (line_is_used && !used)
        fputs(WIPE_LINE, stderr);
    line_is_used = used;
}

/* A file's name or a capture's comment must not steer the terminal. */
static void
tame(char *text)
{
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == '\177')
            *c = '?';
}

void
say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    tame(text);
    say_line_is_used(false);
    fprintf(stderr, "iot-devices: %s\n", text);
}
