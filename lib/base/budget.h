/* budget.h - how much memory there is, and what each kind of knowledge may take of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows sizes and shares, and keeps nothing. Who keeps something asks before the memory is gone,
 * and thins out what it has (ranking.h). All shares together are the whole: what is not in any of
 * them (the program, its libraries, databases and files of the user's) comes on top, and is about
 * IOT_BUDGET_BESIDE_BYTES.
 */
#ifndef IOT_BUDGET_H
#define IOT_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** With less, a home has no room. */
#define IOT_BUDGET_MIN_BYTES ((uint64_t)32 << 20)
/** What a process has before it knows anything. */
#define IOT_BUDGET_BESIDE_BYTES ((uint64_t)20 << 20)

typedef enum iot_budget_part {
    IOT_BUDGET_FLOWS,      /**< who talked to whom, in which streams: and all that is by flow */
    IOT_BUDGET_ANSWERS,    /**< of DNS */
    IOT_BUDGET_QUERIES,    /**< of DNS */
    IOT_BUDGET_BINDINGS,   /**< which MAC had which address; what is local */
    IOT_BUDGET_CLAIMS,     /**< names that devices gave themselves */
    IOT_BUDGET_ROUNDTRIPS, /**< the smallest of each remote */
    IOT_BUDGET_STREAMS,    /**< what readers of packets remember of streams */
    IOT_BUDGET_KEPT,       /**< bytes of messages that go on in a later segment */
    IOT_BUDGET_REPORTS,    /**< rows and texts; of merge the lines, too */
    IOT_BUDGET_PARTS
} iot_budget_part;

/** What a report takes of a flow, in what the flow itself takes. */
#define IOT_BUDGET_REPORTS_FACTOR 8

/** How many bytes of `memory_bytes` are for that. */
uint64_t iot_budget_share(uint64_t memory_bytes, iot_budget_part part);

/** Reads "64M", "64MiB", "512m", "1G", "1.5GiB": a number of bytes, or of 1024, 1024 squared or
 * cubed.
 *  @return false, with `ret_bytes` untouched, if it is none, or beyond what can be counted */
bool iot_budget_parse(const char *text, uint64_t *ret_bytes);

/** What an entry of a GLib hash table takes: two pointers and a hash, in a table that is between
 *  half empty and about to double, which has the old and the new one at once. */
#define IOT_BUDGET_ENTRY_BYTES ((size_t)48)
/** What malloc takes for a piece of that size. */
#define IOT_BUDGET_PIECE_BYTES(size) (((size_t)(size) + 8 + 15) / 16 * 16)
/** What an element of an array that grows by doubling takes. */
#define IOT_BUDGET_ELEMENT_BYTES(size) ((size_t)(size)*3 / 2)

#endif
