/* text.h - names from the wire made fit to keep and to show
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Everything that names itself on a network is hostile input. What passes through here is valid
 * UTF-8, at most IOT_NAME_MAX bytes long, and everything in it can be seen: no control or format
 * characters, no blanks but U+0020, no pile of accents. A writer still escapes it for its own
 * format.
 */
#ifndef IOT_TEXT_H
#define IOT_TEXT_H

#include <glib.h>
#include <stdbool.h>

/** Longest name kept, in bytes: the longest DNS name (RFC 1035 section 2.3.4). */
#define IOT_NAME_MAX 255
/** Longest slug of a text, in bytes. */
#define IOT_TEXT_SLUG_MAX 40
/** Marks kept on one character: Vietnamese has two, and more climb into the lines around. */
#define IOT_TEXT_MARKS_MAX 2

/** Copies at most `length` bytes (-1: up to the NUL) as a clean name: invalid UTF-8 becomes U+FFFD;
 *  what is not seen is dropped, and so are marks that stand on nothing or on top of
 *  IOT_TEXT_MARKS_MAX others; each kind of space is a space, and surrounding ones are trimmed; the
 *  rest is cut at a character's end. To clean it again changes nothing. Returns NULL if nothing is
 *  left; must be freed by the caller using g_free. */
char *iot_text_clean(const char *raw, gssize length);
/** True for characters that take part in a text and are not seen themselves: controls, what only
 *  steers its neighbours (text direction, joiners, variants, tags), separators of lines, and
 * letters and symbols that are blank. Spaces are none of them. */
bool iot_text_is_unseen(gunichar c);
/** A clean name in lower case, as host names compare (RFC 4343). Must be freed by the caller using
 *  g_free. */
char *iot_text_fold(const char *clean);
/** Letters and digits of a text in lower case, with single hyphens between them: what file names,
 *  rules and documents can hold. At most IOT_TEXT_SLUG_MAX bytes; "device" if nothing is left.
 *  Must be freed by the caller using g_free. */
char *iot_text_slug(const char *text);
/** True for names that name nobody: "", "*", "localhost", "(none)", "unknown". */
bool iot_text_is_placeholder(const char *clean);

#endif
