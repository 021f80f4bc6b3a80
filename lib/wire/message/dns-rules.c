/* dns-rules.c - what a DNS message tells: who asked for what, which address has which name
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dns-rules.h"

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
        if (!one.record->alias || !one.record->owner)
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
        g_array_append_val(reached->names, at->record->alias);
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

static void
tell_answers(const iot_dns_message *message, iot_facts *facts)
{
    if (!message->question || (message->flags & IOT_DNS_RCODE))
        return;
    reach reached = reach_of(message);
    for (unsigned i = 0; i < answers_of(message); i++) {
        const iot_dns_record *record = &message->records[i];
        iot_dns_answer_fact fact = {record->addr, record->ttl_s, message->question, record->owner};
        if (iot_addr_is_set(&record->addr) && is_reached(&reached, record->owner))
            iot_facts_add_answer(facts, &fact);
    }
    reach_clear(&reached);
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
