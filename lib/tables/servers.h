/* servers.h - the servers that the network itself names
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: resolvers and time servers that DHCP or router advertisements announced, or the user
 * chose; and who answers as a DHCP server.
 */
#ifndef IOT_SERVERS_H
#define IOT_SERVERS_H

#include "base/revision.h"
#include "fact/observation.h"

/** Most servers of each kind. */
#define IOT_SERVERS_MAX 256

typedef struct iot_servers iot_servers;

/** Somebody who answered as a DHCP server. */
typedef struct iot_dhcp_server {
    iot_addr addr;
    iot_mac mac;
    uint32_t first_frame;
    uint32_t count; /**< answers */
} iot_dhcp_server;

iot_servers *iot_servers_new(void);
void iot_servers_free(iot_servers *servers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_servers, iot_servers_free)

/** How many servers were dropped at a cap. */
uint64_t iot_servers_dropped(const iot_servers *servers);
void iot_servers_observe(iot_servers *servers, iot_role role, const iot_addr *addr);
/** Somebody answered as a DHCP server, `times` times, in `frame` for the first. */
void iot_servers_observe_dhcp(iot_servers *servers, const iot_addr *addr, const iot_mac *mac,
                              uint32_t frame, uint32_t times);
/** True if any server of that role is known: without, nobody can be called foreign. */
bool iot_servers_any(const iot_servers *servers, iot_role role);
/** The servers of that role, of iot_addr, in order of first appearance. */
const GArray *iot_servers_get(const iot_servers *servers, iot_role role);
bool iot_servers_has(const iot_servers *servers, iot_role role, const iot_addr *addr);
/** Counts with each server that is new. */
iot_revision iot_servers_revision(const iot_servers *servers);
unsigned iot_servers_dhcp_count(const iot_servers *servers);
/** In order of first appearance. */
const iot_dhcp_server *iot_servers_dhcp(const iot_servers *servers, unsigned i);

#endif
