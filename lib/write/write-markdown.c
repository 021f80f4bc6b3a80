/* write-markdown.c - a page per device for whoever lets it into production
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GitHub's Markdown: tables, and fenced code for what is to be copied. Only names that are valid
 * host names, and addresses, ever stand inside a fence, where nothing can be escaped.
 */
#include "write/write-internal.h"

#include "base/hash.h"
#include "capture/capture-tables.h"

#include <string.h>

static void
put_addresses(GString *out, const GArray *addrs)
{
    char text[IOT_ADDR_TEXT];

    for (guint i = 0; i < addrs->len; i++) {
        g_string_append(out, i ? ", " : "");
        iot_write_markdown_text(out, iot_addr_format(&g_array_index(addrs, iot_addr, i), text));
    }
}

static const char *
evidence_of_device(iot_name_source source)
{
    static const char *const words[IOT_NAME_SOURCES] = {
        [IOT_NAME_INVENTORY] = "the inventory",
        [IOT_NAME_DHCP] = "what it told the DHCP server",
        [IOT_NAME_MDNS] = "its mDNS records",
        [IOT_NAME_SSDP] = "its UPnP description",
        [IOT_NAME_LLMNR] = "its LLMNR answers",
        [IOT_NAME_NETBIOS] = "its NetBIOS name",
        [IOT_NAME_DNS] = "the name that the network's DNS has for it",
        [IOT_NAME_LABEL] = "what its owner called it",
        [IOT_NAME_IDENTITY] = "what it is; it told no name",
        [IOT_NAME_VENDOR] = "its MAC; it told no name",
        [IOT_NAME_ADDRESS] = "its address; it told no name",
    };
    return words[source];
}

static const char *
evidence_of_remote(iot_remote_name_source source)
{
    static const char *const words[IOT_REMOTE_NAME_SOURCES] = {
        [IOT_REMOTE_INVENTORY] = "the inventory says so",
        [IOT_REMOTE_SNI] = "TLS or QUIC server name of the connection",
        [IOT_REMOTE_HTTP] = "HTTP host of the connection",
        [IOT_REMOTE_DNS] = "DNS answer to this device",
        [IOT_REMOTE_OTHER_CLIENT] = "DNS answer to another device",
        [IOT_REMOTE_LATER] = "DNS answer after the traffic",
        [IOT_REMOTE_CERTIFICATE] = "the server's certificate",
        [IOT_REMOTE_ADDRESS] = "no name was seen",
    };
    return words[source];
}

static void
put_identity(GString *out, const iot_policy *policy)
{
    static const struct {
        const char *title, *key;
    } facts[] = {{"MAC", "mac"},
                 {"What it is", "what_it_is"},
                 {"Kind", "kind"},
                 {"Maker", "maker"},
                 {"Model", "model"},
                 {"Software", "software"},
                 {"Evidence", "identity"},
                 {"Other names", "aliases"},
                 {"Owner of its MAC's block", "vendor"},
                 {"Group", "group"},
                 {"Addresses", "addresses"},
                 {"First seen", "first_seen"},
                 {"Last seen", "last_seen"},
                 {"Packets sent", "packets_sent"},
                 {"Packets received", "packets_received"},
                 {"Bytes sent", "bytes_sent"},
                 {"Bytes received", "bytes_received"},
                 {"Packets per minute", "packets_per_minute"},
                 {"Remotes", "remotes"}};
    const iot_device *device = policy->device;

    g_string_append(out, "# ");
    iot_write_markdown_text(out, iot_device_name(device));
    g_string_append(out, "\n\n| | |\n| --- | --- |\n| Name | ");
    iot_write_markdown_text(out, iot_device_label(device));
    g_string_append_printf(out, " |\n| Known from | %s |\n",
                           evidence_of_device(iot_device_source(device)));
    for (unsigned i = 0; i < G_N_ELEMENTS(facts); i++) {
        g_string_append_printf(out, "| %s | ", facts[i].title);
        iot_write_markdown_column(out, &iot_devices_table, facts[i].key, policy->report,
                                  policy->row);
        g_string_append(out, " |\n");
    }
    g_string_append_printf(out, "| In the inventory | %s |\n",
                           iot_device_is_known(device) ? "yes" : "no");
    if (iot_mac_is_local(iot_device_mac(device)))
        g_string_append(out, "| Note | locally administered MAC: it may change |\n");
}

