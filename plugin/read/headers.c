/* headers.c - where in Wireshark's buffers a packet begins, and who it goes from and to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read/headers.h"

#include "read/sources.h"

#include <string.h>

#include <epan/address_types.h>
#include <wiretap/wtap.h>
#include <wsutil/wmem/wmem_strutl.h>

/* Where headers have their senders; RFC 791 section 3.1, RFC 8200 section 3. */
#define IPV4_SRC_OFFSET 12
#define IPV6_SRC_OFFSET 8
/* Behind Ethernet's header, where IPv6 begins more often than not. */
#define USUAL_OFFSET 14

/* Linux cooked captures have no receiver's MAC, but say that there were many: the first two octets
 * of a frame, or one further on in version 2. */
#define COOKED_OFFSET    0
#define COOKED2_OFFSET   10
#define COOKED_BROADCAST 1
#define COOKED_MULTICAST 2

static iot_bytes
from(const iot_bytes *all, size_t offset)
{
    return (iot_bytes){all->bytes + offset, (uint32_t)(all->captured_bytes - offset),
                       (uint32_t)(all->length_bytes - offset)};
}

/* Wireshark's address points to where it stands in the header. */
static bool
find_ipv4(const packet_info *pinfo, const iot_bytes *all, size_t *ret_offset)
{
    uintptr_t begin = (uintptr_t)all->bytes;
    uintptr_t at = (uintptr_t)pinfo->net_src.data - IPV4_SRC_OFFSET;

    if (at < begin || at - begin >= all->captured_bytes)
        return false;
    *ret_offset = at - begin;
    return true;
}

static bool
is_ipv6(const packet_info *pinfo, const iot_bytes *all, size_t offset)
{
    const uint8_t *header = all->bytes + offset;

    return offset + IPV6_SRC_OFFSET + 16 <= all->captured_bytes && header[0] >> 4 == 6 &&
           memcmp(header + IPV6_SRC_OFFSET, pinfo->net_src.data, 16) == 0;
}

/* Wireshark's address is a copy: the header is where the sender stands in its place. */
static bool
find_ipv6(const packet_info *pinfo, const iot_bytes *all, size_t *ret_offset)
{
    const uint8_t *at = all->bytes + IPV6_SRC_OFFSET, *end = all->bytes + all->captured_bytes;

    *ret_offset = USUAL_OFFSET;
    if (is_ipv6(pinfo, all, USUAL_OFFSET))
        return true;
    for (; at < end; at++) {
        at = ws_memmem(at, (size_t)(end - at), pinfo->net_src.data, 16);
        if (!at)
            return false;
        *ret_offset = (size_t)(at - all->bytes) - IPV6_SRC_OFFSET;
        if (is_ipv6(pinfo, all, *ret_offset))
            return true;
    }
    return false;
}

/* Of addresses as Ethernet and IPv4 have them (RFC 826): others bind nothing. */
static bool
find_arp(const iot_bytes *all, size_t *ret_offset)
{
    static const uint8_t kind[] = {8, 0, 6, 4};
    enum { BEFORE = 2 };
    const uint8_t *at =
        ws_memmem(all->bytes + BEFORE, all->captured_bytes - BEFORE, kind, sizeof kind);

    if (at)
        *ret_offset = (size_t)(at - all->bytes) - BEFORE;
    return at != NULL;
}

static bool
find_in(const packet_info *pinfo, bool arp, const iot_bytes *all, size_t *ret_offset)
{
    if (all->captured_bytes < IPV6_SRC_OFFSET)
        return false;
    if (arp)
        return find_arp(all, ret_offset);
    if (pinfo->net_src.type == AT_IPv4)
        return find_ipv4(pinfo, all, ret_offset);
    return pinfo->net_src.type == AT_IPv6 && find_ipv6(pinfo, all, ret_offset);
}

const GSList *
iot_headers_find(const packet_info *pinfo, bool arp, iot_bytes *ret_packet)
{
    for (const GSList *at = pinfo->data_src; at; at = at->next) {
        iot_bytes all = iot_source_bytes(at->data);
        size_t offset;
        if (find_in(pinfo, arp, &all, &offset)) {
            *ret_packet = from(&all, offset);
            return at;
        }
    }
    return NULL;
}

