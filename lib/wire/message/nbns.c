/* nbns.c - NetBIOS names and datagrams
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 1002 section 4.2: messages in the form of DNS, in whose names each byte of a NetBIOS name is
 * two letters.
 */
#include "wire/message/nbns.h"

#include "wire/message/dns-name.h"
#include "wire/message/nbns-rules.h"

#include <string.h>

enum { TYPE_NB = 0x20, TYPE_NBSTAT = 0x21 };

#define RESPONSE     0x8000
#define OPCODE_SHIFT 11
#define OPCODE_MASK  0xf

/* The name with its suffix, and as letters. */
#define RAW_BYTES (IOT_NETBIOS_NAME_BYTES + 1)
#define LETTERS   ((size_t)2 * RAW_BYTES)

/* An entry of a node's status: name, suffix, two octets of flags. */
#define ENTRY_BYTES (RAW_BYTES + 2)

typedef struct reading {
    packet *p;
    cursor at;
    dns_names names;
    unsigned opcode;
    bool response;
} reading;

static bool
is_letter(char c)
{
    return c >= 'A' && c <= 'P';
}

/* Undoes the encoding. False: no NetBIOS name, or one with a scope, which no host is known by. */
static bool
decode(const char *letters, uint8_t raw[RAW_BYTES])
{
    if (!letters || strlen(letters) != LETTERS)
        return false;
    for (unsigned i = 0; i < RAW_BYTES; i++, letters += 2) {
        if (!is_letter(letters[0]) || !is_letter(letters[1]))
            return false;
        raw[i] = (uint8_t)((letters[0] - 'A') << 4 | (letters[1] - 'A'));
    }
    return true;
}

/* As Wireshark writes it: what is not printable in hexadecimal digits. */
static char *
name_of(iot_facts *facts, const uint8_t raw[RAW_BYTES])
{
    gsize room = 4 * IOT_NETBIOS_NAME_BYTES + 1, length = 0;
    char *text = iot_facts_text(facts, room);

    for (unsigned i = 0; text && i < IOT_NETBIOS_NAME_BYTES; i++) {
        if (raw[i] >= ' ' && raw[i] <= '~')
            text[length++] = (char)raw[i];
        else
            length += (gsize)g_snprintf(text + length, room - length, "<%02x>", raw[i]);
    }
    if (!text)
        return NULL;
    text[length] = '\0';
    iot_facts_keep(facts, length + 1);
    return text;
}

/* The name of a record's owner, if that is a host. */
static const char *
host_of(reading *r, cursor owner)
{
    uint8_t raw[RAW_BYTES];

    if (!decode(dns_name_read(&owner, &r->names), raw))
        return NULL;
    char *name = name_of(r->p->facts, raw);
    return name ? iot_netbios_host(name, raw[IOT_NETBIOS_NAME_BYTES]) : NULL;
}

static void
take_addresses(reading *r, cursor owner, cursor data)
{
    const char *host = host_of(r, owner);

    while (host && cursor_left(&data) >= 6) {
        uint16_t flags = cursor_u16(&data);
        iot_addr addr = iot_addr_v4(cursor_bytes(&data, 4));
        iot_netbios_tell(host, &addr, (uint8_t)(flags >> 8), r->p->facts);
    }
}

/* The first name of its own that the sender lists. */
static void
take_status(reading *r, cursor data)
{
    iot_facts *facts = r->p->facts;
    const uint8_t *entry;

    for (unsigned n = cursor_u8(&data); n > 0 && (entry = cursor_bytes(&data, ENTRY_BYTES)); n--) {
        if (!iot_netbios_status_is_host(entry[IOT_NETBIOS_NAME_BYTES], entry[RAW_BYTES]))
            continue;
        char *name = iot_facts_text(facts, RAW_BYTES);
        if (!name)
            return;
        memcpy(name, entry, IOT_NETBIOS_NAME_BYTES);
        name[IOT_NETBIOS_NAME_BYTES] = '\0';
        iot_facts_keep(facts, RAW_BYTES);
        iot_netbios_tell(g_strchomp(name), &r->p->obs->src, 0, facts);
        return;
    }
}

