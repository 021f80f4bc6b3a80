/* dns.c - DNS, mDNS and LLMNR messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dns.h"

#include "wire/message/dns-asked.h"
#include "wire/message/dns-name.h"
#include "wire/message/dns-pending.h"
#include "wire/message/dns-rules.h"
#include "wire/message/dnssd.h"

enum {
    TYPE_A = 1,
    TYPE_CNAME = 5,
    TYPE_PTR = 12,
    TYPE_AAAA = 28,
    TYPE_SVCB = 64, /* RFC 9460 */
    TYPE_HTTPS = 65,
};

/* Parameters of a service (RFC 9460 section 14.3.2). */
enum { KEY_IPV4HINT = 4, KEY_IPV6HINT = 6 };

/* Records of one message that tell something; a response that is no attack has a few. What is
 * beyond is left out. */
#define RECORDS_MAX 512

#define HEADER_BYTES 12
#define OPCODE_LAST  (6u << 11) /* RFC 8490 */

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
    iot_dns_kind kind;
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
take_questions(reading *r, unsigned n, uint16_t *ret_type)
{
    const char *first = n > 0 ? dns_name_read(&r->at, &r->names) : NULL;

    *ret_type = n > 0 ? cursor_u16(&r->at) : 0;
    cursor_skip(&r->at, n > 0 ? 2 : 0);
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

static void
add_record(reading *r, const iot_dns_record *record)
{
    if (r->n_records < RECORDS_MAX)
        r->records[r->n_records++] = *record;
}

static void
take_hints(reading *r, iot_dns_record record, uint16_t key, cursor value)
{
    size_t size = key == KEY_IPV4HINT ? 4 : 16;

    if (value.failed || (key != KEY_IPV4HINT && key != KEY_IPV6HINT))
        return;
    while (cursor_left(&value) >= size && r->n_records < RECORDS_MAX) {
        record.addr = take_addr(&value, size == 4 ? TYPE_A : TYPE_AAAA);
        add_record(r, &record);
    }
}

/* Where a service is (RFC 9460 section 2.2). Whatever its data are, the records behind it are read.
 */
static void
keep_service(reading *r, iot_dns_record record, cursor data)
{
    cursor_skip(&data, 2); /* priority */
    bool is_owner = cursor_left(&data) > 0 && *data.at == 0;
    record.target = dns_name_read(&data, &r->names);
    if (data.failed)
        return;
    if (is_owner)
        record.target = NULL;
    add_record(r, &record);
    while (cursor_left(&data) > 0 && !data.failed) {
        uint16_t key = cursor_u16(&data), length = cursor_u16(&data);
        take_hints(r, record, key, cursor_part(&data, length));
    }
}

static iot_dns_record_kind
kind_of(uint16_t type)
{
    switch (type) {
    case TYPE_CNAME:
        return IOT_DNS_ALIAS;
    case TYPE_PTR:
        return IOT_DNS_POINTER;
    case TYPE_SVCB:
    case TYPE_HTTPS:
        return IOT_DNS_SERVICE;
    default:
        return IOT_DNS_ADDRESS;
    }
}

/* Reads a record of a type that tells something; `r->at` stands at its data. */
static void
keep_record(reading *r, cursor owner, uint16_t type, uint32_t ttl_s, uint16_t length)
{
    iot_dns_record record = {.kind = kind_of(type), .ttl_s = ttl_s};
    cursor data = r->at; /* a name may point behind it, and its end is the message's */

    if (r->n_records == RECORDS_MAX || length == 0)
        return;
    record.owner = dns_name_read(&owner, &r->names);
    if (record.kind == IOT_DNS_SERVICE) {
        keep_service(r, record, cursor_part(&data, length));
        data.failed = false; /* cut: what is behind it is, too */
    } else if (record.kind == IOT_DNS_ADDRESS) {
        record.addr = take_addr(&data, type);
    } else {
        record.target = dns_name_read(&data, &r->names);
    }
    if (data.failed || owner.failed)
        r->at.failed = true;
    else if (record.kind != IOT_DNS_SERVICE)
        add_record(r, &record);
}

/* In mDNS most records are of services, and most pointers name these. */
static bool
tells(const reading *r, uint16_t type)
{
    return type == TYPE_A || type == TYPE_AAAA || type == TYPE_CNAME ||
           (r->kind == IOT_DNS_KIND_DNS &&
            (type == TYPE_PTR || type == TYPE_SVCB || type == TYPE_HTTPS));
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
    if (!r->at.failed && tells(r, type))
        keep_record(r, owner, type, ttl_s, length);
    cursor_skip(&r->at, length);
}

/* How many of a section's records are kept. */
static unsigned
take_records(reading *r, unsigned n)
{
    unsigned before = r->n_records;

    for (; n > 0 && !r->at.failed; n--)
        take_record(r);
    return r->n_records - before;
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

/* A router that rewrites one way, or somebody who is faster: the answer is from elsewhere. */
static void
tell_detour(packet *p, const header *h)
{
    iot_addr asked;

    if (p->obs->transport == IOT_TRANSPORT_UDP &&
        dns_times_detour(p->dissector->dns_times, p->obs, h->id, (h->flags & IOT_DNS_RESPONSE) != 0,
                         &asked))
        iot_facts_add(p->facts, &(iot_fact){IOT_FACT_DETOUR, .detour = asked});
}

/* Whether a question is one that was asked before, and whether an answer is the first to it. */
static void
match(packet *p, iot_dns_message *message, uint16_t id)
{
    const dns_question is = {id, message->type, message->question};
    struct dns_asked *asked = p->dissector->dns_asked;

    if (!message->question)
        return;
    if (message->flags & IOT_DNS_RESPONSE)
        message->reply_to = dns_asked_answered(asked, p->obs, &is);
    else if (!(message->flags & IOT_DNS_OPCODE))
        message->is_again = dns_asked_again(asked, p->obs, &is);
}

/* @param ret_names those that were read */
static void
read_message(packet *p, cursor c, iot_dns_kind kind, dns_names *ret_names)
{
    reading r = {.names = dns_names_of(c, p->facts),
                 .kind = kind,
                 .records = p->dissector->dns_room->records};
    header h = take_header(&c);
    iot_dns_message message = {.flags = h.flags};

    r.at = c;
    *ret_names = r.names;
    if (c.failed)
        return;
    message.question = take_questions(&r, h.questions, &message.type);
    message.has_answers = h.answers > 0;
    message.answers = take_records(&r, h.answers);
    message.authorities = take_records(&r, h.authorities);
    take_records(&r, h.additionals);
    *ret_names = r.names;
    message.records = r.records;
    message.n_records = r.n_records;
    if (kind == IOT_DNS_KIND_DNS)
        match(p, &message, h.id);
    iot_dns_message_tell(&message, kind, p->facts);
    if (kind == IOT_DNS_KIND_DNS)
        take_time(p, &h, !r.at.failed);
    if (kind == IOT_DNS_KIND_DNS)
        tell_detour(p, &h);
}

/* Least bytes of a question and of a record. */
#define QUESTION_MIN 5
#define RECORD_MIN   11

/* True if the counts fit into what was sent. On a port of its own that is enough: errors, updates
 * and whatever may come are DNS, too. */
static bool
fits(cursor c, size_t sent)
{
    header h = take_header(&c);
    size_t records = (size_t)h.answers + h.authorities + h.additionals;
    size_t least = h.questions * (size_t)QUESTION_MIN + records * RECORD_MIN;

    return !c.failed && sent >= HEADER_BYTES + least && (least > 0 || h.flags & IOT_DNS_RESPONSE) &&
           (h.flags & IOT_DNS_OPCODE) <= OPCODE_LAST;
}

/* Who answers to many, or from the port that it speaks to, may not have been asked. */
static void
tell_asked(packet *p, cursor c)
{
    header h = take_header(&c);

    if (p->obs->src_port != p->obs->dst_port && iot_addr_is_unicast(&p->obs->dst))
        p->obs->asked = h.flags & IOT_DNS_RESPONSE ? IOT_ASKED_SRC : IOT_ASKED_DST;
}

static bool
read_datagram(packet *p, cursor c, iot_dns_kind kind, const char *name)
{
    dns_names names;

    if (!fits(c, packet_sent(p, &c)))
        return false;
    packet_set_protocol(p, name);
    read_message(p, c, kind, &names);
    if (kind == IOT_DNS_KIND_MDNS)
        dnssd_read(p, c, &names);
    tell_asked(p, c);
    return true;
}

bool
dns_read(packet *p, cursor c)
{
    return read_datagram(p, c, IOT_DNS_KIND_DNS, "dns");
}

bool
mdns_read(packet *p, cursor c)
{
    return read_datagram(p, c, IOT_DNS_KIND_MDNS, "mdns");
}

bool
llmnr_read(packet *p, cursor c)
{
    return read_datagram(p, c, IOT_DNS_KIND_LLMNR, "llmnr");
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
    dns_names names;

    while (take_message(&at, &message)) {
        if (!fits(message, cursor_left(&message))) {
            reassembly_finish(t);
            return;
        }
        packet_set_protocol(p, "dns");
        read_message(p, message, IOT_DNS_KIND_DNS, &names);
    }
    reassembly_keep(t, at, 2 + UINT16_MAX);
}

bool
dns_looks_so_in_stream(cursor bytes, bool expected)
{
    uint16_t length = cursor_u16(&bytes);

    if (expected && cursor_left(&bytes) < HEADER_BYTES)
        return true;
    if (bytes.failed || length < HEADER_BYTES)
        return false;
    return expected ? fits(bytes, length) : length == cursor_left(&bytes) && dns_looks_so(bytes);
}

bool
dns_looks_so(cursor c)
{
    header h = take_header(&c);

    if (c.failed || cursor_left(&c) == 0 || (h.flags & IOT_DNS_OPCODE) ||
        h.additionals > LIKELY_ADDITIONALS)
        return false;
    if (h.flags & IOT_DNS_RESPONSE)
        return h.questions <= 1 && h.questions + h.answers > 0 && h.answers <= LIKELY_ANSWERS &&
               h.authorities <= LIKELY_AUTHORITIES;
    return h.questions == 1 && h.answers == 0 && h.authorities == 0;
}
