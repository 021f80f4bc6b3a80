/* test-policy.c - what each device needs, and the documents that say it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "home.h"
#include "findings/findings-internal.h"
#include "lines.h"
#include "report/policy-internal.h"
#include "write/writer.h"

#include <string.h>

typedef struct policed {
    iot_capture *capture;
    iot_counters *counters;
    iot_report *report;
    uint32_t streams;
    uint32_t frame;
} policed;

static policed
policed_new(void)
{
    return (policed){.capture = capture_new(), .counters = iot_counters_new(), .frame = 100};
}

static void
policed_clear(policed *all)
{
    iot_report_free(all->report);
    iot_counters_free(all->counters);
    iot_capture_free(all->capture);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(policed, policed_clear)

static void
count(policed *all, iot_observation obs)
{
    obs.frame = all->frame++;
    iot_counters_add(all->counters, see(all->capture, obs), obs.length_bytes, obs.time_ns);
}

/* A packet and the answer to it, in a stream of their own. */
static void
reassembly(policed *all, iot_transport transport, const char *src_mac, const char *src,
           const char *dst_mac, const char *dst, uint16_t port, const char *protocol)
{
    uint32_t stream = all->streams++;
    iot_observation there =
        in_stream(packet(1, src_mac, src, dst_mac, dst), transport, stream, 40000, port);
    iot_observation back =
        in_stream(packet(1, dst_mac, dst, src_mac, src), transport, stream, port, 40000);

    there.protocol = back.protocol = protocol;
    there.syn = back.syn = back.ack = transport == TCP;
    count(all, there);
    count(all, back);
}

static void
lamp_talks(policed *all, iot_transport transport, const char *remote, uint16_t port,
           const char *protocol)
{
    reassembly(all, transport, LAMP_MAC, LAMP, ROUTER_MAC, remote, port, protocol);
}

static const iot_policy *
policy_of(policed *all, const char *mac_text)
{
    iot_mac wanted = mac(mac_text);

    iot_report_free(all->report);
    iot_capture_settle(all->capture);
    all->report =
        iot_report_new(all->capture, all->counters, &(iot_report_options){.policies = true});
    for (guint i = 0; i < all->report->policies->all->len; i++) {
        const iot_policy *policy = g_ptr_array_index(all->report->policies->all, i);
        if (iot_mac_equal(iot_device_mac(policy->device), &wanted))
            return policy;
    }
    g_error("no policy of %s", mac_text);
}

