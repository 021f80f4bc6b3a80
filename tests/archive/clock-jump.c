/* clock-jump.c - a clock that somebody sets while a program runs, to be preloaded
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IOT_JUMP_AFTER seconds after the program asked for the first time, its real-time clock goes on
 * IOT_JUMP seconds away from there, which may be less than nothing.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* What takes another's place must be seen by it. */
#define SEEN __attribute__((visibility("default")))

SEEN int clock_gettime(clockid_t clock, struct timespec *ret_now);
SEEN int gettimeofday(struct timeval *restrict ret_now, void *restrict zone);

static time_t
offset(void)
{
    static time_t begin;
    struct timespec here;

    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &here);
    begin = begin ? begin : here.tv_sec;
    const char *after = getenv("IOT_JUMP_AFTER"), *by = getenv("IOT_JUMP");
    return after && by && here.tv_sec - begin >= atol(after) ? atol(by) : 0;
}

int
clock_gettime(clockid_t clock, struct timespec *ret_now)
{
    int status = (int)syscall(SYS_clock_gettime, clock, ret_now);

    if (status == 0 && clock == CLOCK_REALTIME)
        ret_now->tv_sec += offset();
    return status;
}

int
gettimeofday(struct timeval *restrict ret_now, void *restrict zone)
{
    int status = (int)syscall(SYS_gettimeofday, ret_now, zone);

    if (status == 0)
        ret_now->tv_sec += offset();
    return status;
}
