/* write-mud.c - what devices need as Manufacturer Usage Descriptions
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 8520, on the access lists of RFC 8519. A document has a list per direction and family. What
 * is inside the network is not named (the document is about a kind of device, in any network): it
 * is local-networks, or a controller that the network itself provides.
 */
#include "base/hash.h"
#include "base/units.h"
#include "write/write-internal.h"

#include <string.h>

#define SYSTEMINFO_MAX_CHARS 60 /* RFC 8520 section 3.6 */
#define CACHE_VALIDITY_HOURS 48 /* of 1 to 168 (section 3.4); its own example */
/* Reserved for documentation (RFC 2606): whoever publishes the file has a place of his own. */
#define MUD_URL      "https://mud.example/%s.json"
#define ACE_NAME_MAX 64

/* How the other side is matched. */
typedef enum peer_kind {
    PEER_NAME,
    PEER_ADDRESS,
    PEER_LOCAL,
    PEER_CONTROLLER,
} peer_kind;

typedef struct peer {
    peer_kind kind;
    const char *value; /* NULL for PEER_LOCAL */
} peer;

/* One access list while it is written. */
typedef struct access_list {
    JsonBuilder *builder;
    uint8_t family; /* 4 or 6 */
    bool to_device;
    GHashTable *written; /* what stands in the list already, as text */
} access_list;

static const char *
list_name(const iot_policy *policy, const access_list *list, char buffer[ACE_NAME_MAX + 1])
{
    g_snprintf(buffer, ACE_NAME_MAX + 1, "%s-v%u-%s", policy->slug, list->family,
               list->to_device ? "to" : "from");
    return buffer;
}

static void
add_peer_match(JsonBuilder *builder, const peer *other)
{
    if (other->kind != PEER_LOCAL && other->kind != PEER_CONTROLLER)
        return;
    json_builder_set_member_name(builder, "ietf-mud:mud");
    json_builder_begin_object(builder);
    if (other->kind == PEER_CONTROLLER) {
        iot_write_json_string(builder, "controller", other->value);
    } else {
        /* A YANG leaf of type empty (RFC 7951 section 6.9). */
        json_builder_set_member_name(builder, "local-networks");
        json_builder_begin_array(builder);
        json_builder_add_null_value(builder);
        json_builder_end_array(builder);
    }
    json_builder_end_object(builder);
}

static void
add_ip_match(const access_list *list, const iot_permit *permit, const peer *other)
{
    JsonBuilder *builder = list->builder;
    g_autofree char *network = NULL;

    json_builder_set_member_name(builder, list->family == 4 ? "ipv4" : "ipv6");
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "protocol");
    json_builder_add_int_value(builder, permit->ip_protocol);
    if (other->kind == PEER_NAME) {
        iot_write_json_string(
            builder, list->to_device ? "ietf-acldns:src-dnsname" : "ietf-acldns:dst-dnsname",
            other->value);
    } else if (other->kind == PEER_ADDRESS) {
        g_autofree char *member = g_strdup_printf(
            "%s-ipv%u-network", list->to_device ? "source" : "destination", list->family);
        network = g_strdup_printf("%s/%u", other->value, list->family == 4 ? 32 : 128);
        iot_write_json_string(builder, member, network);
    }
    json_builder_end_object(builder);
}

static void
add_port_match(const access_list *list, const iot_permit *permit)
{
    JsonBuilder *builder = list->builder;
    bool at_device = permit->offers;

    if (permit->service.transport == IOT_TRANSPORT_NONE)
        return;
    json_builder_set_member_name(builder, iot_transport_name(permit->service.transport));
    json_builder_begin_object(builder);
    if (permit->service.transport == IOT_TRANSPORT_TCP)
        iot_write_json_string(builder, "ietf-mud:direction-initiated",
                              permit->offers ? "to-device" : "from-device");
    json_builder_set_member_name(builder,
                                 at_device == list->to_device ? "destination-port" : "source-port");
    json_builder_begin_object(builder);
    iot_write_json_string(builder, "operator", "eq");
    json_builder_set_member_name(builder, "port");
    json_builder_add_int_value(builder, permit->service.port);
    json_builder_end_object(builder);
    json_builder_end_object(builder);
}

