/* layers.h - which protocols a packet has, and what it is for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_LAYERS_H
#define IOT_LAYERS_H

#include <epan/packet.h>

#include "fact/observation.h"

/** Protocols that tell us something, as bits. */
typedef enum layer_bit {
    LAYER_ARP = 1 << 0,
    LAYER_ICMP = 1 << 1,
    LAYER_ICMPV6 = 1 << 2,
    LAYER_TCP = 1 << 3,
    LAYER_UDP = 1 << 4,
    LAYER_DHCP = 1 << 5,
    LAYER_DHCPV6 = 1 << 6,
    LAYER_DNS = 1 << 7,
    LAYER_MDNS = 1 << 8,
    LAYER_LLMNR = 1 << 9,
    LAYER_NBNS = 1 << 10,
    LAYER_NTP = 1 << 11,
    LAYER_QUIC = 1 << 12,
    LAYER_TLS = 1 << 13,
    LAYER_HTTP = 1 << 14,
    LAYER_XML = 1 << 15,
    LAYER_SLL = 1 << 16,
} layer_bit;

typedef struct layers {
    guint32 bits;            /**< of layer_bit; an ICMP error's quoted packet does not count */
    iot_transport transport; /**< the innermost */
    const char *protocol;    /**< the first protocol above transport, IP or link; NULL: unknown */
} layers;

/** Reads the protocols of a dissected packet. */
layers layers_of(const packet_info *pinfo);

#endif
