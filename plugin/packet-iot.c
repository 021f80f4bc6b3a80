/* packet-iot.c - the post-dissector "iot": every frame says its device, name and distance
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * On a frame's first visit its bytes are read, and it is taken in. On every
 * later visit only its flow is looked up: whatever order frames are visited in, they are
 * described from the same knowledge.
 */
#include "packet-iot.h"

#include "compat.h"
#include "read/reader.h"
#include "session/baseline.h"
#include "session/demand.h"
#include "session/prefs.h"
#include "session/printed.h"
#include "session/protocol.h"
#include "session/session.h"
#include "show/fields.h"
#include "show/missed.h"
#include "show/register.h"

#include <epan/tap.h>

static int iot_tap = -1;
static dissector_handle_t iot_handle;

static iot_flow_id
visit(iot_capture *capture, guint32 number, tvbuff_t *tvb, packet_info *pinfo)
{
    iot_frame frame = {
        .number = number,
        .time_ns = iot_session_time_ns(pinfo),
        .length_bytes = pinfo->fd->pkt_len,
    };
    iot_observation obs;

    if (PINFO_FD_VISITED(pinfo)) {
        iot_capture_settle_devices(capture);
        return iot_capture_flow_of_frame(capture, frame.number);
    }
    iot_session_remember_time(pinfo);
    iot_reader_read(iot_session_reader(), pinfo, tvb, &frame, &obs);
    return iot_capture_observe(capture, &obs);
}

static iot_tap_packet
packet_of(const iot_capture *capture, guint32 number, const packet_info *pinfo, iot_flow_id flow)
{
    return (iot_tap_packet){
        .flow = flow,
        .frame = number,
        .copy_of = iot_capture_copy_of(capture, number),
        .length_bytes = pinfo->fd->pkt_len,
        .rel_ts = pinfo->rel_ts,
        .abs_ts = pinfo->abs_ts,
        .first_visit = !PINFO_FD_VISITED(pinfo),
    };
}

/* Where an ICMP error quotes less than a packet's header, its dissection ends before Wireshark has
 * noted that the quote is over; and what taps are told of a quote reaches hardly any. */
static void
tell_taps(packet_info *pinfo, const iot_tap_packet *told)
{
    bool in_quote = pinfo->flags.in_error_pkt;

    pinfo->flags.in_error_pkt = FALSE;
    tap_queue_packet(iot_tap, pinfo, told);
    pinfo->flags.in_error_pkt = in_quote;
    missed_told(pinfo, told->frame);
}

static int
dissect_iot(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    iot_capture *capture = iot_session_capture();
    bool seen, tapped;
    iot_flow_view view;

    if (!capture)
        return 0;
    if (!demand_is_there(pinfo, tree, &seen, &tapped)) {
        missed_leave();
        return tvb_captured_length(tvb);
    }
    guint32 number = iot_session_frame(pinfo);
    iot_flow_id flow = visit(capture, number, tvb, pinfo);
    /* Statistics of tshark wait for the last packet, which settles all. */
    if (seen || iot_prefs_publish_names() || (tapped && !iot_session_is_one_run()))
        iot_capture_place(capture, flow);
    iot_tap_packet *packet = iot_session_told();
    bool counted = iot_baseline_is_there() && !PINFO_FD_VISITED(pinfo);
    if (tapped || counted)
        *packet = packet_of(capture, number, pinfo, flow);
    if (counted)
        iot_baseline_count(packet);
    if (tapped)
        tell_taps(pinfo, packet);
    if (!seen && !iot_prefs_publish_names())
        return tvb_captured_length(tvb);
    iot_capture_describe(capture, flow, &view);
    iot_session_publish(&view);
    if (seen)
        iot_fields_add(iot_proto(), tvb, pinfo, tree, flow, &view);
    return tvb_captured_length(tvb);
}

void
proto_register_iot(void)
{
    int proto_iot = iot_proto_register();

    iot_fields_register(proto_iot);
    iot_session_register(iot_baseline_watcher());
    iot_printed_register();
    iot_prefs_register(proto_iot, iot_session_configure);
    iot_tap = register_tap("iot");
    iot_handle = register_dissector("iot", dissect_iot, iot_proto_register_visitor());
    register_postdissector(iot_handle);
    iot_register_tabs();
    iot_register_filters();
}

void
proto_reg_handoff_iot(void)
{
    demand_register(iot_proto(), iot_tap);
    missed_register(iot_tap);
}
