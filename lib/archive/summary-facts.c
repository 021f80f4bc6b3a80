/* summary-facts.c - how each kind of fact stands in a summary
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All kinds have the same few members in a line, each kind some of them: the table below says which
 * of a fact's own they are. To write a fact, to read one and to put them in order needs nothing
 * else.
 */
#include "archive/summary-internal.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/* Which ends of the packet a kind has. */
typedef enum ends { ENDS_NONE, ENDS_DST, ENDS_BOTH } ends;

/* Where a fact has what: offsets into iot_fact; 0, where every kind has its tag: nowhere. */
typedef struct shape {
    const char *name;
    bool needs_addr; /* cannot be without; a text none can be without that has one */
    uint8_t number_bytes;
    ends ends;
    uint16_t addr, mac, by, number, flag, text, owner;
    uint16_t word;        /* an iot_evidence, whose word stands in a line where an owner can */
    uint32_t least, most; /* that the number can be */
    const char *fault;    /* of a number that is not between them; NULL: all can be */
} shape;

#define AT(member)     offsetof(iot_fact, member)
#define NUMBER(member) .number = AT(member), .number_bytes = sizeof((iot_fact){0}.member)
static_assert(AT(kind) == 0, "nothing else of a fact is where its tag is");

static const shape shapes[] = {
    [IOT_FACT_ONLINK] = {"onlink", true, .addr = AT(onlink.addr), NUMBER(onlink.length),
                         .most = 128, .fault = "has a network that is none"},
    [IOT_FACT_BINDING] = {"binding", true, .addr = AT(binding.addr), .mac = AT(binding.mac),
                          .flag = AT(binding.neighbour)},
    [IOT_FACT_RELAYED] = {"relayed", .addr = AT(relayed.addr), .mac = AT(relayed.mac),
                          .by = AT(relayed.by)},
    [IOT_FACT_ANSWER] = {"answer", true, .ends = ENDS_DST, .addr = AT(answer.addr),
                         NUMBER(answer.ttl_s), .most = UINT32_MAX, .text = AT(answer.question),
                         .owner = AT(answer.owner)},
    [IOT_FACT_CLAIM] = {"claim", .addr = AT(claim.addr), .mac = AT(claim.mac), NUMBER(claim.source),
                        .least = IOT_NAME_INVENTORY + 1, .most = IOT_NAME_IDENTITY - 1,
                        .flag = AT(claim.forward), .text = AT(claim.name),
                        .fault = "has a name from where no name comes"},
    [IOT_FACT_QUERY] = {"query", .ends = ENDS_BOTH, NUMBER(query.asks), .most = UINT32_MAX,
                        .flag = AT(query.recursion), .text = AT(query.question)},
    [IOT_FACT_SERVER] = {"server", true, .addr = AT(server.addr), NUMBER(server.role),
                         .most = IOT_ROLES - 1, .fault = "has a server that serves nothing"},
    [IOT_FACT_DHCP_SERVER] = {"dhcp", .addr = AT(dhcp_server.addr), .mac = AT(dhcp_server.mac)},
    [IOT_FACT_DETOUR] = {"detour", true, .ends = ENDS_BOTH, .addr = AT(detour)},
    [IOT_FACT_UNREACHABLE] = {"unreachable", true, .addr = AT(unreachable)},
    [IOT_FACT_EVIDENCE] = {"evidence", .addr = AT(evidence.addr), .mac = AT(evidence.mac),
                           .word = AT(evidence.evidence), .text = AT(evidence.text)},
    [IOT_FACT_ALIAS] = {"alias", .ends = ENDS_DST, .text = AT(alias.question),
                        .owner = AT(alias.target)},
    [IOT_FACT_NEARBY] = {"nearby", true, .addr = AT(nearby.addr), .flag = AT(nearby.passed_on)},
    [IOT_FACT_MENTION] = {"mention", true, .addr = AT(mentioned)},
    [IOT_FACT_REPLY] = {"reply", .ends = ENDS_BOTH, NUMBER(reply.reply),
                        .most = IOT_DNS_REPLIES - 1, .text = AT(reply.question),
                        .fault = "has a reply that is none"},
};
static_assert(G_N_ELEMENTS(shapes) == IOT_FACT_KINDS, "every kind of fact has its place in a line");

const char *
part_fact_kind_name(iot_fact_kind kind)
{
    return shapes[kind].name;
}

/* Where a fact has a member that it has; else NULL. */
static void *
place(iot_fact *fact, uint16_t at)
{
    return at ? (char *)fact + at : NULL;
}

/* Copies a member between a fact and what stands in a line, if the fact has it. */
static void
copy(void *to, const void *from, size_t size)
{
    if (to && from)
        memcpy(to, from, size);
}

