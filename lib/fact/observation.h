/* observation.h - all that one packet tells, as one flat record and a list of facts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The only way into the library. Whoever can fill this record (a Wireshark post-dissector today,
 * another reader tomorrow) can use everything else. Zero-initialise it: the zero value of every
 * field means "not in this packet". Pointers need to live only during iot_capture_observe, which
 * copies what it keeps. Ports are in host order, addresses in network order.
 *
 *     iot_observation obs = {.frame = 1, .time_ns = t, .length_bytes = 74};
 *     obs.src = iot_addr_v4(ip + 12);
 *     iot_flow_id flow = iot_capture_observe(capture, &obs);
 */
#ifndef IOT_OBSERVATION_H
#define IOT_OBSERVATION_H

#include "fact/fact.h"

IOT_BEGIN_DECLS

/** Times are taken as at most so far from the epoch (146 years): a broken or forged clock can say
 *  anything, and the difference of any two times must fit. */
#define IOT_TIME_MAX_NS (INT64_MAX / 2)
/** Instead of a time: nobody knows. A table of sessions says who talked, and not when. Broken
 * clocks say the least number that there is, or the largest; this one, nothing makes. */
#define IOT_TIME_UNKNOWN_NS (INT64_MIN + 1)

typedef enum iot_transport {
    IOT_TRANSPORT_NONE, /**< no ports: ARP, ICMP, 802.11, ... */
    IOT_TRANSPORT_TCP,
    IOT_TRANSPORT_UDP,
} iot_transport;

/** Sides of a packet or stream. */
typedef enum iot_side { IOT_SIDE_SRC, IOT_SIDE_DST } iot_side;

/** Which side of a packet is the one that was asked, and so the server. */
typedef enum iot_asked {
    IOT_ASKED_UNKNOWN, /**< the packet does not show it */
    IOT_ASKED_SRC,     /**< it answers */
    IOT_ASKED_DST,     /**< it asks */
} iot_asked;

/** NTP header fields of a client request or a server's response (RFC 5905 section 7.3). */
typedef struct iot_ntp_fact {
    uint8_t mode;              /**< 3 client, 4 server; 0: not NTP */
    uint64_t origin, transmit; /**< 64-bit NTP timestamps, compared only for equality */
} iot_ntp_fact;

/** A time as we take it. */
static inline int64_t
iot_time_within_reason(int64_t time_ns)
{
    return CLAMP(time_ns, -IOT_TIME_MAX_NS, IOT_TIME_MAX_NS);
}

typedef struct iot_observation {
    uint32_t frame;        /**< number in the capture, from 1; never decreases. The same number
                                again: a read filter dropped the packet that had it */
    int64_t time_ns;       /**< since the Unix epoch; may run backwards; see IOT_TIME_MAX_NS;
                                IOT_TIME_UNKNOWN_NS: nobody knows */
    uint32_t length_bytes; /**< on the wire */
    uint32_t copy_of; /**< the frame before it that this one is a copy of, seen at another place; 0:
                         of none. Of a copy nothing else counts */

    iot_mac src_mac, dst_mac; /**< as in the frame header; none where the link has none */
    iot_addr src, dst;        /**< of the innermost IP header; none without IP */
    uint8_t ttl;              /**< time to live or hop limit of that header; 0: unknown */
    iot_transport transport;
    uint16_t src_port, dst_port;

    bool has_stream;        /**< `stream` numbers the TCP or UDP stream of this packet */
    uint32_t stream;        /**< unique per transport */
    bool syn, ack;          /**< TCP flags */
    bool rst, fin;          /**< TCP flags */
    uint32_t payload_bytes; /**< of TCP or UDP, on the wire */
    bool payload_cut;       /**< some of it was sent and not captured */
    uint16_t tls_version;   /**< that the server chose; 0: not in this packet */
    uint8_t tls_alert;      /**< what the sender's alert says of the other's certificate, as a fatal
                               one in the clear; 0: it says nothing of it */
    bool retransmission;    /**< this TCP segment is one, of whatever kind */

    uint32_t acks_frame; /**< the frame that this TCP segment acknowledges; 0: none */
    int64_t ack_rtt_ns;  /**< since that frame, ns; <= 0: none */
    int64_t response_ns; /**< DNS or ICMP echo: since the request, ns; <= 0: none; no more than
                             IOT_TIME_MAX_NS counts */
    iot_ntp_fact ntp;    /**< mode 0: not NTP */
    bool quic_initial;   /**< datagram holds a QUIC Initial packet (RFC 9000 section 17.2.2), not
                            just the rest of a hello that another one began */

    const char *protocol;    /**< short name of the protocol above the transport ("tls"), above IP
                                  or above the link where there is none; NULL: unknown */
    const char *server_name; /**< TLS or QUIC server name indication (RFC 6066); NULL: none */
    bool hides_name; /**< the server name stands in a hello that can have another one within,
                        encrypted (ECH) */
    const char *certificate_name; /**< of the host that the sender's certificate is for, where TLS
                                       shows it; NULL: none */
    const char *http_host;        /**< HTTP Host of a request; NULL: none */
    const char *proxied; /**< what a proxy is asked for, by name or address; NULL: nothing. Not
                            told as server_name or http_host: it is not the receiver's name */
    iot_asked asked;     /**< which side of the packet serves, where its content shows that */
    uint16_t asked_port; /**< the port that was asked, where the answer comes from another; 0:
                            it does not */

    const iot_fact *facts; /**< what else it tells, in order; NULL where there are none, as in most
                                packets */
    unsigned n_facts;
} iot_observation;

IOT_END_DECLS

#endif
