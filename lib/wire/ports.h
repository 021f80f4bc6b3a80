/* ports.h - who is asked first about a datagram's bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A port is a hint and no more: each reader says itself whether they are its own.
 */
#ifndef IOT_PORTS_H
#define IOT_PORTS_H

#include <stdint.h>

/* Who reads what is on a port. */
typedef enum port_reader {
    PORT_DNS,
    PORT_MDNS,
    PORT_LLMNR,
    PORT_NBNS,
    PORT_DHCP,
    PORT_DHCPV6,
    PORT_NTP,
    PORT_ISAKMP,
    PORT_VXLAN,
    PORT_VXLAN_GPE,
    PORT_GENEVE,
    PORT_TZSP,
    PORT_MPLS,
    PORT_TEREDO,
    /* Those that tell what a device is, and whose protocol it is not. */
    PORT_KASA,
    PORT_TAPO,
    PORT_ROOMBA_MNDP,
    PORT_WIZ,
    PORT_GOVEE,
    PORT_DHIP,
    PORT_UBNT,
    PORT_EDIMAX,
    PORT_EQ3MAX,
    PORT_LIFX,
    PORT_COIOT,
    PORT_PPPP,
    PORT_BROADLINK,
    PORT_KNX,
    PORT_XBOX,
    PORT_HIFLYING,
    PORT_DDP,
    PORT_PLEX,
    PORT_SDDP,
    PORT_TUYA,
    PORT_MIIO,
    PORT_MEROSS,
    PORT_WSD,
    PORT_SADP,
    PORT_BJNP,
    PORT_BROWSER,
    PORT_SNMP,
    PORT_READERS
} port_reader;

typedef struct port {
    uint16_t number;
    uint8_t reader; /* a port_reader */
} port;

/* Those at which a reader looks, too: it is the device that has them, and not who asks it. */
enum {
    PORT_NUMBER_BROADLINK = 80,
    PORT_NUMBER_TUYA_PLAIN = 6666,
    PORT_NUMBER_TUYA = 6667,
    PORT_NUMBER_BAICHUAN = 9000, /* TCP */
    PORT_NUMBER_EDIMAX = 20560,
    PORT_NUMBER_PPPP = 32108,
    PORT_NUMBER_WIZ = 38899,
    PORT_NUMBER_MIIO = 54321,
};

/* Who reads datagrams of a port; NULL: nobody in particular. */
const port *ports_find(uint16_t number);

#endif
