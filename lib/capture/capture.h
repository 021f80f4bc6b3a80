/* capture.h - one capture: takes in observations, tells who is who
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Owns every table and is the only one that writes to them. Observations come in the order of the
 * capture; each gives the number of its flow. From the flow's number everything there is to say
 * of the packet can be asked at any time and any number of times, and the answer gets better as
 * more of the capture is seen. After the last observation, and once settled, answers no longer
 * change.
 *
 * Evidence is taken in by iot_capture_observe and its like; who is who is worked out from it by
 * iot_capture_place for one flow, and by iot_capture_settle for all; all questions take a const
 * capture, and change nothing.
 *
 *     g_autoptr(iot_capture) capture = iot_capture_new(&options);
 *     iot_flow_id flow = iot_capture_observe(capture, &obs);
 *     iot_flow_view view;
 *     iot_capture_place(capture, flow);
 *     iot_capture_describe(capture, flow, &view);
 *     puts(view.name);
 *
 * One packet costs a handful of hash lookups and no allocation, unless it tells something new.
 */
#ifndef IOT_CAPTURE_H
#define IOT_CAPTURE_H

#include "base/decls.h"
#include "capture/direction.h"
#include "reference/settings.h"
#include "tables/device.h"
#include "tables/dns-answer.h"
#include "tables/flow-id.h"
#include "tables/service.h"

IOT_BEGIN_DECLS

/** Most addresses that ICMP errors call unreachable, that DNS responses mention, that answer
 *  nearby. */
#define IOT_CAPTURE_UNREACHABLE_MAX 65536

typedef struct iot_capture iot_capture;
typedef struct iot_stream iot_stream;

/** How packets are taken in, and by which settings. Copied, but for the inventory in these, which
 *  must outlive the capture. */
typedef struct iot_capture_options {
    const iot_settings *settings; /**< what the user says; NULL: nothing */
    iot_vendor_fn vendor;         /**< NULL: no vendors */
    void *vendor_data;
    /** Nobody will ask for the flow of a frame: only what reports need is kept, so that memory
     * grows with devices, remotes and names, and not with packets. Then streams have to be closed,
     * and flows are known as of the last settling. */
    bool reports_only;
    /** With `reports_only`: how much memory there is in all (budget.h), of which a capture takes
     * its shares; iot_capture_make_room has to be called. 0: tables have no limits but their caps.
     */
    uint64_t memory_bytes;
} iot_capture_options;

/** Where the best name of a remote comes from, best first. */
typedef enum iot_remote_name_source {
    IOT_REMOTE_INVENTORY,
    IOT_REMOTE_SNI,
    IOT_REMOTE_HTTP,
    IOT_REMOTE_DNS,
    IOT_REMOTE_OTHER_CLIENT,
    IOT_REMOTE_LATER,
    IOT_REMOTE_CERTIFICATE,
    IOT_REMOTE_ADDRESS,
    IOT_REMOTE_NAME_SOURCES
} iot_remote_name_source;

/** What is known of the packets of one flow, by now. Pointers are valid until the next observation
 *  or settling. */
typedef struct iot_flow_view {
    iot_direction direction;
    const iot_device *src, *dst; /**< the device on each side; NULL: none there */
    const iot_device
        *device;            /**< of src and dst the one the remote talks to; NULL without remote */
    const iot_addr *remote; /**< NULL: no remote, or transit */
    char remote_text[IOT_ADDR_TEXT]; /**< the remote's address as text; "" without one */
    const char *name;                /**< best name of the remote; NULL without one */
    iot_remote_name_source name_source;
    const iot_dns_answer *answer; /**< what DNS named the remote; NULL: nothing */
    iot_dns_source dns_source;
    int64_t rtt_ns;   /**< smallest sample of the remote leg; 0: none */
    int64_t bound_ns; /**< the same where it bounds a distance: not that of who answers nearby */
    iot_service service;
    const iot_stream *stream; /**< NULL: none */
    bool asks;                /**< in no stream, some of the packets ask, as echo requests do */
    bool to_server;           /**< the packet goes to the server of its stream */
    uint32_t conversation;    /**< IOT_CONVERSATION_NONE: in none */
} iot_flow_view;

iot_capture *iot_capture_new(const iot_capture_options *options);
void iot_capture_free(iot_capture *capture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_capture, iot_capture_free)

/** Takes in one packet. Returns its flow, IOT_FLOW_NONE when there are too many. Of a copy nothing
 * is taken in but its time, and its flow is that of the first, unless nobody will ask for that
 * (reports_only); iot_counters_add_packet counts it as a copy. */
iot_flow_id iot_capture_observe(iot_capture *capture, const iot_observation *obs);
/** The stream of that number, whose packets were taken in, is over: its number can be another's,
 * and what it counted may become part of what streams like it counted (iot_flows_close_stream).
 *  @param moved told of each flow that is no more: iot_counters_move for counters */
void iot_capture_close_stream(iot_capture *capture, iot_transport transport, uint32_t stream,
                              iot_flow_moved_fn moved, void *user_data);
