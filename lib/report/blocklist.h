/* blocklist.h - remotes that somebody chose to block, and which of them had better not be
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * By words: the kind of a finding, a device by any of its names or its MAC, or a remote as lists of
 * allowed destinations have it (allow-list.h). Of words of one sort any has to hold, of several
 * sorts all. Without a word it is the remotes with a warning. Other devices are never chosen.
 */
#ifndef IOT_BLOCKLIST_H
#define IOT_BLOCKLIST_H

#include "report/report.h"

/** Why a remote is left out. */
typedef enum iot_block_reason {
    IOT_BLOCK_GOOD,
    IOT_BLOCK_NO_NAME,    /**< by name: it has none */
    IOT_BLOCK_NO_HOST,    /**< by name: what it is called is no name that DNS knows */
    IOT_BLOCK_CLAIMED,    /**< by name: only its certificate says so */
    IOT_BLOCK_SUFFIX,     /**< by name: others' names are below it */
    IOT_BLOCK_RESOLVER,   /**< the home's names come from there */
    IOT_BLOCK_TIME,       /**< the home's time comes from there */
    IOT_BLOCK_SHARED,     /**< by address: the device has another remote there */
    IOT_BLOCK_NO_ADDRESS, /**< by address: it has none but local ones */
} iot_block_reason;

typedef struct iot_blocklist {
    GPtrArray *chosen;    /**< of const iot_conversation_row, in their order; borrowed */
    GPtrArray *others;    /**< the remotes that were not chosen; the same */
    GPtrArray *unmatched; /**< words that chose nothing; borrowed */
    const iot_report *report;
    GHashTable *home;   /* addresses and names that the home's routers ask -> GINT of a reason */
    GHashTable *shared; /* device and address of others */
} iot_blocklist;

/** Chooses among the conversations of a report that has findings. It must outlive the list. */
iot_blocklist *iot_blocklist_new(const iot_report *report);
void iot_blocklist_free(iot_blocklist *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_blocklist, iot_blocklist_free)

/** Whether a remote can be blocked by its name. */
iot_block_reason iot_blocklist_judge_name(const iot_blocklist *list,
                                          const iot_conversation_row *row);
/** Whether it can be blocked for its device by that address. */
iot_block_reason iot_blocklist_judge_address(const iot_blocklist *list,
                                             const iot_conversation_row *row, const iot_addr *addr);
/** In words, "no name was seen". Static. */
const char *iot_block_reason_text(iot_block_reason reason);

#endif
