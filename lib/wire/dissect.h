/* dissect.h - reads packets without Wireshark: bytes in, observations out
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads what names devices, names remotes and bounds distances, and nothing else. What a packet
 * means for the packets after it (streams, round trips, hellos over two segments) is remembered in
 * bounded tables, so memory does not grow with packets. doc/dissect.md lists what it reads, and
 * what only Wireshark can.
 *
 *     iot_dissector *dissector = iot_dissector_new(&(iot_dissector_options){.closed = ...});
 *     iot_observation obs;
 *     iot_dissector_read(dissector, IOT_LINK_ETHERNET, &frame, &obs);
 *     iot_capture_observe(capture, &obs);
 *
 * Cost: no allocation on the common path, a table lookup per packet with ports.
 */
#ifndef IOT_DISSECT_H
#define IOT_DISSECT_H

#include "base/decls.h"
#include "wire/frame.h"

IOT_BEGIN_DECLS

/** Link types that can be read, by their numbers in capture files
 *  (https://www.tcpdump.org/linktypes.html). */
typedef enum iot_link {
    IOT_LINK_NULL = 0, /**< BSD loopback */
    IOT_LINK_ETHERNET = 1,
    IOT_LINK_RAW = 101,
    IOT_LINK_80211 = 105,
    IOT_LINK_LOOP = 108,   /**< OpenBSD loopback */
    IOT_LINK_COOKED = 113, /**< Linux "any", version 1 */
    IOT_LINK_80211_RADIOTAP = 127,
    IOT_LINK_IPV4 = 228,
    IOT_LINK_IPV6 = 229,
    IOT_LINK_COOKED2 = 276, /**< Linux "any", version 2 */
} iot_link;

typedef struct iot_dissector iot_dissector;

iot_dissector *iot_dissector_new(const iot_dissector_options *options);
void iot_dissector_free(iot_dissector *dissector);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_dissector, iot_dissector_free)

/** How many messages were not read for want of room. */
uint64_t iot_dissector_dropped(const iot_dissector *dissector);

/** True if that protocol above TCP or UDP is recognised by its bytes, so that a packet of which it
 *  is not told is none of it.
 *  @param protocol by its short name */
bool iot_dissector_knows(const char *protocol);

/** True if frames of that link type can be read. */
bool iot_dissector_reads_link(int link);
/** Reads one packet. Whatever its bytes are, `ret_obs` is filled with what could be read; of a link
 *  that cannot be read, number, time and length.
 *  @param link an iot_link
 *  @param ret_obs its pointers are valid until the next call */
void iot_dissector_read(iot_dissector *dissector, int link, const iot_frame *frame,
                        iot_observation *ret_obs);
/** The same for a packet that somebody else unwrapped. Of the frame number, time and length are
 *  taken, its bytes are not looked at. */
void iot_dissector_read_unwrapped(iot_dissector *dissector, const iot_frame *frame,
                                  const iot_unwrapped *unwrapped, iot_observation *ret_obs);

IOT_END_DECLS

#endif
