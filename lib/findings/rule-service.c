/* rule-service.c - whom devices ask for names, times and addresses, and how they talk
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "findings/findings-internal.h"
#include "reference/known-resolvers.h"

#include <string.h>

#define PORT_DNS 53
#define PORT_DOT 853
#define PORT_NTP 123
/* What was looked up before the capture began is looked up again by then. */
#define WARM_UP_NS (60 * NS_PER_S)

static bool
is_chosen(const iot_addr *list, unsigned n, const iot_addr *addr)
{
    for (unsigned i = 0; i < n; i++)
        if (iot_addr_equal(&list[i], addr))
            return true;
    return false;
}

bool
rules_is_own(finder *find, iot_role role, const iot_addr *addr)
{
    const iot_findings_options *options = find->options;

    if (iot_servers_has(iot_capture_announced(find->capture), role, addr))
        return true;
    return role == IOT_ROLE_RESOLVER
               ? is_chosen(options->resolvers, options->n_resolvers, addr)
               : is_chosen(options->time_servers, options->n_time_servers, addr);
}

/* Without any known server nobody can be called foreign. */
static bool
knows_own(finder *find, iot_role role)
{
    return iot_servers_any(iot_capture_announced(find->capture), role) ||
           (role == IOT_ROLE_RESOLVER ? find->options->n_resolvers
                                      : find->options->n_time_servers) > 0;
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
            "asks the name server itself, without recursion, %u times, "
            "for example for %s",
            sum->without, sum->first_question_without);
        set_address(finding, &sum->resolver);
        finding->count = sum->without;
    }
    if (sum->questions == sum->without || !knows_own(find, IOT_ROLE_RESOLVER))
        return;
    iot_finding *finding = rules_add(
        find, IOT_FINDING_FOREIGN_RESOLVER, IOT_SEVERITY_WARNING, sum->device, sum->first_frame,
        "asks a resolver that this network does not name, %u times, for "
        "example for %s",
        sum->questions - sum->without, sum->first_question);
    set_address(finding, &sum->resolver);
    finding->count = sum->questions - sum->without;
}

/* DNS inside TLS: by its port, or by who answers on the port of the web. */
static void
judge_encrypted(finder *find, const iot_series *list)
{
    const iot_contact *one = list->first;
    bool dot = one->service.port == PORT_DOT;

    if (!one->by_device || rules_is_own(find, IOT_ROLE_RESOLVER, &one->addr) ||
        rules_is_own(find, IOT_ROLE_RESOLVER, &one->stream->first_addr) ||
        !(dot || (one->service.port == 443 && iot_is_known_resolver(one->name, &one->addr))))
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
            one->service.port == PORT_NTP && !rules_is_own(find, IOT_ROLE_TIME_SERVER, &one->addr))
            rules_add_contact(find, IOT_FINDING_FOREIGN_TIME, IOT_SEVERITY_NOTE, one,
                              one->connection->first_frame, n,
                              "asks a time server that this network does not name, %u time%s", n,
                              n == 1 ? "" : "s");
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
        if (iot_addr_equal(&first->addr, &server->addr))
            continue;
        iot_finding *finding =
            rules_add(find, IOT_FINDING_SECOND_DHCP, IOT_SEVERITY_WARNING, NULL,
                      server->first_frame, "answers as a DHCP server (%s), as %s does",
                      iot_mac_format(&server->mac, mac), iot_addr_format(&first->addr, addr));
        set_address(finding, &server->addr);
        finding->count = server->count;
    }
}

/* Was its beginning captured, after names had a chance to be looked up? */
static bool
began_late(finder *find, const iot_contact *one)
{
    const iot_connection *connection = one->connection;

    return connection->begin_ns >= find->first_ns + WARM_UP_NS &&
           (one->service.transport == IOT_TRANSPORT_UDP || connection->first_syn);
}

/* Name and time servers are given as addresses; their own rules look at them. */
static bool
needs_name(finder *find, const iot_contact *one)
{
    uint16_t port = one->service.port;

    return one->by_device && one->name_source == IOT_REMOTE_ADDRESS && port != PORT_DNS &&
           port != PORT_DOT && port != PORT_NTP && !iot_is_known_resolver(NULL, &one->addr) &&
           !rules_is_own(find, IOT_ROLE_RESOLVER, &one->addr) &&
           !rules_is_own(find, IOT_ROLE_TIME_SERVER, &one->addr);
}