/* Whether a permit opens a port of that side, in that direction. */
static bool
opens(const iot_permit *permit, bool inward)
{
    return permit->service.transport != IOT_TRANSPORT_NONE && permit->offers == inward &&
           (permit->kind != IOT_PERMIT_GROUP || !inward);
}

static const char *
place_of(iot_permit_kind kind)
{
    static const char *const words[IOT_PERMIT_KINDS] = {
        [IOT_PERMIT_RESOLVER] = "network's resolver",
        [IOT_PERMIT_TIME_SERVER] = "network's time server",
        [IOT_PERMIT_REMOTE] = "internet",
        [IOT_PERMIT_LOCAL] = "local network",
        [IOT_PERMIT_GROUP] = "many at once",
    };
    return words[kind];
}

typedef struct port_row {
    iot_permit_kind kind;
    iot_service service;
    unsigned others;
} port_row;

static int
compare_ports(gconstpointer a, gconstpointer b)
{
    const port_row *x = a, *y = b;

    return x->kind != y->kind ? (int)x->kind - (int)y->kind
                              : iot_service_compare(&x->service, &y->service);
}

static void
put_ports(GString *out, const iot_policy *policy, bool inward)
{
    g_autoptr(GArray) ports = g_array_new(FALSE, FALSE, sizeof(port_row));

    for (guint i = 0; i < policy->permits->len; i++) {
        const iot_permit *permit = g_ptr_array_index(policy->permits, i);
        port_row row = {permit->kind, permit->service, 1};
        if (opens(permit, inward))
            g_array_append_val(ports, row);
    }
    g_array_sort(ports, compare_ports);
    g_string_append_printf(out, "\n## Ports to open %s\n\n", inward ? "inward" : "outward");
    if (ports->len == 0) {
        g_string_append(out, "None.\n");
        return;
    }
    g_string_append_printf(out,
                           "| Transport | Port | Protocol | %s | Others |\n"
                           "| --- | ---: | --- | --- | ---: |\n",
                           inward ? "From" : "To");
    for (guint i = 0, next; i < ports->len; i = next) {
        const port_row *row = &g_array_index(ports, port_row, i);
        for (next = i + 1; next < ports->len; next++)
            if (compare_ports(row, &g_array_index(ports, port_row, next)) != 0)
                break;
        g_string_append_printf(out, "| %s | %u | ", iot_transport_name(row->service.transport),
                               row->service.port);
        iot_write_markdown_text(out, row->service.protocol ? row->service.protocol : "");
        g_string_append_printf(out, " | %s | %u |\n", place_of(row->kind), next - i);
    }
}

static void
put_destinations(GString *out, const iot_policy *policy)
{
    static const char *const keys[] = {"name",         "organization",     "country",
                                       "addresses",    "services",         "direction",
                                       "packets_sent", "packets_received", "distance_km"};

    g_string_append(out, "\n## Destinations\n\n");
    if (policy->conversations->len == 0) {
        g_string_append(out, "None outside the local network.\n");
        return;
    }
    g_string_append(out, "| Name | Organisation | Country | Addresses | Services | Began | Sent | "
                         "Received | At most | Why this name |\n| --- | --- | --- | --- | --- | "
                         "--- | ---: | ---: | ---: | --- |\n");
    for (guint i = 0; i < policy->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(policy->conversations, i);
        g_string_append(out, "| ");
        for (unsigned k = 0; k < G_N_ELEMENTS(keys); k++) {
            iot_write_markdown_column(out, &iot_conversations_table, keys[k], policy->report, row);
            g_string_append(out, " | ");
        }
        g_string_append_printf(out, "%s |\n", evidence_of_remote(row->name_source));
    }
}

static void
put_permit(GString *out, const iot_permit *permit)
{
    char service[IOT_SERVICE_TEXT];

    g_string_append(out, "| ");
    iot_write_markdown_text(out, permit->name);
    g_string_append(out, " | ");
    put_addresses(out, permit->addresses);
    g_string_append(out, " | ");
    iot_write_markdown_text(out, iot_service_format(&permit->service, service));
    g_string_append(out, " | ");
}

