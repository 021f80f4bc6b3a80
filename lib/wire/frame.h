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

IOT_END_DECLS

#endif
