/* dns-times.c - DNS questions that wait for their answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sets of eight places: a question is looked for in one of them only, and where that is full, the
 * oldest of its eight goes.
 */
#include "dns-times.h"

#define PLACES 8
#define SETS   (DNS_TIMES_MAX / PLACES)

/* A question that comes again so soon is the same one. */
#define REPEATED_NS 5000000000LL

typedef struct waiting {
    uint64_t key; /* 0: free */
    int64_t time_ns;
} waiting;

struct dns_times {
    waiting places[SETS][PLACES];
};

struct dns_times *
dns_times_new(void)
{
    return g_new0(struct dns_times, 1);
}

void
dns_times_free(struct dns_times *times)
{
    g_free(times);
}

/* Never 0, as the transport is not. */
static uint64_t
key_of(const iot_observation *obs, uint16_t id)
{
    return (uint64_t)obs->stream << 24 | (uint64_t)id << 8 | obs->transport;
}

static waiting *
set_of(struct dns_times *times, uint64_t key)
{
    return times->places[key * 0x9e3779b97f4a7c15u >> 32 & (SETS - 1)];
}

static waiting *
find(waiting *set, uint64_t key)
{
    for (unsigned i = 0; i < PLACES; i++)
        if (set[i].key == key)
            return &set[i];
    return NULL;
}

/* A free place, or the one of the oldest. */
static waiting *
make_room(waiting *set)
{
    waiting *oldest = set;

    for (unsigned i = 0; i < PLACES; i++) {
        if (set[i].key == 0)
            return &set[i];
        if (set[i].time_ns < oldest->time_ns)
            oldest = &set[i];
    }
    return oldest;
}

static int64_t
stop(waiting *question, int64_t time_ns)
{
    int64_t since_ns = question ? time_ns - question->time_ns : 0;

    if (question)
        question->key = 0;
    return since_ns;
}

int64_t
dns_times_see(struct dns_times *times, const iot_observation *obs, uint16_t id, bool response)
{
    int64_t time_ns = obs->time_ns;
    uint64_t key = key_of(obs, id);
    waiting *set = set_of(times, key), *question = find(set, key);

    if (!obs->has_stream)
        return 0;
    if (response)
        return stop(question, time_ns);
    if (question && time_ns - question->time_ns < REPEATED_NS)
        return 0;
    if (!question)
        question = make_room(set);
    *question = (waiting){key, time_ns};
    return 0;
}
