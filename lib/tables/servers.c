/* servers.c - the servers that the network itself names
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/servers.h"

struct iot_servers {
    GArray *servers[IOT_ROLES]; /* of iot_addr */
    GArray *dhcp;               /* of iot_dhcp_server */
    uint64_t dropped;
};

iot_servers *
iot_servers_new(void)
{
    iot_servers *servers = g_new0(iot_servers, 1);

    for (unsigned i = 0; i < IOT_ROLES; i++)
        servers->servers[i] = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    servers->dhcp = g_array_new(FALSE, FALSE, sizeof(iot_dhcp_server));
    return servers;
}

void
iot_servers_free(iot_servers *servers)
{
    if (!servers)
        return;
    for (unsigned i = 0; i < IOT_ROLES; i++)
        g_array_unref(servers->servers[i]);
    g_array_unref(servers->dhcp);
    g_free(servers);
}

const GArray *
iot_servers_get(const iot_servers *servers, iot_role role)
{
    return servers->servers[role];
}

bool
iot_servers_any(const iot_servers *servers, iot_role role)
{
    return servers->servers[role]->len > 0;
}

bool
iot_servers_has(const iot_servers *servers, iot_role role, const iot_addr *addr)
{
    const GArray *list = servers->servers[role];

    for (guint i = 0; i < list->len; i++)
        if (iot_addr_equal(&g_array_index(list, iot_addr, i), addr))
            return true;
    return false;
}

void
iot_servers_observe(iot_servers *servers, iot_role role, const iot_addr *addr)
{
    GArray *list = servers->servers[role];

    if (!iot_addr_is_unicast(addr) || iot_servers_has(servers, role, addr))
        return;
    if (list->len < IOT_SERVERS_MAX)
        g_array_append_val(list, *addr);
    else
        servers->dropped++;
}

void
iot_servers_observe_dhcp(iot_servers *servers, const iot_addr *addr, const iot_mac *mac,
                         uint32_t frame, uint32_t times)
{
    iot_dhcp_server made = {*addr, *mac, frame, times};

    for (guint i = 0; i < servers->dhcp->len; i++) {
        iot_dhcp_server *known = &g_array_index(servers->dhcp, iot_dhcp_server, i);
        if (iot_addr_equal(&known->addr, addr) && iot_mac_equal(&known->mac, mac)) {
            known->count += times;
            return;
        }
    }
    if (servers->dhcp->len < IOT_SERVERS_MAX)
        g_array_append_val(servers->dhcp, made);
    else
        servers->dropped++;
}

uint64_t
iot_servers_dropped(const iot_servers *servers)
{
    return servers->dropped;
}

iot_revision
iot_servers_revision(const iot_servers *servers)
{
    iot_revision all = servers->dhcp->len;

    for (unsigned i = 0; i < IOT_ROLES; i++)
        all += servers->servers[i]->len;
    return all;
}

unsigned
iot_servers_dhcp_count(const iot_servers *servers)
{
    return servers->dhcp->len;
}

const iot_dhcp_server *
iot_servers_dhcp(const iot_servers *servers, unsigned i)
{
    g_assert(i < servers->dhcp->len);
    return &g_array_index(servers->dhcp, iot_dhcp_server, i);
}
