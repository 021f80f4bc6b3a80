/* ports.h - which protocol is on which port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_PORTS_H
#define IOT_PORTS_H

#include "fact/observation.h"

/* Who reads what is on a port. */
typedef enum port_reader {
    PORT_NAME, /* nobody: its name is all */
    PORT_DNS,
    PORT_MDNS,
    PORT_LLMNR,
    PORT_NBNS,
    PORT_DHCP,
    PORT_DHCPV6,
    PORT_NTP,
    PORT_STUN,   /* its name, if it is STUN */
    PORT_ISAKMP, /* its name, if it is ISAKMP */
    PORT_TLS,
    PORT_HTTP,
} port_reader;

typedef struct port {
    uint16_t number;
    uint8_t reader;   /* a port_reader */
    const char *name; /* Wireshark's filter name of the protocol */
} port;

/* What is on a port; NULL: nothing that is known. */
const port *ports_find(iot_transport transport, uint16_t number);

#endif
