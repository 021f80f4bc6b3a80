/* keeper-serve.h - the keeper's own side
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_KEEPER_SERVE_H
#define IOT_COMMAND_KEEPER_SERVE_H

#include "keeper.h"

/* Does what it is asked for until who asks has gone, or asks for what is none of its duties. Frees
 * the target. */
void keeper_serve(int socket, const keeper_duties *duties);
/* An input, for reading. -1 with errno. */
int keeper_open_path(const char *path);

#endif
