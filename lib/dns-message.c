/* dns-message.c - what a DNS message tells: who asked for what, which address has which name
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dns-message.h"

/* A chain of aliases is a handful long; a message full of them is an attack on whoever follows. */
#define ALIASES_MAX 64

/* Names that the question reaches through aliases, in any order of records. */
typedef struct reach {
    const char *names[ALIASES_MAX + 1];
    unsigned n;
} reach;

static bool
is_reached(const reach *reached, const char *name)
{
    for (unsigned i = 0; name && i < reached->n; i++)
        if (g_ascii_strcasecmp(reached->names[i], name) == 0)
            return true;
    return false;
}

static unsigned
answers_of(const iot_dns_message *message)
{
    return MIN(message->answers, message->n_records);
}

static void
follow_aliases(const iot_dns_message *message, reach *reached)
{
    bool grown = true;

    while (grown) {
        grown = false;
        for (unsigned i = 0; i < answers_of(message); i++) {
            const iot_dns_record *record = &message->records[i];
            if (record->alias && reached->n <= ALIASES_MAX && is_reached(reached, record->owner) &&
                !is_reached(reached, record->alias)) {
                reached->names[reached->n++] = record->alias;
                grown = true;
            }
        }
    }
}

static void
tell_answers(const iot_dns_message *message, iot_facts *facts)
{
    reach reached = {{message->question}, 1};

    if (!message->question || (message->flags & IOT_DNS_RCODE))
        return;
    follow_aliases(message, &reached);
    for (unsigned i = 0; i < answers_of(message); i++) {
        const iot_dns_record *record = &message->records[i];
        iot_answer_fact fact = {record->addr, record->ttl_s, message->question, record->owner};
        if (iot_addr_is_set(&record->addr) && is_reached(&reached, record->owner))
            iot_facts_add_answer(facts, &fact);
    }
}

static void
tell_question(const iot_dns_message *message, iot_facts *facts)
{
    iot_query_fact fact = {message->question, (message->flags & IOT_DNS_RECURSION) != 0};

    if (message->question && !(message->flags & IOT_DNS_OPCODE))
        iot_facts_add_query(facts, &fact);
}

/* The owner of an address record is a host; of every other record it may be a service. */
static void
tell_hosts(const iot_dns_message *message, iot_name_source source, iot_facts *facts)
{
    for (unsigned i = 0; i < message->n_records; i++) {
        const iot_dns_record *record = &message->records[i];
        if (record->ttl_s > 0 && record->owner && iot_addr_is_set(&record->addr))
            iot_facts_add_claim(facts, source, NULL, &record->addr, record->owner);
    }
}

void
iot_dns_message_tell(const iot_dns_message *message, iot_dns_kind kind, iot_facts *facts)
{
    bool response = message->flags & IOT_DNS_RESPONSE;

    if (kind == IOT_DNS_KIND_DNS && response)
        tell_answers(message, facts);
    else if (kind == IOT_DNS_KIND_DNS)
        tell_question(message, facts);
    else if (response)
        tell_hosts(message, kind == IOT_DNS_KIND_MDNS ? IOT_NAME_MDNS : IOT_NAME_LLMNR, facts);
}
