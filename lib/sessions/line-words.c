/* line-words.c - the words of a line of text, and the numbers and addresses that they are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sessions/line-words.h"

#define BLANKS " \t\r\n"

line_words *
line_words_new(const char *text, gsize length)
{
    line_words *line = g_new(line_words, 1);

    line->n = 0;
    line->text = g_strndup(text, length);
    char *at = line->text + strspn(line->text, BLANKS);
    while (*at && line->n < LINE_WORDS_MAX) {
        line->words[line->n++] = at;
        at += strcspn(at, BLANKS);
        if (*at)
            *at++ = '\0';
        at += strspn(at, BLANKS);
    }
    return line;
}

void
line_words_free(line_words *line)
{
    if (!line)
        return;
    g_free(line->text);
    g_free(line);
}

const char *
line_word(const line_words *line, unsigned i)
{
    return i < line->n ? line->words[i] : "";
}

const char *
word_value(const char *word, const char *name)
{
    size_t length = strlen(name);

    return strncmp(word, name, length) == 0 && word[length] == '=' ? word + length + 1 : NULL;
}

bool
word_is_digits(const char *word)
{
    return *word && word[strspn(word, "0123456789")] == '\0';
}

bool
word_number(const char *word, uint64_t most, uint64_t *ret_number)
{
    guint64 number;

    if (!word_is_digits(word) || !g_ascii_string_to_unsigned(word, 10, 0, most, &number, NULL))
        return false;
    *ret_number = number;
    return true;
}

bool
word_addr(const char *word, iot_addr *ret_addr)
{
    char text[IOT_ADDR_TEXT];
    size_t length = strcspn(word, "%");

    if (length == 0 || length >= sizeof text)
        return false;
    memcpy(text, word, length);
    text[length] = '\0';
    return iot_addr_parse(text, ret_addr);
}
