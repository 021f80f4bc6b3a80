/* dns-question.h - what DNS questions ask for, and how they are answered
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Types of records as bits, so that those that a name was asked for are one number. Bits and
 * replies stand in summaries: they are never given another meaning.
 */
#ifndef IOT_DNS_QUESTION_H
#define IOT_DNS_QUESTION_H

#include "base/decls.h"

#include <stdint.h>

IOT_BEGIN_DECLS

/** Types that have a bit of their own; all others share the first. */
#define IOT_DNS_TYPES 24
/** Among such bits: the same question was sent before, and is no other. */
#define IOT_DNS_AGAIN 0x80000000u

/** How a question is answered, best first. */
typedef enum iot_dns_reply {
    IOT_DNS_REPLY_RECORDS,      /**< there are answers */
    IOT_DNS_REPLY_BLOCKED,      /**< all of them the unspecified address, as blockers have it */
    IOT_DNS_REPLY_NO_DATA,      /**< the name has no such record (RFC 2308 section 2.2) */
    IOT_DNS_REPLY_NO_SUCH_NAME, /**< rcode 3 */
    IOT_DNS_REPLY_REFUSED,      /**< rcode 5 */
    IOT_DNS_REPLY_FAILED,       /**< every other rcode */
    IOT_DNS_REPLIES
} iot_dns_reply;

/** The bit of a type of records (RFC 1035 section 3.2.2 and later). */
uint32_t iot_dns_type_bit(uint16_t type);
/** The name of what a bit stands for: "AAAA". Static.
 *  @param i below IOT_DNS_TYPES; the bit is 1 << i */
const char *iot_dns_type_name(unsigned i);
/** "no such name". Static. */
const char *iot_dns_reply_name(iot_dns_reply reply);

IOT_END_DECLS

#endif