/* "KIND [offers] NAME (DNS-NAME) SERVICE ADDRESS..." of each permit, one a line. */
static char *
told(const iot_policy *policy)
{
    static const char *const kinds[] = {"resolver", "time", "remote", "local", "group"};
    GString *out = g_string_new(NULL);
    char text[IOT_SERVICE_TEXT], address[IOT_ADDR_TEXT];

    for (guint i = 0; i < policy->permits->len; i++) {
        const iot_permit *permit = g_ptr_array_index(policy->permits, i);
        g_string_append_printf(out, "%s %s%s (%s) %s", kinds[permit->kind],
                               permit->offers ? "offers " : "", permit->name,
                               permit->dns_name ? permit->dns_name : "",
                               iot_service_format(&permit->service, text));
        for (guint a = 0; a < permit->addresses->len; a++)
            g_string_append_printf(
                out, " %s",
                iot_addr_format(&g_array_index(permit->addresses, iot_addr, a), address));
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

static void
assert_told(policed *all, const char *mac_text, const char *expected)
{
    g_autofree char *text = told(policy_of(all, mac_text));

    g_assert_cmpstr(text, ==, expected);
}

static void
test_dns_names_are_told_from_what_only_looks_like_one(void)
{
    g_autofree char *label63 = g_strnfill(63, 'a'), *label64 = g_strnfill(64, 'a');
    g_autofree char *fits = g_strconcat(label63, ".example", NULL);
    g_autofree char *too_long_label = g_strconcat(label64, ".example", NULL);
    g_autofree char *too_long =
        g_strconcat(label63, ".", label63, ".", label63, ".", label63, NULL);
    const char *const good[] = {"a.b", "xn--bcher-kva.example", "_x.a-b.example", "3.pool.ntp.org",
                                fits};
    const char *const bad[] = {NULL,          "",          "router",       ".a.b",          "a..b",
                               "a.b.",        "-a.b",      "a-.b",         "192.168.1.1",   "a.4",
                               "a b.example", "<i>.e",     "a.b:443",      "caf\xc3\xa9.e", "*.a.b",
                               "::1",         "a.b\"c.de", too_long_label, too_long};

    for (unsigned i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_true(iot_policy_is_dns_name(good[i]));
    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(iot_policy_is_dns_name(bad[i]));
}

static void
test_addresses_of_a_name_are_one_permit(void)
{
    g_auto(policed) all = policed_new();

    see_answer(all.capture, 1, LAMP_MAC, LAMP, "cdn.example", SITE);
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "cdn.example", CLOUD);
    lamp_talks(&all, TCP, CLOUD, 443, "tls");
    lamp_talks(&all, TCP, SITE, 443, NULL);
    lamp_talks(&all, TCP, CLOUD, 443, NULL);
    lamp_talks(&all, UDP, CLOUD, 443, "quic");
    lamp_talks(&all, TCP, "192.0.2.1", 80, "http");
    assert_told(&all, LAMP_MAC,
                "remote 192.0.2.1 () tcp/80 http 192.0.2.1\n"
                "remote cdn.example (cdn.example) tcp/443 tls " SITE " " CLOUD "\n"
                "remote cdn.example (cdn.example) udp/443 quic " CLOUD "\n");
}

static void
test_rule_holds_the_question_rather_than_the_streams_own_word(void)
{
    g_auto(policed) all = policed_new();
    iot_observation hello = in_stream(lamp_sends(1, CLOUD), TCP, 0, 40000, 443);

    see_answer(all.capture, 2, LAMP_MAC, LAMP, "asked.example", CLOUD);
    hello.server_name = "told.example";
    count(&all, hello);
    hello = in_stream(lamp_sends(1, SITE), TCP, 1, 40000, 443);
    hello.server_name = "Caf\xc3\xa9.example";
    count(&all, hello);
    assert_told(&all, LAMP_MAC,
                "remote caf\xc3\xa9.example () tcp/443 " SITE "\n"
                "remote told.example (asked.example) tcp/443 " CLOUD "\n");
}

static void
test_local_service_has_two_sides(void)
{
    g_auto(policed) all = policed_new();

    reassembly(&all, TCP, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP, 80, "http");
    assert_told(&all, CAMERA_MAC, "local " LAMP_MAC " () tcp/80 http " LAMP "\n");
    assert_told(&all, LAMP_MAC, "local offers " CAMERA_MAC " () tcp/80 http " CAMERA "\n");
}

/* Somebody scans the lamp: refused, silent, and one that is taken. */
static void
test_what_was_tried_and_not_answered_is_not_permitted(void)
{
    g_auto(policed) all = policed_new();

    for (uint16_t port = 21; port < 24; port++) {
        iot_observation syn =
            in_stream(packet(1, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP), TCP, port, 40000, port);
        iot_observation reply =
            in_stream(packet(1, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA), TCP, port, port, 40000);
        syn.syn = reply.ack = true;
        reply.rst = port == 22;
        reply.syn = port == 23;
        count(&all, syn);
        if (port != 21)
            count(&all, reply);
    }
    count(&all, in_stream(packet(1, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP), UDP, 1, 40000, 161));
    assert_told(&all, LAMP_MAC, "local offers " CAMERA_MAC " () tcp/23 " CAMERA "\n");
    g_assert_cmpuint(policy_of(&all, LAMP_MAC)->unanswered, ==, 3);
}

static void
see_announcement(policed *all, iot_role role, const char *server)
{
    iot_fact servers = {IOT_FACT_SERVER, .server = {role, addr(server)}};
    iot_observation obs = packet(1, ROUTER_MAC, ROUTER, EVERYBODY, "255.255.255.255");

    obs.facts = &servers;
    obs.n_facts = 1;
    see(all->capture, obs);
}

static void
test_network_provides_what_it_names(void)
{
    g_auto(policed) all = policed_new();

    see_announcement(&all, IOT_ROLE_RESOLVER, SITE);
    see_announcement(&all, IOT_ROLE_TIME_SERVER, ROUTER);
    lamp_talks(&all, UDP, SITE, 53, "dns");
    lamp_talks(&all, UDP, ROUTER, 53, "dns");
    lamp_talks(&all, UDP, CLOUD, 53, "dns");
    lamp_talks(&all, UDP, ROUTER, 123, "ntp");
    lamp_talks(&all, UDP, CLOUD, 123, "ntp");
    assert_told(&all, LAMP_MAC,
                "resolver " SITE " () udp/53 dns " SITE "\n"
                "time " ROUTER " () udp/123 ntp " ROUTER "\n"
                "remote " CLOUD " () udp/53 dns " CLOUD "\n"
                "remote " CLOUD " () udp/123 ntp " CLOUD "\n"
                "local " ROUTER " () udp/53 dns " ROUTER "\n");
}

static void
test_local_resolver_is_the_networks_where_it_names_none(void)
{
    g_auto(policed) all = policed_new();

    lamp_talks(&all, UDP, ROUTER, 53, "dns");
    lamp_talks(&all, UDP, CLOUD, 53, "dns");
    assert_told(&all, LAMP_MAC,
                "resolver " ROUTER " () udp/53 dns " ROUTER "\n"
                "remote " CLOUD " () udp/53 dns " CLOUD "\n");
}

/* Rules of a gatekeeper have numbers: IANA's. */
static void
test_protocols_have_the_numbers_of_ip(void)
{
    static const struct {
        iot_service service;
        uint8_t number;
    } cases[] = {
        {{.transport = IOT_TRANSPORT_TCP, .protocol = "tls"}, 6},
        {{.transport = IOT_TRANSPORT_UDP, .protocol = "dns"}, 17},
        {{.protocol = "icmp"}, 1},
        {{.protocol = "igmp"}, 2},
        {{.protocol = "gre"}, 47},
        {{.protocol = "esp"}, 50},
        {{.protocol = "icmpv6"}, 58},
        {{.protocol = "sctp"}, 132},
        {{.protocol = "arp"}, 0},
        {{.protocol = NULL}, 0},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].service.protocol);
        g_assert_cmpuint(iot_policy_ip_protocol(&cases[i].service), ==, cases[i].number);
    }
}

