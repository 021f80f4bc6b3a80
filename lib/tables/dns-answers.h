/* dns-answers.h - which names were answered with which address, to whom, and when
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: for each address its answers in order of frames. A time to live ends no answer: devices
 * hold on to addresses far longer. Who a client *is* can become clear later than the answer, so
 * the client is kept as the caller's endpoint number and compared by the caller.
 */
#ifndef IOT_DNS_ANSWERS_H
#define IOT_DNS_ANSWERS_H

#include "base/addr.h"
#include "base/revision.h"
#include "tables/dns-answer.h"

/** Most answers kept for one address. Content networks answer some hundred names per address. */
#define IOT_DNS_ANSWERS_PER_ADDR_MAX 16384
/** Most answers kept in all (48 bytes each). */
#define IOT_DNS_ANSWERS_MAX 2000000
/** Most answers that a question looks at of those that are not filed. Without an end, thousands of
 *  answers for one address would be gone through for each of thousands of packets. */
#define IOT_DNS_ANSWERS_JUDGED_MAX 64
/** Most different questions of one address that are told. */
#define IOT_DNS_ANSWERS_ALTERNATIVES_MAX 64
/** Most different names kept in all. */
#define IOT_DNS_ANSWERS_NAMES_MAX 500000

typedef struct iot_dns_answers iot_dns_answers;

/** No device. */
#define IOT_DNS_ANSWERS_NOBODY UINT32_MAX

/** Who asks. Whose a client is, the caller knows. */
typedef struct iot_dns_answers_asker {
    /** Number of the device that the answer went to; IOT_DNS_ANSWERS_NOBODY: none. The same for all
     *  answers to one client at one revision of it. */
    uint32_t (*device_of)(const iot_dns_answer *answer, const void *user_data);
    const void *user_data;
    uint32_t device;       /**< that asks; IOT_DNS_ANSWERS_NOBODY: none is like it */
    iot_revision revision; /**< of what `device_of` tells */
} iot_dns_answers_asker;

iot_dns_answers *iot_dns_answers_new(void);
void iot_dns_answers_free(iot_dns_answers *answers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_dns_answers, iot_dns_answers_free)

/** From now on, only answers that change what an address is called are kept: not one that says what
 *  the newest for that address says, and the newest to the same client too. Names found in a frame
 *  stay the same; the answer that they are found by is an older one. */
void iot_dns_answers_keep_changes(iot_dns_answers *answers);
/** Adds an answer; names are copied and cleaned. Addresses that are nobody's (0.0.0.0 and
 *  127.0.0.1 of sinkholes) are ignored. Frames must not decrease. */
void iot_dns_answers_observe(iot_dns_answers *answers, const iot_addr *addr,
                             const iot_dns_answer *answer);

/** The frame of the latest answers was dropped by a read filter, and the next one gets its number.
 *  What it answered stays true. */
void iot_dns_answers_drop_frame(iot_dns_answers *answers, uint32_t frame);

/** Files the answers for `addr` under the devices that they went to, by what the asker knows.
 *  @param at_once else, where they are many and each packet changes who is who, it is done now and
 *  then only; in between, questions find those among the newest, and those filed before */
void iot_dns_answers_file(iot_dns_answers *answers, const iot_addr *addr,
                          const iot_dns_answers_asker *who, bool at_once);

/** Of the answers for `addr`; it never comes back to what it was. 0: there is none. */
iot_revision iot_dns_answers_revision_of(const iot_dns_answers *answers, const iot_addr *addr);

/** The answer that names `addr` in `frame` by the rule in doc/naming.md: the newest at or before
 *  the frame that went to the asker's device; else the newest at or before it; else the oldest.
 *  Costs about the same however many there are, and changes nothing.
 *  @param ret_source which of them; untouched on a miss
 *  @return NULL if there is none; valid until the next observation */
const iot_dns_answer *iot_dns_answers_lookup(const iot_dns_answers *answers, const iot_addr *addr,
                                             uint32_t frame, const iot_dns_answers_asker *who,
                                             iot_dns_source *ret_source);

/** The different questions, oldest first, of answers for `addr` that went to the asker's device,
 *  without `but` (a pointer from an answer). Most `max` into `ret_questions`, which is at most
 *  IOT_DNS_ANSWERS_ALTERNATIVES_MAX; returns how many. */
unsigned iot_dns_answers_alternatives(const iot_dns_answers *answers, const iot_addr *addr,
                                      const iot_dns_answers_asker *who, const char *but,
                                      const char **ret_questions, unsigned max);

/** The question of the newest answer for `addr`; NULL: none. Valid until answers are thinned out.
 */
const char *iot_dns_answers_newest(const iot_dns_answers *answers, const iot_addr *addr);
/** The one copy of a name that answers have; NULL: no answer has it. As above. */
const char *iot_dns_answers_name(const iot_dns_answers *answers, const char *name);

/** What all of it takes. */
uint64_t iot_dns_answers_bytes(const iot_dns_answers *answers);
/** So many packets that stay were sent to or by `addr`, from `frame` on, where `client` was the
 * other end: the answers that name them stay before others when answers are thinned out next. */
void iot_dns_answers_need(iot_dns_answers *answers, const iot_addr *addr, uint32_t client,
                          uint32_t frame, uint32_t packets);
/** Thins them out to that many bytes. What was left out counts as dropped.
 *  @param packets by client: of those that stay */
void iot_dns_answers_prune(iot_dns_answers *answers, uint64_t bytes, const uint32_t *packets);

typedef void (*iot_dns_answer_fn)(const iot_addr *addr, const iot_dns_answer *answer,
                                  void *user_data);
/** Calls `fn` for every answer kept: addresses in the order of their first answers, those of one
 *  address in order of frames. */
void iot_dns_answers_foreach(const iot_dns_answers *answers, iot_dns_answer_fn fn, void *user_data);

/** How many answers were dropped at a cap. */
uint64_t iot_dns_answers_dropped(const iot_dns_answers *answers);
/** Of all answers that are kept. */
iot_revision iot_dns_answers_revision(const iot_dns_answers *answers);

#endif