/** Thins out what is known, if it takes more than its memory: what was used least and answered
 *  least goes, whichever came first, and is counted as dropped. To be called after each packet,
 * once it was counted. Cheap. Whatever was borrowed from the capture is gone.
 *  @param moved told of each flow that is no more, or none (IOT_FLOW_NONE) any more */
void iot_capture_make_room(iot_capture *capture, iot_flow_moved_fn moved, void *user_data);
/** The same so that there is room for reports, too. */
void iot_capture_make_room_for_reports(iot_capture *capture, iot_flow_moved_fn moved,
                                       void *user_data);
/** Flow of a frame taken in before, IOT_FLOW_NONE if it never was. */
iot_flow_id iot_capture_flow_of_frame(const iot_capture *capture, uint32_t frame);

/** The frame that a frame taken in before is a copy of; 0: of none. */
uint32_t iot_capture_copy_of(const iot_capture *capture, uint32_t frame);

/** Works out, from what is known by now, between whom the packets of a flow went, and the remote's
 *  name. For one flow whose packet was just taken in: what is said of others stays. */
void iot_capture_place(iot_capture *capture, iot_flow_id flow);
/** Makes everything said from here on rest on all that is known by now: who was taken for a remote
 *  or a device before its proof came is put right. Cheap if nothing changed. */
void iot_capture_settle(iot_capture *capture);
/** The same without names of remotes, which are then looked up when they are asked for: for who
 *  asks of a few flows, and often. */
void iot_capture_settle_devices(iot_capture *capture);
/** Fills `ret_view` for the packets of a flow. A device that none of the above made is NULL, and
 *  a conversation that none of them numbered IOT_CONVERSATION_NONE. */
void iot_capture_describe(const iot_capture *capture, iot_flow_id flow, iot_flow_view *ret_view);
/** Other names that the device of the view was answered for its remote; at most `max` into
 *  `ret_names`, returns how many. */
unsigned iot_capture_alternatives(const iot_capture *capture, const iot_flow_view *view,
                                  const char **ret_names, unsigned max);

/** Number of flows, conversations, devices so far. */
uint32_t iot_capture_flows(const iot_capture *capture);
/** The flows in order of their first packets, `i` from 0. */
iot_flow_id iot_capture_flow_at(const iot_capture *capture, uint32_t i);
/** The first frame of a flow. */
uint32_t iot_capture_first_frame(const iot_capture *capture, iot_flow_id flow);
/** Its time, in seconds since the epoch as far as that goes; 0: nobody knows. */
uint32_t iot_capture_begin_s(const iot_capture *capture, iot_flow_id flow);
/** True if an ICMP error said that `addr` cannot be reached. */
bool iot_capture_is_unreachable(const iot_capture *capture, const iot_addr *addr);
/** True if a DNS response had `addr` beside what answers, and so names it in no way. */
bool iot_capture_is_mentioned(const iot_capture *capture, const iot_addr *addr);
/** True if somebody on this side answers for `addr` (a proxy, a NAT): all that it answered below a
 *  millisecond came with the time to live that hosts begin with. */
bool iot_capture_is_nearby(const iot_capture *capture, const iot_addr *addr);
/** How many packets were taken in. */
uint64_t iot_capture_observations(const iot_capture *capture);
/** Earliest and latest packet, ns since the epoch. */
void iot_capture_span(const iot_capture *capture, int64_t *ret_first_ns, int64_t *ret_last_ns);
/** The device that was behind an endpoint (of a query) in a frame, by now; NULL if none. */
const iot_device *iot_capture_device_of(const iot_capture *capture, uint32_t endpoint,
                                        uint32_t frame);
/** The address of an endpoint; family 0: none. */
const iot_addr *iot_capture_address_of(const iot_capture *capture, uint32_t endpoint);
/** The endpoints (of a query) that a flow's packets go from and to; the flow is not IOT_FLOW_NONE.
 */
void iot_capture_endpoints_of(const iot_capture *capture, iot_flow_id flow, uint32_t *ret_src,
                              uint32_t *ret_dst);
/** The inventory; NULL: none. */
const iot_inventory *iot_capture_inventory(const iot_capture *capture);
/** Another inventory from now on; NULL: none. Must outlive the capture or the next call. */
void iot_capture_set_inventory(iot_capture *capture, const iot_inventory *inventory);
struct iot_signatures;
/** What texts of devices tell, from now on; NULL: ours alone. Must outlive the capture or the next
 *  call. */
void iot_capture_set_signatures(iot_capture *capture, const struct iot_signatures *signatures);
/** Both addresses of the packets of a flow, which is not IOT_FLOW_NONE; family 0: no IP. */
void iot_capture_ends(const iot_capture *capture, iot_flow_id flow, const iot_addr **ret_src,
                      const iot_addr **ret_dst);
/** How many facts and packets were dropped because a table was full. */
uint64_t iot_capture_dropped(const iot_capture *capture);

/** "inventory", "sni", ... Static. */
const char *iot_remote_name_source_name(iot_remote_name_source source);

IOT_END_DECLS

#endif
