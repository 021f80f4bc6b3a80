/* escape.h - texts as they leave for a terminal, a dialog or a display filter
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A name that was cleaned (text.h) still has characters that mean something elsewhere, and the
 * names of files, the words of a command line and what other libraries say of them were never
 * cleaned. What is escaped here is not meant to be read back but for the filter. Formats of files
 * have their escapes in their writers.
 */
#ifndef IOT_ESCAPE_H
#define IOT_ESCAPE_H

#include <glib.h>

/** A text on one line that can be seen whole: what is unseen (iot_text_is_unseen) becomes \x1b,
 *  \u202e or \U000e0041, and bytes that are no UTF-8 become \xff. Must be freed by the caller using
 *  g_free. */
char *iot_escape_shown(const char *text);

/** Appends a text as a quoted string of Wireshark's display filters that means just this text in
 *  each version, and that also stands between a shell's single quotation marks. */
void iot_escape_filter(GString *out, const char *text);

#endif
