/* capture-tables.h - what the rest of the library asks a capture: its tables, and what it must
 * recall
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_CAPTURE_TABLES_H
#define IOT_CAPTURE_TABLES_H

#include "capture/capture.h"
#include "tables/bindings.h"
#include "tables/conversations.h"
#include "tables/devices.h"
#include "tables/dns-answers.h"
#include "tables/dns-queries.h"
#include "tables/flows.h"
#include "tables/localnet.h"
#include "tables/servers.h"

/** Takes in what a packet told, without the packet: nothing is counted and there is no flow. For
 *  summaries; frames must not decrease here and in iot_capture_observe. */
void iot_capture_recall_facts(iot_capture *capture, const iot_observation *obs);
/** Makes a stream whose flows were taken in by one packet each what a summary says of it. */
void iot_capture_recall_stream(iot_capture *capture, uint32_t stream,
                               const iot_stream_record *record);
/** A flow that was taken in by one packet has so many. */
void iot_capture_recall_packets(iot_capture *capture, iot_flow_id flow, uint64_t packets);
/** There was a packet at that time. */
void iot_capture_recall_time(iot_capture *capture, int64_t time_ns);
/** So many facts or packets were left out before. */
void iot_capture_recall_dropped(iot_capture *capture, uint64_t dropped);
const iot_devices *iot_capture_devices(const iot_capture *capture);
const iot_conversations *iot_capture_conversations(const iot_capture *capture);
const iot_dns_answers *iot_capture_answers(const iot_capture *capture);
/** As iot_bindings_foreach_conflict. */
void iot_capture_foreach_conflict(const iot_capture *capture, iot_conflict_fn fn, void *user_data);
const iot_dns_queries *iot_capture_queries(const iot_capture *capture);
const iot_servers *iot_capture_announced(const iot_capture *capture);

#endif
