/* wanted.h - the fields of other protocols that we read, and how
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each of them costs every packet of the capture a little, whether it has the field or not. So we
 * want few: of a message with a fixed layout one field is enough to find the others by their
 * places (RFCs do not move them), and of its options the place where each begins. Values are read
 * from the bytes: that is one way for all Wiresharks, and cannot be changed by a display
 * preference.
 */
#ifndef IOT_WANTED_H
#define IOT_WANTED_H

#include <epan/packet.h>

#include "base/addr.h"

typedef enum wanted_field {
    W_ARP_SRC_IPV4,
    W_DHCP_TYPE,
    W_DHCP_OPTION,
    W_DHCPV6_MESSAGE,
    W_DHCPV6_RESOLVER,
    W_DHCPV6_FQDN,
    W_DNS_RESPONSE,
    W_DNS_QUERY_NAME,
    W_DNS_NAME,
    W_DNS_TTL,
    W_DNS_CNAME,
    W_DNS_TIME,
    W_HTTP_HOST,
    W_ICMP_TYPE,
    W_ICMP_TIME,
    W_ICMPV6_TIME,
    W_ICMPV6_TYPE,
    W_ICMPV6_OPTION,
    W_NBNS_FLAGS,
    W_NBNS_NAME,
    W_NTP_TRANSMIT,
    W_QUIC_TYPE,
    W_QUIC_TYPE_V2,
    W_TCP_STREAM,
    W_TCP_RETRANSMISSION,
    W_TCP_FAST_RETRANSMISSION,
    W_TCP_SPURIOUS_RETRANSMISSION,
    W_TLS_TYPE,
    W_TLS_SERVER_NAME,
    W_UDP_STREAM,
    W_XML_TAG,
    WANTED_FIELDS
} wanted_field;

/** Looks the fields up. Once, at handoff. */
void wanted_register(void);
/** Asks for them in the post-dissector's name, or for none any more, from the next packet on. */
void wanted_ask(dissector_handle_t postdissector, bool ask);

/** All occurrences in the packet, of field_info*; NULL if there are none. */
GPtrArray *wanted_all(proto_tree *tree, wanted_field field);
/** The first or last occurrence; NULL if there is none. */
field_info *wanted_first(proto_tree *tree, wanted_field field);
field_info *wanted_last(proto_tree *tree, wanted_field field);

/** The unsigned value, or 0 if `fi` is NULL. */
guint64 wanted_uint(field_info *fi);
/** The text, or NULL. */
const char *wanted_string(field_info *fi);
/** A relative time in ns, or 0. */
gint64 wanted_time_ns(field_info *fi);
/** A floating-point value, or 0. */
double wanted_double(field_info *fi);
/** Copies `length` bytes from `offset` after the field's start (which may be negative). False, with
 *  `ret_bytes` untouched, if the packet does not have them. */
bool wanted_bytes(field_info *fi, int offset, unsigned length, guint8 *ret_bytes);
/** Text of that many octets, in the packet's memory; NULL if the packet does not have them.
 *  @param encoding ENC_ASCII or another of Wireshark's */
const char *wanted_text(packet_info *pinfo, field_info *fi, int offset, unsigned length,
                        guint encoding);
/** One octet, or two as a number; 0 if they are not there. */
guint8 wanted_u8(field_info *fi, int offset);
guint16 wanted_u16(field_info *fi, int offset);
/** The field itself as an IPv4 or IPv6 address; none if `fi` is NULL or of another length. */
iot_addr wanted_ipv4(field_info *fi);
iot_addr wanted_ipv6(field_info *fi);
/** An address `offset` bytes after the field's start (which may be negative); none if `fi` is NULL,
 *  or the packet does not have it. */
iot_addr wanted_ipv4_at(field_info *fi, int offset);
iot_addr wanted_ipv6_at(field_info *fi, int offset);
iot_mac wanted_mac_at(field_info *fi, int offset);
/** Takes the next of `list` that lies behind `from` and before `to` in the same data (`to` NULL or
 * in other data: no end). Fields come in the order of the packet, so `cursor`, which starts at 0,
 * makes a walk over all records linear. NULL if there is none. */
field_info *wanted_within(GPtrArray *list, guint *cursor, const field_info *from,
                          const field_info *to);

#endif
