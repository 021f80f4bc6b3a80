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
#include "capture/counters.h"
#include "findings/findings.h"
#include "read/reader.h"
#include "report/report.h"

/** What a tap listener gets of each packet. Valid during the packet. */
typedef struct iot_tap_packet {
    iot_flow_id flow; /**< of a copy that of the first */
    guint32 frame;    /**< as iot_session_frame() numbers them */
    guint32 copy_of;  /**< the frame that this one is a copy of; 0: of none */
    guint32 length_bytes;
    nstime_t rel_ts, abs_ts;
    gboolean first_visit; /**< more may be known of it later */
} iot_tap_packet;

/** Where the packet at hand is told from: one at a time, so that none is allocated. */
iot_tap_packet *iot_session_told(void);

/** Counts a packet for its flow, or as a copy. */
void iot_session_count(iot_counters *counters, const iot_tap_packet *packet);

/** What has to be told of the session. NULL: nothing. */
typedef struct iot_session_watcher {
    void (*configured)(void); /* preferences were taken over */
    void (*ending)(void);     /* all packets have come */
    void (*forgotten)(void);  /* the open capture is no more */
} iot_session_watcher;

/** Registers init and cleanup. Call once.
 *  @param watcher static */
void iot_session_register(const iot_session_watcher *watcher);

/** Is this tshark, which dissects one file in its life, or the files of one live capture, one after
 *  the other? In the window, a file that is opened has nothing to do with the one before. */
bool iot_session_is_one_run(void);

/** The open capture; NULL before the first. */
iot_capture *iot_session_capture(void);
/** What reads its frames; NULL where that is. */
iot_reader *iot_session_reader(void);
/** Number of the frame in the capture: the one that Wireshark shows, plus those of files before. */
guint32 iot_session_frame(const packet_info *pinfo);
/** How many frames were in the files before this one, which nothing can point to any more. */
guint32 iot_session_frames_before(void);
/** A time of Wireshark's in ns, within IOT_TIME_MAX_NS. */
gint64 iot_session_ns(const nstime_t *time);
/** Time of the packet, ns since the epoch. */
gint64 iot_session_time_ns(const packet_info *pinfo);
/** What the user says: of the open capture. Valid until the preferences change. */
const iot_settings *iot_session_settings(void);
/** How distances and places are worked out, by the preferences. */
iot_locator iot_session_locator(void);

/** What is worth a look in the open capture. While packets come it may lag behind by some of them.
 *  Valid until the next call; NULL without a capture. */
const iot_findings *iot_session_findings(void);
/** The findings that `frame`, as iot_session_frame() numbers it, proves, of const iot_finding;
 * NULL: none. */
const GPtrArray *iot_session_findings_of(guint32 frame);

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
