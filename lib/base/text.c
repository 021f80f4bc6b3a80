/* text.c - names from the wire made fit to keep and to show
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/text.h"

#include <string.h>

/* Not seen, though GLib has them for letters, marks, symbols or unassigned: what Unicode calls
 * Default_Ignorable_Code_Point (DerivedCoreProperties.txt) beside the format characters, and the
 * blanks among letters and symbols. Sorted. */
static const struct {
    gunichar first, last;
} unseen[] = {
    {0x034f, 0x034f},   /* combining grapheme joiner */
    {0x115f, 0x1160},   /* Hangul fillers */
    {0x17b4, 0x17b5},   /* Khmer inherent vowels */
    {0x180b, 0x180f},   /* Mongolian variation selectors and vowel separator */
    {0x2060, 0x206f},   /* joiners and invisible operators, some of them unassigned */
    {0x2800, 0x2800},   /* Braille pattern blank */
    {0x3164, 0x3164},   /* Hangul filler */
    {0xfe00, 0xfe0f},   /* variation selectors */
    {0xffa0, 0xffa0},   /* halfwidth Hangul filler */
    {0xfff0, 0xfffc},   /* unassigned, annotations, and the place of an object */
    {0x13441, 0x13442}, /* blanks among hieroglyphs */
    {0x16fe4, 0x16fe4}, /* Khitan filler */
    {0x1bca0, 0x1bca3}, /* shorthand format controls */
    {0x1d159, 0x1d159}, /* musical null notehead */
    {0x1d173, 0x1d17a}, /* musical format controls */
    {0xe0000, 0xe0fff}, /* tags and further variation selectors */
};

static bool
is_listed(gunichar c)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(unseen) && unseen[i].first <= c; i++)
        if (c <= unseen[i].last)
            return true;
    return false;
}

/* Controls end lines and move cursors; format characters (U+202E and its kin) reorder what a
 * reader sees, so that one name passes for another, as it does with a blank letter inside. */
bool
iot_text_is_unseen(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);

    return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
           type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR ||
           is_listed(c);
}

/* Stands on the character before it. A spacing mark stands beside it, and so needs one, too. */
static bool
is_mark(gunichar c)
{
    return g_unichar_ismark(c) || g_unichar_iszerowidth(c);
}

/* Marks so far on the character at hand; what a name begins with has nothing to stand on. */
typedef struct pile {
    bool has_base;
    unsigned marks;
} pile;

static bool
may_stand(pile *on, gunichar c)
{
    if (!is_mark(c)) {
        *on = (pile){.has_base = c != ' '};
        return true;
    }
    if (!on->has_base)
        return false;
    return g_unichar_type(c) == G_UNICODE_SPACING_MARK || on->marks++ < IOT_TEXT_MARKS_MAX;
}

/* Nearly every text is letters, digits, signs and blanks between them, of which nothing is dropped.
 */
static bool
is_plain(const char *raw, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (raw[i] < ' ' || raw[i] > '~')
            return false;
    return length > 0 && length <= IOT_NAME_MAX && raw[0] != ' ' && raw[length - 1] != ' ';
}

char *
iot_text_clean(const char *raw, gssize length)
{
    if (!raw)
        return NULL;

    gsize n = length < 0 ? strlen(raw) : (gsize)length;
    if (is_plain(raw, n))
        return g_strndup(raw, n);
    const char *end = raw + n;
    GString *out = g_string_new(NULL);
    gsize trimmed = 0;
    pile at = {0};

    for (const char *p = raw; p < end && *p;) {
        gunichar c = g_utf8_get_char_validated(p, end - p);
        if (g_unichar_validate(c)) {
            p = g_utf8_next_char(p);
        } else {
            c = 0xfffd;
            p++;
        }
        bool is_space = g_unichar_isspace(c);
        if (iot_text_is_unseen(c) || (out->len == 0 && is_space))
            continue;
        c = is_space ? ' ' : c;
        if (!may_stand(&at, c))
            continue;
        if (out->len + g_unichar_to_utf8(c, NULL) > IOT_NAME_MAX)
            break;
        g_string_append_unichar(out, c);
        if (!is_space)
            trimmed = out->len;
    }
    g_string_truncate(out, trimmed);
    return g_string_free(out, trimmed == 0);
}

/* Not g_utf8_strdown: under a Turkish locale it makes another letter of 'I', and a device would be
 * called differently on another desk. */
char *
iot_text_fold(const char *clean)
{
    gsize n = strlen(clean);

    if (is_plain(clean, n))
        return g_ascii_strdown(clean, (gssize)n);
    GString *lower = g_string_new(NULL);

    for (const char *p = clean; *p; p = g_utf8_next_char(p))
        g_string_append_unichar(lower, g_unichar_tolower(g_utf8_get_char(p)));
    g_autofree char *text = g_string_free(lower, FALSE);
    /* A few letters are longer in lower case. */
    char *cut = iot_text_clean(text, -1);

    return cut ? cut : g_strdup(clean);
}

char *
iot_text_slug(const char *text)
{
    GString *slug = g_string_new(NULL);
    bool is_gap = false;

    for (; *text && slug->len < IOT_TEXT_SLUG_MAX; text++) {
        if (!g_ascii_isalnum(*text)) {
            is_gap = true;
            continue;
        }
        if (is_gap && slug->len > 0 && slug->len + 1 < IOT_TEXT_SLUG_MAX)
            g_string_append_c(slug, '-');
        is_gap = false;
        g_string_append_c(slug, g_ascii_tolower(*text));
    }
    if (slug->len == 0)
        g_string_append(slug, "device");
    return g_string_free(slug, FALSE);
}

bool
iot_text_is_placeholder(const char *clean)
{
    static const char *const placeholders[] = {"", "*", "localhost", "(none)", "unknown"};

    for (unsigned i = 0; i < G_N_ELEMENTS(placeholders); i++)
        if (g_ascii_strcasecmp(clean, placeholders[i]) == 0)
            return true;
    return false;
}
