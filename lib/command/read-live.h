/* read-live.h - packets from an interface
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_READ_LIVE_H
#define IOT_COMMAND_READ_LIVE_H

#include "command/options.h"
#include "command/output.h"
#include "command/pcap-input.h"
#include "command/serve.h"

/* Called now and then. */
typedef void (*live_tick_fn)(void *user_data);

typedef struct live live;

/* Opens the interface, then gives up root's rights, and opens the output. NULL with an error if it
 * cannot be opened or listened to at all. Must be freed by the caller using live_free. */
live *live_new(const options *o, output *out, intake *in, GError **error);
void live_free(live *l);
/* Who is to be answered meanwhile, by the tick of live_read; NULL: nobody. */
void live_set_asked(live *l, const server *asked);
/* Takes in what comes until somebody asks for the end (signals.h), or what the options say. What
 * the kernel had to drop is told. False, and tells why, if it broke off.
 * @param tick NULL: nobody asks */
bool live_read(live *l, live_tick_fn tick, void *user_data);

#endif
