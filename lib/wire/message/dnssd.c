/* dnssd.c - services that hosts announce by mDNS
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 6763; RFC 6762 section 8.1: probes. An instance is "Name._service._tcp.local", its SRV record
 * has the host's name, its TXT record strings "key=value".
 */
#include "wire/message/dnssd.h"

#include "wire/cursor-text.h"
#include "wire/evidence-text.h"
#include "wire/message/dns-name.h"
#include "wire/message/dnssd-keys.h"

#include <string.h>

enum { TYPE_A = 1, TYPE_PTR = 12, TYPE_TXT = 16, TYPE_AAAA = 28, TYPE_SRV = 33 };

#define RESPONSE 0x8000
/* Of one message: a host has a dozen services, a TXT record a dozen strings. */
#define RECORDS_MAX 48
#define HOSTS_MAX   16
#define STRINGS_MAX 32
/* What a computer adds that shares a printer. */
#define SHARED "printer-type="
/* "_service._tcp": RFC 6763 section 7.2 has 15 letters. */
#define SERVICE_TEXT 64

/* A name of the message, folded into a number, too, so that most of two that differ need not be
 * compared letter by letter. */
typedef struct name {
    const char *text; /* NULL: unreadable */
    uint32_t folded;
    uint16_t length;
} name;

/* A record, as far as it is read before all are known. */
typedef struct record {
    name owner;
    union {
        name target; /* of PTR and SRV */
        struct {
            const uint8_t *at;
            uint16_t length;
        } strings; /* of TXT */
    };
    uint16_t type;
} record;

typedef struct host {
    name name;
    iot_addr addr;
} host;

/* Whose a service is. */
typedef struct owner {
    bool known;
    iot_addr addr; /* none: the sender */
} owner;

typedef struct reading {
    packet *p;
    cursor at;
    dns_names names;
    record records[RECORDS_MAX];
    unsigned n_records;
    host hosts[HOSTS_MAX];
    unsigned n_hosts;
    bool partial; /* there are more of either, or names that nobody could read */
    owner rest;   /* whose a service is that has no host */
} reading;

/* What differs in nothing but the case of its letters is folded into the same: GLib's functions for
 * that take longer than all the rest. */
static name
name_of(const char *text)
{
    name made = {text, 0, 0};

    for (const char *at = text; at && *at; at++, made.length++)
        made.folded = made.folded * 31 + ((uint8_t)*at | 0x20);
    return made;
}

static bool
same(const name *a, const name *b)
{
    return a->text && b->text && a->length == b->length && a->folded == b->folded &&
           (a->text == b->text || g_ascii_strcasecmp(a->text, b->text) == 0);
}

/* A record of an address. */
static void
keep_host(reading *r, const record *one, cursor data)
{
    const uint8_t *bytes = cursor_bytes(&data, one->type == TYPE_A ? 4 : 16);

    if (!bytes || !one->owner.text || r->n_hosts >= HOSTS_MAX)
        r->partial = true;
    else
        r->hosts[r->n_hosts++] =
            (host){one->owner, one->type == TYPE_A ? iot_addr_v4(bytes) : iot_addr_v6(bytes)};
}

/* The name in a record's data, behind `skip` bytes; it may point to anywhere in the message. */
static name
name_in(reading *r, cursor data, size_t skip)
{
    data.end = r->at.end;
    cursor_skip(&data, skip);
    return name_of(dns_name_read(&data, &r->names));
}

/* A record of a service. */
static void
keep_record(reading *r, record *one, cursor data)
{
    bool points = one->type == TYPE_PTR || one->type == TYPE_SRV;

    one->strings.at = data.at;
    one->strings.length = (uint16_t)cursor_left(&data);
    if (points)
        one->target = name_in(r, data, one->type == TYPE_SRV ? 6 : 0);
    r->partial |= r->n_records >= RECORDS_MAX || !one->owner.text || (points && !one->target.text);
    if (r->n_records < RECORDS_MAX)
        r->records[r->n_records++] = *one;
}