static void
put_local(GString *out, const iot_policy *policy)
{
    unsigned rows = 0;

    g_string_append(out, "\n## In the local network\n\n");
    for (guint i = 0; i < policy->permits->len; i++) {
        const iot_permit *permit = g_ptr_array_index(policy->permits, i);
        if (permit->kind != IOT_PERMIT_LOCAL && permit->kind != IOT_PERMIT_GROUP)
            continue;
        if (rows++ == 0)
            g_string_append(out, "| Other side | Addresses | Service | Served by |\n"
                                 "| --- | --- | --- | --- |\n");
        put_permit(out, permit);
        g_string_append_printf(out, "%s |\n",
                               permit->service.transport == IOT_TRANSPORT_NONE ? ""
                               : permit->offers                                ? "this device"
                                                                               : "the other side");
    }
    if (rows == 0)
        g_string_append(out, "Nothing.\n");
    if (policy->left_out > 0)
        g_string_append_printf(out,
                               "\n%u more flows are left out: no list of rules would hold them.\n",
                               policy->left_out);
    if (policy->unanswered > 0)
        g_string_append_printf(out,
                               "\nOthers tried %u more of its ports and got no answer; they "
                               "are not permitted.\n",
                               policy->unanswered);
}

static const char *
server_of(const iot_policy *policy, const iot_permit *permit, bool time)
{
    const iot_servers *servers = iot_capture_announced(policy->report->capture);

    if (permit->kind == IOT_PERMIT_RESOLVER || permit->kind == IOT_PERMIT_TIME_SERVER)
        return "the network's";
    return iot_servers_any(servers, time ? IOT_ROLE_TIME_SERVER : IOT_ROLE_RESOLVER)
               ? "not one that the network names"
               : "the network names none";
}

static void
put_servers(GString *out, const iot_policy *policy)
{
    unsigned rows = 0;

    g_string_append(out, "\n## Resolvers and time servers\n\n");
    for (guint i = 0; i < policy->permits->len; i++) {
        const iot_permit *permit = g_ptr_array_index(policy->permits, i);
        if (permit->kind == IOT_PERMIT_GROUP || !(permit->asks_names || permit->asks_time))
            continue;
        if (rows++ == 0)
            g_string_append(out, "| Server | Addresses | Service | For | Whose |\n"
                                 "| --- | --- | --- | --- | --- |\n");
        put_permit(out, permit);
        g_string_append_printf(out, "%s | %s |\n", permit->asks_time ? "time" : "names",
                               server_of(policy, permit, permit->asks_time));
    }
    if (rows == 0)
        g_string_append(out, "It asked none.\n");
}

/* Names on a page; who asks for more than that counts them. */
#define QUESTIONS_SHOWN 1000

static void
put_encrypted(GString *out, const iot_policy *policy)
{
    const GPtrArray *all = policy->report->encrypted;
    char service[IOT_SERVICE_TEXT];

    for (guint i = 0; all && i < all->len; i++) {
        const iot_encrypted_row *row = g_ptr_array_index(all, i);
        if (row->base.device != policy->device)
            continue;
        g_string_append(out, "\nNot readable: what it asks ");
        iot_write_markdown_text(out, row->name);
        g_string_append_printf(out, " over %s.\n", iot_service_format(&row->service, service));
    }
}

static void
put_questions(GString *out, const iot_policy *policy)
{
    static const char *const keys[] = {"question",  "all_types",    "count",    "first_seen",
                                       "last_seen", "all_answered", "contacted"};
    const iot_report *report = policy->report;
    guint begin, end;

    if (!report->questions)
        return;
    iot_report_questions_of(report, policy->device, &begin, &end);
    g_string_append(out, "\n## Names it asked for\n\n");
    g_string_append(out, begin == end ? "None.\n"
                                      : "| Name | Types | Count | First | Last | Answered | "
                                        "Contacted |\n| --- | --- | ---: | --- | --- | --- | --- "
                                        "|\n");
    for (guint i = begin; i < MIN(end, begin + QUESTIONS_SHOWN); i++) {
        g_string_append_c(out, '|');
        for (unsigned k = 0; k < G_N_ELEMENTS(keys); k++) {
            g_string_append_c(out, ' ');
            iot_write_markdown_column(out, &iot_questions_table, keys[k], report,
                                      g_ptr_array_index(report->questions, i));
            g_string_append(out, " |");
        }
        g_string_append_c(out, '\n');
    }
    if (end - begin > QUESTIONS_SHOWN)
        g_string_append_printf(out, "\nAnd %u more.\n", end - begin - QUESTIONS_SHOWN);
    put_encrypted(out, policy);
}