static bool
is_ethernet(const packet_info *pinfo)
{
    return pinfo->rec->rec_header.packet_header.pkt_encap == WTAP_ENCAP_ETHERNET;
}

iot_bytes
iot_headers_take_ethernet(const packet_info *pinfo)
{
    if (!is_ethernet(pinfo) || !pinfo->data_src)
        return (iot_bytes){0};
    return iot_source_bytes(pinfo->data_src->data);
}

/* The 802.11 dissector has an address type of its own, for its columns' sake. */
static bool
is_mac(const address *addr)
{
    return addr->len == 6 &&
           (addr->type == AT_ETHER || addr->type == address_type_get_by_name("AT_ETHER_WLAN"));
}

static inline void
take_mac(const address *addr, iot_mac *ret_mac)
{
    if (addr->type != AT_NONE && is_mac(addr))
        memcpy(ret_mac->bytes, addr->data, sizeof ret_mac->bytes);
    else
        *ret_mac = (iot_mac){{0}};
}

/* A cooked frame that went to many. */
static G_GNUC_NO_INLINE bool
is_cooked_to_many(const packet_info *pinfo, tvbuff_t *frame)
{
    int encapsulation = pinfo->rec->rec_header.packet_header.pkt_encap;
    guint8 type[2] = {0};

    if (encapsulation == WTAP_ENCAP_SLL && tvb_bytes_exist(frame, COOKED_OFFSET, 2))
        tvb_memcpy(frame, type, COOKED_OFFSET, 2);
    else if (encapsulation == WTAP_ENCAP_SLL2 && tvb_bytes_exist(frame, COOKED2_OFFSET, 1))
        tvb_memcpy(frame, type + 1, COOKED2_OFFSET, 1);
    return type[0] == 0 && (type[1] == COOKED_BROADCAST || type[1] == COOKED_MULTICAST);
}

void
iot_headers_take_macs(const packet_info *pinfo, tvbuff_t *frame, iot_mac *ret_src, iot_mac *ret_dst)
{
    static const iot_mac everybody = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

    take_mac(&pinfo->dl_src, ret_src);
    take_mac(&pinfo->dl_dst, ret_dst);
    if (!is_ethernet(pinfo) && is_cooked_to_many(pinfo, frame))
        *ret_dst = everybody;
}

/* By where its addresses stand in it (802.11-2020 table 9-30), to which Wireshark's point. */
const uint8_t *
iot_headers_find_wlan(const packet_info *pinfo)
{
    enum { FIRST = 4, SECOND = 10, THIRD = 16 };
    uintptr_t src = (uintptr_t)pinfo->dl_src.data, dst = (uintptr_t)pinfo->dl_dst.data;
    bool to_ap = dst - src == THIRD - SECOND, from_ap = src - dst == THIRD - FIRST;

    if (pinfo->dl_src.type == AT_NONE || pinfo->dl_src.type == AT_ETHER || !pinfo->data_src ||
        !is_mac(&pinfo->dl_src) || (!to_ap && !from_ap))
        return NULL;
    iot_bytes all = iot_source_bytes(pinfo->data_src->data);
    uintptr_t at = to_ap ? src - SECOND : dst - FIRST, begin = (uintptr_t)all.bytes;
    if (at < begin || all.captured_bytes < IOT_WLAN_BYTES ||
        at - begin > all.captured_bytes - IOT_WLAN_BYTES)
        return NULL;
    return all.bytes + (at - begin);
}

static iot_addr
ip_of(const address *addr)
{
    if (addr->type == AT_IPv4 && addr->len == 4)
        return iot_addr_v4(addr->data);
    if (addr->type == AT_IPv6 && addr->len == 16)
        return iot_addr_v6(addr->data);
    return (iot_addr){0};
}

void
iot_headers_take_addresses(const packet_info *pinfo, iot_observation *obs)
{
    obs->src = ip_of(&pinfo->net_src);
    obs->dst = ip_of(&pinfo->net_dst);
    obs->transport = pinfo->ptype == PT_TCP   ? IOT_TRANSPORT_TCP
                     : pinfo->ptype == PT_UDP ? IOT_TRANSPORT_UDP
                                              : IOT_TRANSPORT_NONE;
    if (obs->transport != IOT_TRANSPORT_NONE) {
        obs->src_port = (uint16_t)pinfo->srcport;
        obs->dst_port = (uint16_t)pinfo->destport;
    }
}
