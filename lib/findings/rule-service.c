/* rule-service.c - whom devices ask for names, times and addresses, and how they talk
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "findings/findings-internal.h"
#include "reference/known-resolvers.h"

#include <string.h>

static bool
is_chosen(const GArray *list, const iot_addr *addr)
{
    for (guint i = 0; list && i < list->len; i++)
        if (iot_addr_equal(&g_array_index(list, iot_addr, i), addr))
            return true;
    return false;
}

/* The user's servers of that role, of iot_addr; NULL: none. */
static const GArray *
chosen_for(const finder *find, iot_role role)
{
    return role == IOT_ROLE_RESOLVER ? find->settings->resolvers : find->settings->time_servers;
}

static const iot_device *
device_at(const finder *find, const iot_addr *addr, uint32_t frame)
{
    iot_said at = {.addr = *addr, .frame = frame};

    return iot_capture_device_of_evidence(find->capture, &at);
}

static void
add_devices(const finder *find, GHashTable *devices, const GArray *servers)
{
    for (guint i = 0; servers && i < servers->len; i++) {
        const iot_device *device =
            device_at(find, &g_array_index(servers, iot_addr, i), UINT32_MAX);
        if (device)
            g_hash_table_add(devices, (gpointer)device);
    }
}

/* The devices that the servers of a role are. */
static GHashTable *
own_devices(finder *find, iot_role role)
{
    if (!find->own[role]) {
        find->own[role] = g_hash_table_new(NULL, NULL);
        add_devices(find, find->own[role],
                    iot_servers_get(iot_capture_announced(find->capture), role));
        add_devices(find, find->own[role], chosen_for(find, role));
    }
    return find->own[role];
}

/* A router is announced by one of its addresses, and asked by any. */
bool
rules_is_own(finder *find, iot_role role, const iot_addr *addr)
{
    if (iot_servers_has(iot_capture_announced(find->capture), role, addr) ||
        is_chosen(chosen_for(find, role), addr))
        return true;
    const iot_device *device = device_at(find, addr, UINT32_MAX);
    return device && g_hash_table_contains(own_devices(find, role), device);
}

void
rule_service_clear(finder *find)
{
    for (unsigned i = 0; i < IOT_ROLES; i++)
        g_clear_pointer(&find->own[i], g_hash_table_unref);
}

/* Without any known server nobody can be called foreign. */
static bool
knows_own(finder *find, iot_role role)
{
    const GArray *chosen = chosen_for(find, role);

    return iot_servers_any(iot_capture_announced(find->capture), role) ||
           (chosen && chosen->len > 0);
}

/* Questions of one device to one resolver. */
typedef struct asked {
    const iot_device *device;
    iot_addr resolver;
    uint32_t questions, without, first_frame, first_without;
    const char *first_question, *first_question_without;
} asked;

/* `known` has the places in `all`, each plus one, by device and resolver. */
static void
add_query(finder *find, GArray *all, GHashTable *known, const iot_query *query)
{
    const iot_device *device =
        iot_capture_device_of(find->capture, query->asker, query->first_frame);
    const iot_addr *resolver = iot_capture_address_of(find->capture, query->resolver);
    char text[IOT_ADDR_TEXT];

    /* A resolver of this network that asks others is doing its job. */
    if (!device || !iot_addr_is_unicast(resolver) ||
        rules_is_own(find, IOT_ROLE_RESOLVER, resolver) ||
        rules_is_own(find, IOT_ROLE_RESOLVER, iot_capture_address_of(find->capture, query->asker)))
        return;
    g_autofree char *key =
        g_strdup_printf("%u %s", iot_device_id(device), iot_addr_format(resolver, text));
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(known, key));
    if (place == 0) {
        asked made = {.device = device,
                      .resolver = *resolver,
                      .first_frame = query->first_frame,
                      .first_question = query->question};
        g_array_append_val(all, made);
        place = all->len;
        g_hash_table_insert(known, g_steal_pointer(&key), GUINT_TO_POINTER(place));
    }
    asked *sum = &g_array_index(all, asked, place - 1);
    sum->questions += query->count;
    sum->without += query->without_recursion;
    if (query->first_without && !sum->first_without) {
        sum->first_without = query->first_without;
        sum->first_question_without = query->question;
    }
}

static void
set_address(iot_finding *finding, const iot_addr *addr)
{
    char text[IOT_ADDR_TEXT];

    finding->addr = *addr;
    finding->name = g_strdup(iot_addr_format(addr, text));
}

static void
judge_asked(finder *find, const asked *sum)
{
    if (sum->without > 0) {
        iot_finding *finding = rules_add(
            find, IOT_FINDING_NO_RECURSION, IOT_SEVERITY_NOTE, sum->device, sum->first_without,
            "asks the name server itself, without recursion, %u time%s, "
            "for example for %s",
            sum->without, sum->without == 1 ? "" : "s", sum->first_question_without);
        set_address(finding, &sum->resolver);
        finding->count = sum->without;
    }
    if (sum->questions == sum->without || !knows_own(find, IOT_ROLE_RESOLVER))
        return;
    uint32_t n = sum->questions - sum->without;
    iot_finding *finding = rules_add(
        find, IOT_FINDING_FOREIGN_RESOLVER, IOT_SEVERITY_WARNING, sum->device, sum->first_frame,
        "asks a resolver that this network does not name, %u time%s, for "
        "example for %s",
        n, n == 1 ? "" : "s", sum->first_question);
    set_address(finding, &sum->resolver);
    finding->count = n;
}

