/* session.h - the capture that is open now, and what the user configured
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is known of the open capture. libwireshark dissects one capture at a time in one thread; its
 * init and cleanup routines mark where one ends and the next (or the same anew) begins. But for
 * tshark, the files of one live capture (-b) are one capture: what one has taught serves the next,
 * and frames and streams, which Wireshark numbers anew in each file, are numbered through.
 */
#ifndef IOT_SESSION_H
#define IOT_SESSION_H

#include <epan/packet.h>

#include "capture/capture-tables.h"
#include "findings/findings.h"
#include "report/report.h"

/** What a tap listener gets of each packet. Valid during the packet. */
typedef struct iot_tap_packet {
    iot_flow_id flow;
    guint32 frame; /**< as iot_session_frame() numbers them */
    guint32 length_bytes;
    nstime_t rel_ts, abs_ts;
    gboolean first_visit; /**< more may be known of it later */
} iot_tap_packet;

/** Registers init and cleanup. Call once. */
void iot_session_register(void);

/** Is this tshark, which dissects one file in its life, or the files of one live capture, one after
 *  the other? In the window, a file that is opened has nothing to do with the one before. */
bool iot_session_is_one_run(void);

/** The open capture; NULL before the first. */
iot_capture *iot_session_capture(void);
/** Number of the frame in the capture: the one that Wireshark shows, plus those of files before. */
guint32 iot_session_frame(const packet_info *pinfo);
/** How many frames were in the files before this one, which nothing can point to any more. */
guint32 iot_session_frames_before(void);
/** Number in the capture of Wireshark's stream `number`. */
guint32 iot_session_stream(guint32 number);
/** Time of the packet, ns since the epoch. */
gint64 iot_session_time_ns(const packet_info *pinfo);
/** How distances and places are worked out, by the preferences. */
iot_locator iot_session_locator(void);
iot_report_options iot_session_report_options(void);

/** What is worth a look in the open capture. While packets come it may lag behind by some of them.
 *  Valid until the next call; NULL without a capture. */
const iot_findings *iot_session_findings(void);
/** The findings that `frame`, as iot_session_frame() numbers it, proves, of const iot_finding;
 * NULL: none. */
const GPtrArray *iot_session_findings_of(guint32 frame);

/** The findings about a conversation, of const iot_finding; NULL: none. */
const GPtrArray *iot_session_findings_about(guint32 conversation);

/** Takes over preferences and inventory: those of the open capture at once, networks with the next
 *  one (Wireshark dissects anew when a preference changes). */
void iot_session_configure(void);

/** Shares device names with Wireshark's own address columns, if the user wants that. */
void iot_session_publish(const iot_flow_view *view);

/** Remembers when a frame was, if distances of time differences are wanted. */
void iot_session_remember_time(const packet_info *pinfo);
/** Time since the previously displayed frame, ns; false if there is none or nobody wants it. */
bool iot_session_delta(const packet_info *pinfo, gint64 *ret_ns);

#endif