/* Different names of ours can come down to the same match, as everything local does. */
static bool
is_new(access_list *list, const iot_permit *permit, const peer *other)
{
    return g_hash_table_add(list->written,
                            g_strdup_printf("%d %s %u %u %d", (int)other->kind,
                                            other->value ? other->value : "", permit->ip_protocol,
                                            permit->service.port, permit->offers));
}

static void
add_ace(access_list *list, const iot_permit *permit, peer_kind kind, const char *value)
{
    const peer other = {kind, value};
    JsonBuilder *builder = list->builder;

    if (!is_new(list, permit, &other))
        return;
    g_autofree char *name =
        g_strdup_printf("%s-%u", list->to_device ? "to" : "from", g_hash_table_size(list->written));
    json_builder_begin_object(builder);
    iot_write_json_string(builder, "name", name);
    json_builder_set_member_name(builder, "matches");
    json_builder_begin_object(builder);
    add_peer_match(builder, &other);
    add_ip_match(list, permit, &other);
    add_port_match(list, permit);
    json_builder_end_object(builder);
    json_builder_set_member_name(builder, "actions");
    json_builder_begin_object(builder);
    iot_write_json_string(builder, "forwarding", "accept");
    json_builder_end_object(builder);
    json_builder_end_object(builder);
}

static void
add_ace_per_address(access_list *list, const iot_permit *permit)
{
    char text[IOT_ADDR_TEXT];

    for (guint i = 0; i < permit->addresses->len; i++) {
        const iot_addr *addr = &g_array_index(permit->addresses, iot_addr, i);
        if (addr->family == list->family)
            add_ace(list, permit, PEER_ADDRESS, iot_addr_format(addr, text));
    }
}

/* Who is asked by multicast answers from an address of his own. Neighbour discovery has as many
 * groups as there are neighbours. */
static void
add_group_aces(access_list *list, const iot_permit *permit)
{
    if (permit->ip_protocol == 58 || (list->to_device && !permit->offers))
        add_ace(list, permit, PEER_LOCAL, NULL);
    else if (!list->to_device)
        add_ace_per_address(list, permit);
}

static void
add_aces(access_list *list, const iot_permit *permit)
{
    if (!iot_permit_has_family(permit, list->family))
        return;
    /* A network may have time of its own to offer, whatever server the device was told. */
    if (permit->asks_time && permit->kind != IOT_PERMIT_GROUP)
        add_ace(list, permit, PEER_CONTROLLER, "urn:ietf:params:mud:ntp");
    if (permit->kind == IOT_PERMIT_RESOLVER)
        add_ace(list, permit, PEER_CONTROLLER, "urn:ietf:params:mud:dns");
    else if (permit->kind == IOT_PERMIT_GROUP)
        add_group_aces(list, permit);
    else if (permit->kind == IOT_PERMIT_LOCAL)
        add_ace(list, permit, PEER_LOCAL, NULL);
    else if (permit->kind == IOT_PERMIT_REMOTE && permit->dns_name)
        add_ace(list, permit, PEER_NAME, permit->dns_name);
    else if (permit->kind == IOT_PERMIT_REMOTE)
        add_ace_per_address(list, permit);
}

static void
add_acl(JsonBuilder *builder, const iot_policy *policy, uint8_t family, bool to_device)
{
    g_autoptr(GHashTable) written = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    access_list list = {builder, family, to_device, written};
    char name[ACE_NAME_MAX + 1];

    json_builder_begin_object(builder);
    iot_write_json_string(builder, "name", list_name(policy, &list, name));
    iot_write_json_string(builder, "type", family == 4 ? "ipv4-acl-type" : "ipv6-acl-type");
    json_builder_set_member_name(builder, "aces");
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "ace");
    json_builder_begin_array(builder);
    for (guint i = 0; i < policy->permits->len; i++)
        add_aces(&list, g_ptr_array_index(policy->permits, i));
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    json_builder_end_object(builder);
}

