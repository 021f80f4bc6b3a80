/* dns-asked.c - which DNS messages ask anew, and which answer first
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dns-asked.h"

#include "base/hash.h"
#include "wire/recent.h"

#include <assert.h>

/* Who waits for an answer asks again after 5 seconds and longer; some double that a few times. */
#define WAITING_NS 60000000000LL
/* Who has it may not have got it. Beyond that a question is asked once more, even by those who have
 * one port and one number for all. */
#define ANSWERED_NS 5000000000LL

/* Compared as bytes, of which none is left to chance. */
typedef struct question_key {
    uint64_t name; /* a number in its place */
    iot_addr addr;
    uint8_t none;
    uint16_t port, id, type;
} question_key;
static_assert(sizeof(question_key) ==
                  sizeof(uint64_t) + sizeof(iot_addr) + 1 + 3 * sizeof(uint16_t),
              "it has no hole");

typedef struct question {
    question_key key;
    int64_t time_ns; /* of the first */
    dns_ends ends;
    bool answered;
} question;

struct dns_asked {
    recent *questions; /* of question */
};

struct dns_asked *
dns_asked_new(void)
{
    struct dns_asked *asked = g_new(struct dns_asked, 1);

    asked->questions = recent_new(DNS_ASKED_MAX, sizeof(question_key), sizeof(question));
    return asked;
}

void
dns_asked_free(struct dns_asked *asked)
{
    if (!asked)
        return;
    recent_free(asked->questions);
    g_free(asked);
}

/* Some resolvers mix the cases of letters at random, and answers have them as they like. */
static uint64_t
number_of(const char *name)
{
    char folded[256];
    gsize length = 0;

    for (; name[length] && length < sizeof folded; length++)
        folded[length] = g_ascii_tolower(name[length]);
    return iot_hash_content(0, folded, length);
}

static question_key
key_of(const iot_addr *addr, uint16_t port, const dns_question *is)
{
    return (question_key){
        .name = number_of(is->name), .addr = *addr, .port = port, .id = is->id, .type = is->type};
}

bool
dns_asked_again(struct dns_asked *asked, const iot_observation *obs, const dns_question *is)
{
    question made = {.key = key_of(&obs->src, obs->src_port, is),
                     .time_ns = obs->time_ns,
                     .ends = {obs->src_mac, obs->dst_mac, obs->dst}};
    question *known = recent_find(asked->questions, &made.key);

    if (known && obs->time_ns - known->time_ns < (known->answered ? ANSWERED_NS : WAITING_NS))
        return true;
    if (known)
        recent_remove(asked->questions, known);
    recent_add(asked->questions, &made);
    return false;
}

const dns_ends *
dns_asked_answered(struct dns_asked *asked, const iot_observation *obs, const dns_question *is)
{
    question_key key = key_of(&obs->dst, obs->dst_port, is);
    question *known = recent_find(asked->questions, &key);

    if (!known || known->answered)
        return NULL;
    known->answered = true;
    return &known->ends;
}
