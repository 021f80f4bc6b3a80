/* dns-answer.h - one answer of DNS
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DNS_ANSWER_H
#define IOT_DNS_ANSWER_H

#include "base/decls.h"

#include <stdbool.h>
#include <stdint.h>

IOT_BEGIN_DECLS

typedef struct iot_dns_answer {
    const char *question; /**< clean, lower case; valid for the lifetime of the table */
    const char *owner;    /**< of the address record; the same pointer if no CNAME was between */
    int64_t time_ns;      /**< when, since the Unix epoch */
    uint32_t frame;       /**< the response, for order */
    uint32_t needed;      /**< internal: see iot_dns_answers_need */
    bool gone;            /**< a read filter dropped that frame: there is nothing to point to */
    uint32_t ttl_s;
    uint32_t client;          /**< endpoint the response went to, the caller's number */
    uint32_t client_revision; /**< internal: of who the client is, by revision.h */
} iot_dns_answer;

/** Where an answer stands to the frame it is asked for. */
typedef enum iot_dns_source {
    IOT_DNS_NONE,
    IOT_DNS_OWN,          /**< went to this device, at or before the frame */
    IOT_DNS_OTHER_CLIENT, /**< went to somebody else, at or before the frame */
    IOT_DNS_LATER,        /**< came after the frame */
} iot_dns_source;

/** "dns", "other client", "later" or "". Static. */
const char *iot_dns_source_name(iot_dns_source source);

IOT_END_DECLS

#endif
