/* extract-dns.c - DNS answers; names of hosts from mDNS and LLMNR
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark puts one dns.resp.name per record of all sections into the tree, and addresses and
 * aliases only where a record has them. They are put together again by their places in the
 * packet, which also tells several messages of one TCP segment apart.
 */
#include "extract-internal.h"

#include <string.h>

/* A chain of aliases is a handful long; a message full of them is an attack on whoever follows. */
#define ALIASES_MAX   64
#define DNS_RESPONSE  0x8000
#define DNS_OPCODE    0x7800
#define DNS_RECURSION 0x0100
#define DNS_RCODE     0x000f

/* Where a walk over the records stands. */
typedef struct walk {
    GPtrArray *messages, *names, *v4, *v6, *aliases, *ttls, *queries;
    guint message, name, at_v4, at_v6, at_alias, at_ttl, at_query;
} walk;

/* One record, as far as we care. */
typedef struct record {
    const char *owner;
    const char *alias; /* NULL unless CNAME */
    iot_addr addr;     /* none unless A or AAAA */
    guint32 ttl_s;
} record;

/* One message's header. */
typedef struct header {
    const char *question;
    guint16 flags, answers;
} header;

static walk
walk_new(proto_tree *tree)
{
    return (walk){
        .messages = wanted_all(tree, W_DNS_RESPONSE),
        .names = wanted_all(tree, W_DNS_NAME),
        .v4 = wanted_all(tree, W_DNS_A),
        .v6 = wanted_all(tree, W_DNS_AAAA),
        .aliases = wanted_all(tree, W_DNS_CNAME),
        .ttls = wanted_all(tree, W_DNS_TTL),
        .queries = wanted_all(tree, W_DNS_QUERY_NAME),
    };
}

static field_info *
field_at(GPtrArray *list, guint i)
{
    return list && i < list->len ? g_ptr_array_index(list, i) : NULL;
}

/* Steps to the next message. The flag field stands two bytes into its header. */
static field_info *
next_message(walk *at, header *ret_header)
{
    field_info *message = field_at(at->messages, at->message++);
    guint8 b[6] = {0};

    if (!message)
        return NULL;
    wanted_bytes(message, 0, sizeof b, b);
    ret_header->flags = (guint16)(b[0] << 8 | b[1]);
    ret_header->answers = (guint16)(b[4] << 8 | b[5]);
    ret_header->question = wanted_string(
        wanted_within(at->queries, &at->at_query, message, field_at(at->messages, at->message)));
    return message;
}

/* Steps to the next record of the message; false at its end. */
static bool
next_record(walk *at, const field_info *message, record *ret_record)
{
    field_info *end = field_at(at->messages, at->message);
    field_info *name = wanted_within(at->names, &at->name, message, end);

    if (!name)
        return false;
    field_info *next = field_at(at->names, at->name);
    field_info *limit = next ? next : end;
    field_info *v4 = wanted_within(at->v4, &at->at_v4, name, limit);
    field_info *v6 = wanted_within(at->v6, &at->at_v6, name, limit);
    field_info *alias = wanted_within(at->aliases, &at->at_alias, name, limit);
    field_info *ttl = wanted_within(at->ttls, &at->at_ttl, name, limit);

    *ret_record = (record){
        .owner = wanted_string(name),
        .alias = wanted_string(alias),
        .addr = v4 ? wanted_ipv4(v4) : wanted_ipv6(v6),
        .ttl_s = (guint32)wanted_uint(ttl),
    };
    return true;
}

/* Names that the question reaches through aliases, in any order of records. */
typedef struct reach {
    const char *names[ALIASES_MAX + 1];
    guint n;
} reach;

static bool
is_reached(const reach *reached, const char *name)
{
    for (guint i = 0; name && i < reached->n; i++)
        if (g_ascii_strcasecmp(reached->names[i], name) == 0)
            return true;
    return false;
}

static void
follow_aliases(const GArray *records, reach *reached)
{
    bool grown = true;

    while (grown) {
        grown = false;
        for (guint i = 0; i < records->len; i++) {
            const record *alias = &g_array_index(records, record, i);
            if (alias->alias && reached->n <= ALIASES_MAX && is_reached(reached, alias->owner) &&
                !is_reached(reached, alias->alias)) {
                reached->names[reached->n++] = alias->alias;
                grown = true;
            }
        }
    }
}

static void
take_answers(const header *head, const GArray *answers, struct facts *facts)
{
    reach reached = {{head->question}, 1};

    if (!head->question || !(head->flags & DNS_RESPONSE) || (head->flags & DNS_RCODE))
        return;
    follow_aliases(answers, &reached);
    for (guint i = 0; i < answers->len; i++) {
        const record *answer = &g_array_index(answers, record, i);
        if (!iot_addr_is_set(&answer->addr) || !is_reached(&reached, answer->owner))
            continue;
        iot_answer_fact fact = {answer->addr, answer->ttl_s, head->question, answer->owner};
        g_array_append_val(facts->answers, fact);
    }
}

/* The owner of an address record is a host; of every other record it may be a service. */
static void
take_host_name(const header *head, const record *host, iot_name_source source, struct facts *facts)
{
    static const iot_mac no_mac;
    bool goodbye = host->ttl_s == 0; /* RFC 6762 section 10.1 */

    if ((head->flags & DNS_RESPONSE) && !goodbye && host->owner && iot_addr_is_set(&host->addr))
        extract_claim(facts, source, &no_mac, &host->addr, host->owner);
}

static void
take_questions(proto_tree *tree, struct facts *facts)
{
    walk at = walk_new(tree);
    header head;

    while (next_message(&at, &head)) {
        iot_query_fact fact = {head.question, (head.flags & DNS_RECURSION) != 0};
        if (head.question && !(head.flags & (DNS_RESPONSE | DNS_OPCODE)))
            g_array_append_val(facts->queries, fact);
    }
}

void
extract_dns(proto_tree *tree, guint32 bits, struct facts *facts)
{
    g_autoptr(GArray) answers = NULL;
    walk at = walk_new(tree);
    field_info *message;
    header head;
    record entry;

    if (bits & LAYER_DNS)
        take_questions(tree, facts);
    /* Most DNS packets are questions, or answer nothing. */
    if (!at.names || (!at.v4 && !at.v6))
        return;
    answers = g_array_new(FALSE, FALSE, sizeof(record));
    while ((message = next_message(&at, &head))) {
        g_array_set_size(answers, 0);
        for (guint i = 0; next_record(&at, message, &entry); i++) {
            if (bits & LAYER_MDNS)
                take_host_name(&head, &entry, IOT_NAME_MDNS, facts);
            else if (bits & LAYER_LLMNR)
                take_host_name(&head, &entry, IOT_NAME_LLMNR, facts);
            else if (i < head.answers)
                g_array_append_val(answers, entry);
        }
        take_answers(&head, answers, facts);
    }
}
