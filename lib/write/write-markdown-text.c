/* write-markdown-text.c - texts and cells that cannot be taken for markup
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/units.h"
#include "identity/identity.h"
#include "write/write-internal.h"

#include <string.h>

/* Anything in CommonMark's or GitHub's syntax that can begin something in the middle of a line. */
#define MARKUP "\\`*[]<>|~#!$@"

/* How far a word goes that begins and ends with a letter or digit, with these inside. */
static gsize
length_of(const char *text, const char *letters)
{
    gsize length = 0;

    while (text[length] && (g_ascii_isalnum(text[length]) || strchr(letters, text[length])))
        length++;
    while (length > 0 && !g_ascii_isalnum(text[length - 1]))
        length--;
    return g_ascii_isalnum(*text) ? length : 0;
}

/* The word of ":word:". Pairs of digits between colons are a MAC; few of them are pictures. */
static gsize
length_of_picture(const char *text)
{
    static const char *const hex[] = {"a", "b", "ab", "cd", "100", "1234"};
    bool is_signed = *text == '+' || *text == '-';
    gsize length = is_signed + length_of(text + is_signed, "_+-");
    g_autofree char *word = g_ascii_strdown(text, (gssize)length);

    if (length == (gsize)is_signed || text[length] != ':')
        return 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(hex); i++)
        if (strcmp(word, hex[i]) == 0)
            return length;
    return strspn(word, "0123456789abcdef") == length ? 0 : length;
}

/* How much behind `p` is to be emphasised, as nothing else keeps GitHub from making something of
 * it: it looks for these in the text that escapes leave behind. The domain of a mail address and
 * who is mentioned (@), the number of an issue (#1, GH-1), a picture (:x:). */
static gsize
length_of_run(const char *text, const char *p)
{
    switch (*p) {
    case '@':
        return length_of(p + 1, "-_.");
    case '#':
        return g_ascii_isdigit(p[1]) ? length_of(p + 1, "") : 0;
    case '-':
        return p - text >= 2 && g_ascii_strncasecmp(p - 2, "GH", 2) == 0 && g_ascii_isdigit(p[1])
                   ? length_of(p + 1, "")
                   : 0;
    case ':':
        return length_of_picture(p + 1);
    default:
        return 0;
    }
}

static bool
is_after_www(const char *text, const char *p)
{
    return p - text >= 3 && g_ascii_strncasecmp(p - 3, "www", 3) == 0;
}

/* CommonMark takes a backslash before any ASCII punctuation; < and & are entities, as a renderer
 * that passes HTML on looks for them first. */
static void
put_character(GString *out, const char *text, const char *p)
{
    bool is_inside = p > text && g_ascii_isalnum(p[-1]) && g_ascii_isalnum(p[1]);

    if (*p == '<')
        g_string_append(out, "&lt;");
    else if (*p == '>')
        g_string_append(out, "&gt;");
    else if (*p == '&')
        g_string_append(out, "&amp;");
    /* "_" is markup at the edge of a word; "-", "+", "=" at the start of a line; "://" and "www."
     * make a link of it. */
    else if (strchr(MARKUP, *p) || (*p == '_' && !is_inside) || (p == text && strchr("-+=", *p)) ||
             g_str_has_prefix(p, "://") || (*p == '.' && is_after_www(text, p)))
        g_string_append_printf(out, "\\%c", *p);
    /* "1. " begins a list. */
    else if (strchr(".)", *p) && p[1] == ' ')
        g_string_append_printf(out, "\\%c", *p);
    else
        g_string_append_len(out, p, (gssize)(g_utf8_next_char(p) - p));
}

void
iot_write_markdown_text(GString *out, const char *text)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    const char *end = NULL; /* of what is emphasised; NULL: nothing */

    /* Names are clean by now; a newline would end a table, so that is made sure of here. */
    iot_write_plain(plain, text, G_MAXSIZE, "", ' ');
    for (const char *p = plain->str; *p; p = g_utf8_next_char(p)) {
        gsize length = end ? 0 : length_of_run(plain->str, p);
        put_character(out, plain->str, p);
        if (length > 0)
            end = p + 1 + length;
        if (length > 0 || p + 1 == end)
            g_string_append_c(out, '*');
        if (p + 1 == end)
            end = NULL;
    }
}

/* A cell as people read it; nothing if unknown. */
static void
put_cell(GString *out, const iot_cell *cell)
{
    char text[IOT_UNITS_TEXT];

    switch (cell->kind) {
    case IOT_CELL_EMPTY:
        return;
    case IOT_CELL_TEXT:
        iot_write_markdown_text(out, cell->text);
        return;
    case IOT_CELL_LIST:
        for (guint i = 0; i < cell->list->len; i++) {
            g_string_append(out, i ? ", " : "");
            iot_write_markdown_text(out, g_ptr_array_index(cell->list, i));
        }
        return;
    case IOT_CELL_COUNT:
        g_string_append_printf(out, "%" G_GUINT64_FORMAT, cell->count);
        return;
    case IOT_CELL_BYTES:
        iot_format_bytes(cell->count, text);
        break;
    case IOT_CELL_TIME:
        iot_format_time(cell->ns, text);
        break;
    case IOT_CELL_RTT:
        iot_format_rtt(cell->ns, text);
        break;
    case IOT_CELL_KM:
        iot_format_km(cell->number, text);
        break;
    case IOT_CELL_RATE:
        iot_format_rate(cell->number, text);
        break;
    case IOT_CELL_DEGREES:
        g_string_append_printf(out, "%.2f", cell->number);
        return;
    case IOT_CELL_IDENTITY: {
        g_autofree char *told = iot_identity_text_of(cell->identity);
        iot_write_markdown_text(out, told);
        return;
    }
    case IOT_CELL_BOOL:
        g_string_append(out, cell->is ? "yes" : "no");
        return;
    }
    g_string_append(out, text);
}

void
iot_write_markdown_column(GString *out, const iot_table *table, const char *key,
                          const iot_report *report, const void *row)
{
    iot_cell cell = iot_column_get(iot_table_column(table, key), row, report);

    put_cell(out, &cell);
    iot_cell_clear(&cell);
}
