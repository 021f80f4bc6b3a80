/* extract-dns.c - DNS answers; names of hosts from mDNS and LLMNR
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark puts one dns.resp.name and one dns.resp.ttl per record of all sections into the tree,
 * and aliases only where a record has them. They are put together again by their places in the
 * packet, which also tells several messages of one TCP segment apart. What else a record has stands
 * around its TTL.
 */
#include "read/extract-internal.h"
#include "wire/message/dns-rules.h"

/* Places from a record's TTL (RFC 1035 section 4.1.3), and types of records. */
#define TYPE_OFFSET   (-4)
#define LENGTH_OFFSET 4
#define DATA_OFFSET   6
#define TYPE_A        1
#define TYPE_AAAA     28 /* RFC 3596 */

/* Where a walk over the records stands. */
typedef struct walk {
    GPtrArray *messages, *names, *aliases, *ttls, *queries;
    guint message, name, at_alias, at_ttl, at_query;
} walk;

static walk
walk_new(proto_tree *tree)
{
    return (walk){
        .messages = wanted_all(tree, W_DNS_RESPONSE),
        .names = wanted_all(tree, W_DNS_NAME),
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
next_message(walk *at, iot_dns_message *ret_message)
{
    field_info *message = field_at(at->messages, at->message++);
    guint8 b[6] = {0};

    if (!message)
        return NULL;
    wanted_bytes(message, 0, sizeof b, b);
    *ret_message = (iot_dns_message){
        .flags = (guint16)(b[0] << 8 | b[1]),
        .answers = (guint16)(b[4] << 8 | b[5]),
    };
    ret_message->question = wanted_string(
        wanted_within(at->queries, &at->at_query, message, field_at(at->messages, at->message)));
    return message;
}

static iot_addr
address_of(field_info *ttl)
{
    guint16 type = wanted_u16(ttl, TYPE_OFFSET), length = wanted_u16(ttl, LENGTH_OFFSET);

    if (type == TYPE_A && length == 4)
        return wanted_ipv4_at(ttl, DATA_OFFSET);
    if (type == TYPE_AAAA && length == 16)
        return wanted_ipv6_at(ttl, DATA_OFFSET);
    return (iot_addr){0};
}

/* Steps to the next record of the message; false at its end. */
static bool
next_record(walk *at, const field_info *message, iot_dns_record *ret_record)
{
    field_info *end = field_at(at->messages, at->message);
    field_info *name = wanted_within(at->names, &at->name, message, end);

    if (!name)
        return false;
    field_info *next = field_at(at->names, at->name);
    field_info *limit = next ? next : end;
    field_info *alias = wanted_within(at->aliases, &at->at_alias, name, limit);
    field_info *ttl = wanted_within(at->ttls, &at->at_ttl, name, limit);

    *ret_record = (iot_dns_record){
        .owner = wanted_string(name),
        .alias = wanted_string(alias),
        .addr = address_of(ttl),
        .ttl_s = (guint32)wanted_uint(ttl),
    };
    return true;
}

static iot_dns_kind
kind_of(guint32 bits)
{
    return bits & LAYER_MDNS    ? IOT_DNS_KIND_MDNS
           : bits & LAYER_LLMNR ? IOT_DNS_KIND_LLMNR
                                : IOT_DNS_KIND_DNS;
}

void
extract_dns(proto_tree *tree, guint32 bits, iot_facts *facts)
{
    g_autoptr(GArray) records = g_array_new(FALSE, FALSE, sizeof(iot_dns_record));
    walk at = walk_new(tree);
    field_info *field;
    iot_dns_message message;
    iot_dns_record record;

    while ((field = next_message(&at, &message))) {
        g_array_set_size(records, 0);
        while (next_record(&at, field, &record))
            g_array_append_val(records, record);
        message.records = (const iot_dns_record *)(const void *)records->data;
        message.n_records = records->len;
        iot_dns_message_tell(&message, kind_of(bits), facts);
    }
}
