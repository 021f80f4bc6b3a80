/* evidence-text.h - texts of a packet that tell what its sender is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Of each text a beginning is taken that is long enough for whoever knows it: what keeps them cuts
 * it again. What is no text (a byte that nobody sees) stands for itself, and is cleaned there, too.
 */
#ifndef IOT_EVIDENCE_TEXT_H
#define IOT_EVIDENCE_TEXT_H

#include "wire/packet.h"

/* Bytes of a packet that one text is made of, at most. */
#define EVIDENCE_TEXT_BYTES 256

/* A frame begins. One with the number of the frame before it takes its place: somebody threw that
 * one away, and nothing repeats it. */
void evidence_begin(iot_dissector *dissector, uint32_t frame);
/* True if the sender said the very same within the minute before, and that was read: what announces
 * itself does so again and again. */
bool evidence_is_repeated(packet *p, cursor message);
/* The text of bytes as UTF-8, up to the first NUL or the end of the line; `before` and a blank
 * stand in front of it, NULL: nothing does. In memory of the facts; NULL if there is no room, or
 * nothing to say. */
const char *evidence_text(packet *p, const char *before, cursor bytes);
/* The beginning of a name that a device made of what it is and of its own number: what stands
 * before the first word that looks like a number (a UUID's, a MAC's, a serial one). */
cursor evidence_before_number(cursor name);
/* The packet's sender says so of itself. Nothing if `text` is NULL. */
void evidence_tell(packet *p, iot_evidence evidence, const char *text);
/* The same of bytes. */
void evidence_tell_bytes(packet *p, iot_evidence evidence, cursor bytes);
/* What its owner called the packet's sender, as it says itself. */
void evidence_tell_label(packet *p, cursor bytes);
/* That is told of the device of a MAC, or of an address. */
void evidence_tell_mac(packet *p, iot_evidence evidence, const iot_mac *mac, const char *text);
void evidence_tell_addr(packet *p, iot_evidence evidence, const iot_addr *addr, const char *text);

#endif
