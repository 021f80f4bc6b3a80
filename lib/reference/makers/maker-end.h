/* maker-end.h - what Wireshark prints of a MAC behind its maker
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The bits that are left behind the maker's block: "_00:fe:24" of 24, "_0e:41:25" of the 20 behind
 * a small block. From 4.4 on, makers that Wireshark itself lists leave no digit in front that the
 * block has: "_e:41:25".
 */
#ifndef IOT_MAKER_END_H
#define IOT_MAKER_END_H

#include <stdbool.h>
#include <stdint.h>

/* Longest end, with its own. */
#define IOT_MAKER_END_BYTES 19

/* @param mac iot_maker_number's
 * @param left bits that are no part of the block, 1 to 47
 * @param narrow without the digit that the block has */
void iot_maker_end(uint64_t mac, uint8_t left, bool narrow, char ret_end[IOT_MAKER_END_BYTES]);

#endif
