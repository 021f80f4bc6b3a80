/* nearest.c - what a mistyped word was meant to be
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Damerau's distance as its optimal string alignment: letters are swapped with their neighbours,
 * and are not changed again afterwards.
 */
#include "base/nearest.h"

#include <stdbool.h>
#include <string.h>

/* Words of so many letters may have one mistake, or two. */
#define ONE_FROM 3
#define TWO_FROM 6
/* A shorter beginning is of too many. */
#define BEGINNING_MIN 3

static unsigned
least_of(unsigned a, unsigned b, unsigned c)
{
    return MIN(MIN(a, b), c);
}

static unsigned
distance(const char *a, const char *b)
{
    unsigned rows[3][IOT_NEAREST_MAX + 1];
    unsigned *before = rows[0], *last = rows[1], *now = rows[2];
    size_t length = strlen(b);

    for (unsigned j = 0; j <= length; j++)
        last[j] = j;
    for (unsigned i = 1; a[i - 1]; i++) {
        now[0] = i;
        for (unsigned j = 1; j <= length; j++) {
            char x = g_ascii_tolower(a[i - 1]), y = g_ascii_tolower(b[j - 1]);
            now[j] = least_of(last[j] + 1, now[j - 1] + 1, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == g_ascii_tolower(b[j - 2]) && y == g_ascii_tolower(a[i - 2]))
                now[j] = MIN(now[j], before[j - 2] + 1);
        }
        unsigned *free = before;
        before = last;
        last = now;
        now = free;
    }
    return last[length];
}

static const char *
by_mistakes(const char *word, const char *const *candidates)
{
    size_t letters = strlen(word);
    unsigned best = letters >= TWO_FROM ? 2 : letters >= ONE_FROM ? 1 : 0;
    const char *found = NULL;
    bool alone = true;

    for (; *candidates; candidates++) {
        if (strlen(*candidates) > IOT_NEAREST_MAX)
            continue;
        unsigned n = distance(word, *candidates);
        if (n > best)
            continue;
        alone = !found || n < best;
        best = n;
        found = *candidates;
    }
    return alone ? found : NULL;
}

/* How many go on where the word ends; of one, which. */
static unsigned
by_beginning(const char *word, const char *const *candidates, const char **ret_found)
{
    unsigned n = 0;

    for (; strlen(word) >= BEGINNING_MIN && *candidates; candidates++) {
        if (g_ascii_strncasecmp(*candidates, word, strlen(word)) != 0)
            continue;
        *ret_found = *candidates;
        n++;
    }
    return n;
}

static const char *
by_all_letters(const char *word, const char *const *candidates)
{
    for (; *candidates; candidates++)
        if (g_ascii_strcasecmp(*candidates, word) == 0)
            return *candidates;
    return NULL;
}

const char *
iot_nearest(const char *word, const char *const *candidates)
{
    const char *found = NULL;

    if (!*word || strlen(word) > IOT_NEAREST_MAX)
        return NULL;
    if ((found = by_all_letters(word, candidates)))
        return found;
    unsigned n = by_beginning(word, candidates, &found);
    return n > 1 ? NULL : n == 1 ? found : by_mistakes(word, candidates);
}

char *
iot_nearest_hint(const char *meant)
{
    return meant ? g_strdup_printf(" (did you mean %s?)", meant) : g_strdup("");
}
