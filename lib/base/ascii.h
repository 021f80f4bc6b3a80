/* ascii.h - a text for a terminal that knows no other letters
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_ASCII_H
#define IOT_ASCII_H

/** A text of as many columns in which all is ASCII: letters without their accents, "~" where
 *  something was cut out, "?" for each column of what has no like. Must be freed by the caller
 *  using g_free.
 *  @param text valid UTF-8 */
char *iot_ascii(const char *text);

#endif
