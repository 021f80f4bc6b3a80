/* ascii.c - a text for a terminal that knows no other letters
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Not g_str_to_ascii: it makes three dots of an ellipsis, and the columns of a table would move.
 */
#include "base/ascii.h"

#include <glib.h>
#include <stdbool.h>

static const struct {
    gunichar c;
    char like;
} likes[] = {
    {0x00a0, ' '},                /* no-break space */
    {0x00b5, 'u'}, {0x03bc, 'u'}, /* micro */
    {0x00d7, 'x'},                /* times */
    {0x00df, 's'}, {0x00e6, 'a'}, {0x00f8, 'o'}, {0x00d8, 'O'},  {0x0131, 'i'},
    {0x0142, 'l'}, {0x0141, 'L'}, {0x2010, '-'}, {0x2011, '-'},  {0x2012, '-'},
    {0x2013, '-'}, {0x2014, '-'}, {0x2212, '-'}, {0x2018, '\''}, {0x2019, '\''},
    {0x201c, '"'}, {0x201d, '"'}, {0x2022, '*'}, {0x00b7, '.'},  {0x2026, '~'}, /* ellipsis */
    {0x2190, '<'}, {0x2192, '>'}, {0x2194, '-'}, {0x2191, '^'},  {0x2193, 'v'},
    {0x2264, '<'}, {0x2265, '>'}, {0x2248, '~'},
};

/* The letter below the accents; 0: it is none of ours. */
static char
base_of(gunichar c)
{
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

    for (unsigned i = 0; i < G_N_ELEMENTS(likes); i++)
        if (likes[i].c == c)
            return likes[i].like;
    gsize n = g_unichar_fully_decompose(c, FALSE, parts, G_N_ELEMENTS(parts));
    return n > 0 && parts[0] < 0x80 ? (char)parts[0] : '\0';
}

static void
append(gunichar c, GString *out)
{
    char like = c < 0x80 ? (char)c : base_of(c);

    if (like)
        g_string_append_c(out, like);
    else if (!g_unichar_iszerowidth(c))
        g_string_append(out, g_unichar_iswide(c) ? "??" : "?");
}

char *
iot_ascii(const char *text)
{
    GString *out = g_string_new(NULL);

    for (; *text; text = g_utf8_next_char(text))
        append(g_utf8_get_char(text), out);
    return g_string_free(out, FALSE);
}
