/* live.h - packets from an interface
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_LIVE_H
#define IOT_COMMAND_LIVE_H

#include "options.h"
#include "output.h"
#include "packets.h"

/* Called now and then. */
typedef void (*live_tick_fn)(void *user_data);

/* Opens the interface, gives up root's rights, opens the output, and takes in what comes until
 * somebody asks for the end (stop.h), or what the options say. What the kernel had to drop is told.
 * False with an error if the interface cannot be opened or listened to at all. Sets `ret_complete`
 * to false, and tells why, if it broke off.
 * @param tick NULL: nobody asks */
bool live_read(const options *o, output *out, intake *in, live_tick_fn tick, void *user_data,
               bool *ret_complete, GError **error);

#endif
