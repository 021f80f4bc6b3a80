/* fold.h - one walk over the flows of a capture, for all that is made of them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a flow is gets worked out once, and is handed to everybody who asked for it: rows, remotes,
 * policies, contacts, rules. A *pair* is a device and who it talks to under one name: a remote's
 * name, whatever its addresses; else an address that has none; else another device. What only
 * certificates call by a name is another remote than what has that name. Pairs are numbered from 0
 * as they appear. Nothing of it is kept but the copies of the names.
 */
#ifndef IOT_FOLD_H
#define IOT_FOLD_H

#include "base/interned.h"
#include "capture/capture.h"
#include "capture/counters.h"

/** In no conversation. */
#define IOT_PAIR_NONE UINT32_MAX

/** One flow. Valid during the call. */
typedef struct iot_fold_flow {
    const iot_capture *capture;
    iot_flow_id id; /**< IOT_FLOW_NONE: packets in no flow */
    const iot_flow_view *view;
    iot_count count;  /**< of its packets that somebody chose to count; may be none */
    uint32_t pair;    /**< its number */
    const char *name; /**< of the remote, valid as long as `names`, one copy each; NULL: it has none
                           but its address */
} iot_fold_flow;

/** Who wants the flows, in order of their first packets. */
typedef struct iot_fold {
    void (*add)(void *into, const iot_fold_flow *flow);
    void *into;
    bool uncounted; /**< those, too, of which no packet was counted */
} iot_fold;

/** Hands each flow of a settled capture to each of `folds`, the packets in no flow first.
 *  @param counters NULL: nothing was counted
 *  @param names gets the copies of names */
void iot_fold_flows(const iot_capture *capture, const iot_counters *counters, iot_interned *names,
                    const iot_fold *folds, unsigned n);

/** A hash table whose keys are 64-bit numbers: of pairs, and what senders of packets choose. */
GHashTable *iot_fold_keys_new(GDestroyNotify free_value);
/** A key for it to own. */
gpointer iot_fold_key(uint64_t key);

#endif
