/* echoes.c - echo requests that wait for their replies
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "echoes.h"

#define WAYS   4 /* requests per place */
#define PLACES (ECHOES_MAX / WAYS)
#define FACTOR 0x9e3779b1u

typedef struct place {
    echo waiting[WAYS]; /* asker none: free */
    unsigned oldest;
} place;

struct echoes {
    place places[PLACES];
};

echoes *
echoes_new(void)
{
    return g_new0(echoes, 1);
}

void
echoes_free(echoes *e)
{
    g_free(e);
}

uint16_t
echo_checksum(uint16_t checksum, uint16_t type_word)
{
    uint32_t sum = checksum + (uint32_t)type_word;

    sum = (sum & 0xffff) + (sum >> 16);
    return sum == 0xffff ? 0 : (uint16_t)sum;
}

static place *
place_of(echoes *e, const echo *request)
{
    uint32_t hash = (request->number ^ iot_addr_hash(&request->asked)) * FACTOR;

    return &e->places[(hash >> 16) % PLACES];
}

static echo *
find(place *at, const echo *wanted)
{
    for (unsigned i = 0; i < WAYS; i++) {
        echo *found = &at->waiting[i];
        if (found->number == wanted->number && found->checksum == wanted->checksum &&
            iot_addr_equal(&found->asker, &wanted->asker) &&
            iot_addr_equal(&found->asked, &wanted->asked))
            return found;
    }
    return NULL;
}

void
echoes_ask(echoes *e, const echo *request)
{
    place *at = place_of(e, request);
    echo *again = find(at, request);

    if (again) {
        *again = *request;
        return;
    }
    at->waiting[at->oldest] = *request;
    at->oldest = (at->oldest + 1) % WAYS;
}

int64_t
echoes_answer(echoes *e, const echo *reply)
{
    echo *request = find(place_of(e, reply), reply);

    if (!request)
        return 0;
    int64_t waited = reply->time_ns - request->time_ns;
    request->asker = (iot_addr){0};
    return waited;
}
