/* write-text-internal.h - an aligned table that fits a terminal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_WRITE_TEXT_INTERNAL_H
#define IOT_WRITE_TEXT_INTERNAL_H

#include "write/writer.h"

/* How a column of the table is shown. */
typedef struct text_column {
    const char *key;
    const char *title;
    unsigned gap;      /* blanks before it; a number and its bytes stand closer */
    bool right;        /* numbers */
    unsigned least;    /* stretchy columns shrink to this, the last ones first; 0: never shrinks */
    bool unless_same;  /* not shown where it says the same as the first column */
    unsigned drop;     /* on a terminal that is too narrow: those of the lowest number go first, and
                          together; 0: it stays */
    const char *other; /* of what can go: how it is called then, NULL: by its title; "": not at all.
                          Of what stays: its title when the one before it has gone */
} text_column;

/* Appends the table's titles and rows.
 * @param in_blocks rows are grouped by device, each under a line of its own */
void iot_write_text_table(const iot_report *report, const iot_table *source,
                          const text_column *columns, unsigned n_columns, bool in_blocks,
                          GString *out);
/* Columns that lines may have. */
unsigned iot_write_text_width(const iot_report *report);
/* How a text can stand out, in numbers of ECMA-48. Warnings are red and notes cyan, which can be
 * read on black and on white. */
#define IOT_TEXT_BOLD    "1"
#define IOT_TEXT_WARNING "31"
#define IOT_TEXT_NOTE    "36"
/* Appends a text that stands out where there are colours; `style` may be NULL: there are none. */
void iot_write_text_styled(const iot_text_style *style, const char *how, const char *text,
                           GString *out);
/* Appends a text with blanks up to `width` characters, before it if it stands to the right. */
void iot_write_text_padded(GString *out, const char *text, unsigned width, bool right);

#endif
