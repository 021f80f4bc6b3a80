/* dhcp-rules.h - what a DHCP message tells: names, addresses, networks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rules alone; how the message was read is the reader's business. Stateless.
 */
#ifndef IOT_DHCP_RULES_H
#define IOT_DHCP_RULES_H

#include "fact/fact-list.h"

/** Operations of BOOTP (RFC 951 section 3). */
#define IOT_DHCP_BOOTREQUEST 1

/** Kinds of messages (RFC 2132 section 9.6). */
#define IOT_DHCP_OFFER 2
#define IOT_DHCP_ACK   5

/** One message, as far as it matters here. */
typedef struct iot_dhcp_message {
    uint8_t operation;    /**< the first octet */
    uint8_t kind;         /**< option 53; 0: none */
    iot_mac mac;          /**< of the client; none: it has another kind of address */
    iot_addr client;      /**< the address that the client says it has */
    iot_addr yours;       /**< the address that the client is given */
    iot_addr relay;       /**< of the agent that passed it on; 0.0.0.0: none did */
    iot_addr server;      /**< option 54, by which the server is known; none: missing */
    iot_addr mask;        /**< option 1; none: missing */
    const char *hostname; /**< option 12; NULL: none */
    const char *fqdn;     /**< option 81; NULL: none */
} iot_dhcp_message;

/** Adds to the facts: of a request the client's address and names; of an offer or acknowledgement
 *  that its sender is a server; of the latter the address given, and the network around it as
 *  on-link. Texts are not copied.
 *  @param obs the packet: who sent it */
void iot_dhcp_message_tell(const iot_dhcp_message *message, const iot_observation *obs,
                           iot_facts *facts);
/** True if the servers that the message names (options 6 and 42) are to be used. */
bool iot_dhcp_message_announces(const iot_dhcp_message *message);

/** True for what DHCPv6 clients send, by the kind of the outermost message. */
bool iot_dhcpv6_is_from_client(uint8_t kind);
/** DHCPv6, RFC 4704: adds the name that a client gives itself (option 39).
 *  @param kind of the outermost message: what a relay passes on has another sender
 *  @param src the sender, a link-local address; a DUID need not hold the MAC of this link
 *  @param fqdn not copied; NULL: none */
void iot_dhcpv6_tell_name(uint8_t kind, const iot_addr *src, const char *fqdn, iot_facts *facts);

#endif
