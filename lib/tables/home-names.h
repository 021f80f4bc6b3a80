/* home-names.h - what the home's own DNS calls local addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows of each address its names as who asked for the address was told (PTR), and those that
 * answers have for it, each with the last frame that told it: that may be another host's than the
 * one before. Whatever the order in which they are told, it knows the same. Refuses what names no
 * host: names of the internet, which a filter or a maker's page for its router gives a local
 * address (fritz.box, what a Pi-hole blocks); several names of different domains for one address,
 * for the same reason; names of several labels that the address tells of itself; names that spell
 * the address ("192-168-1-5"), and those that programs look up on their own (wpad).
 */
#ifndef IOT_HOME_NAMES_H
#define IOT_HOME_NAMES_H

#include "base/addr.h"
#include "base/revision.h"

/** Most addresses that names are known of. */
#define IOT_HOME_NAMES_MAX 4096
/** Most names of an address of either kind; the oldest goes. One more shows that they contradict.
 */
#define IOT_HOME_NAMES_TOLD_MAX 4

typedef struct iot_home_names iot_home_names;

/** A name as it was told. */
typedef struct iot_home_told {
    const char *name; /**< clean, whole */
    bool forward;   /**< who asked for the name was told the address; false: the other way round */
    uint32_t frame; /**< that told it last */
} iot_home_told;

/** What an address is called. Valid until the next observation. */
typedef struct iot_home_name {
    iot_addr addr;
    const GArray *told; /**< of iot_home_told: all that it was called, the latest last, and of one
                             frame by their texts; NULL: nobody told any */
    bool contradicted;  /**< those that are `forward` do not count */
} iot_home_name;

iot_home_names *iot_home_names_new(void);
void iot_home_names_free(iot_home_names *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_home_names, iot_home_names_free)

/** True if answers with that name can be of a home, whatever the address: no name of the internet.
 */
bool iot_home_names_is_private(const char *question);

/** An answer says that `question` has `addr`.
 *  @param by_itself who has the address gave the answer
 *  @return true if that is news: it was not told so, or not as late */
bool iot_home_names_observe(iot_home_names *names, const iot_addr *addr, const char *question,
                            bool by_itself, uint32_t frame);
/** Who asked for `addr` was told that it is `name`. As above. */
bool iot_home_names_observe_reverse(iot_home_names *names, const iot_addr *addr, const char *name,
                                    uint32_t frame);

uint32_t iot_home_names_count(const iot_home_names *names);
/** In the order in which their addresses were told of first, `i` from 0. */
iot_home_name iot_home_names_get(const iot_home_names *names, uint32_t i);
/** The same of an address. */
iot_home_name iot_home_names_lookup(const iot_home_names *names, const iot_addr *addr);

/** Of names that were taken back... */
iot_revision iot_home_names_withdrawn(const iot_home_names *names);
/** ...and of all. */
iot_revision iot_home_names_revision(const iot_home_names *names);
/** What all of it takes. */
uint64_t iot_home_names_bytes(const iot_home_names *names);
/** Forgets all, if it takes more than that. What was left out counts as dropped. */
void iot_home_names_prune(iot_home_names *names, uint64_t bytes);
uint64_t iot_home_names_dropped(const iot_home_names *names);

#endif
