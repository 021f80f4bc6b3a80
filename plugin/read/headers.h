/* headers.h - where in Wireshark's buffers a packet begins, and who it goes from and to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_HEADERS_H
#define IOT_HEADERS_H

#include <epan/packet.h>

#include "wire/frame.h"

/** Finds the innermost IP header or, if `arp`, ARP's.
 *  @param ret_packet from there to the end of the data that it stands in, untouched if not found
 *  @return its place in pinfo->data_src; NULL: it is nowhere, as in what was exported without it */
const GSList *iot_headers_find(const packet_info *pinfo, bool arp, iot_bytes *ret_packet);

/** The frame as it was captured; none: it is of another link than Ethernet. */
iot_bytes iot_headers_take_ethernet(const packet_info *pinfo);

/** The MACs of the innermost link. */
void iot_headers_take_macs(const packet_info *pinfo, tvbuff_t *frame, iot_mac *ret_src,
                           iot_mac *ret_dst);

/** That link's header, if it is 802.11 between a station and its access point: IOT_WLAN_BYTES at
 *  least. NULL: it is another, or not in the frame's bytes. */
const uint8_t *iot_headers_find_wlan(const packet_info *pinfo);

/** Where no header was found: addresses and ports as Wireshark has them. */
void iot_headers_take_addresses(const packet_info *pinfo, iot_observation *obs);

#endif
