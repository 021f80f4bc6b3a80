/* wanted.c - the fields of other protocols that we read, and how
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read/wanted.h"

#include <assert.h>

#include "compat.h"

#define NS_PER_S G_GINT64_CONSTANT(1000000000)

static const char *const names[] = {
    [W_ARP_SRC_IPV4] = "arp.src.proto_ipv4",
    [W_DHCP_TYPE] = "dhcp.type",
    [W_DHCP_OPTION] = "dhcp.option.type",
    [W_DHCPV6_MESSAGE] = "dhcpv6.msgtype",
    [W_DHCPV6_RESOLVER] = "dhcpv6.dns_server",
    [W_DHCPV6_FQDN] = "dhcpv6.client_domain",
    [W_DNS_RESPONSE] = "dns.flags.response",
    [W_DNS_QUERY_NAME] = "dns.qry.name",
    [W_DNS_NAME] = "dns.resp.name",
    [W_DNS_TTL] = "dns.resp.ttl",
    [W_DNS_CNAME] = "dns.cname",
    [W_DNS_TIME] = "dns.time",
    [W_HTTP_HOST] = "http.host",
    [W_ICMP_TYPE] = "icmp.type",
    [W_ICMP_TIME] = "icmp.resptime",
    [W_ICMPV6_TIME] = "icmpv6.resptime",
    [W_ICMPV6_TYPE] = "icmpv6.type",
    [W_ICMPV6_OPTION] = "icmpv6.opt.type",
    [W_NBNS_FLAGS] = "nbns.flags.response",
    [W_NBNS_NAME] = "nbns.name",
    [W_NTP_TRANSMIT] = "ntp.xmt",
    [W_QUIC_TYPE] = "quic.long.packet_type",
    [W_QUIC_TYPE_V2] = "quic.long.packet_type_v2",
    [W_TCP_STREAM] = "tcp.stream",
    [W_TCP_RETRANSMISSION] = "tcp.analysis.retransmission",
    [W_TCP_FAST_RETRANSMISSION] = "tcp.analysis.fast_retransmission",
    [W_TCP_SPURIOUS_RETRANSMISSION] = "tcp.analysis.spurious_retransmission",
    [W_TLS_TYPE] = "tls.handshake.type",
    [W_TLS_SERVER_NAME] = "tls.handshake.extensions_server_name",
    [W_UDP_STREAM] = "udp.stream",
    [W_XML_TAG] = "xml.tag",
};
static_assert(G_N_ELEMENTS(names) == WANTED_FIELDS, "every wanted field has its name");

/* Of two fields with one name (tls.handshake.type is SSL 2's as well) a packet has either. */
#define TWINS 2

static int hfids[WANTED_FIELDS][TWINS];

static void
look_up(wanted_field field)
{
    header_field_info *info = proto_registrar_get_byname(names[field]);

    for (unsigned i = 0; info && i < TWINS; i++) {
        hfids[field][i] = info->id;
        info = info->same_name_prev_id > 0 ? proto_registrar_get_nth((guint)info->same_name_prev_id)
                                           : NULL;
    }
}

void
wanted_register(void)
{
    for (unsigned i = 0; i < WANTED_FIELDS; i++) {
        look_up((wanted_field)i);
        if (hfids[i][0] <= 0)
            /* A field that a future Wireshark renames costs what it told, not the plugin. */
            g_info("IoT: this Wireshark has no field %s", names[i]);
    }
}

void
wanted_ask(dissector_handle_t postdissector, bool ask)
{
    GArray *wanted = g_array_new(FALSE, FALSE, sizeof(int));

    for (unsigned i = 0; ask && i < WANTED_FIELDS; i++)
        for (unsigned twin = 0; twin < TWINS && hfids[i][twin] > 0; twin++)
            g_array_append_val(wanted, hfids[i][twin]);
    set_postdissector_wanted_hfids(postdissector, wanted);
}

GPtrArray *
wanted_all(proto_tree *tree, wanted_field field)
{
    for (unsigned i = 0; tree && i < TWINS && hfids[field][i] > 0; i++) {
        GPtrArray *all = proto_get_finfo_ptr_array(tree, hfids[field][i]);
        if (all && all->len > 0)
            return all;
    }
    return NULL;
}