static void
test_groups_are_addresses_and_arp_is_nothing(void)
{
    g_auto(policed) all = policed_new();
    iot_observation ask =
        in_stream(packet(1, LAMP_MAC, LAMP, EVERYBODY, "239.255.255.250"), UDP, 0, 40000, 1900);
    iot_observation igmp = packet(1, LAMP_MAC, LAMP, EVERYBODY, "224.0.0.22");

    ask.protocol = "ssdp";
    igmp.protocol = "igmp";
    count(&all, ask);
    count(&all, igmp);
    see_arp(all.capture, 50, LAMP_MAC, LAMP);
    assert_told(&all, LAMP_MAC,
                "group 239.255.255.250 () udp/1900 ssdp 239.255.255.250\n"
                "group multicast () igmp 224.0.0.22\n");
}

static void
test_slugs_are_safe_and_unique(void)
{
    g_auto(policed) all = policed_new();
    g_autofree char *long_name = g_strnfill(255, 'x');
    static const char *const macs[] = {LAMP_MAC, CAMERA_MAC, "00:00:5e:00:53:30"};
    static const char *const addresses[] = {LAMP, CAMERA, "192.168.1.2"};
    const char *const names[][2] = {
        {"../../Etc/Passwd", "etc-passwd"}, {"<\xc3\xa9>", "device"}, {long_name, NULL}};

    for (unsigned n = 0; n < G_N_ELEMENTS(names); n++) {
        g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
        for (unsigned i = 0; i < G_N_ELEMENTS(macs); i++) {
            see_claim(all.capture, 100 * n + i + 1, IOT_NAME_SSDP, macs[i], NULL, names[n][0]);
            reassembly(&all, UDP, macs[i], addresses[i], ROUTER_MAC, CLOUD, 99, NULL);
        }
        policy_of(&all, LAMP_MAC);
        for (guint i = 0; i < all.report->policies->all->len; i++) {
            const iot_policy *policy = g_ptr_array_index(all.report->policies->all, i);
            g_assert_true(g_hash_table_add(seen, policy->slug));
            g_assert_cmpuint(strlen(policy->slug), <=, IOT_SLUG_MAX);
            for (const char *p = policy->slug; *p; p++)
                g_assert_true(g_ascii_islower(*p) || g_ascii_isdigit(*p) || *p == '-');
            if (names[n][1])
                g_assert_true(g_str_has_prefix(policy->slug, names[n][1]));
        }
    }
}

