/* mud-read.c - from the JSON of a MUD document to its entries
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An entry that has anything we do not understand is a problem and not used: taken without that
 * part it would allow more than its author meant.
 */
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "reference/mud/mud-internal.h"

#include <string.h>

/* Where a reader is, to name the place of a problem. */
typedef struct list_place {
    mud_reader *reader;
    iot_mud *mud;
    bool from_device;
    uint8_t family;
    char *name; /* "list/entry", clean */
} list_place;

void
mud_free(gpointer data)
{
    iot_mud *mud = data;

    g_array_unref(mud->entries);
    g_free(mud->systeminfo);
    g_free(mud->url_name);
    g_free(mud->file);
    g_free(mud);
}

static void
clear_entry(gpointer data)
{
    g_clear_pointer(&((mud_entry *)data)->name, g_free);
}

void
mud_complain(mud_reader *reader, const char *place, const char *format, ...)
{
    g_autofree char *document = NULL;
    va_list args;

    if (!reader->problems || reader->n_problems++ >= IOT_MUD_PROBLEMS_MAX)
        return;
    va_start(args, format);
    g_autofree char *reason = g_strdup_vprintf(format, args);
    va_end(args);
    if (reader->document > 0)
        document = g_strdup_printf("document %u: ", reader->document);
    g_ptr_array_add(reader->problems,
                    g_strdup_printf("%s: %s%s%s%s", reader->label, document ? document : "",
                                    place ? place : "", place ? ": " : "", reason));
}

/* A number, also one in quotation marks, as some tools write them. */
static bool
as_number(JsonNode *node, guint64 max, guint64 *ret_number)
{
    const char *text = iot_json_text(node);

    if (text)
        return g_ascii_string_to_unsigned(text, 10, 0, max, ret_number, NULL);
    if (!node || !JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_INT64)
        return false;
    gint64 number = json_node_get_int(node);
    if (number < 0 || (guint64)number > max)
        return false;
    *ret_number = (guint64)number;
    return true;
}

/* For problems: untrusted names are short and clean. */
static char *
quoted(const char *text)
{
    g_autofree char *clean = text ? iot_text_clean(text, (gssize)MIN(strlen(text), 60)) : NULL;

    return g_strdup_printf("\"%s\"", clean ? clean : "");
}

static bool
refuse(const list_place *at, const char *what, const char *text, const char *reason)
{
    g_autofree char *quote = quoted(text);

    mud_complain(at->reader, at->name, "%s %s %s", what, quote, reason);
    return false;
}

static bool
read_port(const list_place *at, JsonObject *object, const char *name, uint16_t *ret_port)
{
    guint64 number = 0;

    if (!as_number(iot_json_member(object, name), 65535, &number)) {
        const char *text = iot_json_member_text(object, name);
        return refuse(at, name, text ? text : "", "is not a number from 0 to 65535");
    }
    *ret_port = (uint16_t)number;
    return true;
}

static bool
read_ports(const list_place *at, JsonNode *node, mud_ports *ret_ports)
{
    JsonObject *object = iot_json_object(node);
    const char *operator= iot_json_member_text(object, "operator");
    mud_ports ports = {.is_set = true, .low = 0, .high = 65535};
    uint16_t port;

    if (iot_json_member(object, "lower-port")) {
        if (!read_port(at, object, "lower-port", &ports.low) ||
            !read_port(at, object, "upper-port", &ports.high))
            return false;
        if (ports.low > ports.high)
            return refuse(at, "lower-port", "", "is above upper-port");
    } else {
        if (!read_port(at, object, "port", &port))
            return false;
        operator= iot_json_member(object, "operator") ? operator: "eq";
        ports.negated = g_strcmp0(operator, "neq") == 0;
        if (g_strcmp0(operator, "eq") == 0 || ports.negated)
            ports.low = ports.high = port;
        else if (g_strcmp0(operator, "lte") == 0)
            ports.high = port;
        else if (g_strcmp0(operator, "gte") == 0)
            ports.low = port;
        else
            return refuse(at, "operator", operator, "is none of eq, neq, lte, gte");
    }
    *ret_ports = ports;
    return true;
}

static bool
set_protocol(const list_place *at, mud_entry *entry, uint8_t ip_protocol)
{
    if (entry->ip_protocol != 0 && entry->ip_protocol != ip_protocol)
        return refuse(at, "protocol", "", "is said twice, and differs");
    entry->ip_protocol = ip_protocol;
    return true;
}

