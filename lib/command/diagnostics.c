/* diagnostics.c - what goes wrong, told on standard error
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/diagnostics.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/escape.h"

/* Back to the line's beginning, and nothing after it. */
#define WIPE_LINE "\r\033[K"

static bool line_is_used;

void
diag_line_is_used(bool used)
{
    if (line_is_used && !used)
        fputs(WIPE_LINE, stderr);
    line_is_used = used;
}

void
diag(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    /* A file's name or a capture's comment must not steer the terminal. */
    g_autofree char *shown = iot_escape_shown(text);
    diag_line_is_used(false);
    fprintf(stderr, "iot-devices: %s\n", shown);
}
