/* service.h - what a conversation is for: transport, server port, protocol
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Stateless.
 */
#ifndef IOT_SERVICE_H
#define IOT_SERVICE_H

#include "base/decls.h"
#include "fact/observation.h"

IOT_BEGIN_DECLS

/** Ports of servers that users name as the home's own, or that policies allow by what they do: DNS
 *  in the clear and by TLS, NTP. */
#define IOT_PORT_DNS 53
#define IOT_PORT_DOT 853
#define IOT_PORT_NTP 123
/** Bytes for a service as text. */
#define IOT_SERVICE_TEXT 64
/** Longest short name of a protocol; Wireshark's have up to 43. */
#define IOT_PROTOCOL_MAX 63

/** One service. Plain value. */
typedef struct iot_service {
    iot_transport transport;
    uint16_t port;        /**< the server's; 0 where there are no ports */
    const char *protocol; /**< Wireshark's short name; NULL: unknown */
} iot_service;

/** Which side of this packet, the first seen of its stream, is the server.
 *  A SYN settles it, and so does a DHCP client's port (68, 546). Otherwise (capture begun in the
 *  middle, UDP): the only well-known port (< 1024); else the only one below the ephemeral range
 *  (RFC 6335: 49152, Linux: 32768); else the receiver, as whoever speaks first is the client. */
iot_side iot_service_server_side(const iot_observation *obs);

/** True for what can be a protocol's short name: letters, digits, "-", "_" and ".", which are all
 *  that Wireshark lets a protocol be called by, at most IOT_PROTOCOL_MAX bytes. */
bool iot_service_is_protocol(const char *name);
/** Writes "tcp/443 tls", "udp/32100", "icmp"; "" if nothing is known. Returns `buffer`. */
const char *iot_service_format(const iot_service *service, char buffer[IOT_SERVICE_TEXT]);
/** "tcp", "udp" or "" ; static. */
const char *iot_transport_name(iot_transport transport);
/** Orders by transport, port and protocol. */
int iot_service_compare(const iot_service *a, const iot_service *b);

IOT_END_DECLS

#endif
