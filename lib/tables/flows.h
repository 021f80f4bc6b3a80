/* flows.h - the finest things we count: who sent to whom, in which stream
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: endpoints (a MAC and an address as they stand side by side in a frame header), streams,
 * and flows. A flow is a set of packets, all of one direction, of which everything we will ever say
 * is the same; so a packet needs to remember only the number of its flow, and what we learn after
 * the packet needs no second look at it. Knows nothing of devices and names.
 */
#ifndef IOT_FLOWS_H
#define IOT_FLOWS_H

#include "base/revision.h"
#include "tables/connection.h"
#include "tables/flow-id.h"
#include "tables/rtt.h"

/** Most flows; packets of later ones are counted in flow IOT_FLOW_NONE. A scan of a million
 *  addresses fits (about 250 bytes each with its endpoint and stream). */
#define IOT_FLOWS_MAX 2000000
/** Most endpoints; later ones are all the endpoint that is none. */
#define IOT_ENDPOINTS_MAX (2 * IOT_FLOWS_MAX)
/** Most different names and protocols of streams; streams with later ones have none. */
#define IOT_FLOWS_STRINGS_MAX 500000
/** Most streams that ended of which we know more than their packets, for each two ends, service and
 *  name: a day of one a minute. */
#define IOT_FLOWS_PAST_MAX 1440
/** The same, of all together, about 10 MB: without an end, an archive's memory would grow for
 * years. Beyond, there is one for each two ends, service and name. */
#define IOT_FLOWS_PAST_ALL_MAX 65536
/** Most names that one connection to a proxy asked for; later ones are not told. */
#define IOT_FLOWS_PROXIED_MAX 16
#define IOT_PROXIED_BETWEEN   "; "
/** The number of the endpoint without MAC and address. */
#define IOT_ENDPOINT_NONE 0

/** A MAC and an address, either of which may be none. */
typedef struct iot_endpoint {
    iot_mac mac;
    iot_addr addr;
    bool sent; /**< was the sender of a packet */
} iot_endpoint;

/** Where a remote's own word for its name came from. */
typedef enum iot_stream_name_source {
    IOT_STREAM_UNNAMED,
    IOT_STREAM_SNI,         /**< TLS or QUIC server name indication */
    IOT_STREAM_HTTP,        /**< HTTP Host */
    IOT_STREAM_OUTER,       /**< as SNI, of a hello that can hide another one */
    IOT_STREAM_CERTIFICATE, /**< in the server's certificate: the others are better */
    IOT_STREAM_NAME_SOURCES
} iot_stream_name_source;

/** Where the latest packet of one way of a stream was counted. For the capture's use: what stood in
 *  that packet's headers need not be gone into again while nothing was learnt since. */
typedef struct iot_path {
    iot_flow_id flow;      /**< IOT_FLOW_NONE: no packet yet */
    iot_revision revision; /**< the capture's, when `flow` was found */
    iot_revision sides;    /**< of who is local, who forwards and of whom others spoke, then */
} iot_path;

typedef struct iot_stream {
    iot_addr first_addr; /**< sender of the first packet, for telling sides */
    uint16_t first_port;
    uint16_t server_port;
    uint8_t server_side;  /**< iot_side of the stream: IOT_SIDE_SRC sent the first packet */
    uint8_t name_source;  /**< iot_stream_name_source */
    bool settled;         /**< the packets showed who serves; false: it was guessed */
    const char *name;     /**< clean, lower case; NULL: none; valid for the lifetime of the table */
    const char *proxied;  /**< what it was asked for as a proxy: names or addresses, with
                             IOT_PROXIED_BETWEEN between them; NULL: nothing; as long valid */
    const char *protocol; /**< NULL: none seen yet; valid for the lifetime of the table */
    iot_rtt_state rtt_state;
    iot_connection connection;
    iot_path path[2];      /**< by side of the sender */
    iot_revision revision; /**< of its addresses' names, when it began */
    iot_flow_id flows;     /**< the first of its flows; IOT_FLOW_NONE: none yet */
    GArray *past;          /**< of iot_connection: streams like this one that ended; NULL: none */
} iot_stream;

typedef struct iot_flow {
    uint32_t src, dst;    /**< endpoints */
    iot_stream *stream;   /**< NULL: none */
    const char *protocol; /**< of a flow without stream; else NULL */
    uint32_t first_frame;
    uint32_t begin_s; /**< its time, since the epoch as far as that goes; 0: nobody knows */
    uint32_t
        name_frame; /**< names hold as of this frame: the first of a TCP stream, else of the flow */
    iot_transport transport;
    bool asks;           /**< of a flow without stream: some packet asks, as echo requests do */
    iot_flow_id next;    /**< flow of the same stream; IOT_FLOW_NONE: the last */
    uint32_t packets;    /**< UINT32_MAX: so many or more */
    uint32_t last_frame; /**< of them */
} iot_flow;

typedef struct iot_flows iot_flows;

iot_flows *iot_flows_new(void);
void iot_flows_free(iot_flows *flows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_flows, iot_flows_free)

