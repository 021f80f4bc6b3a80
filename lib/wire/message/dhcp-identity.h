/* dhcp-identity.h - what a DHCP client tells of what it is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DHCP_IDENTITY_H
#define IOT_DHCP_IDENTITY_H

#include "wire/packet.h"

/* The options of one message that tell something; empty where there is none. */
typedef struct dhcp_identity {
    cursor own;          /* 43 */
    cursor params;       /* 55 */
    cursor vendor_class; /* 60 */
    cursor classes;      /* 124 */
    cursor infos;        /* 125 */
    cursor mud_url;      /* 161 */
} dhcp_identity;

/* Keeps an option that is one of these; of one that comes twice the first. */
void dhcp_identity_take(dhcp_identity *identity, uint8_t option, cursor data);
/* Adds what the client of that MAC says with them to the facts. */
void dhcp_identity_tell(packet *p, const dhcp_identity *identity, const iot_mac *mac);

#endif
