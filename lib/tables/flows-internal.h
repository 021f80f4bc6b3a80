/* flows-internal.h - what flows.c makes and flows-folding.c puts together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_FLOWS_INTERNAL_H
#define IOT_FLOWS_INTERNAL_H

#include "base/budget.h"
#include "tables/flows.h"

#include <assert.h>
#include <string.h>

/* Compared as bytes: made of words only, as no padding may hold garbage. */
typedef struct flow_key {
    uint32_t src, dst, what;
    iot_revision revision;
} flow_key;

/* In one piece, as there are millions. */
typedef struct kept_flow {
    iot_flow flow; /* first: what others see of it */
    flow_key key;
} kept_flow;

/* What besides the endpoints and the revision makes a flow: the stream, or else the protocol, or
 * the kind of streams that ended. Their numbers are kept apart by their low bits: 0, the
 * transport, 3.
 */
#define WHAT_KIND 3
static_assert(IOT_TRANSPORT_TCP < WHAT_KIND && IOT_TRANSPORT_UDP < WHAT_KIND, "bits are apart");

/* Endpoints of one piece of memory: a scan has millions, which cost no more than they are. */
#define ENDPOINTS_BLOCK 1024

struct iot_flows {
    GPtrArray *endpoints;     /* of iot_endpoint[ENDPOINTS_BLOCK]: they stay where they are */
    uint32_t n_endpoints;     /* numbers given so far */
    GArray *free_endpoints;   /* uint32_t: numbers that can be given again */
    GHashTable *endpoint_ids; /* endpoint_key*, the beginning of the endpoint -> number */
    GPtrArray *streams[3];    /* by transport: iot_stream by its number; NULL: none */
    GHashTable *kinds;        /* kind_key* in the kind -> kind */
    uint32_t n_kinds;         /* numbers given so far */
    uint32_t n_past;          /* lives of streams that ended, of all kinds */
    GArray *free;             /* iot_flow_id: numbers that can be given again */
    GPtrArray *flows;         /* of kept_flow; 0 is none */
    GHashTable *flow_ids;     /* flow_key* in the flow -> number */
    GHashTable *strings;      /* char* -> number: every name and protocol once */
    uint32_t n_strings;       /* numbers given so far */
    uint64_t string_bytes;
    uint32_t n_streams; /* that have not ended */
    int64_t beats;      /* what beats_of counts, of all lives */
    uint64_t dropped;
};

static inline kept_flow *
kept_at(const iot_flows *flows, iot_flow_id id)
{
    return g_ptr_array_index(flows->flows, id);
}

static inline iot_endpoint *
iot_flows_endpoint_at(const iot_flows *flows, uint32_t number)
{
    iot_endpoint *block = g_ptr_array_index(flows->endpoints, number / ENDPOINTS_BLOCK);

    return &block[number % ENDPOINTS_BLOCK];
}

/* The one copy of a string, and its number. NULL, and 0, at the cap. */
const char *iot_flows_intern(iot_flows *flows, const char *text, uint32_t *ret_number);
/* Accepts NULL. */
void iot_flows_stream_free(gpointer stream);
/* Makes a flow the last of the stream's. */
void iot_flows_add_to_stream(iot_flows *flows, iot_stream *stream, iot_flow_id id);

/* Calls `fn` with the stream of each kind; those it returns true for go. */
void iot_flows_kinds_remove(iot_flows *flows, bool (*fn)(iot_stream *stream, void *user_data),
                            void *user_data);

/* What a stream that has not ended takes, a kind of those that did, a life of the past, a text. */
static inline uint32_t
iot_flows_string_bytes(const char *text)
{
    return (uint32_t)(IOT_BUDGET_PIECE_BYTES(strlen(text) + 1) + IOT_BUDGET_ENTRY_BYTES);
}

/* What a life takes besides itself, in units of a moment: its moments beyond the first, which
 * nearly every life has, and its volumes, each as large as two. */
static inline int64_t
beats_of(const iot_connection *connection)
{
    int64_t volumes = connection->volumes ? 2 * (int64_t)connection->volumes->len : 0;

    return volumes +
           (connection->beats && connection->beats->len > 1 ? connection->beats->len - 1 : 0);
}

/* A table for flows->kinds. */
GHashTable *iot_flows_kinds_new(void);

#endif