#define LAMP_HEX "00005e005310"

static const char *
slug_of(policed *all, const char *of)
{
    return policy_of(all, of)->slug;
}

/* Files of one day are not replaced by those of another device on the next. */
static void
test_only_the_inventory_gives_the_plain_name(void)
{
    static const struct {
        const char *name, *slug;
    } cases[] = {
        {"Desk Lamp", "desk-lamp"},
        {"K\xc3\xbc"
         "che",
         "k-che"},
        {"CON", "con-" LAMP_HEX},
        {"nul.", "nul-" LAMP_HEX},
        {".aux", "aux-" LAMP_HEX},
        {"com1", "com1-" LAMP_HEX},
        {"LPT9 ", "lpt9-" LAMP_HEX},
        {"com10", "com10"},
        {"console", "console"},
        {"\xe9\x9b\xbb", "device-" LAMP_HEX},
        {"x-00005e005320", "x-00005e005320-" LAMP_HEX},
        {"x 192.168.1.5", "x-192-168-1-5-" LAMP_HEX},
        {"12345678901234567890123456789012345678901",
         "1234567890123456789012345678901234567890-" LAMP_HEX},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_inventory) inventory = iot_inventory_new();
        g_auto(policed) all = policed_new();
        iot_inventory_add(inventory,
                          &(iot_inventory_entry){.name = cases[i].name, .mac = mac(LAMP_MAC)});
        iot_capture_set_inventory(all.capture, inventory);
        lamp_talks(&all, UDP, CLOUD, 99, NULL);
        g_assert_cmpstr(slug_of(&all, LAMP_MAC), ==, cases[i].slug);
    }
}

static void
test_names_from_the_network_have_the_mac_or_the_address(void)
{
    g_auto(policed) all = policed_new();
    g_autoptr(GString) others = g_string_new(NULL);

    see_claim(all.capture, 1, IOT_NAME_DHCP, LAMP_MAC, NULL, "lamp");
    see_claim(all.capture, 2, IOT_NAME_MDNS, NULL, "192.168.1.99", "lamp");
    see_claim(all.capture, 3, IOT_NAME_MDNS, NULL, "fe80::7", "longer-than-its-address-lets-it-be");
    lamp_talks(&all, UDP, CLOUD, 99, NULL);
    reassembly(&all, UDP, NULL, "192.168.1.99", NULL, CLOUD, 99, NULL);
    reassembly(&all, UDP, NULL, "192.168.1.98", NULL, CLOUD, 99, NULL);
    reassembly(&all, UDP, NULL, "fe80::7", NULL, "fe80::8", 99, NULL);
    g_assert_cmpstr(slug_of(&all, LAMP_MAC), ==, "lamp-" LAMP_HEX);
    for (guint i = 0; i < all.report->policies->all->len; i++) {
        const iot_policy *policy = g_ptr_array_index(all.report->policies->all, i);
        if (!iot_mac_is_set(iot_device_mac(policy->device)))
            g_string_append_printf(others, "%s\n", policy->slug);
    }
    g_assert_cmpstr(
        others->str, ==,
        "lamp-192-168-1-99\nlonger-than-its-addr-fe800000000000000000000000000007\n192-168-1-98\n"
        "fe800000000000000000000000000008\n");
}

