/* wait.c - waits for packets and for who asks for the page, at once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/wait.h"

#include <poll.h>

int
wait_for(int fd, const server *s, int ms)
{
    struct pollfd ready[] = {{.fd = fd, .events = POLLIN},
                             {.fd = server_descriptor(s), .events = POLLIN}};
    int n = poll(ready, G_N_ELEMENTS(ready), server_wait_ms(s, ms));

    return n <= 0 ? n : ready[0].revents != 0;
}
