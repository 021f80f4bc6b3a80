/* diagnostics.h - what goes wrong, told on standard error
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_DIAGNOSTICS_H
#define IOT_COMMAND_DIAGNOSTICS_H

#include <glib.h>
#include <stdbool.h>

/* One message of one line, after the command's name, in which all can be seen (iot_escape_shown):
 * nothing else writes to standard error but the progress bar. What is on the terminal's current
 * line (the progress bar) is wiped first. */
void diag(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* There is something on the terminal's current line that a message must not stand behind. */
void diag_line_is_used(bool used);

#endif
