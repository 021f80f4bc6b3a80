/* dns-pending.c - DNS questions that wait for their answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dns-pending.h"

#include "wire/recent.h"

#include <assert.h>

/* A question that comes again so soon is the same one. */
#define REPEATED_NS 5000000000LL

typedef struct waiting {
    uint64_t key;
    int64_t time_ns;
} waiting;

/* Some ask several servers at once, from one port with one number; of these no more are remembered
 * than ask in a few seconds. */
#define SERVERS_MAX 4
#define ASKERS_MAX  1024

/* Who asks: compared as bytes, of which none is left to chance. */
typedef struct asker {
    iot_addr addr;
    uint8_t none;
    uint16_t port, id;
} asker;
static_assert(sizeof(asker) == sizeof(iot_addr) + 1 + 2 * sizeof(uint16_t), "it has no hole");

typedef struct asking {
    asker who;
    unsigned n;
    iot_addr servers[SERVERS_MAX];
    int64_t time_ns; /* of the latest */
} asking;

struct dns_times {
    recent *questions; /* of waiting */
    recent *askers;    /* of asking */
};

struct dns_times *
dns_times_new(void)
{
    struct dns_times *times = g_new(struct dns_times, 1);

    times->questions = recent_new(DNS_TIMES_MAX, sizeof(uint64_t), sizeof(waiting));
    times->askers = recent_new(ASKERS_MAX, sizeof(asker), sizeof(asking));
    return times;
}

void
dns_times_free(struct dns_times *times)
{
    if (!times)
        return;
    recent_free(times->questions);
    recent_free(times->askers);
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

static asker
asker_of(const iot_addr *addr, uint16_t port, uint16_t id)
{
    return (asker){.addr = *addr, .port = port, .id = id};
}

static bool
has_server(const asking *known, const iot_addr *server)
{
    for (unsigned i = 0; i < known->n; i++)
        if (iot_addr_equal(&known->servers[i], server))
            return true;
    return false;
}

static void
remember(struct dns_times *times, const iot_observation *obs, const asker *who)
{
    asking *known = recent_find(times->askers, who);

    if (known && obs->time_ns - known->time_ns >= REPEATED_NS) {
        recent_remove(times->askers, known);
        known = NULL;
    }
    if (!known) {
        asking made = {.who = *who, .n = 1, .servers = {obs->dst}, .time_ns = obs->time_ns};
        recent_add(times->askers, &made);
        return;
    }
    known->time_ns = obs->time_ns;
    if (!has_server(known, &obs->dst) && known->n < SERVERS_MAX)
        known->servers[known->n++] = obs->dst;
}

bool
dns_times_detour(struct dns_times *times, const iot_observation *obs, uint16_t id, bool response,
                 iot_addr *ret_asked)
{
    asker who =
        response ? asker_of(&obs->dst, obs->dst_port, id) : asker_of(&obs->src, obs->src_port, id);

    if (!response) {
        if (iot_addr_is_unicast(&obs->dst))
            remember(times, obs, &who);
        return false;
    }
    const asking *known = recent_find(times->askers, &who);
    /* Where there is no room for more, nobody knows who else was asked. */
    if (!known || obs->time_ns - known->time_ns >= REPEATED_NS || known->n == SERVERS_MAX ||
        has_server(known, &obs->src))
        return false;
    *ret_asked = known->servers[0];
    return true;
}
