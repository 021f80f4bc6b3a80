/* tcp-acked.h - what Wireshark's TCP analysis keeps of a packet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The fields tcp.analysis.acks_frame and tcp.analysis.ack_rtt say the same, but who wants them has
 * Wireshark make them for half of all packets. tests/bench counts what that costs.
 */
#ifndef IOT_TCP_ACKED_H
#define IOT_TCP_ACKED_H

#include <epan/packet.h>

#include <epan/dissectors/packet-tcp.h>

/** What the packet at hand acknowledges and is flagged as; NULL: nothing, or unknown. Only while
 *  the packet is dissected for the first time.
 *  @param stream number of its TCP stream */
const struct tcp_acked *iot_tcp_acked(packet_info *pinfo, guint32 stream);
/** Another file: streams are counted from 0 again. */
void iot_tcp_acked_forget(void);

#endif
