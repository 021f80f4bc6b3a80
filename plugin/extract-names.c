/* extract-names.c - names of devices from NetBIOS and UPnP descriptions
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "extract-internal.h"
#include "upnp-name.h"
#include "netbios.h"

#include <string.h>

/* Wireshark writes "FILESERVER<20> (Server service)". The suffix says whether it names a host. */
static const char *
host_of_netbios(wmem_allocator_t *pool, const char *text)
{
    char *name = wmem_strdup(pool, text);
    char *comment = strstr(name, "> (");
    guint64 suffix;

    if (comment)
        comment[1] = '\0';
    gsize length = strlen(name);
    if (length < 5 || name[length - 4] != '<' || name[length - 1] != '>')
        return NULL;
    name[length - 1] = '\0';
    if (!g_ascii_string_to_unsigned(name + length - 3, 16, 0, 255, &suffix, NULL))
        return NULL;
    name[length - 4] = '\0';
    return iot_netbios_host(name, (guint8)suffix);
}

/* Records that bind a unique name to an address: registrations, refreshes, answers. */
static void
take_netbios_records(packet_info *pinfo, proto_tree *tree, iot_facts *facts)
{
    GPtrArray *names = wanted_all(tree, W_NBNS_NAME), *addrs = wanted_all(tree, W_NBNS_ADDR);
    guint at = 0;

    for (guint i = 0; names && i < names->len; i++) {
        field_info *name = g_ptr_array_index(names, i);
        field_info *next = i + 1 < names->len ? g_ptr_array_index(names, i + 1) : NULL;
        field_info *field;
        while ((field = wanted_within(addrs, &at, name, next))) {
            iot_addr addr = wanted_ipv4(field);
            guint8 flags[2];
            const char *host = host_of_netbios(pinfo->pool, wanted_string(name));
            if (wanted_bytes(field, -2, 2, flags))
                iot_netbios_tell(host, &addr, flags[0], facts);
        }
    }
}

/* A node status answer lists what its sender is called: 15 characters, suffix, flags. */
static void
take_netbios_status(packet_info *pinfo, proto_tree *tree, const iot_observation *obs,
                    iot_facts *facts)
{
    GPtrArray *all = wanted_all(tree, W_NBNS_STATUS_NAME);
    guint8 b[IOT_NETBIOS_NAME_BYTES + 3];

    for (guint i = 0; all && i < all->len; i++) {
        if (!wanted_bytes(g_ptr_array_index(all, i), 0, sizeof b, b) ||
            !iot_netbios_status_is_host(b[IOT_NETBIOS_NAME_BYTES], b[IOT_NETBIOS_NAME_BYTES + 1]))
            continue;
        char *host = wmem_strndup(pinfo->pool, (const char *)b, IOT_NETBIOS_NAME_BYTES);
        iot_facts_add_claim(facts, IOT_NAME_NETBIOS, NULL, &obs->src, g_strchomp(host));
        return;
    }
}

void
extract_netbios(packet_info *pinfo, proto_tree *tree, const iot_observation *obs, iot_facts *facts)
{
    /* The field stands at the flags; RFC 1002 section 4.2.1.1. */
    guint8 flags = wanted_u8(wanted_first(tree, W_NBNS_RESPONSE), 0);
    bool response = flags & 0x80;
    unsigned opcode = flags >> 3 & 0x0f;

    if (iot_netbios_binds(opcode, response))
        take_netbios_records(pinfo, tree, facts);
    if (iot_netbios_is_status(opcode, response))
        take_netbios_status(pinfo, tree, obs, facts);
}

void
extract_upnp(packet_info *pinfo, proto_tree *tree, const iot_observation *obs, iot_facts *facts)
{
    GPtrArray *tags = wanted_all(tree, W_XML_TAG), *texts = wanted_all(tree, W_XML_CDATA);

    for (guint i = 0; tags && i < tags->len; i++) {
        field_info *tag = g_ptr_array_index(tags, i);
        const char *name = wanted_string(tag);
        guint cursor = 0;
        if (!name || strcmp(name, IOT_UPNP_NAME_TAG) != 0)
            continue;
        field_info *next = i + 1 < tags->len ? g_ptr_array_index(tags, i + 1) : NULL;
        const char *text = wanted_string(wanted_within(texts, &cursor, tag, next));
        g_autofree char *plain = text ? iot_upnp_name_plain(text) : NULL;
        if (plain)
            iot_facts_add_claim(facts, IOT_NAME_SSDP, NULL, &obs->src,
                                wmem_strdup(pinfo->pool, plain));
        return;
    }
}
