/* dhcpv6.c - DHCPv6
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 8415 section 8 and 9, RFC 3646 (resolvers), RFC 4704 (names).
 */
#include "wire/message/dhcpv6.h"

#include "wire/dns-labels.h"
#include "wire/evidence-text.h"
#include "wire/message/dhcp-rules.h"
#include "wire/message/dhcp-vendor.h"
#include "wire/wire-text.h"

enum { RELAY_FORWARD = 12, RELAY_REPLY = 13, KIND_LAST = 36 };
enum { OPTION_CLASS = 16, OPTION_INFO = 17, OPTION_MUD_URL = 112 };
enum { OPTION_RELAYED = 9, OPTION_RESOLVERS = 23, OPTION_FQDN = 39 };

/* Relays behind relays (HOP_COUNT_LIMIT of RFC 8415 section 7.6). */
#define RELAYS_MAX 8

static void
take_resolvers(packet *p, cursor data)
{
    const uint8_t *bytes;

    while ((bytes = cursor_bytes(&data, 16)))
        iot_facts_add(p->facts, &(iot_fact){IOT_FACT_SERVER,
                                            .server = {IOT_ROLE_RESOLVER, iot_addr_v6(bytes)}});
}

/* With a dot behind the name if the root follows. The root alone or behind a single label names no
 * host. */
static const char *
take_fqdn(packet *p, cursor data)
{
    labels name;

    cursor_skip(&data, 1); /* flags */
    if (data.failed || !labels_read(&data, &name) || (name.rooted && name.count < 2))
        return NULL;
    if (name.rooted)
        name.text[name.length++] = '.';
    return wire_text_utf8(p->facts, cursor_of(name.text, name.length));
}

/* The enterprise's number, and the first text of its class, behind a length, or its options. */
static void
tell_enterprise(packet *p, uint16_t option, cursor data)
{
    uint32_t enterprise = cursor_u32(&data);
    cursor class = data;

    if (data.failed)
        return;
    uint16_t length = cursor_u16(&class);
    class = cursor_part(&class, length);
    evidence_tell_addr(p, IOT_EVIDENCE_DHCP_VENDOR_INFO, &p->obs->src,
                       option == OPTION_INFO ? dhcp_vendor_info(p, enterprise, data, 2)
                                             : dhcp_vendor_class(p, enterprise, class));
}

/* What a client says of itself, in its own message. */
static void
tell_identity(packet *p, uint16_t option, cursor data)
{
    if (option == OPTION_CLASS || option == OPTION_INFO)
        tell_enterprise(p, option, data);
    else if (option == OPTION_MUD_URL)
        evidence_tell_addr(p, IOT_EVIDENCE_MUD_URL, &p->obs->src, evidence_text(p, NULL, data));
}

/* The options of a message, which begins with `c`. */
static cursor
options_of(cursor c)
{
    uint8_t kind = cursor_u8(&c);

    cursor_skip(&c, kind == RELAY_FORWARD || kind == RELAY_REPLY ? 33 : 3);
    return c;
}

/* A relayed message is one more of the same: its options are looked through in their turn, before
 * those behind it. */
static void
take_message(packet *p, cursor c, const char **ret_fqdn)
{
    bool client = cursor_left(&c) > 0 && iot_dhcpv6_is_from_client(*c.at);
    cursor begun[RELAYS_MAX + 1] = {options_of(c)}; /* a message, and those around it */
    unsigned relays = 0;

    for (;;) {
        cursor *at = &begun[relays];
        uint16_t option = cursor_u16(at), length = cursor_u16(at);
        cursor data = cursor_part(at, length);
        if (at->failed) {
            if (relays-- == 0)
                return;
        } else if (option == OPTION_RESOLVERS) {
            take_resolvers(p, data);
        } else if (option == OPTION_FQDN && !*ret_fqdn) {
            *ret_fqdn = take_fqdn(p, data);
        } else if (option == OPTION_RELAYED && relays < RELAYS_MAX) {
            begun[++relays] = options_of(data);
        } else if (client) {
            tell_identity(p, option, data);
        }
    }
}

/* Options up to the end, or to where it was cut. */
static bool
looks_so(const packet *p, cursor c)
{
    if (cursor_left(&c) < 4 || *c.at == 0 || *c.at > KIND_LAST)
        return false;
    c = options_of(c);
    while (cursor_left(&c) > 0) {
        cursor_skip(&c, 2);
        uint16_t length = cursor_u16(&c);
        cursor_skip(&c, length);
    }
    return !c.failed || packet_is_cut(p);
}

bool
dhcpv6_read(packet *p, cursor c)
{
    const char *fqdn = NULL;
    uint8_t kind = cursor_left(&c) > 0 ? *c.at : 0;

    if (!looks_so(p, c))
        return false;
    packet_set_protocol(p, "dhcpv6");
    take_message(p, c, &fqdn);
    iot_dhcpv6_tell_name(kind, &p->obs->src, fqdn, p->facts);
    return true;
}