/* DNS inside TLS: by its port, or by who answers on the port of the web. */
bool
rules_is_hidden_resolver(const iot_contact *one)
{
    return one->by_device &&
           (one->service.port == IOT_PORT_DOT ||
            (one->service.port == 443 && iot_is_known_resolver(one->name, &one->addr)));
}

static void
judge_encrypted(finder *find, const iot_series *list)
{
    const iot_contact *one = list->first;
    bool dot = one->service.port == IOT_PORT_DOT;

    if (!rules_is_hidden_resolver(one) || rules_is_own(find, IOT_ROLE_RESOLVER, &one->addr) ||
        rules_is_own(find, IOT_ROLE_RESOLVER, &one->stream->first_addr))
        return;
    rules_add_contact(
        find, IOT_FINDING_FOREIGN_RESOLVER, IOT_SEVERITY_WARNING, one, one->connection->first_frame,
        list->contacts->len,
        "asks a resolver that this network does not name, over %s, in %u connection%s",
        dot ? "TLS" : "HTTPS", list->contacts->len, list->contacts->len == 1 ? "" : "s");
}

void
rule_foreign_resolver(finder *find)
{
    const iot_dns_queries *queries = iot_capture_queries(find->capture);
    g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(asked));
    g_autoptr(GHashTable) known = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);

    for (unsigned i = 0; i < iot_dns_queries_count(queries); i++)
        add_query(find, all, known, iot_dns_queries_get(queries, i));
    for (guint i = 0; i < all->len; i++)
        judge_asked(find, &g_array_index(all, asked, i));
    for (guint i = 0; i < find->contacts->series->len; i++)
        judge_encrypted(find, g_ptr_array_index(find->contacts->series, i));
}

/* Requests, at least: one socket can send many. */
static uint32_t
count_requests(const iot_series *list)
{
    uint32_t n = 0;

    for (guint i = 0; i < list->contacts->len; i++) {
        const iot_contact *one = g_ptr_array_index(list->contacts, i);
        n += one->connection->beats ? one->connection->beats->len : 1;
    }
    return n;
}

void
rule_foreign_time(finder *find)
{
    if (!knows_own(find, IOT_ROLE_TIME_SERVER))
        return;
    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_series *list = g_ptr_array_index(find->contacts->series, i);
        const iot_contact *one = list->first;
        uint32_t n = count_requests(list);
        if (one->by_device && one->service.transport == IOT_TRANSPORT_UDP &&
            one->service.port == IOT_PORT_NTP &&
            !rules_is_own(find, IOT_ROLE_TIME_SERVER, &one->addr))
            rules_add_contact(find, IOT_FINDING_FOREIGN_TIME, IOT_SEVERITY_NOTE, one,
                              one->connection->first_frame, n,
                              "asks a time server that this network does not name, %u time%s", n,
                              n == 1 ? "" : "s");
    }
}

/* One machine with two addresses may ask and answer by either. */
static bool
is_one_machine(const finder *find, const iot_addr *one, const iot_addr *other, uint32_t frame)
{
    const iot_device *device = device_at(find, one, frame);

    return device && device == device_at(find, other, frame);
}

void
rule_other_resolver(finder *find)
{
    const iot_detours *detours = iot_capture_detours(find->capture);

    for (uint32_t i = 0; i < iot_detours_count(detours); i++) {
        const iot_detour *detour = iot_detours_get(detours, i);
        const iot_device *client =
            iot_capture_device_of(find->capture, detour->client, detour->first_frame);
        const iot_addr *by = iot_capture_address_of(find->capture, detour->by);
        char text[IOT_ADDR_TEXT];
        if (!client || is_one_machine(find, by, &detour->asked, detour->first_frame))
            continue;
        iot_finding *finding = rules_add(
            find, IOT_FINDING_OTHER_RESOLVER, IOT_SEVERITY_WARNING, client, detour->first_frame,
            "answers what %s was asked, %u time%s", iot_addr_format(&detour->asked, text),
            detour->count, detour->count == 1 ? "" : "s");
        set_address(finding, by);
        finding->count = detour->count;
    }
}

void
rule_second_dhcp(finder *find)
{
    const iot_servers *servers = iot_capture_announced(find->capture);
    char mac[IOT_MAC_TEXT], addr[IOT_ADDR_TEXT];

    for (unsigned i = 1; i < iot_servers_dhcp_count(servers); i++) {
        const iot_dhcp_server *first = iot_servers_dhcp(servers, 0);
        const iot_dhcp_server *server = iot_servers_dhcp(servers, i);
        /* A relay answers for several, and a router has an address in each of its networks. */
        if (iot_addr_equal(&first->addr, &server->addr) || iot_mac_equal(&first->mac, &server->mac))
            continue;
        iot_finding *finding =
            rules_add(find, IOT_FINDING_SECOND_DHCP, IOT_SEVERITY_WARNING, NULL,
                      server->first_frame, "answers as a DHCP server (%s), as %s does",
                      iot_mac_format(&server->mac, mac), iot_addr_format(&first->addr, addr));
        set_address(finding, &server->addr);
        finding->count = server->count;
    }
}
