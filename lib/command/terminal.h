/* terminal.h - what standard output can show, if people read it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is no terminal gets what a file would.
 */
#ifndef IOT_COMMAND_TERMINAL_H
#define IOT_COMMAND_TERMINAL_H

#include <glib.h>
#include <stdbool.h>

/* Lines of more columns are hard to follow; of fewer, tables are none. */
#define TERMINAL_MAX 200
#define TERMINAL_MIN 60

typedef struct terminal {
    bool is_one; /* false: all else is, too */
    bool ascii;  /* it knows no UTF-8 */
    bool color;  /* it has colours, and nobody has forbidden them (https://no-color.org) */
} terminal;

/* Looks at standard output, and at what the environment says of it. Opens files of the locale, so
 * it is to be asked before the process is confined. */
terminal terminal_find(void);
/* Columns that it has now, between the two above; 80 if it does not tell. */
unsigned terminal_width(void);
/* Must be freed by the caller using g_free. */
char *terminal_without_colors(const char *text);
/* Breaks lines that are too wide at blanks, and makes ASCII of what it cannot show. */
void terminal_fit(const terminal *t, GString *text);

#endif