static bool
read_transport(const list_place *at, const char *name, JsonObject *object, mud_entry *entry)
{
    g_autoptr(GList) keys = json_object_get_members(object);

    if (!set_protocol(at, entry, strcmp(name, "tcp") == 0 ? 6 : 17))
        return false;
    for (GList *key = keys; key; key = key->next) {
        JsonNode *node = json_object_get_member(object, key->data);
        if (strcmp(key->data, "source-port") == 0) {
            if (!read_ports(at, node, at->from_device ? &entry->device : &entry->remote))
                return false;
        } else if (strcmp(key->data, "destination-port") == 0) {
            if (!read_ports(at, node, at->from_device ? &entry->remote : &entry->device))
                return false;
        } else if (strcmp(key->data, "ietf-mud:direction-initiated") == 0) {
            entry->begun_by_device = g_strcmp0(iot_json_text(node), "from-device") == 0;
            entry->begun_by_other = g_strcmp0(iot_json_text(node), "to-device") == 0;
            if (!entry->begun_by_device && !entry->begun_by_other)
                return refuse(at, "direction-initiated", iot_json_text(node),
                              "is neither from-device nor to-device");
        } else {
            return refuse(at, "match", key->data, "is not understood");
        }
    }
    return true;
}

/* A YANG host is a name or an address (RFC 6991). */
static bool
read_host(const list_place *at, JsonNode *node, mud_entry *entry)
{
    const char *text = iot_json_text(node);
    iot_addr addr;

    if (text && iot_addr_parse(text, &addr)) {
        entry->prefix = iot_prefix_of(&addr, addr.family == 4 ? 32 : 128);
        return true;
    }
    g_free(entry->name);
    entry->name = text ? iot_text_clean(text, -1) : NULL;
    if (!entry->name)
        return refuse(at, "name", text, "is none");
    gsize length = strlen(entry->name);
    if (entry->name[length - 1] == '.')
        entry->name[length - 1] = '\0';
    return true;
}

static bool
read_network(const list_place *at, JsonNode *node, uint8_t family, mud_entry *entry)
{
    const char *text = iot_json_text(node);
    iot_prefix prefix;

    if (!text || !iot_prefix_parse(text, &prefix) || prefix.addr.family != family)
        return refuse(at, "network", text, family == 4 ? "is not IPv4" : "is not IPv6");
    entry->prefix = prefix;
    return true;
}

static bool
read_ip(const list_place *at, const char *name, JsonObject *object, mud_entry *entry)
{
    uint8_t family = name[3] == '4' ? 4 : 6;
    const char *host = at->from_device ? "ietf-acldns:dst-dnsname" : "ietf-acldns:src-dnsname";
    g_autofree char *network =
        g_strdup_printf("%s-%s-network", at->from_device ? "destination" : "source", name);
    g_autoptr(GList) keys = json_object_get_members(object);
    guint64 number;

    if (entry->family != 0 && entry->family != family)
        return refuse(at, "match", name, "stands in a list of the other family");
    entry->family = family;
    for (GList *key = keys; key; key = key->next) {
        JsonNode *node = json_object_get_member(object, key->data);
        bool good;
        if (strcmp(key->data, "protocol") == 0)
            good = as_number(node, 255, &number) ? set_protocol(at, entry, (uint8_t)number)
                                                 : refuse(at, "protocol", iot_json_text(node),
                                                          "is not a number from 0 to 255");
        else if (strcmp(key->data, host) == 0)
            good = read_host(at, node, entry);
        else if (strcmp(key->data, network) == 0)
            good = read_network(at, node, family, entry);
        else
            good = refuse(at, "match", key->data, "is not understood");
        if (!good)
            return false;
    }
    return true;
}

static bool
read_mud_match(const list_place *at, JsonObject *object, mud_entry *entry)
{
    static const char *const local[] = {"local-networks", "manufacturer",  "same-manufacturer",
                                        "model",          "my-controller", NULL};
    g_autoptr(GList) keys = json_object_get_members(object);

    for (GList *key = keys; key; key = key->next) {
        const char *class = iot_json_text(json_object_get_member(object, key->data));
        if (strcmp(key->data, "controller") == 0)
            entry->peers = g_strcmp0(class, "urn:ietf:params:mud:dns") == 0   ? MUD_RESOLVER
                           : g_strcmp0(class, "urn:ietf:params:mud:ntp") == 0 ? MUD_TIME_SERVER
                                                                              : MUD_LOCAL;
        else if (g_strv_contains(local, key->data))
            entry->peers = MUD_LOCAL;
        else
            return refuse(at, "match", key->data, "is not understood");
    }
    return true;
}

