/* nbns-rules.h - which NetBIOS names are names of hosts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rules alone (RFC 1002 section 4.2); how the message was read is the reader's business.
 * Stateless.
 */
#ifndef IOT_NBNS_RULES_H
#define IOT_NBNS_RULES_H

#include "fact/fact-list.h"

/** Characters of a name, padded with spaces; the suffix that follows tells what it is for. */
#define IOT_NETBIOS_NAME_BYTES 15

/** True if records of such a message bind names to addresses: registrations, refreshes, answers.
 *  Questions are not taken: they have the names of others. */
bool iot_netbios_binds(unsigned opcode, bool response);
/** True if such a message can be a node's status, the list of its own names. */
bool iot_netbios_is_status(unsigned opcode, bool response);

/** Removes the padding: the name of a host, or NULL if the suffix says that it is no host's.
 *  @param name changed in place */
char *iot_netbios_host(char *name, uint8_t suffix);
/** A record binds `name` to `addr`: adds the claim of a host, unless the flags say that it is a
 *  group's. Ignored if `addr` is none.
 *  @param host of iot_netbios_host; not copied; NULL: ignored
 *  @param flags the first octet of the record's */
void iot_netbios_tell(const char *host, const iot_addr *addr, uint8_t flags, iot_facts *facts);
/** True if a status entry is the name of the node itself.
 *  @param flags the first octet of the entry's */
bool iot_netbios_status_is_host(uint8_t suffix, uint8_t flags);

#endif
