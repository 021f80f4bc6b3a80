/* echo-pending.h - echo requests that wait for their replies
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Only the latest are remembered.
 */
#ifndef IOT_ECHO_PENDING_H
#define IOT_ECHO_PENDING_H

#include "base/addr.h"

/* Requests that are remembered. */
#define ECHOES_MAX 1024

typedef struct echoes echoes;

typedef struct echo {
    iot_addr asker, asked;
    uint32_t number;   /* identifier and sequence number */
    uint16_t checksum; /* as it would be without the type, the same in request and reply */
    int64_t time_ns;   /* of this packet */
} echo;

echoes *echoes_new(void);
void echoes_free(echoes *e);

/* A checksum as it would be if the sum of the packet were `type_word` less, which is one of type
 * and code (RFC 1624); one of two forms of zero. */
uint16_t echo_checksum(uint16_t checksum, uint16_t type_word);
void echoes_ask(echoes *e, const echo *request);
/* How long after its request a reply came, ns; 0: nobody asked, or was answered before. */
int64_t echoes_answer(echoes *e, const echo *reply);

#endif
