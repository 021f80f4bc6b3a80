/* reader.h - a frame that Wireshark dissected, as an observation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's dissectors find the packet, whatever link or tunnel is around it, decrypt it and put
 * it together; its bytes are then read as iot-devices reads them (lib/wire). No field is asked for,
 * so that Wireshark builds no tree for us, and a frame says the same with a tree and without.
 */
#ifndef IOT_READER_H
#define IOT_READER_H

#include <epan/packet.h>

#include "wire/frame.h"

typedef struct iot_reader iot_reader;

iot_reader *iot_reader_new(void);
void iot_reader_free(iot_reader *reader);

/** Reads a frame. To be called once for each, in the order of the capture: what a packet means
 *  depends on those before it.
 *  @param tvb all of the frame
 *  @param frame its number, time and length; its bytes are not looked at
 *  @param ret_obs its pointers are valid until the next call */
void iot_reader_read(iot_reader *reader, packet_info *pinfo, tvbuff_t *tvb, const iot_frame *frame,
                     iot_observation *ret_obs);

#endif
