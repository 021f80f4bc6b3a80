/* user-lists.h - what users write: lists of networks and addresses, a medium
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For preferences and command lines alike. Knows how such texts are read, not where they stand: the
 * caller tells the user what is wrong.
 *
 *     g_autoptr(GArray) networks = g_array_new(FALSE, FALSE, sizeof(iot_prefix));
 *     iot_list_networks("203.0.113.0/24, 2001:db8::/32", networks, complain, NULL);
 */
#ifndef IOT_USER_LISTS_H
#define IOT_USER_LISTS_H

#include <glib.h>

#include "base/addr.h"
#include "base/decls.h"
#include "reference/place/distance.h"

IOT_BEGIN_DECLS

/** Called with each word that is not what is wanted, and with that, to be said after "is not"; the
 *  other words are used. */
typedef void (*iot_list_bad_fn)(const char *word, const char *wanted, void *user_data);

/** Reads words separated by commas, semicolons or blanks.
 *  @param text NULL: no words
 *  @param networks of iot_prefix; gets those that are networks */
void iot_list_networks(const char *text, GArray *networks, iot_list_bad_fn bad, void *user_data);
/** The same; @param addresses of iot_addr */
void iot_list_addresses(const char *text, GArray *addresses, iot_list_bad_fn bad, void *user_data);

/** The medium of that keyword, in any case of letters; false if there is none. */
bool iot_medium_find(const char *keyword, iot_medium *ret_medium);
/** "fibre (0.67), cat7 (0.77), ...". Must be freed by the caller using g_free. */
char *iot_media_words(void);

IOT_END_DECLS

#endif