/* The first contact of a series that has to have a name and has none; NULL: none. */
static const iot_contact *
nameless(finder *find, const iot_series *list)
{
    for (guint c = 0; c < list->contacts->len; c++) {
        const iot_contact *one = g_ptr_array_index(list->contacts, c);
        if (needs_name(find, one) && began_late(find, one))
            return one;
    }
    return NULL;
}

/* Contacts without a name, told once for what they have in common. */
typedef struct unnamed {
    const iot_contact *first;
    unsigned others; /* addresses or ports besides the first */
} unnamed;

static char *
unnamed_key(const iot_contact *one, bool by_port)
{
    return by_port ? g_strdup_printf("%u %d %u", iot_device_id(one->device), one->service.transport,
                                     one->service.port)
                   : g_strdup_printf("%u %s", iot_device_id(one->device), one->name);
}

static GHashTable *
group_unnamed(const GPtrArray *found, bool by_port)
{
    GHashTable *groups = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, g_free);

    for (guint i = 0; i < found->len; i++) {
        const iot_contact *one = g_ptr_array_index(found, i);
        char *key = unnamed_key(one, by_port);
        unnamed *group = g_hash_table_lookup(groups, key);
        if (group) {
            group->others++;
            g_free(key);
            continue;
        }
        group = g_new0(unnamed, 1);
        group->first = one;
        g_hash_table_insert(groups, key, group);
    }
    return groups;
}

static void
add_unnamed(finder *find, const unnamed *group, const char *others)
{
    const iot_contact *one = group->first;
    g_autofree char *more =
        group->others ? g_strdup_printf(" (and %u other %s)", group->others, others) : g_strdup("");

    rules_add_contact(find, IOT_FINDING_NO_NAME, IOT_SEVERITY_WARNING, one,
                      one->connection->first_frame, group->others + 1,
                      "contacted on %s/%u%s, though nobody asked DNS for it and it names itself in "
                      "no way",
                      iot_transport_name(one->service.transport), one->service.port, more);
}

/* A camera that looks for peers calls dozens of addresses on one port, or one address on dozens of
 * ports: the first is told by port, what is left by address. */
void
rule_no_name(finder *find)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new(), left = g_ptr_array_new();

    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_contact *one = nameless(find, g_ptr_array_index(find->contacts->series, i));
        if (one)
            g_ptr_array_add(found, (gpointer)one);
    }
    g_autoptr(GHashTable) by_port = group_unnamed(found, true);
    for (guint i = 0; i < found->len; i++) {
        const iot_contact *one = g_ptr_array_index(found, i);
        g_autofree char *key = unnamed_key(one, true);
        const unnamed *same = g_hash_table_lookup(by_port, key);
        if (same->others == 0)
            g_ptr_array_add(left, (gpointer)one);
        else if (same->first == one)
            add_unnamed(find, same, "addresses");
    }
    g_autoptr(GHashTable) by_address = group_unnamed(left, false);
    for (guint i = 0; i < left->len; i++) {
        const iot_contact *one = g_ptr_array_index(left, i);
        g_autofree char *key = unnamed_key(one, false);
        const unnamed *same = g_hash_table_lookup(by_address, key);
        if (same->first == one)
            add_unnamed(find, same, "ports");
    }
}

/* Protocols that show what they carry; those of mail begin so and may change to TLS. */
static bool
is_clear(const iot_contact *one)
{
    static const char *const clear[] = {"http", "mqtt", "telnet", "ftp", "pop",
                                        "imap", "smtp", "coap",   "rtsp"};
    const char *protocol = one->service.protocol;

    for (unsigned i = 0; protocol && i < G_N_ELEMENTS(clear); i++)
        if (strcmp(protocol, clear[i]) == 0)
            return one->connection->first_payload && !one->connection->tls_version;
    return false;
}

void
rule_clear_text(finder *find)
{
    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_series *list = g_ptr_array_index(find->contacts->series, i);
        const iot_contact *first = NULL;
        uint32_t n = 0;
        for (guint c = 0; c < list->contacts->len; c++) {
            const iot_contact *one = g_ptr_array_index(list->contacts, c);
            if (!is_clear(one))
                continue;
            first = first ? first : one;
            n++;
        }
        if (first)
            rules_add_contact(find, IOT_FINDING_CLEAR_TEXT, IOT_SEVERITY_WARNING, first,
                              first->connection->first_payload, n,
                              "talks %s on port %u without encryption, in %u connection%s",
                              first->service.protocol, first->service.port, n, n == 1 ? "" : "s");
    }
}
