/* dns-rules.h - what a DNS message tells: who asked for what, which address has which name
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rules alone; how the message was read is the reader's business. Stateless.
 */
#ifndef IOT_DNS_RULES_H
#define IOT_DNS_RULES_H

#include "fact/fact-list.h"
#include "wire/message/dns-asked.h"

/** The header's second word (RFC 1035 section 4.1.1). */
#define IOT_DNS_RESPONSE  0x8000
#define IOT_DNS_OPCODE    0x7800
#define IOT_DNS_CUT       0x0200
#define IOT_DNS_RECURSION 0x0100
#define IOT_DNS_RCODE     0x000f

typedef enum iot_dns_kind {
    IOT_DNS_KIND_DNS,   /**< over UDP, TCP, or decrypted TLS and HTTPS: of remotes */
    IOT_DNS_KIND_MDNS,  /**< RFC 6762: hosts say their own names */
    IOT_DNS_KIND_LLMNR, /**< RFC 4795: as mDNS */
} iot_dns_kind;

typedef enum iot_dns_record_kind {
    IOT_DNS_ADDRESS, /**< A, AAAA */
    IOT_DNS_ALIAS,   /**< CNAME */
    IOT_DNS_POINTER, /**< PTR */
    IOT_DNS_SERVICE, /**< SVCB, HTTPS: the record once, and once more for each hint */
} iot_dns_record_kind;

/** One record, as far as it matters here. */
typedef struct iot_dns_record {
    iot_dns_record_kind kind;
    const char *owner;  /**< NULL: unreadable */
    const char *target; /**< what it points to; NULL: nothing, or to its owner */
    iot_addr addr;      /**< of an address or a hint; none: another record */
    uint32_t ttl_s;
} iot_dns_record;

typedef struct iot_dns_message {
    const char *question;          /**< the first; NULL: none */
    uint16_t type;                 /**< of records, that it asks for */
    bool is_again;                 /**< that question was sent before */
    const dns_ends *reply_to;      /**< of a question that was not answered before; else NULL */
    bool has_answers;              /**< there are some in the answer section, of whatever type */
    uint16_t flags;                /**< of the header */
    unsigned answers;              /**< how many of the records are in the answer section */
    unsigned authorities;          /**< and how many behind them in the authority section */
    const iot_dns_record *records; /**< of all sections, in order */
    unsigned n_records;
} iot_dns_message;

/** Adds to the facts:
 *  - DNS: the question of a query; how the first response answers it; of one with rcode 0 the
 * addresses of the answer section (hints of HTTPS and SVCB included) whose owner is the question,
 * or is reached from it through CNAMEs of that section in any order; what the question is an alias
 * of; the name of an address that was asked for; and all other addresses as mentioned.
 *  - mDNS and LLMNR: owners of address records in responses, and of those that a probe is about to
 *    claim (RFC 6762 section 8.1), as claims of their names, unless a time to live of 0 takes them
 *    back (section 10.1). */
void iot_dns_message_tell(const iot_dns_message *message, iot_dns_kind kind, iot_facts *facts);

#endif
