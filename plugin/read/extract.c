/* extract.c - a dissected packet as an observation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read/extract.h"

#include <math.h>
#include <string.h>

#include "compat.h"
#include "read/extract-internal.h"
#include "session/session.h"
#include "wire/message/http-host.h"

#include <epan/address_types.h>

#define QUIC_V1_INITIAL    0 /* RFC 9000 section 17.2 */
#define QUIC_V2_INITIAL    1 /* RFC 9369 section 3.2 */
#define UDP_HEADER         8
#define UDP_LENGTH_OFFSET  (-4) /* from the stream, which stands behind the header; RFC 768 */
#define ICMP_UNREACHABLE   3    /* RFC 792 */
#define ICMPV6_UNREACHABLE 1    /* RFC 4443 section 3.1 */

/* NTP's header, from the time of transmission; RFC 5905 section 7.3. */
#define NTP_MODE_OFFSET   (-40)
#define NTP_MODE_MASK     0x07
#define NTP_ORIGIN_OFFSET (-16)

/* A server's hello, from the handshake's type; RFC 8446 section 4.1.3. */
#define TLS_SERVER_HELLO       2
#define TLS_HANDSHAKE_HEADER   4
#define TLS_VERSION_OFFSET     TLS_HANDSHAKE_HEADER
#define TLS_SESSION_OFFSET     38
#define TLS_CIPHER_BYTES       3 /* and compression */
#define TLS_SUPPORTED_VERSIONS 43

/* Of the packet at hand. */
static iot_facts *facts;
static char host[IOT_HTTP_HOST_TEXT];

static iot_addr
ip_of(const address *addr)
{
    if (addr->type == AT_IPv4 && addr->len == 4)
        return iot_addr_v4(addr->data);
    if (addr->type == AT_IPv6 && addr->len == 16)
        return iot_addr_v6(addr->data);
    return (iot_addr){0};
}

/* The 802.11 dissector has an address type of its own, for its columns' sake. */
static bool
is_mac(const address *addr)
{
    static int wlan_type = -2;

    if (wlan_type == -2)
        wlan_type = address_type_get_by_name("AT_ETHER_WLAN");
    return addr->len == 6 && (addr->type == AT_ETHER || addr->type == wlan_type);
}

static iot_mac
mac_of(const address *addr)
{
    iot_mac mac = {{0}};

    if (is_mac(addr))
        memcpy(mac.bytes, addr->data, 6);
    return mac;
}

static void
extract_headers(const packet_info *pinfo, const layers *found, iot_observation *obs)
{
    obs->frame = iot_session_frame(pinfo);
    obs->time_ns = iot_session_time_ns(pinfo);
    obs->length_bytes = pinfo->fd->pkt_len;
    obs->src_mac = mac_of(&pinfo->dl_src);
    obs->dst_mac = mac_of(&pinfo->dl_dst);
    obs->src = ip_of(&pinfo->net_src);
    obs->dst = ip_of(&pinfo->net_dst);
    obs->transport = found->transport;
    obs->protocol = found->protocol;
    if (obs->transport != IOT_TRANSPORT_NONE) {
        obs->src_port = (guint16)pinfo->srcport;
        obs->dst_port = (guint16)pinfo->destport;
    }
}

static bool
has_value(GPtrArray *list, guint64 value)
{
    for (guint i = 0; list && i < list->len; i++)
        if (wanted_uint(g_ptr_array_index(list, i)) == value)
            return true;
    return false;
}

static void
extract_udp(proto_tree *tree, guint32 bits, iot_observation *obs)
{
    field_info *stream = wanted_last(tree, W_UDP_STREAM);
    guint16 length = wanted_u16(stream, UDP_LENGTH_OFFSET);

    obs->has_stream = stream != NULL;
    obs->stream = iot_session_stream((guint32)wanted_uint(stream));
    obs->payload_bytes = length > UDP_HEADER ? length - UDP_HEADER : 0;
    if (bits & LAYER_QUIC)
        obs->quic_initial = has_value(wanted_all(tree, W_QUIC_TYPE), QUIC_V1_INITIAL) ||
                            has_value(wanted_all(tree, W_QUIC_TYPE_V2), QUIC_V2_INITIAL);
}

static guint64
ntp_timestamp(field_info *fi, int offset)
{
    guint8 b[8] = {0};
    guint64 value = 0;

    wanted_bytes(fi, offset, sizeof b, b);
    for (unsigned i = 0; i < sizeof b; i++)
        value = value << 8 | b[i];
    return value;
}

static void
extract_ntp(proto_tree *tree, iot_observation *obs)
{
    field_info *transmit = wanted_first(tree, W_NTP_TRANSMIT);

    obs->ntp.mode = wanted_u8(transmit, NTP_MODE_OFFSET) & NTP_MODE_MASK;
    obs->ntp.origin = ntp_timestamp(transmit, NTP_ORIGIN_OFFSET);
    obs->ntp.transmit = ntp_timestamp(transmit, 0);
}

static gint64
ns_of_ms(double ms)
{
    return isfinite(ms) && ms > 0 && ms < 1e9 ? (gint64)(ms * 1e6 + 0.5) : 0;
}

static void
extract_response_time(proto_tree *tree, guint32 bits, iot_observation *obs)
{
    if (bits & LAYER_ICMP)
        obs->response_ns = ns_of_ms(wanted_double(wanted_first(tree, W_ICMP_TIME)));
    else if (bits & LAYER_ICMPV6)
        obs->response_ns = ns_of_ms(wanted_double(wanted_first(tree, W_ICMPV6_TIME)));
    else if (bits & LAYER_DNS)
        obs->response_ns = wanted_time_ns(wanted_first(tree, W_DNS_TIME));
}