/* Whether both are in the capture or not. */
static void
test_devices_of_one_name_in_the_inventory_are_told_apart(void)
{
    for (unsigned both = 0; both < 2; both++) {
        g_autoptr(iot_inventory) inventory = iot_inventory_new();
        g_auto(policed) all = policed_new();
        iot_inventory_add(inventory, &(iot_inventory_entry){.name = "Lamp", .mac = mac(LAMP_MAC)});
        iot_inventory_add(inventory,
                          &(iot_inventory_entry){.name = "lamp!", .mac = mac(CAMERA_MAC)});
        iot_capture_set_inventory(all.capture, inventory);
        lamp_talks(&all, UDP, CLOUD, 99, NULL);
        if (both)
            reassembly(&all, UDP, CAMERA_MAC, CAMERA, ROUTER_MAC, CLOUD, 99, NULL);
        g_assert_cmpstr(slug_of(&all, LAMP_MAC), ==, "lamp-" LAMP_HEX);
    }
}

typedef void (*write_fn)(const iot_report *report, GString *out);

/* Names that would end a row, a cell, a quote, a line or an element. */
static void
test_documents_hold_hostile_names(void)
{
    static const write_fn writers[] = {iot_write_json, iot_write_markdown, iot_write_mud,
                                       iot_write_nftables};
    g_auto(policed) all = policed_new();

    see_claim(all.capture, 1, IOT_NAME_SSDP, LAMP_MAC, NULL,
              "a|b`c<i>[d](e)\"f\\ \nend # *g* \xef\xbf\xbe");
    see_answer(all.capture, 2, LAMP_MAC, LAMP, "<x>|\".example", CLOUD);
    lamp_talks(&all, TCP, CLOUD, 443, "tls");
    policy_of(&all, LAMP_MAC);
    GString *interned[G_N_ELEMENTS(writers)];
    for (unsigned i = 0; i < G_N_ELEMENTS(writers); i++)
        writers[i](all.report, interned[i] = g_string_new(NULL));
    assert_has(interned[0]->str, "\"device\" : \"a|b`c<i>[d](e)\\\"f\\\\ end");
    assert_has(interned[1]->str, "# a\\|b\\`c&lt;i&gt;\\[d\\](e)\"f\\\\ end \\# \\*g\\*");
    assert_has(interned[1]->str, "| &lt;x&gt;\\|\".example |");
    assert_has(interned[1]->str, "```\n" CLOUD ":443\n```");
    assert_has(interned[2]->str, "\"destination-ipv4-network\" : \"" CLOUD "/32\"");
    g_assert_null(strstr(interned[2]->str, "dnsname"));
    assert_has(interned[3]->str, "comment \"tls <x>|'.example\"");
    assert_has(interned[3]->str, "comment \"a|b`c<i>[d](e)'f' end # *g* '");
    for (unsigned i = 0; i < G_N_ELEMENTS(interned); i++)
        g_string_free(interned[i], TRUE);
}

static void
test_documents_of_nothing_are_whole(void)
{
    g_auto(policed) all = policed_new();
    g_autoptr(GString) mud = g_string_new(NULL), json = g_string_new(NULL);

    iot_capture_settle(all.capture);
    all.report = iot_report_new(all.capture, all.counters, &(iot_report_options){.policies = true});
    iot_write_mud(all.report, mud);
    iot_write_json(all.report, json);
    g_assert_cmpstr(mud->str, ==, "[]\n");
    assert_has(json->str, "\"first_seen\" : null");
    assert_has(json->str, "\"conversations\" : []");
}

