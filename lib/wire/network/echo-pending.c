/* echo-pending.c - echo requests that wait for their replies
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/network/echo-pending.h"

#include "wire/recent.h"

#include <string.h>

/* A request that comes again so soon asks for the same reply: were that counted from the later of
 * them, it could be too near. */
#define REPEATED_NS 5000000000LL

/* By what a reply is known; compared as bytes. */
typedef struct echo_key {
    uint32_t number, checksum;
    iot_addr asker, asked;
} echo_key;

typedef struct waiting {
    echo_key key;
    int64_t time_ns;
} waiting;

struct echoes {
    recent *requests; /* of waiting */
};

echoes *
echoes_new(void)
{
    echoes *e = g_new(echoes, 1);

    e->requests = recent_new(ECHOES_MAX, sizeof(echo_key), sizeof(waiting));
    return e;
}

void
echoes_free(echoes *e)
{
    if (!e)
        return;
    recent_free(e->requests);
    g_free(e);
}

uint16_t
echo_checksum(uint16_t checksum, uint16_t type_word)
{
    uint32_t sum = checksum + (uint32_t)type_word;

    sum = (sum & 0xffff) + (sum >> 16);
    return sum == 0xffff ? 0 : (uint16_t)sum;
}

static waiting
waiting_for(const echo *e)
{
    waiting made;

    memset(&made, 0, sizeof made);
    made.key.number = e->number;
    made.key.checksum = e->checksum;
    made.key.asker = e->asker;
    made.key.asked = e->asked;
    made.time_ns = e->time_ns;
    return made;
}

void
echoes_ask(echoes *e, const echo *request)
{
    waiting made = waiting_for(request), *again = recent_find(e->requests, &made.key);

    if (!again)
        recent_add(e->requests, &made);
    else if (request->time_ns - again->time_ns >= REPEATED_NS)
        again->time_ns = request->time_ns;
}

int64_t
echoes_answer(echoes *e, const echo *reply)
{
    waiting wanted = waiting_for(reply), *request = recent_find(e->requests, &wanted.key);

    if (!request)
        return 0;
    int64_t waited = reply->time_ns - request->time_ns;
    recent_remove(e->requests, request);
    return waited;
}