static field_info *
server_hello(GPtrArray *types)
{
    for (guint i = 0; i < types->len; i++)
        if (wanted_uint(g_ptr_array_index(types, i)) == TLS_SERVER_HELLO)
            return g_ptr_array_index(types, i);
    return NULL;
}

/* The version that a server's hello (RFC 8446 section 4.1.3) chooses: from 1.3 on in an extension,
 * beside 1.2 for old eyes. */
static guint16
chosen_version(field_info *hello)
{
    int at = TLS_SESSION_OFFSET + 1 + wanted_u8(hello, TLS_SESSION_OFFSET) + TLS_CIPHER_BYTES;
    int message_end = TLS_HANDSHAKE_HEADER + (wanted_u8(hello, 1) << 16 | wanted_u16(hello, 2));
    int end = MIN(at + 2 + wanted_u16(hello, at), message_end);
    guint8 head[4];

    for (at += 2; at + 4 <= end && wanted_bytes(hello, at, sizeof head, head);
         at += 4 + (head[2] << 8 | head[3]))
        if ((head[0] << 8 | head[1]) == TLS_SUPPORTED_VERSIONS)
            return wanted_u16(hello, at + 4);
    return wanted_u16(hello, TLS_VERSION_OFFSET);
}

static void
extract_tls(proto_tree *tree, iot_observation *obs)
{
    GPtrArray *types = wanted_all(tree, W_TLS_TYPE);

    /* Most is application data. */
    if (!types)
        return;
    obs->server_name = wanted_string(wanted_first(tree, W_TLS_SERVER_NAME));
    field_info *hello = server_hello(types);
    if (hello)
        obs->tls_version = chosen_version(hello);
}

/* A line of which the end was not captured may go on. */
static const char *
whole_line(field_info *fi)
{
    guint8 end;

    if (!fi || fi->length < 1)
        return NULL;
    /* The field has its line's end; should a Wireshark leave it out, it comes next. */
    bool ends = (wanted_bytes(fi, fi->length - 1, 1, &end) && end == '\n') ||
                wanted_bytes(fi, fi->length, 1, &end);
    return ends ? wanted_string(fi) : NULL;
}

/* The receiver of the packet that an ICMP error quotes, 8 octets behind the type: its IP header
 * (RFC 792, RFC 4443 section 3.1). To want ip.dst for that would have Wireshark work out every
 * packet's. */
static void
extract_unreachable(proto_tree *tree, guint32 bits, iot_observation *obs)
{
    if ((bits & LAYER_ICMP) && wanted_uint(wanted_first(tree, W_ICMP_TYPE)) == ICMP_UNREACHABLE)
        obs->unreachable = wanted_ipv4_at(wanted_first(tree, W_ICMP_TYPE), 8 + 16);
    if ((bits & LAYER_ICMPV6) &&
        wanted_uint(wanted_first(tree, W_ICMPV6_TYPE)) == ICMPV6_UNREACHABLE)
        obs->unreachable = wanted_ipv6_at(wanted_first(tree, W_ICMPV6_TYPE), 8 + 24);
}

static void
extract_payload(packet_info *pinfo, tvbuff_t *frame, proto_tree *tree, guint32 bits,
                iot_observation *obs)
{
    if (bits & (LAYER_TLS | LAYER_QUIC))
        extract_tls(tree, obs);
    if (bits & LAYER_HTTP)
        obs->http_host = iot_http_host_name(whole_line(wanted_first(tree, W_HTTP_HOST)), host);
    if (bits & LAYER_NTP)
        extract_ntp(tree, obs);
    if (bits & (LAYER_DNS | LAYER_MDNS | LAYER_LLMNR))
        extract_dns(tree, bits, facts);
    if (bits & LAYER_SLL)
        extract_cooked(pinfo, frame, obs);
    if (bits & LAYER_ARP)
        extract_arp(tree, facts);
    if (bits & (LAYER_ICMP | LAYER_ICMPV6))
        extract_unreachable(tree, bits, obs);
    if (bits & LAYER_ICMPV6)
        extract_neighbours(tree, obs, facts);
    if (bits & LAYER_DHCP)
        extract_dhcp(pinfo, tree, obs, facts);
    if (bits & LAYER_DHCPV6)
        extract_dhcpv6(tree, obs, facts);
    if (bits & LAYER_NBNS)
        extract_netbios(pinfo, tree, obs, facts);
    if (bits & LAYER_XML)
        extract_upnp(pinfo, tree, obs, facts);
}

void
iot_extract(packet_info *pinfo, tvbuff_t *frame, proto_tree *tree, iot_observation *ret_obs)
{
    layers found = layers_of(pinfo);

    memset(ret_obs, 0, sizeof *ret_obs);
    if (!facts)
        facts = iot_facts_new();
    iot_facts_clear(facts);
    extract_headers(pinfo, &found, ret_obs);
    if (tree) {
        if (found.transport == IOT_TRANSPORT_TCP)
            extract_tcp(pinfo, tree, ret_obs);
        else if (found.transport == IOT_TRANSPORT_UDP)
            extract_udp(tree, found.bits, ret_obs);
        extract_response_time(tree, found.bits, ret_obs);
        extract_payload(pinfo, frame, tree, found.bits, ret_obs);
    }
    iot_facts_hand_over(facts, ret_obs);
}
