/* flat-row.h - columns of the flat table, and what stands in them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's window makes columns as wide as their longest text, so texts are shortened: what
 * people read first fits a screen. It sorts by the first column at first, ascending, whatever that
 * is: so rows are numbered, the one with the most bytes being the first.
 */
#ifndef IOT_FLAT_ROW_H
#define IOT_FLAT_ROW_H

#include "compat.h"
#include "report/rows.h"

/** Columns of the table. */
#define FLAT_COLUMNS 20

/** Their titles and formats, of FLAT_COLUMNS. Wireshark keeps the address. */
stat_tap_table_item *flat_row_columns(void);
/** Fills the cells of a row, which are zeroed or were filled before.
 *  @param cells FLAT_COLUMNS; owns its texts
 *  @param rank from 1: rows with more bytes come before */
void flat_row_fill(stat_tap_table_item_type *cells, const iot_conversation_row *row, guint rank);

#endif
