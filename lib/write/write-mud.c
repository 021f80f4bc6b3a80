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
    iot_json_writer *to;
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
add_peer_match(iot_json_writer *to, const peer *other)
{
    if (other->kind != PEER_LOCAL && other->kind != PEER_CONTROLLER)
        return;
    iot_json_begin(to, "ietf-mud:mud", '{');
    if (other->kind == PEER_CONTROLLER) {
        iot_json_put_text(to, "controller", other->value);
    } else {
        /* A YANG leaf of type empty (RFC 7951 section 6.9). */
        iot_json_begin(to, "local-networks", '[');
        iot_json_put_text(to, NULL, NULL);
        iot_json_end(to, ']');
    }
    iot_json_end(to, '}');
}

static void
add_ip_match(const access_list *list, const iot_permit *permit, const peer *other)
{
    iot_json_writer *to = list->to;
    g_autofree char *network = NULL;

    iot_json_begin(to, list->family == 4 ? "ipv4" : "ipv6", '{');
    iot_json_put_int(to, "protocol", permit->ip_protocol);
    if (other->kind == PEER_NAME) {
        iot_json_put_text(to,
                          list->to_device ? "ietf-acldns:src-dnsname" : "ietf-acldns:dst-dnsname",
                          other->value);
    } else if (other->kind == PEER_ADDRESS) {
        g_autofree char *member = g_strdup_printf(
            "%s-ipv%u-network", list->to_device ? "source" : "destination", list->family);
        network = g_strdup_printf("%s/%u", other->value, list->family == 4 ? 32 : 128);
        iot_json_put_text(to, member, network);
    }
    iot_json_end(to, '}');
}

static void
add_port_match(const access_list *list, const iot_permit *permit)
{
    iot_json_writer *to = list->to;
    bool at_device = permit->offers;

    if (permit->service.transport == IOT_TRANSPORT_NONE)
        return;
    iot_json_begin(to, iot_transport_name(permit->service.transport), '{');
    if (permit->service.transport == IOT_TRANSPORT_TCP)
        iot_json_put_text(to, "ietf-mud:direction-initiated",
                          permit->offers ? "to-device" : "from-device");
    iot_json_begin(to, at_device == list->to_device ? "destination-port" : "source-port", '{');
    iot_json_put_text(to, "operator", "eq");
    iot_json_put_int(to, "port", permit->service.port);
    iot_json_end(to, '}');
    iot_json_end(to, '}');
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
    iot_json_writer *to = list->to;

    if (!is_new(list, permit, &other))
        return;
    g_autofree char *name =
        g_strdup_printf("%s-%u", list->to_device ? "to" : "from", g_hash_table_size(list->written));
    iot_json_begin(to, NULL, '{');
    iot_json_put_text(to, "name", name);
    iot_json_begin(to, "matches", '{');
    add_peer_match(to, &other);
    add_ip_match(list, permit, &other);
    add_port_match(list, permit);
    iot_json_end(to, '}');
    iot_json_begin(to, "actions", '{');
    iot_json_put_text(to, "forwarding", "accept");
    iot_json_end(to, '}');
    iot_json_end(to, '}');
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
add_acl(iot_json_writer *to, const iot_policy *policy, uint8_t family, bool to_device)
{
    g_autoptr(GHashTable) written = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    access_list list = {to, family, to_device, written};
    char name[ACE_NAME_MAX + 1];

    iot_json_begin(to, NULL, '{');
    iot_json_put_text(to, "name", list_name(policy, &list, name));
    iot_json_put_text(to, "type", family == 4 ? "ipv4-acl-type" : "ipv6-acl-type");
    iot_json_begin(to, "aces", '{');
    iot_json_begin(to, "ace", '[');
    for (guint i = 0; i < policy->permits->len; i++)
        add_aces(&list, g_ptr_array_index(policy->permits, i));
    iot_json_end(to, ']');
    iot_json_end(to, '}');
    iot_json_end(to, '}');
}

static void
add_policy(iot_json_writer *to, const iot_policy *policy, bool to_device)
{
    char name[ACE_NAME_MAX + 1];

    iot_json_begin(to, to_device ? "to-device-policy" : "from-device-policy", '{');
    iot_json_begin(to, "access-lists", '{');
    iot_json_begin(to, "access-list", '[');
    for (uint8_t family = 4; family <= 6; family += 2) {
        access_list list = {to, family, to_device, NULL};
        iot_json_begin(to, NULL, '{');
        iot_json_put_text(to, "name", list_name(policy, &list, name));
        iot_json_end(to, '}');
    }
    iot_json_end(to, ']');
    iot_json_end(to, '}');
    iot_json_end(to, '}');
}

/* YANG strings exclude what Unicode calls noncharacters (RFC 7950 section 9.4). */
static void
add_text(iot_json_writer *to, const char *name, const char *text)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    g_autofree char *cut =
        g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), (glong)SYSTEMINFO_MAX_CHARS));

    iot_write_plain(plain, cut, strlen(cut), "", '?');
    iot_json_put_text(to, name, plain->str);
}

