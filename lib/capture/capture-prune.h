/* capture-prune.h - which flows stay; internal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_CAPTURE_PRUNE_H
#define IOT_CAPTURE_PRUNE_H

#include "capture/capture-internal.h"

/* Thins flows out to that many bytes. What goes out of its conversation counts as dropped.
 * @param moved told of each flow that is no more */
void iot_capture_prune_flows(iot_capture *capture, uint64_t bytes, iot_flow_moved_fn moved,
                             void *user_data);
/* By endpoint: how many packets of its flows there are, at most UINT32_MAX; of uint32_t. */
GArray *iot_capture_packets_of_endpoints(const iot_capture *capture);

#endif
