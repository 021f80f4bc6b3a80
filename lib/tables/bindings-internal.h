/* bindings-internal.h - what is kept of each address, for bindings.c and bindings-prune.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_BINDINGS_INTERNAL_H
#define IOT_BINDINGS_INTERNAL_H

#include "tables/bindings.h"

#include <assert.h>

typedef struct seen {
    uint32_t frame; /* first one, for this MAC in this run */
    iot_mac mac;
    bool named;  /* of a sender: a payload says that the address is its own */
    bool denied; /* of a payload: another, who was named before, sent from the address next */
} seen;

typedef struct timeline {
    iot_addr addr;
    iot_revision revision;
    GArray *payloads; /* of seen, by frame: each a change */
    GArray *senders;  /* of seen, by frame: each MAC once */
    GArray *returns;  /* of seen, by frame: senders that came back after others; NULL: none */
    uint8_t latest;   /* of the senders, that sent last */
} timeline;
static_assert(IOT_BINDINGS_SENDERS_MAX <= UINT8_MAX, "senders have small numbers");

/* Addresses that are asked for next were asked for lately: each has a place, by two of its bytes,
 * where it is found without a hash. Who chooses addresses for one place finds the table behind it.
 */
#define BINDINGS_LATELY 256

struct iot_bindings {
    GHashTable *timelines; /* iot_addr* inside timeline -> timeline */
    GPtrArray *all;        /* of timeline, in the order of their first facts */
    timeline **lately;     /* BINDINGS_LATELY; NULL: none */
    uint64_t facts;        /* kept, of all */
    uint64_t dropped;
    iot_revision revision, local_revision;
    bool pruned; /* once at least */
};

static inline const seen *
seen_at(const GArray *list, guint i)
{
    return &g_array_index(list, seen, i);
}

static inline guint
facts_of(const timeline *line)
{
    return line->payloads->len + line->senders->len + (line->returns ? line->returns->len : 0);
}

#endif
