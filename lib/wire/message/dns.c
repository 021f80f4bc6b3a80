/* dns.c - DNS, mDNS and LLMNR messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dns.h"

#include "wire/message/dns-name.h"
#include "wire/message/dns-pending.h"
#include "wire/message/dns-rules.h"

enum { TYPE_A = 1, TYPE_CNAME = 5, TYPE_AAAA = 28 };

/* Records of one message that tell something; a response that is no attack has a few. What is
 * beyond is left out. */
#define RECORDS_MAX 512

/* Counts that a message on a port of its own hardly has (Wireshark's guess). */
#define LIKELY_ANSWERS     100
#define LIKELY_AUTHORITIES 10
#define LIKELY_ADDITIONALS 10

typedef struct header {
    uint16_t id, flags, questions, answers, authorities, additionals;
} header;

struct dns_room {
    iot_dns_record records[RECORDS_MAX];
};

/* A message while it is read. */
typedef struct reading {
    cursor at;
    dns_names names;
    unsigned n_records;
    iot_dns_record *records;
} reading;

struct dns_room *
dns_room_new(void)
{
    return g_new(struct dns_room, 1);
}

void
dns_room_free(struct dns_room *room)
{
    g_free(room);
}

static header
take_header(cursor *c)
{
    header h = {.id = cursor_u16(c)};

    h.flags = cursor_u16(c);
    h.questions = cursor_u16(c);
    h.answers = cursor_u16(c);
    h.authorities = cursor_u16(c);
    h.additionals = cursor_u16(c);
    return h;
}

/* The first question is the one that is answered. */
static const char *
take_questions(reading *r, unsigned n)
{
    const char *first = n > 0 ? dns_name_read(&r->at, &r->names) : NULL;

    cursor_skip(&r->at, n > 0 ? 4 : 0);
    for (unsigned i = 1; i < n && !r->at.failed; i++) {
        dns_name_skip(&r->at);
        cursor_skip(&r->at, 4);
    }
    return first;
}

static iot_addr
take_addr(cursor *c, uint16_t type)
{
    const uint8_t *bytes = cursor_bytes(c, type == TYPE_A ? 4 : 16);

    if (!bytes)
        return (iot_addr){0};
    return type == TYPE_A ? iot_addr_v4(bytes) : iot_addr_v6(bytes);
}

/* Reads a record of a type that tells something; `r->at` stands at its data. */
static void
keep_record(reading *r, cursor owner, uint16_t type, uint32_t ttl_s, uint16_t length)
{
    iot_dns_record record = {.ttl_s = ttl_s};
    cursor data = r->at; /* a name may point behind it, and its end is the message's */

    if (r->n_records == RECORDS_MAX || length == 0)
        return;
    record.owner = dns_name_read(&owner, &r->names);
    if (type == TYPE_CNAME)
        record.alias = dns_name_read(&data, &r->names);
    else
        record.addr = take_addr(&data, type);
    if (data.failed || owner.failed)
        r->at.failed = true;
    else
        r->records[r->n_records++] = record;
}

static void
take_record(reading *r)
{
    cursor owner = r->at;

    dns_name_skip(&r->at);
    uint16_t type = cursor_u16(&r->at);
    cursor_skip(&r->at, 2); /* the class: nobody has another than the Internet's */
    uint32_t ttl_s = cursor_u32(&r->at);
    uint16_t length = cursor_u16(&r->at);
    if (!r->at.failed && (type == TYPE_A || type == TYPE_AAAA || type == TYPE_CNAME))
        keep_record(r, owner, type, ttl_s, length);
    cursor_skip(&r->at, length);
}

static void
take_records(reading *r, unsigned n)
{
    for (; n > 0 && !r->at.failed; n--)
        take_record(r);
}

/* A question starts the clock when its header is seen; an answer stops it, but tells the time only
 * if it is whole. */
static void
take_time(packet *p, const header *h, bool whole)
{
    int64_t since_ns =
        dns_times_see(p->dissector->dns_times, p->obs, h->id, (h->flags & IOT_DNS_RESPONSE) != 0);

    if (whole && p->obs->response_ns == 0)
        p->obs->response_ns = since_ns;
}

static void
read_message(packet *p, cursor c, iot_dns_kind kind)
{
    reading r = {.names = dns_names_of(c, p->facts), .records = p->dissector->dns_room->records};
    header h = take_header(&c);
    iot_dns_message message = {.flags = h.flags};

    r.at = c;
    if (c.failed)
        return;
    message.question = take_questions(&r, h.questions);
    take_records(&r, h.answers);
    message.answers = (uint16_t)r.n_records;
    take_records(&r, (unsigned)h.authorities + h.additionals);
    message.records = r.records;
    message.n_records = r.n_records;
    iot_dns_message_tell(&message, kind, p->facts);
    if (kind == IOT_DNS_KIND_DNS)
        take_time(p, &h, !r.at.failed);
}

bool
dns_read(packet *p, cursor c)
{
    packet_set_protocol(p, "dns");
    read_message(p, c, IOT_DNS_KIND_DNS);
    return true;
}

bool
mdns_read(packet *p, cursor c)
{
    packet_set_protocol(p, "mdns");
    read_message(p, c, IOT_DNS_KIND_MDNS);
    return true;
}

bool
llmnr_read(packet *p, cursor c)
{
    packet_set_protocol(p, "llmnr");
    read_message(p, c, IOT_DNS_KIND_LLMNR);
    return true;
}

/* The next message that is there as a whole; false: the rest of it is still to come. */
static bool
take_message(cursor *c, cursor *ret_message)
{
    cursor ahead = *c;
    uint16_t length = cursor_u16(&ahead);

    *ret_message = cursor_part(&ahead, length);
    if (ahead.failed)
        return false;
    *c = ahead;
    return true;
}

void
dns_read_stream(packet *p, reassembly *t, cursor bytes)
{
    cursor at = reassembly_join(t, bytes), message;

    packet_set_protocol(p, "dns");
    while (take_message(&at, &message))
        read_message(p, message, IOT_DNS_KIND_DNS);
    reassembly_keep(t, at, 2 + UINT16_MAX);
}

bool
dns_looks_so(cursor c)
{
    header h = take_header(&c);

    if (c.failed || cursor_left(&c) == 0 || (h.flags & IOT_DNS_OPCODE) ||
        h.additionals > LIKELY_ADDITIONALS)
        return false;
    if (h.flags & IOT_DNS_RESPONSE)
        return h.questions <= 1 && h.answers <= LIKELY_ANSWERS &&
               h.authorities <= LIKELY_AUTHORITIES;
    return h.questions == 1 && h.answers == 0 && h.authorities == 0;
}
