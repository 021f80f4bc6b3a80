/* dns-pending.c - DNS questions that wait for their answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dns-pending.h"

#include "wire/recent.h"

/* A question that comes again so soon is the same one. */
#define REPEATED_NS 5000000000LL

typedef struct waiting {
    uint64_t key;
    int64_t time_ns;
} waiting;

struct dns_times {
    recent *questions; /* of waiting */
};

struct dns_times *
dns_times_new(void)
{
    struct dns_times *times = g_new(struct dns_times, 1);

    times->questions = recent_new(DNS_TIMES_MAX, sizeof(uint64_t), sizeof(waiting));
    return times;
}

void
dns_times_free(struct dns_times *times)
{
    if (!times)
        return;
    recent_free(times->questions);
    g_free(times);
}

static uint64_t
key_of(const iot_observation *obs, uint16_t id)
{
    return (uint64_t)obs->stream << 24 | (uint64_t)id << 8 | obs->transport;
}

static int64_t
answer(struct dns_times *times, waiting *question, int64_t time_ns)
{
    int64_t since_ns = question ? time_ns - question->time_ns : 0;

    if (question)
        recent_remove(times->questions, question);
    return since_ns;
}

static void
ask(struct dns_times *times, waiting *again, const waiting *question)
{
    if (again && question->time_ns - again->time_ns < REPEATED_NS)
        return;
    if (again)
        recent_remove(times->questions, again);
    recent_add(times->questions, question);
}

int64_t
dns_times_see(struct dns_times *times, const iot_observation *obs, uint16_t id, bool response)
{
    waiting seen = {key_of(obs, id), obs->time_ns};

    if (!obs->has_stream)
        return 0;
    waiting *question = recent_find(times->questions, &seen.key);
    if (response)
        return answer(times, question, obs->time_ns);
    ask(times, question, &seen);
    return 0;
}
