/* extract-names.c - names of devices from NetBIOS and UPnP descriptions
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "read/extract-internal.h"
#include "wire/message/nbns-rules.h"
#include "wire/message/upnp-name.h"

#include <string.h>

/* NetBIOS messages, RFC 1002 section 4.2: from the flags to the count of questions; from a record's
 * type to its length and data; an address in it has two octets of flags before it. */
#define RESPONSE         0x80
#define OPCODE_SHIFT     3
#define OPCODE_MASK      0x0f
#define QUESTIONS_OFFSET 2
#define TYPE_NB          0x20
#define TYPE_NBSTAT      0x21
#define LENGTH_OFFSET    8
#define DATA_OFFSET      10
#define ADDRESS_BYTES    6
#define ENTRY_BYTES      (IOT_NETBIOS_NAME_BYTES + 3)

/* Octets of a UPnP name; its limit is 64 characters. */
#define ELEMENT_MAX 1024

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
take_addresses(packet_info *pinfo, field_info *name, int data, int length, iot_facts *facts)
{
    const char *host = host_of_netbios(pinfo->pool, wanted_string(name));
    guint8 b[ADDRESS_BYTES];

    for (int at = data; at + ADDRESS_BYTES <= data + length; at += ADDRESS_BYTES) {
        if (!wanted_bytes(name, at, sizeof b, b))
            return;
        iot_addr addr = iot_addr_v4(b + 2);
        iot_netbios_tell(host, &addr, b[0], facts);
    }
}

/* A node status answer lists what its sender is called: 15 characters, suffix, flags. */
static void
take_status(packet_info *pinfo, field_info *name, int data, const iot_observation *obs,
            iot_facts *facts)
{
    guint8 b[ENTRY_BYTES];

    for (int i = 0; i < wanted_u8(name, data); i++) {
        if (!wanted_bytes(name, data + 1 + i * ENTRY_BYTES, ENTRY_BYTES, b))
            return;
        if (!iot_netbios_status_is_host(b[IOT_NETBIOS_NAME_BYTES], b[IOT_NETBIOS_NAME_BYTES + 1]))
            continue;
        char *host = wmem_strndup(pinfo->pool, (const char *)b, IOT_NETBIOS_NAME_BYTES);
        iot_facts_add_claim(facts, IOT_NAME_NETBIOS, NULL, &obs->src, g_strchomp(host));
        return;
    }
}

void
extract_netbios(packet_info *pinfo, proto_tree *tree, const iot_observation *obs, iot_facts *facts)
{
    field_info *header = wanted_first(tree, W_NBNS_FLAGS);
    GPtrArray *names = wanted_all(tree, W_NBNS_NAME);
    guint8 flags = wanted_u8(header, 0);
    bool response = flags & RESPONSE;
    unsigned opcode = flags >> OPCODE_SHIFT & OPCODE_MASK;

    /* Those of questions come first. */
    for (guint i = wanted_u16(header, QUESTIONS_OFFSET); names && i < names->len; i++) {
        field_info *name = g_ptr_array_index(names, i);
        int record = name->length, data = record + DATA_OFFSET;
        guint16 type = wanted_u16(name, record);
        if (type == TYPE_NB && iot_netbios_binds(opcode, response))
            take_addresses(pinfo, name, data, wanted_u16(name, record + LENGTH_OFFSET), facts);
        if (type == TYPE_NBSTAT && iot_netbios_is_status(opcode, response))
            take_status(pinfo, name, data, obs, facts);
    }
}

/* What stands between the tag, where the field begins, and the next. */
static const char *
text_of_element(packet_info *pinfo, field_info *element)
{
    const int tag = (int)strlen(IOT_UPNP_NAME_TAG);
    guint8 next;

    for (int length = 0; length < ELEMENT_MAX && wanted_bytes(element, tag + length, 1, &next);
         length++)
        if (next == '<')
            return wanted_text(pinfo, element, tag, (unsigned)length, ENC_UTF_8);
    return NULL;
}

void
extract_upnp(packet_info *pinfo, proto_tree *tree, const iot_observation *obs, iot_facts *facts)
{
    GPtrArray *tags = wanted_all(tree, W_XML_TAG);

    for (guint i = 0; tags && i < tags->len; i++) {
        field_info *tag = g_ptr_array_index(tags, i);
        const char *name = wanted_string(tag);
        if (!name || strcmp(name, IOT_UPNP_NAME_TAG) != 0)
            continue;
        const char *text = text_of_element(pinfo, tag);
        g_autofree char *plain = text ? iot_upnp_name_plain(text) : NULL;
        if (plain)
            iot_facts_add_claim(facts, IOT_NAME_SSDP, NULL, &obs->src,
                                wmem_strdup(pinfo->pool, plain));
        return;
    }
}
