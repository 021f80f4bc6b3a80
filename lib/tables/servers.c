/* servers.c - the servers that the network itself names
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/servers.h"

struct iot_announced {
    GArray *servers[IOT_ROLES]; /* of iot_addr */
    GArray *dhcp;               /* of iot_dhcp_server */
    uint64_t dropped;
};

iot_announced *
iot_announced_new(void)
{
    iot_announced *announced = g_new0(iot_announced, 1);

    for (unsigned i = 0; i < IOT_ROLES; i++)
        announced->servers[i] = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    announced->dhcp = g_array_new(FALSE, FALSE, sizeof(iot_dhcp_server));
    return announced;
}

void
iot_announced_free(iot_announced *announced)
{
    if (!announced)
        return;
    for (unsigned i = 0; i < IOT_ROLES; i++)
        g_array_unref(announced->servers[i]);
    g_array_unref(announced->dhcp);
    g_free(announced);
}

const GArray *
iot_announced_servers(const iot_announced *announced, iot_role role)
{
    return announced->servers[role];
}

bool
iot_announced_any(const iot_announced *announced, iot_role role)
{
    return announced->servers[role]->len > 0;
}

bool
iot_announced_has(const iot_announced *announced, iot_role role, const iot_addr *addr)
{
    const GArray *list = announced->servers[role];

    for (guint i = 0; i < list->len; i++)
        if (iot_addr_equal(&g_array_index(list, iot_addr, i), addr))
            return true;
    return false;
}

void
iot_announced_observe(iot_announced *announced, iot_role role, const iot_addr *addr)
{
    GArray *list = announced->servers[role];

    if (!iot_addr_is_unicast(addr) || iot_announced_has(announced, role, addr))
        return;
    if (list->len < IOT_ANNOUNCED_MAX)
        g_array_append_val(list, *addr);
    else
        announced->dropped++;
}

void
iot_announced_observe_dhcp(iot_announced *announced, const iot_addr *addr, const iot_mac *mac,
                           uint32_t frame, uint32_t times)
{
    iot_dhcp_server made = {*addr, *mac, frame, times};

    for (guint i = 0; i < announced->dhcp->len; i++) {
        iot_dhcp_server *known = &g_array_index(announced->dhcp, iot_dhcp_server, i);
        if (iot_addr_equal(&known->addr, addr) && iot_mac_equal(&known->mac, mac)) {
            known->count += times;
            return;
        }
    }
    if (announced->dhcp->len < IOT_ANNOUNCED_MAX)
        g_array_append_val(announced->dhcp, made);
    else
        announced->dropped++;
}

uint64_t
iot_announced_dropped(const iot_announced *announced)
{
    return announced->dropped;
}

unsigned
iot_announced_dhcp_count(const iot_announced *announced)
{
    return announced->dhcp->len;
}

const iot_dhcp_server *
iot_announced_dhcp(const iot_announced *announced, unsigned i)
{
    g_assert(i < announced->dhcp->len);
    return &g_array_index(announced->dhcp, iot_dhcp_server, i);
}
