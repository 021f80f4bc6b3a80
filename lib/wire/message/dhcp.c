/* dhcp.c - DHCP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 2131 section 2, RFC 2132. Of an option that comes twice the first counts.
 */
#include "wire/message/dhcp.h"

#include "wire/dns-labels.h"
#include "wire/evidence-text.h"
#include "wire/message/dhcp-identity.h"
#include "wire/message/dhcp-rules.h"
#include "wire/wire-text.h"

#include <string.h>

enum {
    OPTION_PAD = 0,
    OPTION_MASK = 1,
    OPTION_RESOLVERS = 6,
    OPTION_HOSTNAME = 12,
    OPTION_TIME_SERVERS = 42,
    OPTION_OVERLOAD = 52,
    OPTION_KIND = 53,
    OPTION_SERVER = 54,
    OPTION_CLIENT_ID = 61,
    OPTION_FQDN = 81,
    OPTION_END = 255,
};

#define MAGIC          0x63825363u
#define TO_MAGIC       236
#define OVERLOAD_FILE  1
#define OVERLOAD_SNAME 2
#define FQDN_ENCODED   0x04 /* RFC 4702 section 2.1: as in DNS messages, not in ASCII */

/* Kinds of hardware addresses that are MACs (IANA). */
#define HARDWARE_ETHERNET 1
#define HARDWARE_802      6
#define MAC_BYTES         6

typedef struct reading {
    packet *p;
    iot_dhcp_message message;
    uint8_t overload;
    cursor resolvers, time_servers; /* the first option of each */
    dhcp_identity identity;
    bool ended; /* its end was there */
} reading;

static bool
is_mac(uint8_t hardware, size_t length)
{
    return (hardware == HARDWARE_ETHERNET || hardware == HARDWARE_802) && length == MAC_BYTES;
}

/* A name that its client does not know whole has no root at its end (RFC 4702 section 2.3). */
static const char *
name_of_labels(reading *r, cursor data)
{
    labels name;

    return labels_read(&data, &name)
               ? wire_text_utf8(r->p->facts, cursor_of(name.text, name.length))
               : NULL;
}

static void
take_fqdn(reading *r, cursor data)
{
    uint8_t flags = cursor_u8(&data);

    cursor_skip(&data, 2);
    if (r->message.fqdn || data.failed || cursor_left(&data) == 0)
        return;
    r->message.fqdn =
        flags & FQDN_ENCODED ? name_of_labels(r, data) : wire_text_name(r->p->facts, data);
}

/* For clients whose hardware address is none: it may stand here. */
static void
take_client_id(reading *r, cursor data)
{
    uint8_t hardware = cursor_u8(&data);

    if (!iot_mac_is_set(&r->message.mac) && is_mac(hardware, cursor_left(&data)))
        memcpy(r->message.mac.bytes, data.at, MAC_BYTES);
}

static void
take_option(reading *r, uint8_t option, cursor data)
{
    iot_dhcp_message *m = &r->message;
    size_t length = cursor_left(&data);

    if (option == OPTION_MASK && length == 4 && !iot_addr_is_set(&m->mask))
        m->mask = iot_addr_v4(data.at);
    else if (option == OPTION_RESOLVERS && !r->resolvers.at)
        r->resolvers = data;
    else if (option == OPTION_TIME_SERVERS && !r->time_servers.at)
        r->time_servers = data;
    else if (option == OPTION_HOSTNAME && !m->hostname)
        m->hostname = wire_text_name(r->p->facts, data);
    else if (option == OPTION_OVERLOAD && length == 1)
        r->overload = *data.at;
    else if (option == OPTION_KIND && length == 1 && !m->kind)
        m->kind = *data.at;
    else if (option == OPTION_SERVER && length == 4 && !iot_addr_is_set(&m->server))
        m->server = iot_addr_v4(data.at);
    else if (option == OPTION_CLIENT_ID)
        take_client_id(r, data);
    else if (option == OPTION_FQDN)
        take_fqdn(r, data);
    else
        dhcp_identity_take(&r->identity, option, data);
}

