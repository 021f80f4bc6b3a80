/* said.h - what hosts said of themselves: texts in the order in which they came
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows who said what in which frame, keeps one copy of each text, finds the latest that is like
 * another, and thins out. For claims.h and evidences.h, which say what is like what. Whose device
 * that was can become clear later, so it is worked out by whoever asks.
 */
#ifndef IOT_SAID_H
#define IOT_SAID_H

#include "base/addr.h"
#include "base/interned.h"
#include "base/revision.h"

typedef struct iot_said {
    uint32_t kind;    /**< of text: an iot_name_source, or an iot_evidence */
    iot_mac mac;      /**< who said it; none: see `addr` */
    iot_addr addr;    /**< whose it is; beside a MAC: where it sent from; none: see `mac` */
    uint32_t frame;   /**< that said it first */
    const char *text; /**< clean; of one that is kept: valid until they are thinned out */
    /* Of a claim; 0 in all else. */
    uint32_t last_frame;  /**< that said it last after something else... */
    uint32_t again_frame; /**< ...or again */
    iot_revision place;   /**< of who has `addr`, as the bindings tell */
    iot_revision changes; /**< how often a name other than the last was told of that kind, by
                             anybody and up to this one */
} iot_said;

typedef struct iot_said_list {
    GPtrArray *all;    /**< of iot_said */
    GHashTable *known; /**< iot_said* in it: of those that are alike the latest */
    iot_interned *texts;
    uint32_t max, copies, beside_bytes; /**< see iot_said_list_init */
    uint64_t bytes;                     /**< that all take */
    uint64_t dropped;                   /**< for which there was no room */
} iot_said_list;

/** Alike are those of one sender... */
guint iot_said_sender_hash(gconstpointer said);
gboolean iot_said_sender_equal(gconstpointer one, gconstpointer other);
/** ...and one kind... */
guint iot_said_source_hash(gconstpointer said);
gboolean iot_said_source_equal(gconstpointer one, gconstpointer other);
/** ...and one text. */
guint iot_said_hash(gconstpointer said);
gboolean iot_said_equal(gconstpointer one, gconstpointer other);

/** @param max how many there can be
 *  @param copies of each text that there are, with those that devices have
 *  @param beside_bytes that each takes elsewhere */
void iot_said_list_init(iot_said_list *list, GHashFunc hash, GEqualFunc equal, uint32_t max,
                        uint32_t copies, uint32_t beside_bytes);
void iot_said_list_clear(iot_said_list *list);
/** The latest that is like it; NULL: none. */
const iot_said *iot_said_list_find(const iot_said_list *list, const iot_said *like);
/** Keeps a copy, and one of its text; NULL at the cap, where it counts as dropped. */
iot_said *iot_said_list_add(iot_said_list *list, const iot_said *said);
/** In the order in which they were kept, `i` from 0. */
const iot_said *iot_said_list_get(const iot_said_list *list, uint32_t i);

/** How much one is worth, from 1; or how many packets of those that stay are its sender's. */
typedef uint64_t (*iot_said_fn)(const iot_said *said, void *user_data);
/** Thins them out to that many bytes, as ranking.h has it. What was left out counts as dropped. */
void iot_said_list_prune(iot_said_list *list, uint64_t bytes, iot_said_fn weight, void *user_data);

#endif