static void
add_systeminfo(iot_json_writer *to, const iot_policy *policy)
{
    const iot_device *device = policy->device;
    const char *what = iot_device_what(device), *vendor = iot_device_vendor(device);
    const char *maker = iot_device_fact(device, IOT_IDENTITY_MAKER);
    const char *model = iot_device_fact(device, IOT_IDENTITY_MODEL);

    what = what ? what : vendor;
    g_autofree char *whole = g_strdup_printf("%s%s%s%s", iot_device_name(device), what ? " (" : "",
                                             what ? what : "", what ? ")" : "");
    add_text(to, "systeminfo", whole);
    if (maker)
        add_text(to, "mfg-name", maker);
    if (model)
        add_text(to, "model-name", model);
}

static void
add_mud(iot_json_writer *to, const iot_policy *policy)
{
    g_autofree char *url = g_strdup_printf(MUD_URL, policy->slug);
    char text[IOT_UNITS_TEXT];
    int64_t first, last;

    iot_capture_span(policy->report->capture, &first, &last);
    iot_json_begin(to, "ietf-mud:mud", '{');
    iot_json_put_int(to, "mud-version", 1);
    iot_json_put_text(to, "mud-url", url);
    iot_json_put_text(to, "last-update", iot_format_time(last, text));
    iot_json_put_int(to, "cache-validity", CACHE_VALIDITY_HOURS);
    iot_json_put_bool(to, "is-supported", true);
    add_systeminfo(to, policy);
    add_policy(to, policy, false);
    add_policy(to, policy, true);
    iot_json_end(to, '}');
}

static void
add_document(iot_json_writer *to, const iot_policy *policy)
{
    iot_json_begin(to, NULL, '{');
    add_mud(to, policy);
    iot_json_begin(to, "ietf-access-control-list:acls", '{');
    iot_json_begin(to, "acl", '[');
    for (unsigned i = 0; i < 4; i++)
        add_acl(to, policy, i % 2 ? 6 : 4, i >= 2);
    iot_json_end(to, ']');
    iot_json_end(to, '}');
    iot_json_end(to, '}');
}

void
iot_write_mud_device(const iot_policy *policy, GString *out)
{
    iot_json_writer to = {.text = out, .pretty = true};

    add_document(&to, policy);
    g_string_append_c(out, '\n');
}

void
iot_write_mud(const iot_report *report, GString *out)
{
    iot_json_writer to = {.text = out, .pretty = true};

    iot_json_begin(&to, NULL, '[');
    for (guint i = 0; i < report->policies->all->len; i++)
        add_document(&to, g_ptr_array_index(report->policies->all, i));
    iot_json_end(&to, ']');
    g_string_append_c(out, '\n');
}
