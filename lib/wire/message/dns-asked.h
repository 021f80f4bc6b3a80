/* dns-asked.h - which DNS messages ask anew, and which answer first
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * By who asks, port, transaction id and question, whoever is asked: who gets no answer sends the
 * same again, also to others. So each question counts once, and its first answer does. Only the
 * latest are remembered.
 */
#ifndef IOT_DNS_ASKED_H
#define IOT_DNS_ASKED_H

#include "fact/observation.h"

/* Questions that are remembered. */
#define DNS_ASKED_MAX 4096

struct dns_asked;

struct dns_asked *dns_asked_new(void);
void dns_asked_free(struct dns_asked *asked);

/* What a question is known by, in a message from the one or to the other. */
typedef struct dns_question {
    uint16_t id, type;
    const char *name; /* in any case */
} dns_question;

/* Between whom a question went. */
typedef struct dns_ends {
    iot_mac asker_mac, resolver_mac;
    iot_addr resolver;
} dns_ends;

/* A question passes by.
 * @return true if it is one that was asked before */
bool dns_asked_again(struct dns_asked *asked, const iot_observation *obs, const dns_question *is);
/* An answer passes by.
 * @return the ends of its question, if that was seen, and no answer to it before; else NULL. Valid
 *  until the next question */
const dns_ends *dns_asked_answered(struct dns_asked *asked, const iot_observation *obs,
                                   const dns_question *is);

#endif
