/* cost.h - what a run takes, in a process of its own
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * So its memory and time are its own. Four times as much to do must take about four times as long.
 */
#ifndef IOT_TESTS_COST_H
#define IOT_TESTS_COST_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB         (1024.0 * 1024.0)
#define TIME_FACTOR 7.0 /* of a quarter's time; 4 is linear, 16 quadratic */
#define TIME_LEAST  0.5 /* seconds; a shorter run tells nothing */

typedef struct cost {
    double seconds, mib;
    bool failed;
} cost;

/* Returns the seconds of processor that count. `documents`: makes them, too. */
typedef double (*cost_fn)(unsigned which, uint32_t n, bool documents);

static inline cost
cost_of(cost_fn run, unsigned which, uint32_t n, bool documents)
{
    cost spent = {0};
    struct rusage used;
    int status, ends[2];

    g_assert_cmpint(pipe(ends), ==, 0);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        double seconds = run(which, n, documents);
        fflush(stdout);
        _exit(write(ends[1], &seconds, sizeof seconds) != sizeof seconds);
    }
    close(ends[1]);
    spent.failed = read(ends[0], &spent.seconds, sizeof spent.seconds) != sizeof spent.seconds;
    close(ends[0]);
    g_assert_cmpint(wait4(child, &status, 0, &used), ==, child);
    spent.failed |= status != 0;
    spent.mib = (double)used.ru_maxrss * 1024 / MIB;
    printf("; %.2f s of processor, peak %.0f MiB\n", spent.seconds, spent.mib);
    return spent;
}

/* A part of the flood will do where time is short: "macs 3" is a third of it. */
static inline uint32_t
cost_part(int argc, char **argv, uint32_t n)
{
    guint64 divisor = 1;

    if (argc > 2)
        g_assert_true(g_ascii_string_to_unsigned(argv[2], 10, 1, 100, &divisor, NULL));
    return n / (uint32_t)divisor;
}

/* Runs a quarter and all of it. Says which promises were broken. Returns an exit status. */
static inline int
cost_check(cost_fn run, unsigned which, uint32_t n, double most_mib)
{
    /* Documents are made of the quarter: they are texts of hundreds of bytes a row. */
    cost quarter = cost_of(run, which, n / 4, true);
    cost whole = cost_of(run, which, n, false);
    int failures = 0;

    if (quarter.failed || whole.failed) {
        printf("not ok - it failed\n");
        failures++;
    }
    if (MAX(quarter.mib, whole.mib) > most_mib) {
        printf("not ok - more than %.0f MiB\n", most_mib);
        failures++;
    }
    if (whole.seconds > TIME_LEAST && whole.seconds > TIME_FACTOR * quarter.seconds) {
        printf("not ok - four times the flood takes %.1f times as long\n",
               whole.seconds / quarter.seconds);
        failures++;
    }
    return failures > 0;
}

#endif