static bool
read_matches(const list_place *at, JsonObject *matches, mud_entry *entry)
{
    g_autoptr(GList) keys = json_object_get_members(matches);

    for (GList *key = keys; key; key = key->next) {
        const char *name = key->data;
        JsonObject *object = iot_json_member_object(matches, name);
        bool good = false;
        if (!object)
            refuse(at, "match", name, "is no object");
        else if (strcmp(name, "ipv4") == 0 || strcmp(name, "ipv6") == 0)
            good = read_ip(at, name, object, entry);
        else if (strcmp(name, "tcp") == 0 || strcmp(name, "udp") == 0)
            good = read_transport(at, name, object, entry);
        else if (strcmp(name, "ietf-mud:mud") == 0)
            good = read_mud_match(at, object, entry);
        else if (strcmp(name, "icmp") == 0)
            good = set_protocol(at, entry, entry->family == 6 ? 58 : 1);
        else
            refuse(at, "match", name, "is not understood");
        if (!good)
            return false;
    }
    return true;
}

static bool
read_entry(const list_place *at, JsonObject *ace, mud_entry *entry)
{
    const char *action = iot_json_member_text(iot_json_member_object(ace, "actions"), "forwarding");
    JsonObject *matches = iot_json_member_object(ace, "matches");

    if (action && g_str_has_prefix(action, "ietf-access-control-list:"))
        action += strlen("ietf-access-control-list:");
    entry->accept = g_strcmp0(action, "accept") == 0;
    if (!entry->accept && g_strcmp0(action, "drop") != 0 && g_strcmp0(action, "reject") != 0)
        return refuse(at, "forwarding", action, "is none of accept, drop, reject");
    if (!matches) {
        mud_complain(at->reader, at->name, "has no matches");
        return false;
    }
    return read_matches(at, matches, entry);
}

/* False at the cap. */
static bool
keep_entry(list_place *at, JsonNode *node, const char *list, guint number)
{
    JsonObject *ace = iot_json_object(node);
    const char *name = iot_json_member_text(ace, "name");
    g_autofree char *both = name ? g_strdup_printf("%.60s/%.60s", list, name)
                                 : g_strdup_printf("%.60s/%u", list, number);
    mud_entry entry = {.from_device = at->from_device, .family = at->family};

    if (at->mud->entries->len >= IOT_MUD_ENTRIES_MAX || at->reader->entries_left == 0) {
        mud_complain(at->reader, at->name, "too many entries; the rest is not used");
        return false;
    }
    g_autofree char *clean = iot_text_clean(both, -1);
    at->name = clean;
    if (!ace) {
        mud_complain(at->reader, at->name, "is no object");
    } else if (read_entry(at, ace, &entry)) {
        g_array_append_val(at->mud->entries, entry);
        entry.name = NULL;
        at->reader->entries_left--;
    }
    g_free(entry.name);
    at->name = NULL;
    return true;
}

static void
read_list(list_place *at, JsonObject *acl)
{
    const char *name = iot_json_member_text(acl, "name"), *type = iot_json_member_text(acl, "type");
    JsonArray *aces = iot_json_member_array(iot_json_member_object(acl, "aces"), "ace");

    if (type && g_str_has_suffix(type, "ipv4-acl-type"))
        at->family = 4;
    else if (type && g_str_has_suffix(type, "ipv6-acl-type"))
        at->family = 6;
    else
        at->family = 0;
    for (guint i = 0; aces && i < json_array_get_length(aces); i++)
        if (!keep_entry(at, json_array_get_element(aces, i), name, i + 1))
            return;
}