static void
add_policy(JsonBuilder *builder, const iot_policy *policy, bool to_device)
{
    char name[ACE_NAME_MAX + 1];

    json_builder_set_member_name(builder, to_device ? "to-device-policy" : "from-device-policy");
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "access-lists");
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "access-list");
    json_builder_begin_array(builder);
    for (uint8_t family = 4; family <= 6; family += 2) {
        access_list list = {builder, family, to_device, NULL};
        json_builder_begin_object(builder);
        iot_write_json_string(builder, "name", list_name(policy, &list, name));
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    json_builder_end_object(builder);
}

static void
add_systeminfo(JsonBuilder *builder, const iot_policy *policy)
{
    const char *vendor = iot_device_vendor(policy->device);
    g_autoptr(GString) info = g_string_new(NULL);
    g_autofree char *whole =
        g_strdup_printf("%s%s%s%s", iot_device_name(policy->device), vendor ? " (" : "",
                        vendor ? vendor : "", vendor ? ")" : "");
    g_autofree char *cut =
        g_utf8_substring(whole, 0, MIN(g_utf8_strlen(whole, -1), (glong)SYSTEMINFO_MAX_CHARS));

    /* YANG strings exclude what Unicode calls noncharacters (RFC 7950 section 9.4). */
    iot_write_plain(info, cut, strlen(cut), "", '?');
    iot_write_json_string(builder, "systeminfo", info->str);
}

static void
add_mud(JsonBuilder *builder, const iot_policy *policy)
{
    g_autofree char *url = g_strdup_printf(MUD_URL, policy->slug);
    char text[IOT_UNITS_TEXT];
    int64_t first, last;

    iot_capture_span(policy->report->capture, &first, &last);
    json_builder_set_member_name(builder, "ietf-mud:mud");
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "mud-version");
    json_builder_add_int_value(builder, 1);
    iot_write_json_string(builder, "mud-url", url);
    iot_write_json_string(builder, "last-update", iot_format_time(last, text));
    json_builder_set_member_name(builder, "cache-validity");
    json_builder_add_int_value(builder, CACHE_VALIDITY_HOURS);
    json_builder_set_member_name(builder, "is-supported");
    json_builder_add_boolean_value(builder, TRUE);
    add_systeminfo(builder, policy);
    add_policy(builder, policy, false);
    add_policy(builder, policy, true);
    json_builder_end_object(builder);
}

static void
add_document(JsonBuilder *builder, const iot_policy *policy)
{
    json_builder_begin_object(builder);
    add_mud(builder, policy);
    json_builder_set_member_name(builder, "ietf-access-control-list:acls");
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "acl");
    json_builder_begin_array(builder);
    for (unsigned i = 0; i < 4; i++)
        add_acl(builder, policy, i % 2 ? 6 : 4, i >= 2);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    json_builder_end_object(builder);
}

void
iot_write_mud_device(const iot_policy *policy, GString *out)
{
    JsonBuilder *builder = json_builder_new();

    add_document(builder, policy);
    iot_write_json_tree(builder, true, out);
}

void
iot_write_mud(const iot_report *report, GString *out)
{
    g_autoptr(iot_policies) policies = iot_policies_new(report);
    guint n = policies->all->len;

    /* Document by document: one tree of all would take gigabytes where MACs are forged. */
    g_string_append_c(out, '[');
    for (guint i = 0; i < n; i++) {
        JsonBuilder *builder = json_builder_new();
        g_string_append(out, i ? ",\n  " : "\n  ");
        add_document(builder, g_ptr_array_index(policies->all, i));
        iot_write_json_inside(builder, "  ", out);
    }
    g_string_append(out, n > 0 ? "\n]\n" : "]\n");
}
