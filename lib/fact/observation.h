/* observation.h - all that one packet tells, as one flat record
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

#include "base/addr.h"
#include "base/decls.h"

IOT_BEGIN_DECLS

/** Times are taken as at most so far from the epoch (146 years): a broken or forged clock can say
 *  anything, and the difference of any two times must fit. */
#define IOT_TIME_MAX_NS (INT64_MAX / 2)

typedef enum iot_transport {
    IOT_TRANSPORT_NONE, /**< no ports: ARP, ICMP, 802.11, ... */
    IOT_TRANSPORT_TCP,
    IOT_TRANSPORT_UDP,
} iot_transport;

/** Sides of a packet or stream. */
typedef enum iot_side { IOT_SIDE_SRC, IOT_SIDE_DST } iot_side;

/** Who told a device's name, best first (the order of preference is the order here). */
typedef enum iot_name_source {
    IOT_NAME_INVENTORY, /**< never in an observation */
    IOT_NAME_DHCP,  /**< option 12 (RFC 2132), 81 (RFC 4702), DHCPv6 39 (RFC 4704), by the client */
    IOT_NAME_MDNS,  /**< owner of an address record (RFC 6762) */
    IOT_NAME_SSDP,  /**< UPnP friendlyName */
    IOT_NAME_LLMNR, /**< owner of an address record (RFC 4795) */
    IOT_NAME_NETBIOS, /**< unique name registered or answered (RFC 1002) */
    IOT_NAME_VENDOR,  /**< never in an observation: made of the MAC */
    IOT_NAME_ADDRESS, /**< never in an observation: MAC or IP address as text */
    IOT_NAME_SOURCES
} iot_name_source;

/** An ARP, neighbour discovery or DHCP payload says that `addr` is at `mac`. */
typedef struct iot_binding {
    iot_addr addr;
    iot_mac mac;
    bool neighbour; /**< ARP or neighbour discovery, which prove that `addr` is local too; false:
                       DHCP */
} iot_binding;

/** A device gave itself a name. It is the device of `mac`, else the one that has `addr`. */
typedef struct iot_name_claim {
    iot_name_source source;
    iot_mac mac;      /**< none: by address */
    iot_addr addr;    /**< none: by MAC */
    const char *name; /**< raw bytes, NUL-terminated; cleaned by the library */
} iot_name_claim;

/** One address record of a DNS response with rcode 0, whose owner the question reaches. */
typedef struct iot_dns_answer_fact {
    iot_addr addr;
    uint32_t ttl_s;
    const char *question; /**< what was asked */
    const char *owner;    /**< owner of the address record: the end of the CNAME chain */
} iot_dns_answer_fact;

/** A DNS question. */
typedef struct iot_query_fact {
    const char *question;
    bool recursion; /**< desired */
} iot_query_fact;

/** What an announced server is for. */
typedef enum iot_role {
    IOT_ROLE_RESOLVER,    /**< DHCP option 6, DHCPv6 option 23, RDNSS (RFC 8106) */
    IOT_ROLE_TIME_SERVER, /**< DHCP option 42 */
    IOT_ROLES
} iot_role;

/** The network names a server. */
typedef struct iot_announcement {
    iot_role role;
    iot_addr addr;
} iot_announcement;

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
    uint32_t frame;        /**< number in the capture, from 1; never decreases. The same
                                number again: a read filter dropped the packet that had it */
    int64_t time_ns;       /**< since the Unix epoch; may run backwards; see IOT_TIME_MAX_NS */
    uint32_t length_bytes; /**< on the wire */

    iot_mac src_mac, dst_mac; /**< as in the frame header; none where the link has none */
    iot_addr src, dst;        /**< of the innermost IP header; none without IP */
    iot_transport transport;
    uint16_t src_port, dst_port;

    bool has_stream;        /**< `stream` numbers the TCP or UDP stream of this packet */
    uint32_t stream;        /**< unique per transport */
    bool syn, ack;          /**< TCP flags */
    bool rst;               /**< TCP flag */
    uint32_t payload_bytes; /**< of TCP or UDP, on the wire */
    uint16_t tls_version;   /**< that the server chose; 0: not in this packet */
    bool retransmission;    /**< this TCP segment is one, of whatever kind */

    uint32_t acks_frame; /**< the frame that this TCP segment acknowledges; 0: none */
    int64_t ack_rtt_ns;  /**< since that frame, ns; <= 0: none */
    int64_t response_ns; /**< DNS or ICMP echo: since the request, ns; <= 0: none */
    iot_ntp_fact ntp;    /**< mode 0: not NTP */
    bool quic_initial;   /**< datagram holds a QUIC Initial packet (RFC 9000 section 17.2.2) */

    const char *protocol;    /**< short name of the protocol above the transport ("tls"), above IP
                                  or above the link where there is none; NULL: unknown */
    const char *server_name; /**< TLS or QUIC server name indication (RFC 6066); NULL: none */
    const char *http_host;   /**< HTTP Host of a request; NULL: none */

    const iot_binding *bindings;
    unsigned n_bindings;
    const iot_prefix *onlink; /**< prefixes that DHCP masks or router advertisements call on-link */
    unsigned n_onlink;
    const iot_name_claim *claims;
    unsigned n_claims;
    const iot_dns_answer_fact *answers; /**< all went to `dst` of this packet */
    unsigned n_answers;
    const iot_query_fact *queries; /**< all asked of `dst` */
    unsigned n_queries;
    const iot_announcement *announcements;
    unsigned n_announcements;
    uint32_t times;       /**< so many packets asked or answered so, which this one stands for; 0:
                             one */
    bool dhcp_server;     /**< the sender answers as a DHCP server */
    iot_addr unreachable; /**< an ICMP error says so of this address; none: no error */
} iot_observation;

IOT_END_DECLS

#endif
