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

/* What `length` bytes take at most once wire_text_write wrote them, with the NUL. */
#define PRINTED_BYTES(length) (4 * (size_t)(length) + 1)

/* Writes bytes as text: what is no UTF-8 becomes replacement characters, what is not printable
 * becomes an escape sequence. Returns the length.
 * @param text of PRINTED_BYTES(length) */
size_t wire_text_write(const uint8_t *bytes, size_t length, char *text);

/* The bytes up to the first NUL as ASCII: what is beyond becomes replacement characters. Nothing is
 * escaped. In memory of the facts; empty if the first is a NUL; NULL if there are no bytes, or no
 * room. */
const char *wire_text_ascii(iot_facts *facts, cursor bytes);

/* The same as UTF-8: what is none becomes replacement characters. */
const char *wire_text_utf8(iot_facts *facts, cursor bytes);

/* The same of a name in whatever bytes a client has for it: UTF-8 with NULs around it, or UTF-16 of
 * one order or the other, as far as it is ASCII. */
const char *wire_text_name(iot_facts *facts, cursor bytes);

#endif
