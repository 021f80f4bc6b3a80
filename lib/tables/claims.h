/* claims.h - the names that hosts gave themselves, in the order in which they did first
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: who claimed which name in which frame, first and last. Whose device that was can become
 * clear later than the claim, so all are kept, and given to devices anew by whoever knows. What a
 * claimant said last and says again is no news, unless somebody told another name since, who can
 * have been the same device, or its address has another owner. Who asked what meanwhile makes no
 * difference.
 */
#ifndef IOT_CLAIMS_H
#define IOT_CLAIMS_H

#include "fact/observation.h"
#include "tables/said.h"

/** Most claims kept. */
#define IOT_CLAIMS_MAX 262144

/** A claim is an iot_said, of which the kind is an iot_name_source. */
typedef struct iot_claims iot_claims;

iot_claims *iot_claims_new(void);
void iot_claims_free(iot_claims *claims);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_claims, iot_claims_free)

/** What a name from that source says without what every host's has: mDNS and LLMNR hosts are known
 *  without their domain, and no host name ends with a dot.
 *  @return NULL if it says nothing; must be freed by the caller using g_free */
char *iot_claim_name(iot_name_source source, const char *raw);

/** True if it is what its claimant said last from that source, and nothing changed since; that it
 * said so again is kept. */
bool iot_claims_is_repeated(iot_claims *claims, const iot_said *claim);
/** Keeps a claim, of which the name is copied, or that it was said again.
 *  @param ret_beside what its claimant said, too, in the same frame, and is no older than the claim
 *                    therefore; NULL: nothing
 *  @return it as it is kept; NULL if there are too many */
const iot_said *iot_claims_add(iot_claims *claims, const iot_said *claim,
                               const iot_said **ret_beside);
uint32_t iot_claims_count(const iot_claims *claims);
/** In the order in which they were kept, `i` from 0. */
const iot_said *iot_claims_get(const iot_claims *claims, uint32_t i);

/** What all of it takes, and what the names take that devices have of it. */
uint64_t iot_claims_bytes(const iot_claims *claims);
/** Thins claims out to that many bytes, as ranking.h has it; what was said last counts more. What
 * was left out counts as dropped. */
void iot_claims_prune(iot_claims *claims, uint64_t bytes, iot_said_fn packets, void *user_data);
/** How many there was no room for. */
uint64_t iot_claims_dropped(const iot_claims *claims);

#endif
