/* answers.h - which names were answered with which address, to whom, and when
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: for each address its answers in order of frames. A time to live ends no answer: devices
 * hold on to addresses far longer. Who a client *is* can become clear later than the answer, so
 * the client is kept as the caller's endpoint number and compared by the caller.
 */
#ifndef IOT_ANSWERS_H
#define IOT_ANSWERS_H

#include "addr.h"

/** Most answers kept for one address. Content networks answer some hundred names per address. */
#define IOT_ANSWERS_PER_ADDR_MAX 16384
/** Most answers kept in all (48 bytes each). */
#define IOT_ANSWERS_MAX 2000000
/** Most answers that a question asks `went_to_device` about, not counting clients that never are
 *  the device. Without an end, thousands of answers for one address would be gone through for each
 *  of thousands of packets. */
#define IOT_ANSWERS_JUDGED_MAX 4096
/** Most different names kept in all. */
#define IOT_ANSWERS_NAMES_MAX 500000

typedef struct iot_answers iot_answers;

typedef struct iot_answer {
    const char *question; /**< clean, lower case; valid for the lifetime of the table */
    const char *owner;    /**< of the address record; the same pointer if no CNAME was between */
    int64_t time_ns;      /**< when, since the Unix epoch */
    uint32_t frame;       /**< the response, for order */
    bool gone;            /**< a read filter dropped that frame: there is nothing to point to */
    uint32_t ttl_s;
    uint32_t client;       /**< endpoint the response went to, the caller's number */
    uint32_t client_epoch; /**< changes when the client can have become another device */
} iot_answer;

/** Where an answer stands to the frame it is asked for. */
typedef enum iot_dns_source {
    IOT_DNS_NONE,
    IOT_DNS_OWN,          /**< went to this device, at or before the frame */
    IOT_DNS_OTHER_CLIENT, /**< went to somebody else, at or before the frame */
    IOT_DNS_LATER,        /**< came after the frame */
} iot_dns_source;

/** True if the answer went to the device that the caller asks for. May set `ret_never` (which comes
 *  false) if it did not, and no other answer to the same client did. */
typedef bool (*iot_answer_match_fn)(const iot_answer *answer, void *user_data, bool *ret_never);

iot_answers *iot_answers_new(void);
void iot_answers_free(iot_answers *answers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_answers, iot_answers_free)

/** From now on, only answers that change what an address is called are kept: not one that says what
 *  the newest for that address says, and the newest to the same client too. Names found in a frame
 *  stay the same; the answer that they are found by is an older one. */
void iot_answers_keep_changes(iot_answers *answers);
/** Adds an answer; names are copied and cleaned. Addresses that are nobody's (0.0.0.0 and
 *  127.0.0.1 of sinkholes) are ignored. Frames must not decrease. */
void iot_answers_observe(iot_answers *answers, const iot_addr *addr, const iot_answer *answer);

/** The frame of the latest answers was dropped by a read filter, and the next one gets its number.
 *  What it answered stays true. */
void iot_answers_drop_frame(iot_answers *answers, uint32_t frame);

/** How many answers there are for `addr`. */
uint32_t iot_answers_count(const iot_answers *answers, const iot_addr *addr);

/** The answer that names `addr` in `frame` by the rule in doc/naming.md: the newest at or before
 *  the frame that `went_to_device` accepts; else the newest at or before it; else the oldest.
 *  @param ret_source which of them; untouched on a miss
 *  @return NULL if there is none; valid until the next observation */
const iot_answer *iot_answers_lookup(const iot_answers *answers, const iot_addr *addr,
                                     uint32_t frame, iot_answer_match_fn went_to_device,
                                     void *user_data, iot_dns_source *ret_source);

/** The different questions, oldest first, of answers for `addr` that `went_to_device` accepts,
 *  without `but` (a pointer from an answer). Most `max` into `ret_questions`; returns how many. */
unsigned iot_answers_alternatives(const iot_answers *answers, const iot_addr *addr,
                                  iot_answer_match_fn went_to_device, void *user_data,
                                  const char *but, const char **ret_questions, unsigned max);

typedef void (*iot_answer_fn)(const iot_addr *addr, const iot_answer *answer, void *user_data);
/** Calls `fn` for every answer kept; those of one address in order of frames. */
void iot_answers_foreach(const iot_answers *answers, iot_answer_fn fn, void *user_data);

/** "dns", "other client", "later" or "". Static. */
const char *iot_dns_source_name(iot_dns_source source);
/** How many answers were dropped at a cap. */
uint64_t iot_answers_dropped(const iot_answers *answers);
/** Changes with every answer kept. */
uint32_t iot_answers_generation(const iot_answers *answers);

#endif
