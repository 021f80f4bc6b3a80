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

#include "observation.h"

/** Most streams remembered at once, TCP and UDP together. The one unused longest goes first; if it
 *  speaks again, it is a new one. */
#define IOT_DISSECT_STREAMS_MAX 32768
/** Most bytes kept of messages that go on in a later segment (DNS and HTTP over TCP, hellos), of
 *  all streams together. Beyond, the message that waits longest for its rest is not read. */
#define IOT_DISSECT_KEPT_MAX_BYTES (16u << 20)

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

/** One packet as it stands in a capture. */
typedef struct iot_frame {
    uint32_t number;         /**< from 1 */
    int64_t time_ns;         /**< since the Unix epoch; see IOT_TIME_MAX_NS */
    const uint8_t *bytes;    /**< what was captured; needs to live during the call only; NULL:
                                nothing */
    uint32_t captured_bytes; /**< how many of them */
    uint32_t length_bytes;   /**< on the wire */
} iot_frame;

/** A stream is forgotten: its number may be given to another one. */
typedef void (*iot_stream_closed_fn)(iot_transport transport, uint32_t stream, void *user_data);

typedef struct iot_dissector_options {
    uint32_t streams_max;        /**< 0: IOT_DISSECT_STREAMS_MAX */
    iot_stream_closed_fn closed; /**< called from iot_dissector_read, before its observation is
                                    given; NULL: nobody asks */
    void *user_data;
    uint64_t memory_bytes; /**< for streams, instead of streams_max; 0: see there */
    size_t kept_max_bytes; /**< 0: IOT_DISSECT_KEPT_MAX_BYTES */
} iot_dissector_options;

typedef struct iot_dissector iot_dissector;

iot_dissector *iot_dissector_new(const iot_dissector_options *options);
void iot_dissector_free(iot_dissector *dissector);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_dissector, iot_dissector_free)

/** How many messages were not read for want of room. */
uint64_t iot_dissector_dropped(const iot_dissector *dissector);

/** True if frames of that link type can be read. */
bool iot_dissector_reads_link(int link);
/** Reads one packet. Whatever its bytes are, `ret_obs` is filled with what could be read; of a link
 *  that cannot be read, number, time and length.
 *  @param link an iot_link
 *  @param ret_obs its pointers are valid until the next call */
void iot_dissector_read(iot_dissector *dissector, int link, const iot_frame *frame,
                        iot_observation *ret_obs);

#endif