static void
test_numbers_in_json_are_those_of_csv(void)
{
    g_auto(policed) all = policed_new();
    iot_observation back = lamp_receives(1, CLOUD);
    g_autoptr(GString) json = g_string_new(NULL);

    count(&all, lamp_sends(1, CLOUD));
    back.response_ns = 12345678;
    count(&all, back);
    policy_of(&all, LAMP_MAC);
    iot_write_json(all.report, json);
    assert_has(json->str, "\"rtt_ms\" : 12.345677999999999");
    assert_has(json->str, "\"packets_sent\" : 1,");
    assert_has(json->str, "\"services\" : null");
}

/* A finding of the lamp's stands on its page, and on nobody else's. */
static void
test_page_has_the_findings_of_its_device(void)
{
    g_auto(policed) all = policed_new();
    iot_finding finding = {.kind = IOT_FINDING_CLEAR_TEXT,
                           .severity = IOT_SEVERITY_WARNING,
                           .name = (char *)"si|te",
                           .evidence = (char *)"said <it>",
                           .first_frame = 7,
                           .count = 3};
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    iot_findings findings = {.all = list};
    g_autoptr(GString) page = g_string_new(NULL);

    lamp_talks(&all, TCP, CLOUD, 80, "http");
    finding.device = policy_of(&all, LAMP_MAC)->device;
    finding.conversations = none;
    g_ptr_array_add(list, &finding);
    findings.index = findings_index_new(list);
    all.report->findings = &findings;
    iot_write_markdown(all.report, page);
    assert_has(page->str, "## Findings\n\n- **warning, ");
    assert_has(page->str, "**, si\\|te: said &lt;it&gt; (count 3, first in frame 7)\n");
    findings_index_free(findings.index);
    all.report->findings = NULL;
    g_string_truncate(page, 0);
    iot_write_markdown(all.report, page);
    assert_has(page->str, "## Findings\n\nNot looked for.\n");
}

/* A device that contacts thousands of addresses scans; no firewall would take its rules. */
static void
test_scan_fills_no_list_of_rules(void)
{
    g_auto(policed) all = policed_new();
    g_autoptr(GString) out = g_string_new(NULL);

    for (uint32_t i = 0; i < IOT_POLICY_PERMITS_MAX + 7; i++) {
        iot_observation obs = lamp_sends(i + 1, CLOUD);
        obs.dst = nth_remote(i);
        count(&all, in_stream(obs, TCP, i, 40000, 23));
    }
    const iot_policy *policy = policy_of(&all, LAMP_MAC);
    g_assert_cmpuint(policy->permits->len, ==, IOT_POLICY_PERMITS_MAX);
    g_assert_cmpuint(policy->left_out, ==, 7);
    iot_write_nftables_device(policy, out);
    g_assert_nonnull(strstr(out->str, "# 7 more flows are left out"));
    g_string_truncate(out, 0);
    iot_write_markdown_device(policy, out);
    g_assert_nonnull(strstr(out->str, "7 more flows are left out"));
}

#define ADD(name) g_test_add_func("/policy/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(dns_names_are_told_from_what_only_looks_like_one);
    ADD(addresses_of_a_name_are_one_permit);
    ADD(rule_holds_the_question_rather_than_the_streams_own_word);
    ADD(local_service_has_two_sides);
    ADD(what_was_tried_and_not_answered_is_not_permitted);
    ADD(network_provides_what_it_names);
    ADD(local_resolver_is_the_networks_where_it_names_none);
    ADD(protocols_have_the_numbers_of_ip);
    ADD(groups_are_addresses_and_arp_is_nothing);
    ADD(scan_fills_no_list_of_rules);
    ADD(slugs_are_safe_and_unique);
    ADD(only_the_inventory_gives_the_plain_name);
    ADD(names_from_the_network_have_the_mac_or_the_address);
    ADD(devices_of_one_name_in_the_inventory_are_told_apart);
    ADD(documents_hold_hostile_names);
    ADD(documents_of_nothing_are_whole);
    ADD(numbers_in_json_are_those_of_csv);
    ADD(page_has_the_findings_of_its_device);
    return g_test_run();
}
