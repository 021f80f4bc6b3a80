/* dns-question.c - what DNS questions ask for, and how they are answered
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fact/dns-question.h"

#include <assert.h>
#include <glib.h>

/* By bit. */
static const struct {
    uint16_t type;
    const char *name;
} types[] = {
    {0, "other"}, {1, "A"},      {28, "AAAA"},  {12, "PTR"},    {65, "HTTPS"}, {64, "SVCB"},
    {33, "SRV"},  {16, "TXT"},   {5, "CNAME"},  {15, "MX"},     {2, "NS"},     {6, "SOA"},
    {255, "ANY"}, {43, "DS"},    {46, "RRSIG"}, {48, "DNSKEY"}, {35, "NAPTR"}, {257, "CAA"},
    {52, "TLSA"}, {44, "SSHFP"}, {10, "NULL"},  {13, "HINFO"},  {256, "URI"},  {29, "LOC"},
};
static_assert(G_N_ELEMENTS(types) == IOT_DNS_TYPES, "every bit has a type");

uint32_t
iot_dns_type_bit(uint16_t type)
{
    for (unsigned i = 1; i < IOT_DNS_TYPES; i++)
        if (types[i].type == type)
            return 1u << i;
    return 1;
}

const char *
iot_dns_type_name(unsigned i)
{
    g_assert(i < IOT_DNS_TYPES);
    return types[i].name;
}

const char *
iot_dns_reply_name(iot_dns_reply reply)
{
    static const char *const names[] = {
        [IOT_DNS_REPLY_RECORDS] = "answered",       [IOT_DNS_REPLY_BLOCKED] = "blocked",
        [IOT_DNS_REPLY_NO_DATA] = "no such record", [IOT_DNS_REPLY_NO_SUCH_NAME] = "no such name",
        [IOT_DNS_REPLY_REFUSED] = "refused",        [IOT_DNS_REPLY_FAILED] = "failed",
    };
    static_assert(G_N_ELEMENTS(names) == IOT_DNS_REPLIES, "every reply has a name");

    return names[reply];
}
