/* capture-export.h - what a capture holds, to be kept elsewhere, and taken in again
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A capture gives what packets told as facts, and its packets as flows and streams; who is who is
 * not among them, as it follows. Import is the way that packets have: an observation for each
 * fact, and one for each flow. Taken in in the order of their frames, another capture says the same
 * as the one that they are from.
 *
 *     iot_capture_export_facts(capture, keep, list);
 *     ...
 *     iot_capture_import_facts(other, &obs, told->times);
 */
#ifndef IOT_CAPTURE_EXPORT_H
#define IOT_CAPTURE_EXPORT_H

#include "capture/capture.h"
#include "tables/flows.h"

/** A fact, and what is remembered of the packet that told it. */
typedef struct iot_told {
    iot_fact fact;     /**< texts are valid until the capture's next observation */
    uint32_t frame;    /**< of the first packet that told it; 0: nobody remembers */
    uint32_t src, dst; /**< endpoints of an answer (dst) and a query; IOT_ENDPOINT_NONE: it does not
                          matter to others */
    uint32_t times;    /**< so many packets told it; 0: nobody counts */
    int64_t time_ns;   /**< of an answer, and of the latest such query; 0: it does not matter */
} iot_told;

typedef void (*iot_told_fn)(const iot_told *told, void *user_data);

/** Calls `fn` for each fact, kind after kind: those of a kind in the order of their tables, and
 *  unreachable addresses in any. */
void iot_capture_export_facts(const iot_capture *capture, iot_told_fn fn, void *user_data);
/** Number of endpoints; all are below it. */
uint32_t iot_capture_endpoints(const iot_capture *capture);
/** Valid until the next observation. */
const iot_endpoint *iot_capture_export_endpoint(const iot_capture *capture, uint32_t endpoint);
/** A flow, which is not IOT_FLOW_NONE, with its stream; valid until the next observation.
 *  @param ret_rtt_ns the smallest sample of packets the way of the flow; 0: none */
const iot_flow *iot_capture_export_flow(const iot_capture *capture, iot_flow_id id,
                                        int64_t *ret_rtt_ns);
/** Number of the latest frame; 0: none. */
uint32_t iot_capture_last_frame(const iot_capture *capture);

/** Takes in what packets told, without a packet: nothing is counted and there is no flow. Of the
 *  observation only frame, time, ends and facts matter. Frames must not decrease here and in
 *  iot_capture_observe.
 *  @param times so many packets told it; 0: one */
void iot_capture_import_facts(iot_capture *capture, const iot_observation *obs, uint32_t times);
/** Takes in a flow by its first packet.
 *  @param packets how many it has
 *  @return as iot_capture_observe */
iot_flow_id iot_capture_import_flow(iot_capture *capture, const iot_observation *first,
                                    uint64_t packets);
/** Makes the stream of flows that were taken in what is known of it, and closes it.
 *  @param moved as of iot_capture_close_stream */
void iot_capture_import_stream(iot_capture *capture, uint32_t stream,
                               const iot_stream_record *record, iot_flow_moved_fn moved,
                               void *user_data);
/** There were packets from the one time to the other. */
void iot_capture_import_span(iot_capture *capture, int64_t first_ns, int64_t last_ns);

#endif
