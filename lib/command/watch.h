/* watch.h - the report again and again, while packets come
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * On a terminal it has a screen of its own, which goes at the end; elsewhere each report is printed
 * whole, without anything that steers a terminal, and an empty line behind it.
 */
#ifndef IOT_COMMAND_WATCH_H
#define IOT_COMMAND_WATCH_H

#include <glib.h>
#include <stdbool.h>

#include "command/terminal.h"

/* Appends the report as it is now. False with an error if it went elsewhere, and failed. */
typedef bool (*follow_report_fn)(GString *out, void *user_data, GError **error);

typedef struct follow follow;

/* @param where the report goes; must outlive it */
follow *follow_new(gint64 interval_s, const terminal *where, follow_report_fn report,
                   void *user_data);
void follow_free(follow *f);
/* Prints the report if it is time to. What fails asks for the end (signals.h). Cheap. */
void follow_tick(follow *f);
/* Prints it whatever the time is. */
void follow_now(follow *f);
/* Gives the terminal back. False with an error if a report could not be printed. */
bool follow_end(follow *f, GError **error);

#endif
