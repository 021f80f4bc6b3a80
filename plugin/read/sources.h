/* sources.h - what of a packet only Wireshark has: decrypted, put together, uncompressed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_SOURCES_H
#define IOT_SOURCES_H

#include <epan/packet.h>

#include "wire/frame.h"

/** Messages of one packet that are taken; there is rarely more than one. */
#define IOT_SOURCES_MAX 32

/** All that was captured of one of pinfo->data_src. */
iot_bytes iot_source_bytes(const struct data_source *source);

/** Takes what belongs to a packet.
 *  @param holder where in pinfo->data_src the packet's header stands: what comes before it belongs
 *         to what is around the packet
 *  @param messages room for IOT_SOURCES_MAX; unwrapped points to them afterwards */
void iot_sources_take(packet_info *pinfo, const GSList *holder, iot_bytes *messages,
                      iot_unwrapped *unwrapped);

#endif
