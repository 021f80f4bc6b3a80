/* signals.h - Ctrl-C as a wish to see the report
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For captures that end when the user says so: SIGINT, SIGTERM and SIGHUP ask once for the end, and
 * kill the second time, if that is no echo of the first. Where nobody calls signals_catch, they
 * kill at once.
 */
#ifndef IOT_COMMAND_SIGNALS_H
#define IOT_COMMAND_SIGNALS_H

#include <stdbool.h>

void signals_catch(void);
/* True once the end was asked for. */
bool signals_wanted(void);
/* Asks for it: enough was read. */
void signals_want(void);

#endif
