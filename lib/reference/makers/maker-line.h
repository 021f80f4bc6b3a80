/* maker-line.h - one line of a list of makers, in any of three formats
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     70:EE:50 <tab> Netatmo <tab> Netatmo                      manuf; also 00:1B:C5:00:00:00/36
 *     70-EE-50   (hex) <tab><tab> Netatmo                       oui.txt of the IEEE
 *     MA-L,70EE50,Netatmo,"8 rue ..."                           oui.csv, mam.csv, oui36.csv
 */
#ifndef IOT_MAKER_LINE_H
#define IOT_MAKER_LINE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Longest name kept, with its end, as Wireshark has it. */
#define IOT_MAKER_NAME_BYTES 64

/* The block of MACs that a line is about: their first `bits` bits. False if it is about none.
 * @param end behind the line, where '\n' or the file's end is */
bool iot_maker_line_block(const char *line, const char *end, uint64_t *ret_block,
                          uint8_t *ret_bits);
/* The maker that such a line names. */
void iot_maker_line_names(const char *line, const char *end, char brief[IOT_MAKER_NAME_BYTES],
                          char full[IOT_MAKER_NAME_BYTES]);

#endif
