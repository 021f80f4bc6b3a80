/* output.h - the reports that the options ask for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_OUTPUT_H
#define IOT_COMMAND_OUTPUT_H

#include "intake.h"
#include "options.h"
#include "settings.h"

/* All that goes to standard output, of what is known by now. */
void output_write(const options *o, const settings *s, const intake *in, GString *out);
/* The same to the file or directory of --output. */
bool output_save(const options *o, const settings *s, const intake *in, GError **error);

/* Puts a text on standard output, all of it. */
bool output_print(const GString *text, GError **error);
/* False with an error if --output cannot be written at the end: better told before hours of
 * capturing than after. */
bool output_check(const options *o, GError **error);

#endif
