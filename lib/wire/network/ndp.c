/* ndp.c - IPv6 neighbour discovery and router advertisements (RFC 4861, RFC 8106)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "wire/dispatch.h"

#define ROUTER_ADVERTISEMENT    134
#define NEIGHBOUR_ADVERTISEMENT 136

enum { SOURCE_LINK = 1, TARGET_LINK = 2, PREFIX = 3, RESOLVERS = 25 }; /* options */

/* MACs that options tell; none where there is no such option. */
typedef struct links {
    iot_mac source, target;
} links;

/* The first of its kind counts, if it is as long as a MAC is. */
static void
take_link(iot_mac *mac, cursor option)
{
    const uint8_t *bytes = cursor_bytes(&option, 6);

    if (bytes && cursor_left(&option) == 0 && !iot_mac_is_set(mac))
        memcpy(mac->bytes, bytes, 6);
}

/* A prefix is ours if hosts on this link have it: on-link, or for their own configuration. */
static void
take_prefix(packet *p, cursor option)
{
    enum { ON_LINK = 0x80, AUTONOMOUS = 0x40 };
    uint8_t length = cursor_u8(&option), flags = cursor_u8(&option);

    cursor_skip(&option, 12);
    const uint8_t *bytes = cursor_bytes(&option, 16);
    if (!bytes || !(flags & (ON_LINK | AUTONOMOUS)))
        return;
    iot_addr addr = iot_addr_v6(bytes);
    iot_facts_add(p->facts, &(iot_fact){IOT_FACT_ONLINK, .onlink = iot_prefix_of(&addr, length)});
}

static void
take_resolvers(packet *p, cursor option)
{
    const uint8_t *bytes;

    cursor_skip(&option, 6);
    while ((bytes = cursor_bytes(&option, 16)))
        iot_facts_add(p->facts, &(iot_fact){IOT_FACT_SERVER,
                                            .server = {IOT_ROLE_RESOLVER, iot_addr_v6(bytes)}});
}

static void
take_option(packet *p, unsigned message, uint8_t type, cursor option, links *found)
{
    if (type == SOURCE_LINK)
        take_link(&found->source, option);
    else if (type == TARGET_LINK)
        take_link(&found->target, option);
    else if (type == PREFIX && message == ROUTER_ADVERTISEMENT)
        take_prefix(p, option);
    else if (type == RESOLVERS && message == ROUTER_ADVERTISEMENT)
        take_resolvers(p, option);
}

static links
options_read(packet *p, unsigned message, cursor c)
{
    links found = {{{0}}, {{0}}};

    while (cursor_left(&c) > 0) {
        uint8_t type = cursor_u8(&c), length = cursor_u8(&c);
        if (length == 0)
            break;
        take_option(p, message, type, cursor_part(&c, length * 8u - 2), &found);
    }
    return found;
}

static void
tell(packet *p, const iot_addr *addr, const iot_mac *mac)
{
    iot_facts_add(p->facts, &(iot_fact){IOT_FACT_BINDING, .binding = {*addr, *mac, true}});
}

/* Neighbour discovery never crosses a router, so the frame's header tells the truth where an
 * option is missing. */
void
neighbours_read(packet *p, unsigned type, cursor options, const iot_addr *target)
{
    links found = options_read(p, type, options);

    if (!iot_mac_is_set(&found.source))
        found.source = p->obs->src_mac;
    if (!iot_mac_is_set(&found.target))
        found.target = p->obs->src_mac;
    tell(p, &p->obs->src, &found.source);
    if (type == NEIGHBOUR_ADVERTISEMENT)
        tell(p, target, &found.target);
}
