/* frame.h - what readers are given: a frame, and how much may be remembered of others
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_FRAME_H
#define IOT_FRAME_H

#include "base/decls.h"
#include "fact/observation.h"

IOT_BEGIN_DECLS

/** Most streams remembered at once, TCP and UDP together. The one unused longest goes first; if it
 *  speaks again, it is a new one. */
#define IOT_DISSECT_STREAMS_MAX 32768
/** Most bytes kept of messages that go on in a later segment (DNS and HTTP over TCP, hellos), of
 *  all streams together. Beyond, the message that waits longest for its rest is not read. */
#define IOT_DISSECT_KEPT_MAX_BYTES (16u << 20)

/** One packet as it stands in a capture. */
typedef struct iot_frame {
    uint32_t number;         /**< from 1 */
    int64_t time_ns;         /**< since the Unix epoch; see IOT_TIME_MAX_NS */
    const uint8_t *bytes;    /**< what was captured; needs to live during the call only; NULL:
                                nothing */
    uint32_t captured_bytes; /**< how many of them */
    uint32_t length_bytes;   /**< on the wire */
} iot_frame;

/** Bytes that somebody else has of a packet. */
typedef struct iot_bytes {
    const uint8_t *bytes;    /**< need to live during the call only; NULL: there are none */
    uint32_t captured_bytes; /**< how many of them */
    uint32_t length_bytes;   /**< on the wire: at least as many */
} iot_bytes;

/** From control to sequence number: what every frame of 802.11 that carries something begins with.
 */
#define IOT_WLAN_BYTES 24

/** A frame of which somebody else took off what is around its packet: links and tunnels that we
 *  need no reader for, what was encrypted, what came in pieces. */
typedef struct iot_unwrapped {
    iot_mac src_mac, dst_mac; /**< of the innermost link; none where it has none */
    const uint8_t *wlan;      /**< of that link the first IOT_WLAN_BYTES; NULL: it is another */
    bool arp;                 /**< `network` is ARP; false: IP */
    iot_bytes network;        /**< from the innermost header on */
    iot_bytes link; /**< where there is no `network`: the frame from Ethernet's header on, for what
                         gear says of itself; none: it is of another link */
    iot_bytes payload; /**< of fragments that were put together: what their IP header carries.
                            None: it stands behind that */
    const iot_bytes *messages; /**< what TLS hid, and bodies that came in pieces or compressed */
    unsigned n_messages;
    bool dns; /**< DNS is among these: without a port to tell, it is not looked for elsewhere */
} iot_unwrapped;

/** A stream is forgotten: its number may be given to another one. */
typedef void (*iot_stream_closed_fn)(iot_transport transport, uint32_t stream, void *user_data);

typedef struct iot_dissector_options {
    uint32_t streams_max;        /**< 0: IOT_DISSECT_STREAMS_MAX */
    iot_stream_closed_fn closed; /**< called from iot_dissector_read, before its observation is
                                    given; NULL: nobody asks, and no number is given twice */
    void *user_data;
    uint64_t memory_bytes; /**< for streams, instead of streams_max; 0: see there */
    size_t kept_max_bytes; /**< 0: IOT_DISSECT_KEPT_MAX_BYTES */
} iot_dissector_options;

IOT_END_DECLS

#endif
