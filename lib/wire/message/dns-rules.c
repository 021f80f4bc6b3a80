/* dns-rules.c - what a DNS message tells: who asked for what, which address has which name
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dns-rules.h"

#include "base/dns-reverse.h"

#include <string.h>

/* An alias of the answer section, and whether its target was taken. */
typedef struct link {
    const iot_dns_record *record;
    bool followed;
} link;

/* What is reached from the question. Aliases come in any order, and whoever makes a message may
 * make it of nothing else: they are sorted by owner once, so that each is looked at once. */
typedef struct reach {
    GArray *links; /* of link, by owner; NULL: there are none */
    GArray *names; /* of const char *: the question, and targets; sorted in the end */
    const char *question;
    const char *last; /* the owner that was asked for before, and what was found */
    bool last_reached;
} reach;

static int
compare_links(gconstpointer a, gconstpointer b)
{
    return g_ascii_strcasecmp(((const link *)a)->record->owner, ((const link *)b)->record->owner);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return g_ascii_strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

static unsigned
answers_of(const iot_dns_message *message)
{
    return MIN(message->answers, message->n_records);
}

static void
collect_links(reach *reached, const iot_dns_message *message)
{
    for (unsigned i = 0; i < answers_of(message); i++) {
        link one = {&message->records[i], false};
        if (one.record->kind != IOT_DNS_ALIAS || !one.record->target || !one.record->owner)
            continue;
        if (!reached->links)
            reached->links = g_array_new(FALSE, FALSE, sizeof(link));
        g_array_append_val(reached->links, one);
    }
}

/* The first link whose owner is not before `name`. */
static guint
find_links(const reach *reached, const char *name)
{
    guint from = 0, to = reached->links->len;

    while (from < to) {
        guint middle = from + (to - from) / 2;
        if (g_ascii_strcasecmp(g_array_index(reached->links, link, middle).record->owner, name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Adds what `name` is an alias of. Whoever was followed once was followed with all its links. */
static void
follow(reach *reached, const char *name)
{
    for (guint i = find_links(reached, name); i < reached->links->len; i++) {
        link *at = &g_array_index(reached->links, link, i);
        if (at->followed || g_ascii_strcasecmp(at->record->owner, name) != 0)
            return;
        at->followed = true;
        g_array_append_val(reached->names, at->record->target);
    }
}

static reach
reach_of(const iot_dns_message *message)
{
    reach reached = {.question = message->question};

    collect_links(&reached, message);
    if (!reached.links)
        return reached;
    g_array_sort(reached.links, compare_links);
    reached.names = g_array_new(FALSE, FALSE, sizeof(char *));
    g_array_append_val(reached.names, message->question);
    for (guint i = 0; i < reached.names->len; i++)
        follow(&reached, g_array_index(reached.names, const char *, i));
    g_array_sort(reached.names, compare_names);
    return reached;
}

static void
reach_clear(reach *reached)
{
    g_clear_pointer(&reached->links, g_array_unref);
    g_clear_pointer(&reached->names, g_array_unref);
}

/* Records of one owner follow each other more often than not. */
static bool
is_reached(reach *reached, const char *owner)
{
    if (!reached->names)
        return owner && g_ascii_strcasecmp(reached->question, owner) == 0;
    if (owner && (!reached->last || g_ascii_strcasecmp(reached->last, owner) != 0)) {
        reached->last = owner;
        reached->last_reached = g_array_binary_search(reached->names, &owner, compare_names, NULL);
    }
    return owner && reached->last_reached;
}

/* Resolvers that a network knows are asked for by this name (RFC 9462), which names none. */
static const char any_resolver[] = "resolver.arpa";

/* Whom a service's labels ("_8443._https.", RFC 9460 section 2.3) stand before; NULL: nobody. */
static const char *
without_service(const char *name)
{
    while (name && *name == '_') {
        const char *dot = strchr(name, '.');
        name = dot ? dot + 1 : NULL;
    }
    return name && *name ? name : NULL;
}

/* What a record that is reached from the question says. */
static iot_dns_answer_fact
answer_of(const iot_dns_message *message, const iot_dns_record *record)
{
    iot_dns_answer_fact answer = {record->addr, record->ttl_s, message->question, record->owner};

    if (record->kind == IOT_DNS_SERVICE) {
        answer.question = without_service(message->question);
        answer.owner = without_service(record->owner);
        if (answer.question && g_ascii_strcasecmp(answer.question, any_resolver) == 0)
            answer.question = answer.owner = record->target;
    }
    return answer;
}

/* An address that was asked for has that name. */
static void
tell_pointer(const iot_dns_message *message, const iot_dns_record *record, iot_facts *facts)
{
    iot_fact fact = {IOT_FACT_CLAIM, .claim = {.source = IOT_NAME_DNS, .name = record->target}};

    if (record->target && iot_dns_reverse_read(message->question, &fact.claim.addr))
        iot_facts_add(facts, &fact);
}

static void
tell_mention(const iot_dns_record *record, iot_facts *facts)
{
    iot_fact fact = {IOT_FACT_MENTION, .mentioned = record->addr};

    if (iot_addr_is_unicast(&record->addr))
        iot_facts_add(facts, &fact);
}

static void
tell_record(const iot_dns_message *message, const iot_dns_record *record, iot_facts *facts)
{
    iot_fact fact = {IOT_FACT_ANSWER, .answer = answer_of(message, record)};
    iot_fact alias = {IOT_FACT_ALIAS, .alias = {message->question, record->target}};

    if (record->kind == IOT_DNS_POINTER) {
        tell_pointer(message, record, facts);
    } else if (!iot_addr_is_set(&record->addr)) {
        if (record->target)
            iot_facts_add(facts, &alias);
    } else if (fact.answer.question && fact.answer.owner) {
        iot_facts_add(facts, &fact);
    } else {
        tell_mention(record, facts);
    }
}

static void
tell_answers(const iot_dns_message *message, iot_facts *facts)
{
    if (!message->question || (message->flags & IOT_DNS_RCODE))
        return;
    reach reached = reach_of(message);
    for (unsigned i = 0; i < message->n_records; i++) {
        const iot_dns_record *record = &message->records[i];
        if (i < answers_of(message) && is_reached(&reached, record->owner))
            tell_record(message, record, facts);
        else
            tell_mention(record, facts);
    }
    reach_clear(&reached);
}

/* By rcode (RFC 1035 section 4.1.1). */
static iot_dns_reply
reply_by_code(uint16_t flags)
{
    enum { NO_SUCH_NAME = 3, REFUSED = 5 };

    switch (flags & IOT_DNS_RCODE) {
    case 0:
        return IOT_DNS_REPLY_RECORDS;
    case NO_SUCH_NAME:
        return IOT_DNS_REPLY_NO_SUCH_NAME;
    case REFUSED:
        return IOT_DNS_REPLY_REFUSED;
    default:
        return IOT_DNS_REPLY_FAILED;
    }
}

/* An alias alone is no address. What is cut off is there for who asks over TCP. */
static iot_dns_reply
reply_of(const iot_dns_message *message)
{
    enum { TYPE_A = 1, TYPE_AAAA = 28 };
    iot_dns_reply reply = reply_by_code(message->flags);
    unsigned addresses = 0, good = 0;

    for (unsigned i = 0; i < answers_of(message); i++)
        if (message->records[i].kind == IOT_DNS_ADDRESS) {
            addresses++;
            good += !iot_addr_is_unspecified(&message->records[i].addr);
        }
    bool wants_address = message->type == TYPE_A || message->type == TYPE_AAAA;
    if (reply != IOT_DNS_REPLY_RECORDS || (message->flags & IOT_DNS_CUT))
        return reply;
    if (wants_address && addresses > 0)
        return good > 0 ? IOT_DNS_REPLY_RECORDS : IOT_DNS_REPLY_BLOCKED;
    return message->has_answers && !wants_address ? IOT_DNS_REPLY_RECORDS : IOT_DNS_REPLY_NO_DATA;
}

static void
tell_reply(const iot_dns_message *message, iot_facts *facts)
{
    const dns_ends *to = message->reply_to;

    if (to)
        iot_facts_add(facts, &(iot_fact){IOT_FACT_REPLY,
                                         .reply = {message->question, reply_of(message),
                                                   to->asker_mac, to->resolver_mac, to->resolver}});
}

static void
tell_question(const iot_dns_message *message, iot_facts *facts)
{
    iot_fact fact = {
        IOT_FACT_QUERY,
        .query = {message->question, (message->flags & IOT_DNS_RECURSION) != 0,
                  iot_dns_type_bit(message->type) | (message->is_again ? IOT_DNS_AGAIN : 0)}};

    if (message->question)
        iot_facts_add(facts, &fact);
}

/* The owner of an address record is a host; of every other record it may be a service. */
static void
tell_hosts(const iot_dns_message *message, unsigned from, unsigned to, iot_name_source source,
           iot_facts *facts)
{
    for (unsigned i = from; i < MIN(to, message->n_records); i++) {
        const iot_dns_record *record = &message->records[i];
        iot_fact fact = {IOT_FACT_CLAIM,
                         .claim = {source, .addr = record->addr, .name = record->owner}};
        if (record->ttl_s > 0 && record->owner && iot_addr_is_set(&record->addr))
            iot_facts_add(facts, &fact);
    }
}

/* A question says what its sender is about to claim in the authority section; what it knows already
 * stands before, and is somebody else's. */
static void
tell_claims(const iot_dns_message *message, iot_name_source source, iot_facts *facts)
{
    if (message->flags & IOT_DNS_RESPONSE)
        tell_hosts(message, 0, message->n_records, source, facts);
    else if (source == IOT_NAME_MDNS && !(message->flags & IOT_DNS_OPCODE))
        tell_hosts(message, message->answers, message->answers + message->authorities, source,
                   facts);
}

void
iot_dns_message_tell(const iot_dns_message *message, iot_dns_kind kind, iot_facts *facts)
{
    /* What updates a zone (RFC 2136) asks for nothing, and has no answers. */
    if (message->flags & IOT_DNS_OPCODE)
        return;
    if (kind != IOT_DNS_KIND_DNS) {
        tell_claims(message, kind == IOT_DNS_KIND_MDNS ? IOT_NAME_MDNS : IOT_NAME_LLMNR, facts);
    } else if (message->flags & IOT_DNS_RESPONSE) {
        tell_answers(message, facts);
        tell_reply(message, facts);
    } else {
        tell_question(message, facts);
    }
}