field_info *
wanted_first(proto_tree *tree, wanted_field field)
{
    GPtrArray *all = wanted_all(tree, field);

    return all ? g_ptr_array_index(all, 0) : NULL;
}

field_info *
wanted_last(proto_tree *tree, wanted_field field)
{
    GPtrArray *all = wanted_all(tree, field);

    return all ? g_ptr_array_index(all, all->len - 1) : NULL;
}

guint64
wanted_uint(field_info *fi)
{
    if (!fi)
        return 0;
    return fi->hfinfo->type == FT_BOOLEAN ? fvalue_get_uinteger64(iot_finfo_value(fi))
                                          : fvalue_get_uinteger(iot_finfo_value(fi));
}

const char *
wanted_string(field_info *fi)
{
    return fi ? fvalue_get_string(iot_finfo_value(fi)) : NULL;
}

gint64
wanted_time_ns(field_info *fi)
{
    if (!fi)
        return 0;
    const nstime_t *time = fvalue_get_time(iot_finfo_value(fi));
    gint64 max_s = G_MAXINT64 / NS_PER_S - 1;
    return CLAMP((gint64)time->secs, -max_s, max_s) * NS_PER_S + time->nsecs;
}

double
wanted_double(field_info *fi)
{
    return fi ? fvalue_get_floating(iot_finfo_value(fi)) : 0;
}

bool
wanted_bytes(field_info *fi, int offset, unsigned length, guint8 *ret_bytes)
{
    int start = fi ? fi->start + offset : -1;

    if (start < 0 || !fi->ds_tvb || !tvb_bytes_exist(fi->ds_tvb, start, (int)length))
        return false;
    tvb_memcpy(fi->ds_tvb, ret_bytes, start, length);
    return true;
}

const char *
wanted_text(packet_info *pinfo, field_info *fi, int offset, unsigned length, guint encoding)
{
    int start = fi ? fi->start + offset : -1;

    if (start < 0 || !fi->ds_tvb || !tvb_bytes_exist(fi->ds_tvb, start, (int)length))
        return NULL;
    return (const char *)tvb_get_string_enc(pinfo->pool, fi->ds_tvb, start, (int)length, encoding);
}

guint8
wanted_u8(field_info *fi, int offset)
{
    guint8 octet = 0;

    wanted_bytes(fi, offset, 1, &octet);
    return octet;
}

guint16
wanted_u16(field_info *fi, int offset)
{
    guint8 b[2] = {0};

    wanted_bytes(fi, offset, sizeof b, b);
    return (guint16)(b[0] << 8 | b[1]);
}

iot_addr
wanted_ipv4_at(field_info *fi, int offset)
{
    guint8 bytes[4];

    return wanted_bytes(fi, offset, sizeof bytes, bytes) ? iot_addr_v4(bytes) : (iot_addr){0};
}

iot_addr
wanted_ipv6_at(field_info *fi, int offset)
{
    guint8 bytes[16];

    return wanted_bytes(fi, offset, sizeof bytes, bytes) ? iot_addr_v6(bytes) : (iot_addr){0};
}

iot_addr
wanted_ipv4(field_info *fi)
{
    return fi && fi->length == 4 ? wanted_ipv4_at(fi, 0) : (iot_addr){0};
}

iot_addr
wanted_ipv6(field_info *fi)
{
    return fi && fi->length == 16 ? wanted_ipv6_at(fi, 0) : (iot_addr){0};
}

iot_mac
wanted_mac_at(field_info *fi, int offset)
{
    iot_mac mac = {{0}};

    wanted_bytes(fi, offset, sizeof mac.bytes, mac.bytes);
    return mac;
}

field_info *
wanted_within(GPtrArray *list, guint *cursor, const field_info *from, const field_info *to)
{
    for (; list && *cursor < list->len; (*cursor)++) {
        field_info *fi = g_ptr_array_index(list, *cursor);
        if (fi->ds_tvb != from->ds_tvb)
            return NULL;
        if (fi->start < from->start)
            continue;
        if (to && to->ds_tvb == from->ds_tvb && fi->start >= to->start)
            return NULL;
        (*cursor)++;
        return fi;
    }
    return NULL;
}
