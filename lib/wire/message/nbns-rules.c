/* nbns-rules.c - which NetBIOS names are names of hosts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/nbns-rules.h"

/* RFC 1002 section 4.2.1.1. */
#define OPCODE_QUERY        0
#define OPCODE_REGISTRATION 5
#define OPCODE_REFRESH      8
#define OPCODE_REFRESH_ALT  9

#define NB_GROUP           0x80
#define SUFFIX_WORKSTATION 0x00
#define SUFFIX_SERVER      0x20

bool
iot_netbios_binds(unsigned opcode, bool response)
{
    return opcode == OPCODE_QUERY ? response
                                  : opcode == OPCODE_REGISTRATION || opcode == OPCODE_REFRESH ||
                                        opcode == OPCODE_REFRESH_ALT;
}

bool
iot_netbios_is_status(unsigned opcode, bool response)
{
    return opcode == OPCODE_QUERY && response;
}

/* IIS registers names of its own, of which one begins a host's. */
static bool
is_of_service(const char *name)
{
    return g_str_has_prefix(name, "IS~") || g_str_has_prefix(name, "INet~");
}

char *
iot_netbios_host(char *name, uint8_t suffix)
{
    if (is_of_service(name))
        return NULL;
    return suffix == SUFFIX_WORKSTATION || suffix == SUFFIX_SERVER ? g_strchomp(name) : NULL;
}

void
iot_netbios_tell(const char *host, const iot_addr *addr, uint8_t flags, iot_facts *facts)
{
    if (host && iot_addr_is_set(addr) && !(flags & NB_GROUP))
        iot_facts_add(facts, &(iot_fact){IOT_FACT_CLAIM,
                                         .claim = {IOT_NAME_NETBIOS, .addr = *addr, .name = host}});
}

bool
iot_netbios_status_is_host(uint8_t suffix, uint8_t flags)
{
    return suffix == SUFFIX_WORKSTATION && !(flags & NB_GROUP);
}
