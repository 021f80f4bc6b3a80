/* output.h - the reports that the options ask for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_OUTPUT_H
#define IOT_COMMAND_OUTPUT_H

#include "command/options.h"
#include "command/pipeline.h"
#include "command/settings.h"

typedef struct output output;

/* Finds where the output goes: to the file or directory of --output, else to standard output. Opens
 * nothing for writing. NULL with an error if it cannot be written: better told before hours of
 * capturing than after. */
output *output_find(const options *o, GError **error);
/* What was not saved is gone. */
void output_free(output *out);
/* What must not be read, as it will be written. Valid for its lifetime. */
const iot_out_guard *output_guard(const output *out);
/* Opens all that will be written. It then goes on without a path, whoever the process becomes: by
 * the descriptor of a directory (out-file.h has the calls that takes). */
bool output_open(output *out, GError **error);

/* All that goes to standard output, of what is known by now. */
void output_write(const options *o, const iot_settings *s, intake *in, GString *text);
/* What the picture shows, as its page reads it (live-page.h). */
void output_write_picture(const iot_settings *s, intake *in, GString *json);
/* The same to where the output goes, but for standard output; as often as wanted. */
bool output_save(output *out, const options *o, const iot_settings *s, intake *in, GError **error);
/* Saves that text, to an output that is a file. */
bool output_save_text(output *out, const GString *text, GError **error);
/* Where it goes, for who writes it; NULL: to standard output. Valid for its lifetime. */
iot_export_target *output_target(const output *out);
/* Where a summary goes; NULL: to standard output. */
iot_out_file *output_file(const output *out);

/* Puts a text on standard output, all of it. */
bool output_print(const GString *text, GError **error);
/* Tells standard output that it is complete; nothing is printed after it. False with an error if
 * what was printed is lost. */
bool output_flush(GError **error);
/* True if the error is that the reader of standard output has gone, who has all they want. */
bool output_is_gone(const output *out, const GError *error);

#endif
