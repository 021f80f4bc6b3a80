/* dns-queries.h - who asked which resolver for what
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: for each asker, resolver and question how often and when, for which types of records, and
 * how it was answered. Endpoints are the caller's numbers, as in dns-answers.h.
 */
#ifndef IOT_DNS_QUERIES_H
#define IOT_DNS_QUERIES_H

#include "fact/fact.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/** Most different (asker, resolver, question) kept. */
#define IOT_DNS_QUERIES_MAX 200000

typedef struct iot_query {
    const char *question; /**< clean, lower case; valid for the lifetime of the table */
    uint32_t asker, resolver;
    uint32_t count;
    uint32_t without_recursion; /**< of them, recursion not desired (RFC 1035 section 4.1.1) */
    uint32_t again;             /**< of them, the same question sent again */
    uint32_t again_without;     /**< of those, without recursion */
    uint32_t types;             /**< bits of dns-question.h; 0: nobody knows */
    uint32_t replies[IOT_DNS_REPLIES]; /**< first answers, by what they say */
    uint32_t first_frame;
    uint32_t first_without; /**< frame of the first without recursion; 0: none */
    uint32_t last_frame;
    int64_t first_ns; /**< IOT_QUERY_TIME_UNKNOWN: nobody knows */
    int64_t last_ns;
} iot_query;

/** No packet comes then. */
#define IOT_QUERY_TIME_UNKNOWN INT64_MIN

typedef struct iot_dns_queries iot_dns_queries;

iot_dns_queries *iot_dns_queries_new(void);
void iot_dns_queries_free(iot_dns_queries *queries);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_dns_queries, iot_dns_queries_free)
/** `asker` asked `resolver`, `times` times, in `frame` for the first; the question is copied and
 * cleaned.
 *  @param time_ns of the last; of more than one, nobody knows that of the first */
void iot_dns_queries_observe(iot_dns_queries *queries, uint32_t asker, uint32_t resolver,
                             const iot_query_fact *told, uint32_t frame, int64_t time_ns,
                             uint32_t times);
/** `resolver` answered `asker` so, `times` times, up to `frame`. Ignored if the question is not
 * known. */
void iot_dns_queries_reply(iot_dns_queries *queries, uint32_t asker, uint32_t resolver,
                           const iot_reply_fact *told, uint32_t frame, uint32_t times);
unsigned iot_dns_queries_count(const iot_dns_queries *queries);
/** In order of first appearance; valid until the next observation. */
const iot_query *iot_dns_queries_get(const iot_dns_queries *queries, unsigned i);
/** What all of it takes. */
uint64_t iot_dns_queries_bytes(const iot_dns_queries *queries);
/** Thins them out to that many bytes, as ranking.h has it; owners are the askers. What was left out
 *  counts as dropped.
 *  @param packets by asker: of those that stay */
void iot_dns_queries_prune(iot_dns_queries *queries, uint64_t bytes, const uint32_t *packets);
uint64_t iot_dns_queries_dropped(const iot_dns_queries *queries);

#endif