/* What is taken back (RFC 6762 section 10.1) says nothing. */
static void
take_record(reading *r)
{
    record one = {0};
    cursor whose = r->at;

    dns_name_skip(&r->at);
    one.type = cursor_u16(&r->at);
    cursor_skip(&r->at, 2);
    uint32_t ttl_s = cursor_u32(&r->at);
    uint16_t length = cursor_u16(&r->at);
    cursor data = cursor_part(&r->at, length);
    if (r->at.failed || ttl_s == 0)
        return;
    bool address = one.type == TYPE_A || one.type == TYPE_AAAA;
    if (!address && one.type != TYPE_PTR && one.type != TYPE_TXT && one.type != TYPE_SRV)
        return;
    one.owner = name_of(dns_name_read(&whose, &r->names));
    if (address)
        keep_host(r, &one, data);
    else
        keep_record(r, &one, data);
}

/* The host that serves an instance; NULL: the message does not say. */
static const name *
target_of(const reading *r, const name *instance)
{
    for (unsigned i = 0; i < r->n_records; i++)
        if (r->records[i].type == TYPE_SRV && same(&r->records[i].owner, instance))
            return &r->records[i].target;
    return NULL;
}

/* True if hosts that serve or have addresses are not all the same one. */
static bool
has_several_hosts(const reading *r)
{
    const name *first = r->n_hosts > 0 ? &r->hosts[0].name : NULL;

    for (unsigned i = 1; i < r->n_hosts; i++)
        if (!same(&r->hosts[i].name, first))
            return true;
    for (unsigned i = 0; i < r->n_records; i++) {
        if (r->records[i].type != TYPE_SRV)
            continue;
        first = first ? first : &r->records[i].target;
        if (!same(&r->records[i].target, first))
            return true;
    }
    return false;
}

/* Who has the addresses of that host. Who answers for others, be they asleep or on another link,
 * says theirs beside its own. */
static owner
owner_of_host(const reading *r, const name *target)
{
    owner found = {0};

    for (unsigned i = 0; i < r->n_hosts; i++) {
        if (!same(&r->hosts[i].name, target))
            continue;
        if (iot_addr_equal(&r->hosts[i].addr, &r->p->obs->src))
            return (owner){.known = true};
        if (!found.known)
            found = (owner){.known = true, .addr = r->hosts[i].addr};
    }
    return found;
}

/* True if that sender told of hosts that have no address of its own. */
static bool
speaks_for_others(const iot_dissector *d, const iot_addr *sender)
{
    for (unsigned i = 0; i < MIN(d->n_for_others, FOR_OTHERS); i++)
        if (iot_addr_equal(&d->for_others[i], sender))
            return true;
    return false;
}

/* True if the sender had an address of that host; NULL: of any. */
static bool
has_own_host(const reading *r, const name *asked)
{
    const iot_dissector *d = r->p->dissector;

    for (unsigned i = 0; i < MIN(d->n_own_hosts, OWN_HOSTS); i++) {
        const own_host *one = &d->own_hosts[i];
        if (iot_addr_equal(&one->sender, &r->p->obs->src) &&
            (!asked || (one->folded == asked->folded && one->length == asked->length)))
            return true;
    }
    return false;
}

static void
note_own_hosts(const reading *r)
{
    iot_dissector *d = r->p->dissector;
    const iot_addr *sender = &r->p->obs->src;

    for (unsigned i = 0; i < r->n_hosts; i++) {
        const host *one = &r->hosts[i];
        if (iot_addr_equal(&one->addr, sender) && !has_own_host(r, &one->name))
            d->own_hosts[d->n_own_hosts++ % OWN_HOSTS] =
                (own_host){*sender, one->name.length, one->name.folded};
    }
}

static bool
is_of_link(const iot_addr *addr)
{
    return addr->family == 6 && addr->bytes[0] == 0xfe && (addr->bytes[1] & 0xc0) == 0x80;
}

/* Of IPv6 a host has several addresses, but only one of its link. */
static bool
is_comparable(const iot_addr *one, const iot_addr *sender)
{
    return one->family == 4 ? sender->family == 4 : is_of_link(one) && is_of_link(sender);
}

