/* extract-dhcp.c - names, addresses and networks from DHCP and DHCPv6
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read/extract-internal.h"
#include "wire/message/dhcp-rules.h"

/* Places in the header, from its first octet; RFC 2131 section 2. */
#define HARDWARE_OFFSET        1
#define HARDWARE_LENGTH_OFFSET 2
#define CLIENT_OFFSET          12
#define YOURS_OFFSET           16
#define MAC_OFFSET             28

/* Kinds of hardware addresses that are MACs (IANA). */
#define HARDWARE_ETHERNET 1
#define HARDWARE_802      6
#define MAC_BYTES         6

/* Options, RFC 2132: an octet that says which, one that says how long, and the value. */
#define OPTION_MASK         1
#define OPTION_RESOLVERS    6
#define OPTION_HOSTNAME     12
#define OPTION_TIME_SERVERS 42
#define OPTION_KIND         53
#define OPTION_CLIENT_ID    61
#define OPTION_FQDN         81
#define VALUE_OFFSET        2
#define FQDN_ENCODED        0x04 /* as in DNS messages, not in ASCII */
#define LABEL_MAX           63

static bool
is_mac(guint8 hardware, guint length)
{
    return (hardware == HARDWARE_ETHERNET || hardware == HARDWARE_802) && length == MAC_BYTES;
}

/* For clients whose hardware address is none: it may stand in their identifier. */
static iot_mac
mac_of_client_id(field_info *option, guint8 length)
{
    bool is = length > 0 && is_mac(wanted_u8(option, VALUE_OFFSET), length - 1U);

    return is ? wanted_mac_at(option, VALUE_OFFSET + 1) : (iot_mac){{0}};
}

/* Labels with dots between them, each behind its length. */
static const char *
text_of_labels(packet_info *pinfo, field_info *option, int at, int end)
{
    wmem_strbuf_t *text = wmem_strbuf_new(pinfo->pool, "");

    while (at < end) {
        guint8 length = wanted_u8(option, at++);
        const char *label = wanted_text(pinfo, option, at, length, ENC_ASCII);
        if (length == 0)
            break;
        if (length > LABEL_MAX || at + length > end || !label)
            return NULL;
        wmem_strbuf_append_printf(text, "%s%s", wmem_strbuf_get_len(text) > 0 ? "." : "", label);
        at += length;
    }
    return wmem_strbuf_get_len(text) > 0 ? wmem_strbuf_get_str(text) : NULL;
}

/* Flags and two octets that nobody uses, then the name; RFC 4702 section 2. */
static const char *
fqdn_of(packet_info *pinfo, field_info *option, guint8 length)
{
    int at = VALUE_OFFSET + 3, end = VALUE_OFFSET + length;

    if (at >= end)
        return NULL;
    if (wanted_u8(option, VALUE_OFFSET) & FQDN_ENCODED)
        return text_of_labels(pinfo, option, at, end);
    return wanted_text(pinfo, option, at, (unsigned)(end - at), ENC_ASCII);
}

/* Of an option that comes twice the first counts. */
static void
take_option(packet_info *pinfo, field_info *option, iot_dhcp_message *message)
{
    guint8 code = wanted_u8(option, 0), length = wanted_u8(option, 1);

    if (code == OPTION_MASK && length == 4 && !iot_addr_is_set(&message->mask))
        message->mask = wanted_ipv4_at(option, VALUE_OFFSET);
    else if (code == OPTION_HOSTNAME && !message->hostname)
        message->hostname = wanted_text(pinfo, option, VALUE_OFFSET, length, ENC_ASCII);
    else if (code == OPTION_KIND && length == 1 && !message->kind)
        message->kind = wanted_u8(option, VALUE_OFFSET);
    else if (code == OPTION_FQDN && !message->fqdn)
        message->fqdn = fqdn_of(pinfo, option, length);
    else if (code == OPTION_CLIENT_ID && !iot_mac_is_set(&message->mac))
        message->mac = mac_of_client_id(option, length);
}

static iot_dhcp_message
message_of(packet_info *pinfo, proto_tree *tree, GPtrArray *options)
{
    field_info *header = wanted_first(tree, W_DHCP_TYPE);
    iot_dhcp_message message = {
        .operation = wanted_u8(header, 0),
        .client = wanted_ipv4_at(header, CLIENT_OFFSET),
        .yours = wanted_ipv4_at(header, YOURS_OFFSET),
    };

    if (is_mac(wanted_u8(header, HARDWARE_OFFSET), wanted_u8(header, HARDWARE_LENGTH_OFFSET)))
        message.mac = wanted_mac_at(header, MAC_OFFSET);
    for (guint i = 0; options && i < options->len; i++)
        take_option(pinfo, g_ptr_array_index(options, i), &message);
    return message;
}

static void
take_servers(GPtrArray *options, guint8 code, iot_role role, iot_facts *facts)
{
    for (guint i = 0; options && i < options->len; i++) {
        field_info *option = g_ptr_array_index(options, i);
        int length = wanted_u8(option, 0) == code ? wanted_u8(option, 1) : 0;
        for (int at = 0; at + 4 <= length; at += 4) {
            iot_addr addr = wanted_ipv4_at(option, VALUE_OFFSET + at);
            iot_facts_add_announcement(facts, role, &addr);
        }
    }
}

void
extract_dhcp(packet_info *pinfo, proto_tree *tree, iot_observation *obs, iot_facts *facts)
{
    GPtrArray *options = wanted_all(tree, W_DHCP_OPTION);
    iot_dhcp_message message = message_of(pinfo, tree, options);

    obs->dhcp_server = iot_dhcp_message_is_of_server(&message);
    iot_dhcp_message_tell(&message, facts);
    if (!iot_dhcp_message_announces(&message))
        return;
    take_servers(options, OPTION_RESOLVERS, IOT_ROLE_RESOLVER, facts);
    take_servers(options, OPTION_TIME_SERVERS, IOT_ROLE_TIME_SERVER, facts);
}

static void
take_resolvers(proto_tree *tree, iot_facts *facts)
{
    GPtrArray *all = wanted_all(tree, W_DHCPV6_RESOLVER);

    for (guint i = 0; all && i < all->len; i++) {
        iot_addr addr = wanted_ipv6(g_ptr_array_index(all, i));
        iot_facts_add_announcement(facts, IOT_ROLE_RESOLVER, &addr);
    }
}

void
extract_dhcpv6(proto_tree *tree, const iot_observation *obs, iot_facts *facts)
{
    take_resolvers(tree, facts);
    iot_dhcpv6_tell_name((guint8)wanted_uint(wanted_first(tree, W_DHCPV6_MESSAGE)), &obs->src,
                         wanted_string(wanted_first(tree, W_DHCPV6_FQDN)), facts);
}
