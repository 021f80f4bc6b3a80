/* wait.h - waits for packets and for who asks for the page, at once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_WAIT_H
#define IOT_COMMAND_WAIT_H

#include "command/serve.h"

/* Waits until `fd` can be read, somebody is to be answered, or so many milliseconds are over.
 * Returns as poll does of `fd` alone: above 0, it is ready.
 * @param fd -1: nothing is
 * @param s NULL: nobody asks */
int wait_for(int fd, const server *s, int ms);

#endif
