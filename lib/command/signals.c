/* signals.c - Ctrl-C as a wish to see the report
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/signals.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* timeout(1) signals its child, and at once the group its child is in; and what the keyboard tells
 * both, it tells its child once more: that is one wish. Of keys that are pressed twice the kernel
 * is the sender of both. */
#define MOMENT_NS INT64_C(300000000)

static volatile sig_atomic_t wanted, asked;
static volatile int64_t asked_ns;
static volatile sig_atomic_t asked_by_keys;

static void
on_signal(int number, siginfo_t *info, void *context)
{
    bool by_keys = info->si_code == SI_KERNEL;
    struct timespec now = {0};
    int64_t now_ns;

    (void)context;
    clock_gettime(CLOCK_MONOTONIC, &now);
    now_ns = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
    if (!asked) {
        asked_ns = now_ns;
        asked_by_keys = by_keys;
        asked = 1;
    } else if ((by_keys && asked_by_keys) || now_ns - asked_ns >= MOMENT_NS) {
        /* Blocked while this runs, it comes when this returns. */
        signal(number, SIG_DFL);
        raise(number);
    }
    wanted = 1;
}

/* Without SA_RESTART: whoever waits for bytes is to notice. What nohup(1) ignores stays ignored; of
 * SIGINT, which shells ignore for what they run in the background, that would surprise people. */
void
signals_catch(void)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO}, before;

    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, SIGTERM);
    sigaddset(&action.sa_mask, SIGHUP);
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
