/* terminal.c - what standard output can show, if people read it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/terminal.h"

#include "base/shorten.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/ascii.h"

/* What does not tell how wide it is. */
#define COLUMNS 80

/* Of the user's locale, without making it ours: numbers and messages stay as they are. */
static bool
knows_utf8(void)
{
    locale_t user = newlocale(LC_CTYPE_MASK, "", (locale_t)0);

    if (user == (locale_t)0)
        return false;
    bool knows = strcmp(nl_langinfo_l(CODESET, user), "UTF-8") == 0;
    freelocale(user);
    return knows;
}

terminal
terminal_find(void)
{
    const char *kind = g_getenv("TERM"), *forbidden = g_getenv("NO_COLOR");
    terminal t = {.is_one = isatty(STDOUT_FILENO) != 0};

    if (!t.is_one)
        return t;
    t.ascii = !knows_utf8();
    t.color = kind && *kind && strcmp(kind, "dumb") != 0 && !(forbidden && *forbidden);
    return t;
}

unsigned
terminal_width(void)
{
    struct winsize size = {0};
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;

    return CLAMP(known ? size.ws_col : COLUMNS, TERMINAL_MIN, TERMINAL_MAX);
}

/* Behind a sequence that sets a colour, at which `at` stands; `at` if there is none. */
static const char *
behind_color(const char *at)
{
    if (!g_str_has_prefix(at, "\033["))
        return at;
    const char *end = at + strcspn(at, "m");
    return *end ? end + 1 : at;
}

char *
terminal_without_colors(const char *text)
{
    GString *plain = g_string_new(NULL);

    while (*text) {
        const char *behind = behind_color(text);
        if (behind == text)
            g_string_append_c(plain, *behind++);
        text = behind;
    }
    return g_string_free(plain, FALSE);
}

/* Where the line must end: at its end, or at the last blank behind `indent` that leaves no more
 * than so many columns before it; a word that is too wide for a line ends where it does. */
static const char *
place_to_break(const char *line, const char *end, size_t indent, unsigned columns)
{
    const char *blank = NULL;
    unsigned used = 0;

    for (const char *at = line; at < end;) {
        const char *behind = behind_color(at);
        if (behind > at) {
            at = behind;
            continue;
        }
        if (*at == ' ' && (size_t)(at - line) > indent)
            blank = at;
        used += iot_width_of_char(at);
        at = g_utf8_next_char(at);
        if (used > columns && blank)
            return blank;
    }
    return end;
}

/* What goes on stands below the line's beginning, or two columns to the right of the margin. */
static void
put_line(const char *line, const char *end, unsigned columns, GString *out)
{
    size_t blanks = strspn(line, " ");
    unsigned indent = blanks > 0 ? (unsigned)MIN(blanks, columns / 2) : 2;
    const char *at = place_to_break(line, end, blanks, columns);

    g_string_append_len(out, line, at - line);
    while (at < end) {
        line = at + strspn(at, " ");
        at = place_to_break(line, end, 0, columns - indent);
        g_string_append_printf(out, "\n%*s%.*s", (int)indent, "", (int)(at - line), line);
    }
}

static void
wrap(GString *text, unsigned columns)
{
    g_autofree char *whole = g_strdup(text->str);

    g_string_truncate(text, 0);
    for (const char *line = whole; *line;) {
        const char *end = line + strcspn(line, "\n");
        put_line(line, end, columns, text);
        if (*end)
            g_string_append_c(text, '\n');
        line = *end ? end + 1 : end;
    }
}

void
terminal_fit(const terminal *t, GString *text)
{
    if (!t->is_one)
        return;
    wrap(text, terminal_width());
    if (!t->ascii)
        return;
    g_autofree char *plain = iot_ascii(text->str);
    g_string_assign(text, plain);
}