static uint32_t
number_of(const iot_fact *fact, const shape *like)
{
    const char *at = (const char *)fact + like->number;
    uint32_t number = 0;

    if (like->number_bytes == 1)
        return *(const uint8_t *)at;
    memcpy(&number, at, like->number_bytes);
    return number;
}

static void
set_number(iot_fact *fact, const shape *like, uint32_t number)
{
    char *at = (char *)fact + like->number;

    if (like->number_bytes == 1)
        *(uint8_t *)at = (uint8_t)number;
    else
        memcpy(at, &number, like->number_bytes);
}

fact_members
part_fact_members(const iot_told *told)
{
    const shape *like = &shapes[told->fact.kind];
    iot_fact fact = told->fact;
    fact_members made = {
        .kind = fact.kind,
        .end = like->ends == ENDS_BOTH ? told->src : told->dst,
        .other = like->ends == ENDS_BOTH ? told->dst : IOT_ENDPOINT_NONE,
        .number = number_of(&fact, like),
    };

    copy(&made.addr, place(&fact, like->addr), sizeof made.addr);
    copy(&made.mac, place(&fact, like->mac), sizeof made.mac);
    copy(&made.by, place(&fact, like->by), sizeof made.by);
    copy(&made.flag, place(&fact, like->flag), sizeof made.flag);
    copy(&made.text, place(&fact, like->text), sizeof made.text);
    copy(&made.owner, place(&fact, like->owner), sizeof made.owner);
    if (like->word)
        made.owner = iot_evidence_word(*(iot_evidence *)place(&fact, like->word));
    return made;
}

iot_told
part_fact_of(const fact_members *members)
{
    const shape *like = &shapes[members->kind];
    iot_told made = {.fact.kind = members->kind};
    iot_fact *fact = &made.fact;

    if (like->ends == ENDS_BOTH)
        made.src = members->end;
    made.dst = like->ends == ENDS_BOTH  ? members->other
               : like->ends == ENDS_DST ? members->end
                                        : IOT_ENDPOINT_NONE;
    set_number(fact, like, members->number);
    copy(place(fact, like->addr), &members->addr, sizeof members->addr);
    copy(place(fact, like->mac), &members->mac, sizeof members->mac);
    copy(place(fact, like->by), &members->by, sizeof members->by);
    copy(place(fact, like->flag), &members->flag, sizeof members->flag);
    copy(place(fact, like->text), &members->text, sizeof members->text);
    copy(place(fact, like->owner), &members->owner, sizeof members->owner);
    if (like->word)
        iot_evidence_find(members->owner, strlen(members->owner), place(fact, like->word));
    if (fact->kind == IOT_FACT_ONLINK)
        fact->onlink = iot_prefix_of(&fact->onlink.addr, fact->onlink.length);
    return made;
}

bool
part_fact_has_text(iot_fact_kind kind)
{
    return shapes[kind].text != 0;
}

const char *
part_fact_fault(const fact_members *members)
{
    const shape *like = &shapes[members->kind];
    uint32_t most = members->kind == IOT_FACT_ONLINK && members->addr.family == 4 ? 32 : like->most;

    if (members->number < like->least || members->number > most)
        return like->fault ? like->fault : "has a number that cannot be";
    iot_evidence evidence;
    if (like->word &&
        (!members->owner || !iot_evidence_find(members->owner, strlen(members->owner), &evidence)))
        return "has evidence from where none comes";
    if (like->needs_addr && !iot_addr_is_set(&members->addr))
        return "has an address that is missing";
    return NULL;
}

static int
compare_members(const iot_told *x, const iot_told *y)
{
    fact_members a = part_fact_members(x), b = part_fact_members(y);
    int order = iot_addr_compare(&a.addr, &b.addr);

    order = order ? order : memcmp(&a.mac, &b.mac, sizeof a.mac);
    order = order ? order : memcmp(&a.by, &b.by, sizeof a.by);
    if (order == 0 && a.number != b.number)
        return a.number < b.number ? -1 : 1;
    order = order ? order : g_strcmp0(a.text, b.text);
    order = order ? order : g_strcmp0(a.owner, b.owner);
    return order ? order : (int)a.flag - (int)b.flag;
}

int
part_fact_compare(gconstpointer a, gconstpointer b)
{
    const iot_told *x = a, *y = b;

    if (x->frame != y->frame)
        return x->frame < y->frame ? -1 : 1;
    if (x->fact.kind != y->fact.kind)
        return (int)x->fact.kind - (int)y->fact.kind;
    return compare_members(x, y);
}