/* A sleep proxy and a reflector of another link are known by the first that they tell with an
 * address; what they tell without any is anybody's. */
static void
note_sender(const reading *r)
{
    iot_dissector *d = r->p->dissector;
    const iot_addr *sender = &r->p->obs->src;

    if (speaks_for_others(d, sender))
        return;
    for (unsigned i = 0; i < r->n_hosts; i++) {
        const name *asked = &r->hosts[i].name;
        owner whose = owner_of_host(r, asked);
        bool other = is_comparable(&r->hosts[i].addr, sender) ||
                     (has_own_host(r, NULL) && !has_own_host(r, asked));
        if (!other || !iot_addr_is_set(&whose.addr))
            continue;
        d->for_others[d->n_for_others++ % FOR_OTHERS] = *sender;
        return;
    }
}

/* Who serves what is served by that host; NULL: the message does not say by which. What it has no
 * address of is the sender's, if that is known to be this host, or known to be none and to tell of
 * none but itself: a border router tells of what is behind it as if it was there. */
static owner
owner_by(const reading *r, const name *target)
{
    owner found = target ? owner_of_host(r, target) : (owner){0};

    if (found.known)
        return found;
    if (target && has_own_host(r, NULL))
        return (owner){.known = has_own_host(r, target)};
    return (owner){.known =
                       r->n_hosts == 0 && !speaks_for_others(r->p->dissector, &r->p->obs->src)};
}

/* Whose is what has no host. The message is about one, which it names, or about its sender. Where
 * there are several, or not all of it could be read, nobody knows. */
static owner
owner_of_rest(const reading *r)
{
    const name *one = r->n_hosts > 0 ? &r->hosts[0].name : NULL;

    if (r->partial || has_several_hosts(r))
        return (owner){0};
    for (unsigned i = 0; i < r->n_records && !one; i++)
        if (r->records[i].type == TYPE_SRV)
            one = &r->records[i].target;
    return owner_by(r, one);
}

static owner
owner_of(const reading *r, const name *instance)
{
    const name *target = target_of(r, instance);

    if (!target || !target->text || (r->n_hosts == 0 && !has_own_host(r, NULL)))
        return r->rest;
    return owner_by(r, target);
}

/* "_hue._tcp" of a name that is a service, or an instance of one, and where it begins in it. False:
 * it is none. */
static bool
service_of(const name *whole, char service[SERVICE_TEXT], const char **ret_begin)
{
    const char *text = whole->text;
    size_t length = whole->length;

    if (!text || length < strlen("._udp.local") ||
        g_ascii_strcasecmp(text + length - strlen(".local"), ".local") != 0)
        return false;
    length -= strlen(".local");
    const char *end = text + length, *protocol = end - strlen("._udp");
    if (protocol <= text || (g_ascii_strncasecmp(protocol, "._tcp", 5) != 0 &&
                             g_ascii_strncasecmp(protocol, "._udp", 5) != 0))
        return false;
    const char *begin = protocol;
    while (begin > text && begin[-1] != '.')
        begin--;
    if (*begin != '_' || end - begin >= SERVICE_TEXT)
        return false;
    memcpy(service, begin, (gsize)(end - begin));
    service[end - begin] = '\0';
    *ret_begin = begin;
    return true;
}

static void
tell(reading *r, const owner *whose, iot_evidence evidence, const char *text)
{
    if (iot_addr_is_set(&whose->addr))
        evidence_tell_addr(r->p, evidence, &whose->addr, text);
    else
        evidence_tell(r->p, evidence, text);
}

static const char *
text_of(reading *r, const char *before, const char *text, gsize length)
{
    return evidence_text(r->p, before, cursor_of((const uint8_t *)text, length));
}

/* True if a computer says that it shares a printer, which is another device, or none of the
 * network: a printer has no such string. */
static bool
is_shared(const reading *r, const name *instance)
{
    for (unsigned i = 0; i < r->n_records; i++) {
        const record *one = &r->records[i];
        cursor data = cursor_of(one->strings.at, one->strings.length);
        if (one->type != TYPE_TXT || !same(&one->owner, instance))
            continue;
        for (unsigned n = 0; n < STRINGS_MAX && cursor_left(&data) > 0; n++) {
            uint8_t length = cursor_u8(&data);
            cursor string = cursor_part(&data, length);
            if (cursor_begins_in_any_case(string, SHARED))
                return true;
        }
    }
    return false;
}

