/* dns-pending.h - DNS questions that wait for their answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * By stream and transaction id, as Wireshark's dns.time: a question repeated within five seconds
 * keeps the time of the first; of several answers the first counts. Only the latest are remembered.
 */
#ifndef IOT_DNS_PENDING_H
#define IOT_DNS_PENDING_H

#include "fact/observation.h"

/* Questions that are remembered. */
#define DNS_TIMES_MAX 4096

struct dns_times;

struct dns_times *dns_times_new(void);
void dns_times_free(struct dns_times *times);

/* A message passes by.
 * @param obs its stream and time
 * @return of the first answer: since its question, in ns, which may run backwards; else 0 */
int64_t dns_times_see(struct dns_times *times, const iot_observation *obs, uint16_t id,
                      bool response);

/* A message over UDP passes by: who is asked is remembered by who asks, too.
 * @param ret_asked the one that the question went to, where an answer comes from another
 * @return true if so */
bool dns_times_detour(struct dns_times *times, const iot_observation *obs, uint16_t id,
                      bool response, iot_addr *ret_asked);

#endif