/** The number of that pair, made if need be.
 *  @param sent whether it is the sender of a packet */
uint32_t iot_flows_endpoint(iot_flows *flows, const iot_mac *mac, const iot_addr *addr, bool sent);
const iot_endpoint *iot_flows_endpoint_get(const iot_flows *flows, uint32_t endpoint);
uint32_t iot_flows_endpoints(const iot_flows *flows);

/** The stream of a packet, made if need be, with what the packet adds to it (protocol, server
 *  name); NULL if it has none or at the cap. */
iot_stream *iot_flows_stream(iot_flows *flows, const iot_observation *obs);
/** The stream of a packet if it was made before; NULL if not, or if the packet has none. */
iot_stream *iot_flows_stream_lookup(const iot_flows *flows, const iot_observation *obs);
/** Adds what a packet of the stream says of it. */
void iot_flows_stream_update(iot_flows *flows, iot_stream *stream, const iot_observation *obs);
/** Takes in one packet of the stream's life, that `side` sent. */
void iot_flows_stream_live(iot_flows *flows, iot_stream *stream, iot_side side,
                           const iot_observation *obs);
/** Which side of the stream sent this packet. */
iot_side iot_stream_side(const iot_stream *stream, const iot_observation *obs);

/** The flow of a packet, made if need be.
 *  @param revision of what is known of the addresses: a flow never spans a change of it
 *  @return IOT_FLOW_NONE at the cap */
iot_flow_id iot_flows_get(iot_flows *flows, const iot_observation *obs, uint32_t src, uint32_t dst,
                          iot_stream *stream, iot_revision revision);
const iot_flow *iot_flows_flow(const iot_flows *flows, iot_flow_id id);
/** The largest number of a flow so far; numbers are 1 to this. */
uint32_t iot_flows_count(const iot_flows *flows);
/** False if what had this number became part of another flow. */
bool iot_flows_has(const iot_flows *flows, iot_flow_id id);

/** The stream of that number is over, and the number free. If another one ended before it that
 *  nothing tells it from but its times (ends, service, name, what was known of its addresses), its
 *  flows become part of that one's flows, and of its life as much is kept as IOT_FLOWS_PAST_MAX
 *  allows: so memory grows with what is different, not with time. Nothing happens if there is none.
 *  @param moved told of each flow that is no more */
void iot_flows_close_stream(iot_flows *flows, iot_transport transport, uint32_t stream,
                            iot_flow_moved_fn moved, void *user_data);
/** What is known of a stream whose packets are gone. */
typedef struct iot_stream_record {
    iot_transport transport;
    uint16_t server_port;
    uint8_t server_side;  /**< iot_side: IOT_SIDE_SRC sent the first packet */
    uint8_t name_source;  /**< iot_stream_name_source */
    const char *name;     /**< NULL: none; copied and cleaned */
    const char *protocol; /**< NULL: none; copied */
    const char *proxied;  /**< as in iot_stream; copied */
    GArray *connections;  /**< of iot_connection: its own, and those of its past; at least one.
                       Emptied: what  they own is the stream's */
} iot_stream_record;
/** Makes a stream that has flows what the record says. */
void iot_flows_restore_stream(iot_flows *flows, uint32_t stream, const iot_stream_record *record);
/** So many packets more were of this flow, the last in that frame. */
void iot_flows_weigh(iot_flows *flows, iot_flow_id id, uint32_t packets, uint32_t frame);

/** What all of it takes, and what is kept by flow elsewhere. */
uint64_t iot_flows_bytes(const iot_flows *flows);
/** What that flow takes of it, with what is there for it alone. */
uint32_t iot_flows_cost(const iot_flows *flows, iot_flow_id id);
/** For what is left out: the flow from `src` to `dst` that is of no stream and no protocol, made if
 *  need be as one of that frame; IOT_FLOW_NONE at the cap. */
iot_flow_id iot_flows_rest(iot_flows *flows, uint32_t src, uint32_t dst, iot_revision revision,
                           uint32_t first_frame, uint32_t name_frame);
/** The revision of what was known of its addresses. */
iot_revision iot_flows_revision(const iot_flows *flows, iot_flow_id id);
/** Takes flows away: all that `stays` (a byte by number) has a 0 for. Their streams stay, as others
 *  may know their numbers; kinds of streams that ended go with their last flow. */
void iot_flows_remove(iot_flows *flows, const uint8_t *stays);
/** Takes away the endpoints that `used` (a byte by number) has a 0 for; no flow may have them. */
void iot_flows_remove_endpoints(iot_flows *flows, const uint8_t *used);
/** How many packets found no flow, endpoint or stream at the cap, and names no room. */
uint64_t iot_flows_dropped(const iot_flows *flows);

/** Transport, server port and protocol as known by now. */
iot_service iot_flow_service(const iot_flow *flow);
/** True if the flow goes to the server of its stream; false also without stream. */
bool iot_flow_is_to_server(const iot_flows *flows, const iot_flow *flow);

#endif
