/* sessions.h - a router's table of sessions, as what packets would have told
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: which sessions a table has, each once, and which MAC is at which address, as far as lines
 * of a table of neighbours stand among them. Forms are told apart line by line: conntrack.h,
 * pf-states.h, neighbours.h. A session that is there again (a router has one for each of its
 * interfaces, and the next look at the table has most of the last one's) counts once, with the most
 * that was counted of it.
 *
 * A capture gets them by the way that summaries have (capture-export.h): each session is a stream
 * with a flow each way, as it went on the inside: the device is who opened it or, where a port is
 * forwarded, who answers. What is the router's own, it shows itself, and is local. When all that
 * was, a table does not say; where it does not count, nobody knows how much it was.
 *
 *     g_autoptr(iot_sessions) sessions = iot_sessions_new(room_bytes);
 *     const char *why = NULL;
 *     while (…)
 *         if (!iot_sessions_read_line(sessions, line, length, &why))
 *             …
 *     iot_sessions_tell_network(sessions, capture);
 *     iot_sessions_tell(sessions, 0, capture, counters);
 */
#ifndef IOT_SESSIONS_H
#define IOT_SESSIONS_H

#include "capture/capture.h"
#include "capture/counters.h"

/** Longest line, in bytes; the longest that a table has is a sixteenth of it. */
#define IOT_SESSIONS_LINE_MAX_BYTES 8192
/** Most sessions: what a kernel has room for on a machine of 16 GiB four times over. Later ones are
 *  left out. */
#define IOT_SESSIONS_MAX (1u << 20)
/** Most neighbours; later ones are left out. */
#define IOT_SESSIONS_NEIGHBOURS_MAX 65536

typedef struct iot_sessions iot_sessions;

/** @param room_bytes for what is kept; 0: IOT_SESSIONS_MAX is all there is */
iot_sessions *iot_sessions_new(uint64_t room_bytes);
void iot_sessions_free(iot_sessions *sessions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_sessions, iot_sessions_free)

/** Takes in a line, without its end. Blank lines, headings and what a program says of itself tell
 *  nothing, and are no fault.
 *  @param ret_why of false: what is wrong with the line; NULL: it has none of the forms. Static */
bool iot_sessions_read_line(iot_sessions *sessions, const char *text, gsize length,
                            const char **ret_why);
/** What comes next is of another table. */
void iot_sessions_end_table(iot_sessions *sessions);
/** `addr` is at `mac`; no news if either is none. */
void iot_sessions_add_neighbour(iot_sessions *sessions, const iot_addr *addr, const iot_mac *mac);
/** Different sessions so far, and neighbours. */
guint iot_sessions_count(const iot_sessions *sessions);
guint iot_sessions_neighbours(const iot_sessions *sessions);
/** How many lines told something: of what is no table, none does. */
uint64_t iot_sessions_lines(const iot_sessions *sessions);
/** How many there was no room for. */
uint64_t iot_sessions_left_out(const iot_sessions *sessions);

/** Tells a capture who is where, and which addresses are the router's own. */
void iot_sessions_tell_network(const iot_sessions *sessions, iot_capture *capture);
/** Then tells a capture that keeps what reports need, and counters, who talked to whom.
 *  @param frames that were told of before (query_log_frames) */
void iot_sessions_tell(const iot_sessions *sessions, uint32_t frames, iot_capture *capture,
                       iot_counters *counters);

#endif
