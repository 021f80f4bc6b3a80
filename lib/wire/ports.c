/* ports.c - who is asked first about a datagram's bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/ports.h"

#include <stddef.h>

/* By port, ascending. */
static const port ports[] = {
    {53, PORT_DNS},
    {67, PORT_DHCP},
    {68, PORT_DHCP},
    {PORT_NUMBER_BROADLINK, PORT_BROADLINK},
    {123, PORT_NTP},
    {137, PORT_NBNS},
    {138, PORT_BROWSER},
    {161, PORT_SNMP},
    {500, PORT_ISAKMP},
    {546, PORT_DHCPV6},
    {547, PORT_DHCPV6},
    {987, PORT_DDP},
    {1902, PORT_SDDP},
    {3544, PORT_TEREDO},
    {3671, PORT_KNX},
    {3702, PORT_WSD},
    {4002, PORT_GOVEE},
    {4011, PORT_DHCP},
    {4789, PORT_VXLAN},
    {4790, PORT_VXLAN_GPE},
    {5050, PORT_XBOX},
    {5353, PORT_MDNS},
    {5355, PORT_LLMNR},
    {5678, PORT_ROOMBA_MNDP},
    {5683, PORT_COIOT},
    {6081, PORT_GENEVE},
    {6635, PORT_MPLS},
    {PORT_NUMBER_TUYA_PLAIN, PORT_TUYA},
    {PORT_NUMBER_TUYA, PORT_TUYA},
    {8472, PORT_VXLAN}, /* Linux's default */
    {8611, PORT_BJNP},
    {8612, PORT_BJNP},
    {9302, PORT_DDP},
    {9988, PORT_MEROSS},
    {9989, PORT_MEROSS},
    {9999, PORT_KASA},
    {10001, PORT_UBNT},
    {20002, PORT_TAPO},
    {PORT_NUMBER_EDIMAX, PORT_EDIMAX},
    {23272, PORT_EQ3MAX},
    {PORT_NUMBER_PPPP, PORT_PPPP},
    {32412, PORT_PLEX},
    {32414, PORT_PLEX},
    {37008, PORT_TZSP},
    {37020, PORT_SADP},
    {37810, PORT_DHIP},
    {PORT_NUMBER_WIZ, PORT_WIZ},
    {38900, PORT_WIZ},
    {48899, PORT_HIFLYING},
    {PORT_NUMBER_MIIO, PORT_MIIO},
    {56700, PORT_LIFX},
};

const port *
ports_find(uint16_t number)
{
    size_t low = 0, high = sizeof ports / sizeof *ports;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ports[middle].number == number)
            return &ports[middle];
        if (ports[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
