/* line-reader.c - lines of bounded length
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/line-reader.h"

/* A text that was so much longer than what it holds now is made anew. */
#define SPARE_BYTES (1u << 20)

static void
begin(line_read *line)
{
    line->too_long = line->ended = false;
    if (line->text && line->text->allocated_len > SPARE_BYTES) {
        g_string_free(line->text, TRUE);
        line->text = NULL;
    }
    if (!line->text)
        line->text = g_string_new(NULL);
    g_string_truncate(line->text, 0);
}

/* The memory goes at once: the rest of the line can be long in coming. */
static void
give_up(line_read *line)
{
    line->too_long = true;
    g_string_free(line->text, TRUE);
    line->text = g_string_new(NULL);
}

bool
line_next(FILE *from, gsize max_bytes, line_read *line)
{
    bool any = false;
    int c;

    begin(line);
    while (!line->ended && (c = getc_unlocked(from)) != EOF) {
        any = true;
        line->ended = c == '\n';
        if (line->ended || line->too_long)
            continue;
        if (line->text->len >= max_bytes)
            give_up(line);
        else
            g_string_append_c(line->text, (char)c);
    }
    return any;
}
