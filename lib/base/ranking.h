/* ranking.h - who stays where there is no room for all
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one rule by which full tables are thinned out. Most of the room goes to those of most weight,
 * where each owner's many count less than others' few: whoever fills a table pays with what is
 * theirs. The rest goes to the latest, which have had no time to show what they are. Which order
 * they came in, and how they lie in memory, makes no difference otherwise.
 */
#ifndef IOT_RANKING_H
#define IOT_RANKING_H

#include "base/addr.h"

/** So many of an owner's heaviest count in full; twice as many count half. */
#define IOT_RANKING_OWN 64

typedef struct iot_candidate {
    uint64_t owner;  /**< who is the reason that it is there: any number; of as many owners as there
                          are candidates nobody is favoured */
    uint64_t weight; /**< how much it is worth, from 1 */
    uint32_t latest; /**< frame of its last sign of life */
    uint32_t index;  /**< the caller's number, each once */
    uint32_t bytes;  /**< that it takes */
    bool stays;      /**< told by iot_ranking_choose */
} iot_candidate;

/** How much it is worth to know something of an address, from 1. */
typedef uint64_t (*iot_ranking_weight_fn)(const iot_addr *addr, void *user_data);

/** Thins out a set or table of addresses, each its own owner; of equals those of smaller numbers
 *  stay, as nobody knows when they came.
 *  @param by_addr iot_addr* -> anything
 *  @param entry_bytes that one takes
 *  @return how many are gone */
uint32_t iot_ranking_thin_out(GHashTable *by_addr, uint32_t entry_bytes, uint64_t bytes,
                              iot_ranking_weight_fn weight, void *user_data);
/** Chooses who stays within that many bytes; all do if they fit.
 *  @param candidates of iot_candidate; afterwards in order of their indices
 *  @return how many do not stay */
uint32_t iot_ranking_choose(GArray *candidates, uint64_t bytes);

#endif
