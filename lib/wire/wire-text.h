/* wire-text.h - bytes of a packet as the text that Wireshark shows for them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * So that a name reads the same, whoever read it.
 */
#ifndef IOT_WIRE_TEXT_H
#define IOT_WIRE_TEXT_H

#include "fact/fact-list.h"
#include "wire/cursor.h"

/** Bytes that `length` bytes need at most once written by wire_text_write, with the NUL. */
#define PRINTED_BYTES(length) (4 * (size_t)(length) + 1)

/* Writes bytes as text: what is no UTF-8 becomes replacement characters, what is not printable
 * becomes an escape sequence. Returns the length.
 * @param text of PRINTED_BYTES(length) */
size_t wire_text_write(const uint8_t *bytes, size_t length, char *text);

/* The bytes as ASCII, up to the first NUL: what is beyond becomes replacement characters. In memory
 * of the facts; NULL if there is no room or nothing there. */
const char *wire_text_ascii(iot_facts *facts, cursor bytes);

/* The same of UTF-8: what is none becomes replacement characters. */
const char *wire_text_utf8(iot_facts *facts, cursor bytes);

#endif