/* name -> acl object; the first of a name counts. */
static GHashTable *
index_lists(JsonObject *document)
{
    JsonObject *all = iot_json_member_object(document, "ietf-access-control-list:acls");
    GHashTable *index = g_hash_table_new(iot_hash_text, g_str_equal);

    /* The name in the drafts, which tools still write. */
    if (!all)
        all = iot_json_member_object(document, "ietf-access-control-list:access-lists");
    JsonArray *lists = iot_json_member_array(all, "acl");
    for (guint i = 0; lists && i < json_array_get_length(lists); i++) {
        JsonObject *acl = iot_json_object(json_array_get_element(lists, i));
        const char *name = iot_json_member_text(acl, "name");
        if (name && !g_hash_table_contains(index, name))
            g_hash_table_insert(index, (gpointer)name, acl);
    }
    return index;
}

static void
read_policy(mud_reader *reader, iot_mud *mud, GHashTable *lists, JsonObject *policy,
            bool from_device)
{
    JsonArray *names =
        iot_json_member_array(iot_json_member_object(policy, "access-lists"), "access-list");
    const char *place = from_device ? "from-device-policy" : "to-device-policy";
    list_place at = {.reader = reader, .mud = mud, .from_device = from_device};
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (guint i = 0; names && i < json_array_get_length(names); i++) {
        const char *name =
            iot_json_member_text(iot_json_object(json_array_get_element(names, i)), "name");
        JsonObject *acl = name ? g_hash_table_lookup(lists, name) : NULL;
        if (!acl) {
            g_autofree char *quote = quoted(name);
            mud_complain(reader, place, "there is no access list %s", quote);
        } else if (g_hash_table_add(seen, acl)) {
            read_list(&at, acl);
        }
    }
}

static char *
last_part(const char *url)
{
    const char *slash = strrchr(url, '/');
    g_autofree char *name = iot_text_clean(slash ? slash + 1 : url, -1);

    if (name && g_str_has_suffix(name, ".json"))
        name[strlen(name) - strlen(".json")] = '\0';
    return g_steal_pointer(&name);
}

static iot_mud *
read_document(mud_reader *reader, JsonNode *node)
{
    JsonObject *document = iot_json_object(node),
               *about = iot_json_member_object(document, "ietf-mud:mud");
    guint64 version = 0;

    if (!about) {
        mud_complain(reader, NULL, "is not MUD: no object \"ietf-mud:mud\"");
        return NULL;
    }
    if (!as_number(iot_json_member(about, "mud-version"), 255, &version) || version != 1) {
        mud_complain(reader, "mud-version", "is not 1");
        return NULL;
    }
    if (!iot_json_member_object(about, "from-device-policy")) {
        mud_complain(reader, NULL, "no from-device-policy: it says nothing of what is allowed");
        return NULL;
    }
    const char *url = iot_json_member_text(about, "mud-url"),
               *info = iot_json_member_text(about, "systeminfo");
    g_autoptr(GHashTable) lists = index_lists(document);
    iot_mud *mud = g_new0(iot_mud, 1);
    mud->url_name = url ? last_part(url) : NULL;
    mud->systeminfo = info ? iot_text_clean(info, -1) : NULL;
    mud->entries = g_array_new(FALSE, FALSE, sizeof(mud_entry));
    g_array_set_clear_func(mud->entries, clear_entry);
    read_policy(reader, mud, lists, iot_json_member_object(about, "from-device-policy"), true);
    read_policy(reader, mud, lists, iot_json_member_object(about, "to-device-policy"), false);
    return mud;
}

static JsonNode *
parse(mud_reader *reader, JsonParser *parser, const char *text, gsize length)
{
    g_autoptr(GError) error = NULL;
    JsonNode *root = iot_json_parse(parser, text, length, &error);

    if (!root)
        mud_complain(reader, NULL, "%s", error->message);
    return root;
}

void
mud_read_documents(mud_reader *reader, const char *text, gsize length,
                   void (*take)(iot_mud *mud, bool is_alone, void *user_data), void *user_data)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonNode *root = parse(reader, parser, text, length);

    if (!root)
        return;
    if (!JSON_NODE_HOLDS_ARRAY(root)) {
        iot_mud *mud = read_document(reader, root);
        if (mud)
            take(mud, true, user_data);
        return;
    }
    JsonArray *all = json_node_get_array(root);
    for (guint i = 0; i < json_array_get_length(all); i++) {
        reader->document = i + 1;
        iot_mud *mud = read_document(reader, json_array_get_element(all, i));
        if (mud)
            take(mud, false, user_data);
    }
    reader->document = 0;
}