/* True: there may be more to find. */
static bool
take_record(reading *r)
{
    cursor owner = r->at;

    dns_name_skip(&r->at);
    uint16_t type = cursor_u16(&r->at);
    cursor_skip(&r->at, 6); /* class and time to live */
    uint16_t length = cursor_u16(&r->at);
    if (r->at.failed)
        return false;
    cursor data = cursor_part(&r->at, length);
    if (type == TYPE_NB && iot_netbios_binds(r->opcode, r->response))
        take_addresses(r, owner, data);
    if (type == TYPE_NBSTAT && iot_netbios_is_status(r->opcode, r->response))
        take_status(r, data);
    return true;
}

/* The first name of a message, which each has, is 32 letters long: a length, and these, in front of
 * a scope or the root. */
static bool
looks_so(const packet *p, cursor c)
{
    cursor_skip(&c, 2);
    uint16_t flags = cursor_u16(&c);
    unsigned records = 0;

    for (unsigned section = 0; section < 4; section++)
        records += cursor_u16(&c);
    if (c.failed || records > 64 || (records == 0 && !(flags & RESPONSE)))
        return false;
    if (records == 0 || (packet_is_cut(p) && cursor_left(&c) <= LETTERS))
        return true;
    bool fits = cursor_u8(&c) == LETTERS;
    for (unsigned i = 0; i < LETTERS && fits; i++)
        fits = is_letter((char)cursor_u8(&c));
    return fits;
}

bool
nbns_read(packet *p, cursor c)
{
    reading r = {.p = p, .names = dns_names_of(c, p->facts)};
    unsigned records = 0;

    if (!looks_so(p, c))
        return false;
    packet_set_protocol(p, "nbns");
    cursor_skip(&c, 2);
    uint16_t flags = cursor_u16(&c), questions = cursor_u16(&c);
    for (unsigned section = 0; section < 3; section++)
        records += cursor_u16(&c);
    r.opcode = flags >> OPCODE_SHIFT & OPCODE_MASK;
    r.response = flags & RESPONSE;
    for (; questions > 0 && !c.failed; questions--) {
        dns_name_skip(&c);
        cursor_skip(&c, 4);
    }
    for (r.at = c; records > 0 && !r.at.failed && take_record(&r); records--)
        ;
    return true;
}

enum { DIRECT_UNIQUE = 0x10, DIRECT_GROUP, BROADCAST };

/* The raw name at the cursor, which is passed; false: it is none. */
static bool
take_raw_name(cursor *c, dns_names *names, uint8_t raw[RAW_BYTES])
{
    return decode(dns_name_read(c, names), raw);
}

/* Who sends to its own name is a group: a workgroup's, say. Where the sender's address is another
 * than the packet's, somebody passed it on. */
static void
tell_sender(packet *p, cursor c, cursor message)
{
    dns_names names = dns_names_of(message, p->facts);
    uint8_t raw[RAW_BYTES], to[RAW_BYTES];
    const uint8_t *bytes = cursor_bytes(&c, 4);

    cursor_skip(&c, 6); /* port, length, offset */
    if (!bytes || !take_raw_name(&c, &names, raw))
        return;
    if (take_raw_name(&c, &names, to) && memcmp(raw, to, IOT_NETBIOS_NAME_BYTES) == 0)
        return;
    iot_addr addr = iot_addr_v4(bytes);
    char *name = name_of(p->facts, raw);
    if (name && iot_addr_is_unicast(&addr))
        iot_netbios_tell(iot_netbios_host(name, raw[IOT_NETBIOS_NAME_BYTES]), &addr, 0, p->facts);
}

void
nbdgm_tell(packet *p, cursor c)
{
    cursor message = c;
    uint8_t type = cursor_u8(&c);

    cursor_skip(&c, 3); /* flags and number */
    if (!c.failed && type >= DIRECT_UNIQUE && type <= BROADCAST)
        tell_sender(p, c, message);
}
