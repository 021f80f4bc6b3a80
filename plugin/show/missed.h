/* missed.h - packets that no statistic of ours can count, and why
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows how many packets Wireshark dissected, of which it told us nothing or let us tell nothing:
 *
 * - Headers are nested as deep as it follows: then it calls no post-dissector any more.
 * - A post-dissector before ours failed: it calls none after that.
 * - A packet holds more messages than all statistics together are told of one: the last to tell
 *   anything is a post-dissector.
 *
 * What users leave out themselves (a filter, packets they ignore) is not missed. In the window, the
 * third kind is not seen: there Wireshark need not go through all packets in order.
 *
 *     missed_told(pinfo, frame);              // as the last thing done for a packet
 *     g_autofree char *words = missed_words();
 */
#ifndef IOT_MISSED_H
#define IOT_MISSED_H

#include <epan/packet.h>

/** Packets that are missed by now, and why. */
typedef void (*missed_fn)(const packet_info *pinfo, guint32 packets, const char *why);

/** Begins to watch; `tap` is ours. Once, at handoff. */
void missed_register(int tap);
/** Nobody counts in the open capture: each listener costs every packet a little. */
void missed_leave(void);
/** What we have to tell of this packet has been queued for our statistics, if there was room.
 *  @param frame its number, as iot_session_frame() has it */
void missed_told(const packet_info *pinfo, guint32 frame);
/** Calls `of_packets` whenever some are missed. Only one can ask. */
void missed_ask(missed_fn of_packets);
/** "Not counted: 3 packets (3 nested deeper than Wireshark follows)"; NULL: none is missed. Must be
 *  freed by the caller using g_free. */
char *missed_words(void);

#endif
