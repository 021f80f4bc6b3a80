/* layers.h - what Wireshark calls the protocols of a packet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_LAYERS_H
#define IOT_LAYERS_H

#include <epan/packet.h>
#include <stdbool.h>

typedef struct iot_layers {
    bool packet;      /**< IP, or what it carries, is the innermost that carries anything */
    bool arp;         /**< ARP is */
    bool dns;         /**< DNS is somewhere */
    const char *word; /**< for what is carried by IP or above, by the link where there is no IP;
                         NULL: nothing, or what lib/wire knows better */
} iot_layers;

/** What protocols of Wireshark's are for us, by their numbers. */
typedef struct iot_layer_meanings iot_layer_meanings;

iot_layer_meanings *iot_layer_meanings_new(void);
void iot_layer_meanings_free(iot_layer_meanings *meanings);

/** False if iot_layers_of() would not say that it is ARP, which is seen from the end of most
 * packets' layers. */
bool iot_layers_can_be_arp(iot_layer_meanings *meanings, const packet_info *pinfo);
/** Goes through the protocols of a dissected packet. */
iot_layers iot_layers_of(iot_layer_meanings *meanings, const packet_info *pinfo);

#endif
