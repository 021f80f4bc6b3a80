/* answered.h - answers for an address of a content network, to clients that are numbers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_ANSWERED_H
#define IOT_TESTS_ANSWERED_H

#include "build.h"
#include "tables/dns-answers.h"

#define CDN  "203.0.113.7"
#define ROOM 16

/* Clients, as numbers of endpoints. */
enum { LAMP = 1, CAMERA = 2, RESOLVER = 3 };

static inline uint32_t
device_of(const iot_dns_answer *answer, const void *user_data G_GNUC_UNUSED)
{
    return answer->client;
}

/* Each client is the device of its number. */
static inline const iot_dns_answers_asker *
as(uint32_t client)
{
    static iot_dns_answers_asker who;

    who = (iot_dns_answers_asker){.device_of = device_of, .device = client};
    return &who;
}

static inline void
answer_chain(iot_dns_answers *answers, uint32_t frame, uint32_t client, const char *question,
             const char *owner)
{
    iot_addr answered = addr(CDN);
    iot_dns_answer told = {
        .question = question,
        .owner = owner,
        .frame = frame,
        .time_ns = frame * MS,
        .ttl_s = 60,
        .client = client,
    };

    iot_dns_answers_observe(answers, &answered, &told);
}

static inline void
answer(iot_dns_answers *answers, uint32_t frame, uint32_t client, const char *name)
{
    answer_chain(answers, frame, client, name, name);
}

#endif
