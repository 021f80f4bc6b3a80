/* dhcpv6.c - DHCPv6
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 8415 section 8 and 9, RFC 3646 (resolvers), RFC 4704 (names).
 */
#include "wire/message/dhcpv6.h"

#include "wire/dns-labels.h"
#include "wire/message/dhcp-rules.h"
#include "wire/wire-text.h"

enum { RELAY_FORWARD = 12, RELAY_REPLY = 13 };
enum { OPTION_RELAYED = 9, OPTION_RESOLVERS = 23, OPTION_FQDN = 39 };

/* Relays behind relays (HOP_COUNT_LIMIT of RFC 8415 section 7.6). */
#define RELAYS_MAX 8

static void
take_resolvers(packet *p, cursor data)
{
    while (cursor_left(&data) >= 16) {
        iot_addr addr = iot_addr_v6(cursor_bytes(&data, 16));
        iot_facts_add_announcement(p->facts, IOT_ROLE_RESOLVER, &addr);
    }
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
    return wire_text_ascii(p->facts, cursor_of(name.text, name.length));
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
        }
    }
}

bool
dhcpv6_read(packet *p, cursor c)
{
    const char *fqdn = NULL;
    uint8_t kind = cursor_left(&c) > 0 ? *c.at : 0;

    packet_set_protocol(p, "dhcpv6");
    take_message(p, c, &fqdn);
    iot_dhcpv6_tell_name(kind, &p->obs->src, fqdn, p->facts);
    return true;
}
