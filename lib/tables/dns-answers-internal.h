/* dns-answers-internal.h - the answers for one address, and whose they are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DNS_ANSWERS_INTERNAL_H
#define IOT_DNS_ANSWERS_INTERNAL_H

#include "base/budget.h"
#include "tables/dns-answers.h"
#include "base/nat64.h"

#include <string.h>

typedef struct answers_index answers_index;

typedef struct address_answers {
    iot_addr addr;
    GArray *list;         /* of iot_dns_answer, by frame */
    answers_index *index; /* NULL: there are few, or they were not filed */
    iot_revision revision;
} address_answers;

struct iot_dns_answers {
    GHashTable *by_addr; /* iot_addr* inside address_answers -> address_answers */
    GPtrArray *all;      /* of address_answers, in the order of their first answers */
    iot_nat64 nat64;
    iot_revision nat64_revision;
    GHashTable *names; /* char*: every question and owner once */
    GPtrArray *latest; /* address_answers that the latest frame with answers added to */
    uint32_t latest_frame;
    iot_revision revision;
    bool only_changes;
    bool pruned; /* once at least */
    uint64_t kept, dropped;
    uint64_t name_bytes;
};

static inline const iot_dns_answer *
answer_at(const address_answers *all, guint i)
{
    return &g_array_index(all->list, iot_dns_answer, i);
}

/* The answers for an address; NULL: none. */
static inline address_answers *
answers_for(const iot_dns_answers *answers, const iot_addr *addr)
{
    return g_hash_table_lookup(answers->by_addr, addr);
}

/* Those for the IPv4 address that is in it (nat64.h); NULL: none is, or none. */
static inline address_answers *
answers_for_embedded(const iot_dns_answers *answers, const iot_addr *addr)
{
    iot_addr v4;

    return iot_nat64_embedded(&answers->nat64, addr, &v4) ? answers_for(answers, &v4) : NULL;
}

static inline uint32_t
answers_name_bytes(const char *name)
{
    return (uint32_t)(IOT_BUDGET_PIECE_BYTES(strlen(name) + 1) + IOT_BUDGET_ENTRY_BYTES);
}

/* Accepts NULL. */
void answers_index_free(answers_index *index);
/* Files them, as iot_dns_answers_file. */
void answers_index_file(address_answers *all, const iot_dns_answers_asker *who, bool at_once);
/* The newest of the first `until` answers that went to the asker's device; NULL: none is known. */
const iot_dns_answer *answers_index_newest(const address_answers *all, guint until,
                                           const iot_dns_answers_asker *who);
/* Different questions of answers to the asker's device, as iot_dns_answers_alternatives. */
unsigned answers_index_questions(const address_answers *all, const iot_dns_answers_asker *who,
                                 const char *but, const char **ret_questions, unsigned max);

#endif
