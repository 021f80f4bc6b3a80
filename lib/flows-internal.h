/* flows-internal.h - what flows.c makes and flows-kinds.c puts together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_FLOWS_INTERNAL_H
#define IOT_FLOWS_INTERNAL_H

#include "flows.h"

#include <assert.h>

/* Compared as bytes: made of words only, as no padding may hold garbage. */
typedef struct flow_key {
    uint32_t src, dst, what, epoch;
} flow_key;

/* In one piece, as there are millions. */
typedef struct kept_flow {
    iot_flow flow; /* first: what others see of it */
    flow_key key;
} kept_flow;

/* What besides the endpoints and the epoch makes a flow: the stream, or else the protocol, or the
 * kind of streams that ended. Their numbers are kept apart by their low bits: 0, the transport, 3.
 */
#define WHAT_KIND 3
static_assert(IOT_TRANSPORT_TCP < WHAT_KIND && IOT_TRANSPORT_UDP < WHAT_KIND, "bits are apart");

/* Endpoints of one piece of memory: a scan has millions, which cost no more than they are. */
#define ENDPOINTS_BLOCK 1024

struct iot_flows {
    GPtrArray *endpoints; /* of iot_endpoint[ENDPOINTS_BLOCK]: they stay where they are */
    uint32_t n_endpoints;
    GHashTable *endpoint_ids; /* endpoint_key*, the beginning of the endpoint -> number */
    GPtrArray *streams[3];    /* by transport: iot_stream by its number; NULL: none */
    GHashTable *kinds;        /* kind_key* in the kind -> kind */
    uint32_t n_past;          /* lives of streams that ended, of all kinds */
    GArray *free;             /* iot_flow_id: numbers that can be given again */
    GPtrArray *flows;         /* of kept_flow; 0 is none */
    GHashTable *flow_ids;     /* flow_key* in the flow -> number */
    GHashTable *strings;      /* char* -> number: every name and protocol once */
    uint64_t dropped;
};

static inline kept_flow *
kept_at(const iot_flows *flows, iot_flow_id id)
{
    return g_ptr_array_index(flows->flows, id);
}

/* The one copy of a string, and its number. NULL, and 0, at the cap. */
const char *iot_flows_intern(iot_flows *flows, const char *text, uint32_t *ret_number);
/* Accepts NULL. */
void iot_flows_stream_free(gpointer stream);
/* Makes a flow the last of the stream's. */
void iot_flows_add_to_stream(iot_flows *flows, iot_stream *stream, iot_flow_id id);

/* A table for flows->kinds. */
GHashTable *iot_flows_kinds_new(void);

#endif