static void
put_findings(GString *out, const iot_policy *policy)
{
    const iot_findings *all = policy->report->findings;
    const GPtrArray *findings = iot_findings_of_device(all, policy->device);

    g_string_append(out, "\n## Findings\n\n");
    if (!findings)
        g_string_append(out, all ? "None.\n" : "Not looked for.\n");
    for (guint i = 0; findings && i < findings->len; i++) {
        const iot_finding *finding = g_ptr_array_index(findings, i);
        g_string_append_printf(out, "- **%s, %s**", iot_severity_name(finding->severity),
                               iot_finding_kind_name(finding->kind));
        if (finding->name) {
            g_string_append(out, ", ");
            iot_write_markdown_text(out, finding->name);
        }
        g_string_append(out, ": ");
        iot_write_markdown_text(out, finding->evidence ? finding->evidence : "");
        g_string_append_printf(out, " (count %u, first in frame %u)\n", finding->count,
                               finding->first_frame);
    }
}

static void
put_allowed(GString *out, GHashTable *written, const char *host, bool is_v6, uint16_t port)
{
    char *line = g_strdup_printf(is_v6 ? "[%s]:%u\n" : "%s:%u\n", host, port);

    g_string_append(out, g_hash_table_contains(written, line) ? "" : line);
    g_hash_table_add(written, line);
}

/* In the words of the inventory, so that it can go there and be held against the next capture. */
static void
put_allow_list(GString *out, const iot_policy *policy)
{
    g_autoptr(GHashTable) written = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    char text[IOT_ADDR_TEXT];

    g_string_append(out, "\n## Allow-list\n\nAllowed destinations, as the inventory takes them:\n\n"
                         "```\n");
    for (guint i = 0; i < policy->permits->len; i++) {
        const iot_permit *permit = g_ptr_array_index(policy->permits, i);
        uint16_t port = permit->service.port;
        if (permit->kind == IOT_PERMIT_GROUP || permit->offers ||
            permit->service.transport == IOT_TRANSPORT_NONE)
            continue;
        if (permit->dns_name) {
            put_allowed(out, written, permit->dns_name, false, port);
            if (iot_policy_is_dns_name(permit->name))
                put_allowed(out, written, permit->name, false, port);
            continue;
        }
        for (guint a = 0; a < permit->addresses->len; a++) {
            const iot_addr *addr = &g_array_index(permit->addresses, iot_addr, a);
            put_allowed(out, written, iot_addr_format(addr, text), addr->family == 6, port);
        }
    }
    g_string_append(out, "```\n");
}

/* Each page stands for itself: it may be the only one that somebody gets. */
static void
put_attributions(GString *out, const iot_policy *policy)
{
    const GPtrArray *all = iot_geo_attributions(policy->report->options.locator.geo);

    for (guint i = 0; policy->conversations->len > 0 && all && i < all->len; i++) {
        g_string_append_c(out, '\n');
        iot_write_markdown_text(out, g_ptr_array_index(all, i));
        g_string_append_c(out, '\n');
    }
}

void
iot_write_markdown_device(const iot_policy *policy, GString *out)
{
    put_identity(out, policy);
    put_ports(out, policy, false);
    put_ports(out, policy, true);
    put_destinations(out, policy);
    put_local(out, policy);
    put_servers(out, policy);
    put_questions(out, policy);
    put_findings(out, policy);
    put_allow_list(out, policy);
    put_attributions(out, policy);
}

void
iot_write_markdown(const iot_report *report, GString *out)
{
    const iot_policies *policies = report->policies;

    for (guint i = 0; i < policies->all->len; i++) {
        if (i > 0)
            g_string_append_c(out, '\n');
        iot_write_markdown_device(g_ptr_array_index(policies->all, i), out);
    }
    if (report->dropped > 0)
        g_string_append_printf(
            out, "\nTables were full: %" G_GUINT64_FORMAT " facts and packets are missing above.\n",
            report->dropped);
}
