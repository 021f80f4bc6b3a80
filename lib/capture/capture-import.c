/* capture-import.c - takes in what another capture held
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/capture-export.h"

#include "capture/capture-internal.h"

void
iot_capture_import_facts(iot_capture *capture, const iot_observation *obs, uint32_t times)
{
    capture->grown = true;
    iot_capture_take_proofs(capture, obs);
    told_by by = {
        .obs = obs,
        .src = iot_flows_endpoint(capture->flows, &obs->src_mac, &obs->src, false),
        .dst = iot_flows_endpoint(capture->flows, &obs->dst_mac, &obs->dst, false),
        .times = MAX(times, 1),
    };
    iot_capture_take_told(capture, &by);
}

iot_flow_id
iot_capture_import_flow(iot_capture *capture, const iot_observation *first, uint64_t packets)
{
    iot_flow_id flow = iot_capture_observe(capture, first);

    if (packets > 1)
        iot_flows_weigh(capture->flows, flow, (uint32_t)MIN(packets - 1, UINT32_MAX), 0);
    return flow;
}

void
iot_capture_import_stream(iot_capture *capture, uint32_t stream, const iot_stream_record *record,
                          iot_flow_moved_fn moved, void *user_data)
{
    iot_flows_restore_stream(capture->flows, stream, record);
    iot_capture_close_stream(capture, record->transport, stream, moved, user_data);
}

void
iot_capture_import_span(iot_capture *capture, int64_t first_ns, int64_t last_ns)
{
    iot_capture_take_time(capture, iot_time_within_reason(first_ns));
    iot_capture_take_time(capture, iot_time_within_reason(last_ns));
}
