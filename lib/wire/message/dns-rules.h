/* dns-rules.h - what a DNS message tells: who asked for what, which address has which name
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rules alone; how the message was read is the reader's business. Stateless.
 */
#ifndef IOT_DNS_RULES_H
#define IOT_DNS_RULES_H

#include "fact/fact-list.h"

/** The header's second word (RFC 1035 section 4.1.1). */
#define IOT_DNS_RESPONSE  0x8000
#define IOT_DNS_OPCODE    0x7800
#define IOT_DNS_RECURSION 0x0100
#define IOT_DNS_RCODE     0x000f

typedef enum iot_dns_kind {
    IOT_DNS_KIND_DNS,   /**< over UDP, TCP, or decrypted TLS and HTTPS: of remotes */
    IOT_DNS_KIND_MDNS,  /**< RFC 6762: hosts say their own names */
    IOT_DNS_KIND_LLMNR, /**< RFC 4795: as mDNS */
} iot_dns_kind;

/** One record, as far as it matters here. */
typedef struct iot_dns_record {
    const char *owner; /**< NULL: unreadable */
    const char *alias; /**< what a CNAME points to; NULL: another record */
    iot_addr addr;     /**< of A and AAAA; none: another record */
    uint32_t ttl_s;
} iot_dns_record;

typedef struct iot_dns_message {
    const char *question;          /**< the first; NULL: none */
    uint16_t flags;                /**< of the header */
    uint16_t answers;              /**< how many of the records are in the answer section */
    const iot_dns_record *records; /**< of all sections, in order */
    unsigned n_records;
} iot_dns_message;

/** Adds to the facts:
 *  - DNS: the question of a query; of a response with rcode 0 the address records of the answer
 *    section whose owner is the question, or is reached from it through CNAMEs of that section in
 *    any order.
 *  - mDNS and LLMNR: owners of address records in responses, as claims of their names, unless a
 *    time to live of 0 takes them back (RFC 6762 section 10.1). */
void iot_dns_message_tell(const iot_dns_message *message, iot_dns_kind kind, iot_facts *facts);

#endif