/* An instance, or a service of which there is some instance.
 * @param begin where the service begins in its name */
static void
tell_service(reading *r, const owner *whose, const name *instance, const char *service,
             const char *begin)
{
    if (g_ascii_strcasecmp(service, "_dns-sd._udp") == 0)
        return;
    tell(r, whose, IOT_EVIDENCE_MDNS_SERVICE, text_of(r, NULL, service, strlen(service)));
    if (begin > instance->text + 1)
        tell(r, whose, IOT_EVIDENCE_MDNS_INSTANCE,
             text_of(r, service, instance->text, (gsize)(begin - instance->text) - 1));
}

/* Binary values are no text. */
static bool
is_text(cursor string)
{
    return cursor_left(&string) > 0 &&
           g_utf8_validate((const char *)string.at, (gssize)cursor_left(&string), NULL);
}

static void
tell_strings(reading *r, const owner *whose, const record *one, const char *service)
{
    cursor data = cursor_of(one->strings.at, one->strings.length);
    bool shared = is_shared(r, &one->owner);

    /* A group of speakers is announced by each of them, and is none. */
    if (g_str_has_prefix(one->owner.text, "Google-Cast-Group"))
        return;
    for (unsigned i = 0; i < STRINGS_MAX && cursor_left(&data) > 0; i++) {
        uint8_t length = cursor_u8(&data);
        cursor string = cursor_part(&data, length);
        if (shared && !cursor_begins_in_any_case(string, SHARED))
            continue;
        if (!string.failed && is_text(string) && dnssd_keys_take(service, &string))
            tell(r, whose, IOT_EVIDENCE_MDNS_TXT, evidence_text(r->p, service, string));
    }
}

static void
tell_record(reading *r, const record *one)
{
    const name *instance = one->type == TYPE_PTR ? &one->target : &one->owner;
    char service[SERVICE_TEXT];
    const char *begin;

    if (!service_of(instance, service, &begin))
        return;
    owner whose = owner_of(r, instance);
    if (!whose.known)
        return;
    if (!is_shared(r, instance))
        tell_service(r, &whose, instance, service, begin);
    if (one->type == TYPE_TXT)
        tell_strings(r, &whose, one, service);
}

/* Whole sections that say something: those of a response, of a probe what it proposes. 0: none. */
static unsigned
records_of(bool response, const uint16_t counts[4])
{
    if (response)
        return (unsigned)counts[1] + counts[2] + counts[3];
    return counts[1] == 0 ? counts[2] : 0;
}

static void
read_records(packet *p, cursor message, cursor at, unsigned n, const dns_names *names)
{
    reading r; /* of which what is large is filled as it comes */

    r.p = p;
    r.at = at;
    r.names = *names;
    r.names.left = dns_names_of(message, p->facts).left;
    r.n_records = r.n_hosts = 0;
    r.partial = false;
    for (; n > 0 && !r.at.failed; n--)
        take_record(&r);
    note_own_hosts(&r);
    note_sender(&r);
    r.rest = owner_of_rest(&r);
    for (unsigned i = 0; i < r.n_records; i++)
        tell_record(&r, &r.records[i]);
}

void
dnssd_read(packet *p, cursor message, const dns_names *names)
{
    cursor at = message;
    uint16_t counts[4]; /* questions, answers, authorities, additionals */

    cursor_skip(&at, 2);
    bool response = cursor_u16(&at) & RESPONSE;
    for (unsigned i = 0; i < G_N_ELEMENTS(counts); i++)
        counts[i] = cursor_u16(&at);
    unsigned n = records_of(response, counts);
    if (n == 0 || evidence_is_repeated(p, message))
        return;
    for (unsigned i = 0; i < counts[0] && !at.failed; i++) {
        dns_name_skip(&at);
        cursor_skip(&at, 4);
    }
    read_records(p, message, at, n, names);
}