static void
take_options(reading *r, cursor c)
{
    while (cursor_left(&c) > 0) {
        uint8_t option = cursor_u8(&c);
        if (option == OPTION_PAD)
            continue;
        if (option == OPTION_END) {
            r->ended = true;
            return;
        }
        uint8_t length = cursor_u8(&c);
        cursor data = cursor_part(&c, length);
        if (c.failed)
            return;
        take_option(r, option, data);
    }
}

static void
announce(reading *r, iot_role role, cursor servers)
{
    const uint8_t *bytes;

    while ((bytes = cursor_bytes(&servers, 4)))
        iot_facts_add(r->p->facts,
                      &(iot_fact){IOT_FACT_SERVER, .server = {role, iot_addr_v4(bytes)}});
}

/* A server gives the name back that its client said before the capture began, or has a better one;
 * what else is in its answers is the server's. */
static void
tell_identity(reading *r)
{
    const iot_dhcp_message *m = &r->message;

    if (m->operation == IOT_DHCP_BOOTREQUEST)
        dhcp_identity_tell(r->p, &r->identity, &m->mac);
    else if (m->kind == IOT_DHCP_ACK)
        evidence_tell_mac(r->p, IOT_EVIDENCE_HOST_NAME, &m->mac, m->hostname);
}

static void
tell(reading *r)
{
    iot_dhcp_message_tell(&r->message, r->p->obs, r->p->facts);
    tell_identity(r);
    if (!iot_dhcp_message_announces(&r->message))
        return;
    announce(r, IOT_ROLE_RESOLVER, r->resolvers);
    announce(r, IOT_ROLE_TIME_SERVER, r->time_servers);
}

static iot_addr
take_addr(cursor *c)
{
    const uint8_t *bytes = cursor_bytes(c, 4);

    return bytes ? iot_addr_v4(bytes) : (iot_addr){0};
}

/* All before the options. */
static void
take_header(reading *r, cursor *c, cursor *ret_sname, cursor *ret_file)
{
    iot_dhcp_message *m = &r->message;

    m->operation = cursor_u8(c);
    uint8_t hardware = cursor_u8(c), length = cursor_u8(c);
    cursor_skip(c, 9); /* hops, transaction, seconds, flags */
    m->client = take_addr(c);
    m->yours = take_addr(c);
    cursor_skip(c, 4); /* server */
    m->relay = take_addr(c);
    const uint8_t *mac = cursor_bytes(c, 16);
    if (mac && is_mac(hardware, length))
        memcpy(m->mac.bytes, mac, MAC_BYTES);
    *ret_sname = cursor_part(c, 64);
    *ret_file = cursor_part(c, 128);
}

/* RFC 951 has no magic: where there is none, the rest has to fit. */
static bool
looks_so(const packet *p, cursor c)
{
    size_t sent = packet_sent(p, &c);
    uint8_t operation = cursor_u8(&c), hardware = cursor_u8(&c), length = cursor_u8(&c);
    uint8_t hops = cursor_u8(&c);

    cursor_skip(&c, TO_MAGIC - 4);
    bool magic = cursor_u32(&c) == MAGIC;
    return sent >= TO_MAGIC && operation >= 1 && operation <= 2 && length <= 16 &&
           (magic || (hardware <= 37 && hops <= 16));
}

bool
dhcp_read(packet *p, cursor c)
{
    reading r = {.p = p};
    cursor sname, file;

    if (!looks_so(p, c))
        return false;
    packet_set_protocol(p, "dhcp");
    take_header(&r, &c, &sname, &file);
    if (cursor_u32(&c) == MAGIC)
        take_options(&r, c);
    if (r.overload & OVERLOAD_FILE)
        take_options(&r, file);
    if (r.overload & OVERLOAD_SNAME)
        take_options(&r, sname);
    /* Half a message might say the opposite of the whole. */
    if (r.ended || !packet_is_cut(p))
        tell(&r);
    return true;
}
