/* signals.c - Ctrl-C as a wish to see the report
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/signals.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t wanted;

static void
on_signal(int number)
{
    (void)number;
    wanted = 1;
}

/* Without SA_RESTART: whoever waits for bytes is to notice. What nohup(1) ignores stays ignored; of
 * SIGINT, which shells ignore for what they run in the background, that would surprise people. */
void
signals_catch(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND}, before;

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
}

bool
signals_wanted(void)
{
    return wanted != 0;
}

void
signals_want(void)
{
    wanted = 1;
}
