/* shorten.h - texts that fit a column
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Widths are of a terminal's columns: East Asian letters take two, accents that combine none.
 */
#ifndef IOT_SHORTEN_H
#define IOT_SHORTEN_H

#include <glib.h>

/** Of the one letter, in UTF-8. */
unsigned iot_width_of_char(const char *at);
/** Of a text in UTF-8. */
unsigned iot_width_of(const char *text);
/** A text in UTF-8 that loses its middle, for an ellipsis, where it is wider than `room`, which is
 *  at least 1: both ends of a host name tell something. Must be freed by the caller using g_free.
 */
char *iot_shorten(const char *text, unsigned room);

#endif
