/* nearest.h - what a mistyped word was meant to be
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows letters, no meanings. A wrong suggestion is worse than none: where two words are as near,
 * or the nearest is not near, there is none.
 */
#ifndef IOT_NEAREST_H
#define IOT_NEAREST_H

#include <glib.h>

/** Longest word that is looked at, in bytes. */
#define IOT_NEAREST_MAX 40

/** The one candidate that a word can be meant for: it is the same but for the case of letters; else
 *  it goes on where the word, of three letters at least, ends; else the word has one letter too
 *  many, too few, wrong or swapped with its neighbour (two, from six letters on). NULL: there is
 *  none, or there are several.
 *  @param candidates end with NULL; valid as long as these */
const char *iot_nearest(const char *word, const char *const *candidates);

/** " (did you mean --devices?)", to stand behind what nobody knows; "" for NULL: nobody knows that
 *  either. Must be freed by the caller using g_free. */
char *iot_nearest_hint(const char *meant);

#endif
