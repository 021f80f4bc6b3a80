/* user-agent.h - which program on which system a device asks with
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_USER_AGENT_H
#define IOT_USER_AGENT_H

#include "wire/packet.h"

/* Adds the value of a User-Agent header to the facts, and the model that Android says in it. */
void user_agent_tell(packet *p, cursor agent);
/* Adds the program that a request names, and where one goes that is of no browser: host and path,
 * without what is asked of that. Nothing if somebody passed it on for another.
 * @param headers from the request's first line on
 * @param host whom it names; NULL: nobody, or an address */
void user_agent_tell_request(packet *p, cursor headers, const char *host);
/* Adds the program that answers; false, and nothing is told, if somebody passed the answer on for
 * another.
 * @param headers from the response's first line on */
bool user_agent_tell_response(packet *p, cursor headers);

#endif
