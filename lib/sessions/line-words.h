/* line-words.h - the words of a line of text, and the numbers and addresses that they are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     g_autoptr(line_words) line = line_words_new(text, length);
 *     const char *state = line_word(line, 3);
 */
#ifndef IOT_LINE_WORDS_H
#define IOT_LINE_WORDS_H

#include "base/addr.h"

#include <glib.h>

/** Words beyond are not looked at: no table's line has half as many. */
#define LINE_WORDS_MAX 64

typedef struct line_words {
    unsigned n;
    char *words[LINE_WORDS_MAX];
    char *text; /* theirs */
} line_words;

/** At blanks; of a line with a NUL, what stands before it. */
line_words *line_words_new(const char *text, gsize length);
void line_words_free(line_words *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(line_words, line_words_free)
/** Word `i` from 0; "" where there is none. Valid for the lifetime of the words. */
const char *line_word(const line_words *line, unsigned i);

/** What is behind "NAME=" in a word; NULL if the word is something else. */
const char *word_value(const char *word, const char *name);
/** False, with `ret_number` untouched, if the word is no decimal number up to `most`. */
bool word_number(const char *word, uint64_t most, uint64_t *ret_number);
/** The same of an address; the name of an interface behind "%" falls away. */
bool word_addr(const char *word, iot_addr *ret_addr);
/** True if the word has digits, and nothing else. */
bool word_is_digits(const char *word);

#endif
