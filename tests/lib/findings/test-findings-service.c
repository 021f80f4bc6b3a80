/* test-findings-service.c - findings: somebody else's servers; no name, no encryption
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each rule has a capture in which it must speak and near misses in which it must not.
 */
#include "scene.h"

#define PUBLIC "9.9.9.9"

static iot_settings *
settings_of(const iot_settings_texts *texts)
{
    iot_settings *settings = iot_settings_new(NULL, NULL);

    g_assert_true(iot_settings_read_texts(settings, texts, NULL, NULL));
    return settings;
}

static void
test_resolvers_of_somebody_else_are_told(void)
{
    g_autoptr(iot_settings) with = settings_of(&(iot_settings_texts){.resolvers = PUBLIC});
    static const struct {
        const char *what, *servers, *asked;
        bool chosen;
        const char *expected;
    } cases[] = {
        {"foreign", ROUTER, PUBLIC, false, PUBLIC " 2: asks a resolver"},
        {"announced", ROUTER, ROUTER, false, NULL},
        {"announced, though public", PUBLIC, PUBLIC, false, NULL},
        {"chosen by the user", ROUTER, PUBLIC, true, NULL},
        {"chosen by the user, and another asked", NULL, SITE, true, SITE " 2: asks a resolver"},
        {"nobody knows the own one", NULL, PUBLIC, false, NULL},
        {"local, but not the announced one", ROUTER, "192.168.1.5", false, "192.168.1.5 2:"},
        {"to many", ROUTER, "224.0.0.251", false, NULL},
        {"asked by a resolver", LAMP, PUBLIC, false, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        if (cases[i].servers)
            announce(&s, IOT_ROLE_RESOLVER, cases[i].servers);
        ask(&s, 1, LAMP_MAC, LAMP, cases[i].asked, "a.example", true);
        ask(&s, 2, LAMP_MAC, LAMP, cases[i].asked, "b.example", true);
        end(&s, 10);
        g_test_message("%s", cases[i].what);
        assert_told(&s, cases[i].chosen ? with : NULL, IOT_FINDING_FOREIGN_RESOLVER,
                    cases[i].expected);
    }
}

/* 10.0.0.1 is the router's; 10.0.0.2 is somebody's beyond it, whose packets come by the router. */
static void
test_router_is_asked_by_any_of_its_addresses(void)
{
    static const char *const asked[][2] = {{"10.0.0.1", NULL}, {"10.0.0.2", "10.0.0.2 1: asks"}};

    for (unsigned i = 0; i < G_N_ELEMENTS(asked); i++) {
        scene s = scene_of(NULL);
        announce(&s, IOT_ROLE_RESOLVER, ROUTER);
        see_arp(s.capture, 1, ROUTER_MAC, ROUTER);
        see_arp(s.capture, 2, ROUTER_MAC, "10.0.0.1");
        take(&s, 1, packet(0, ROUTER_MAC, "10.0.0.2", LAMP_MAC, LAMP));
        take(&s, 2, packet(0, ROUTER_MAC, CLOUD, LAMP_MAC, LAMP));
        ask(&s, 3, LAMP_MAC, LAMP, asked[i][0], "a.example", true);
        end(&s, 10);
        assert_told(&s, NULL, IOT_FINDING_FOREIGN_RESOLVER, asked[i][1]);
    }
}

static void
test_resolvers_behind_encryption_are_told(void)
{
    g_autoptr(iot_settings) with = settings_of(&(iot_settings_texts){.resolvers = PUBLIC});
    static const struct {
        const char *what, *remote;
        uint16_t port;
        const char *name;
        bool chosen;
        const char *expected;
    } cases[] = {
        {"DoT", CLOUD, SECRETS, "dot.example", false, "over TLS, in 1 connection"},
        {"DoH by name", CLOUD, 443, "dns.google", false, "over HTTPS, in 1 connection"},
        {"DoH below a name", CLOUD, 443, "x.dns.nextdns.io", false, "over HTTPS"},
        {"DoH by address", "8.8.8.8", 443, NULL, false, "over HTTPS"},
        {"web", CLOUD, 443, "www.example", false, NULL},
        {"not the port of the web", CLOUD, 8443, "dns.google", false, NULL},
        {"DoT to the user's own", PUBLIC, SECRETS, NULL, true, NULL},
        {"DoH to the user's own", PUBLIC, 443, "dns.quad9.net", true, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        dial d = lamp_dials;
        d.remote = cases[i].remote;
        d.port = cases[i].port;
        d.name = cases[i].name;
        announce(&s, IOT_ROLE_RESOLVER, ROUTER);
        connect_to(&s, 1, &d);
        end(&s, 10);
        g_test_message("%s", cases[i].what);
        assert_told(&s, cases[i].chosen ? with : NULL, IOT_FINDING_FOREIGN_RESOLVER,
                    cases[i].expected);
    }
}

static void
test_resolver_of_the_home_may_ask_behind_encryption(void)
{
    scene s = scene_of(NULL);
    dial d = lamp_dials;

    d.port = SECRETS;
    announce(&s, IOT_ROLE_RESOLVER, LAMP);
    connect_to(&s, 1, &d);
    end(&s, 10);
    assert_told(&s, NULL, IOT_FINDING_FOREIGN_RESOLVER, NULL);
}

static void
test_questions_without_recursion_are_told(void)
{
    static const struct {
        const char *what, *asked;
        unsigned with, without;
        const char *no_recursion, *foreign;
    } cases[] = {
        {"to a name server", SITE, 0, 2, SITE " 2: asks the name server itself", NULL},
        {"with recursion", SITE, 2, 0, NULL, SITE " 2: asks a resolver"},
        {"both", SITE, 3, 1, SITE " 1: asks the name server", SITE " 3: asks a resolver"},
        {"to the own resolver", ROUTER, 0, 2, NULL, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (unsigned kind = 0; kind < 2; kind++) {
            scene s = scene_of(NULL);
            announce(&s, IOT_ROLE_RESOLVER, ROUTER);
            for (unsigned q = 0; q < cases[i].with + cases[i].without; q++)
                ask(&s, 1 + q, LAMP_MAC, LAMP, cases[i].asked, "a.example", q < cases[i].with);
            end(&s, 10);
            g_test_message("%s", cases[i].what);
            assert_told(&s, NULL, kind ? IOT_FINDING_FOREIGN_RESOLVER : IOT_FINDING_NO_RECURSION,
                        kind ? cases[i].foreign : cases[i].no_recursion);
        }
    }
}

/* A request of which no payload is known. */
static void
test_a_lone_request_for_the_time_counts(void)
{
    scene s = scene_of(NULL);

    announce(&s, IOT_ROLE_TIME_SERVER, ROUTER);
    take(&s, 1, in_stream(lamp_sends(0, CLOUD), UDP, 1, 50000, 123));
    end(&s, 200);
    assert_told(&s, NULL, IOT_FINDING_FOREIGN_TIME,
                CLOUD " 1: asks a time server that this network does not name, 1 time");
}

static void
test_time_servers_of_somebody_else_are_told(void)
{
    g_autoptr(iot_settings) with = settings_of(&(iot_settings_texts){.ntp_servers = CLOUD});
    static const struct {
        const char *what, *servers, *asked;
        uint16_t port;
        bool chosen;
        const char *expected;
    } cases[] = {
        {"foreign", ROUTER, CLOUD, 123, false, CLOUD " 3: asks a time server"},
        {"announced", CLOUD, CLOUD, 123, false, NULL},
        {"chosen by the user", NULL, CLOUD, 123, true, NULL},
        {"chosen by the user, and another asked", NULL, SITE, 123, true, SITE " 3:"},
        {"nobody knows the own one", NULL, CLOUD, 123, false, NULL},
        {"another port", ROUTER, CLOUD, 124, false, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        if (cases[i].servers)
            announce(&s, IOT_ROLE_TIME_SERVER, cases[i].servers);
        for (unsigned n = 0; n < 3; n++) {
            iot_observation request =
                in_stream(lamp_sends(0, cases[i].asked), UDP, 1, 50000, cases[i].port);
            request.payload_bytes = 48;
            take(&s, 1 + n * 64, request);
        }
        end(&s, 200);
        g_test_message("%s", cases[i].what);
        assert_told(&s, cases[i].chosen ? with : NULL, IOT_FINDING_FOREIGN_TIME, cases[i].expected);
    }
}

static void
test_second_dhcp_server_is_told(void)
{
    static const struct {
        const char *what, *mac, *addr;
        bool answers;
        const char *expected;
    } cases[] = {
        {"another of the same router", ROUTER_MAC, CAMERA, true, NULL},
        {"another", CAMERA_MAC, CAMERA, true, CAMERA " 2: answers as a DHCP server (" CAMERA_MAC},
        {"the same", ROUTER_MAC, ROUTER, true, NULL},
        {"the same through another port", CAMERA_MAC, ROUTER, true, NULL},
        {"a client", CAMERA_MAC, CAMERA, false, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        for (unsigned n = 0; n < 2; n++) {
            iot_observation own = packet(0, ROUTER_MAC, ROUTER, EVERYBODY, "255.255.255.255");
            iot_observation other =
                packet(0, cases[i].mac, cases[i].addr, EVERYBODY, "255.255.255.255");
            iot_fact owns = {IOT_FACT_DHCP_SERVER, .dhcp_server = {own.src, own.src_mac}};
            iot_fact others = {IOT_FACT_DHCP_SERVER, .dhcp_server = {other.src, other.src_mac}};
            own.facts = &owns;
            own.n_facts = 1;
            other.facts = &others;
            other.n_facts = cases[i].answers;
            take(&s, 1, own);
            take(&s, 2, other);
        }
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_SECOND_DHCP, cases[i].expected);
    }
}

static void
test_addresses_that_nobody_asked_for_are_told(void)
{
    static const struct {
        const char *what, *remote;
        uint16_t port;
        double at;
        unsigned syns;
        const char *asked, *name;
        iot_role role; /* that the network announces the remote for, if `announced` */
        bool servers;
        const char *expected;
    } cases[] = {
        {"no name", CLOUD, 443, 60, 1, .expected = CLOUD " 1: contacted on tcp/443"},
        {"in the first minute", CLOUD, 443, 59.9, 1, .asked = NULL},
        {"began before the capture", CLOUD, 443, LATER, 0, .asked = NULL},
        {"answered by DNS", CLOUD, 443, LATER, 1, .asked = "api.example"},
        {"names itself", CLOUD, 443, LATER, 1, .name = "api.example"},
        {"DNS", CLOUD, 53, LATER, 1, .asked = NULL},
        {"DoT", CLOUD, SECRETS, LATER, 1, .asked = NULL},
        {"NTP", CLOUD, 123, LATER, 1, .asked = NULL},
        {"a well-known resolver", "1.1.1.1", 443, LATER, 1, .asked = NULL},
        {"a resolver that DHCP gave", CLOUD, 443, LATER, 1, .servers = true},
        {"a time server that DHCP gave", CLOUD, 443, LATER, 1, .role = IOT_ROLE_TIME_SERVER,
         .servers = true},
        {"local", CAMERA, 443, LATER, 1, .asked = NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        dial d = lamp_dials;
        d.remote = cases[i].remote;
        d.port = cases[i].port;
        d.syns = cases[i].syns;
        d.name = cases[i].name;
        d.sends = true;
        if (cases[i].servers)
            announce(&s, cases[i].role, cases[i].remote);
        if (cases[i].asked)
            answer(&s, 1, LAMP_MAC, LAMP, cases[i].asked, cases[i].remote);
        connect_to(&s, cases[i].at, &d);
        end(&s, LATER + 60);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_NO_NAME, cases[i].expected);
    }
}

static void
test_who_calls_in_needs_no_name(void)
{
    scene s = scene_of(NULL);
    iot_observation in = in_stream(packet(0, ROUTER_MAC, CLOUD, LAMP_MAC, LAMP), TCP, 1, 50000, 22);

    in.syn = true;
    take(&s, LATER, in);
    end(&s, LATER + 60);
    assert_told(&s, NULL, IOT_FINDING_NO_NAME, NULL);
}

static void
test_many_addresses_or_ports_are_told_once(void)
{
    static const struct {
        bool ports;
        const char *expected;
    } cases[] = {
        {false, "1.0.0.0 5: contacted on tcp/32100 (and 4 other addresses)"},
        {true, CLOUD " 5: contacted on tcp/32100 (and 4 other ports)"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        for (uint32_t n = 0; n < 5; n++) {
            char text[IOT_ADDR_TEXT];
            iot_addr nth = nth_remote(n * 256);
            dial d = lamp_dials;
            d.remote = cases[i].ports ? CLOUD : iot_addr_format(&nth, text);
            d.port = (uint16_t)(cases[i].ports ? 32100 + n : 32100);
            connect_to(&s, LATER + n * n, &d);
        }
        end(&s, LATER + 600);
        assert_told(&s, NULL, IOT_FINDING_NO_NAME, cases[i].expected);
    }
}

static void
test_data_in_clear_is_told(void)
{
    static const struct {
        const char *protocol, *remote;
        uint16_t tls;
        bool said, expected;
    } cases[] = {
        {"http", CLOUD, 0, true, true},       {"mqtt", CLOUD, 0, true, true},
        {"telnet", CLOUD, 0, true, true},     {"ftp", CLOUD, 0, true, true},
        {"pop", CLOUD, 0, true, true},        {"imap", CLOUD, 0, true, true},
        {"smtp", CLOUD, 0, true, true},       {"coap", CLOUD, 0, true, true},
        {"rtsp", CLOUD, 0, true, true},       {"tls", CLOUD, 0x0303, true, false},
        {"smtp", CLOUD, 0x0303, true, false}, {"mqtt", CLOUD, 0x0304, true, false},
        {"ssh", CLOUD, 0, true, false},       {"data", CLOUD, 0, true, false},
        {NULL, CLOUD, 0, true, false},        {"http", CAMERA, 0, true, false},
        {"http", CLOUD, 0, false, false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        dial d = lamp_dials;
        d.remote = cases[i].remote;
        d.protocol = cases[i].said ? cases[i].protocol : NULL;
        d.sends = cases[i].said;
        d.tls = cases[i].tls;
        connect_to(&s, 1, &d);
        end(&s, 10);
        g_test_message("%s to %s, TLS %x", cases[i].protocol, cases[i].remote, cases[i].tls);
        assert_told(&s, NULL, IOT_FINDING_CLEAR_TEXT,
                    cases[i].expected ? "without encryption, in 1 connection" : NULL);
    }
}

static void
test_clear_text_that_says_nothing_is_a_note(void)
{
    static const struct {
        const char *name, *protocol;
        bool note;
    } cases[] = {
        {"ocsp.pki.example", "http", true},
        {"crl3.pki.example", "http", true},
        {"r10.o.lencr.org", "http", true},
        {"www.msftconnecttest.com", "http", true},
        {"connectivitycheck.gstatic.com", "http", true},
        {"ocsphelper.example", "http", false},
        {"evil-lencr.org", "http", false},
        {"api.example", "http", false},
        {"captive.example", "mqtt", false},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        static const iot_settings none = {0};
        scene s = scene_of(NULL);
        dial d = lamp_dials;
        unsigned notes = 0, n = 0;
        d.protocol = cases[i].protocol;
        d.name = cases[i].name;
        connect_to(&s, 1, &d);
        end(&s, 10);
        iot_capture_settle(s.capture);
        g_autoptr(iot_findings) findings = iot_findings_new(s.capture, &none);
        for (guint f = 0; f < findings->all->len; f++) {
            const iot_finding *one = g_ptr_array_index(findings->all, f);
            n += one->kind == IOT_FINDING_CLEAR_TEXT;
            notes += one->kind == IOT_FINDING_CLEAR_TEXT && one->severity == IOT_SEVERITY_NOTE;
        }
        g_test_message("%s", cases[i].name);
        g_assert_cmpuint(n, ==, 1);
        g_assert_cmpuint(notes, ==, cases[i].note);
        iot_capture_free(s.capture);
    }
}

static void
test_certificates_that_devices_refuse_are_told(void)
{
    static const struct {
        const char *what;
        bool by_server;
        uint8_t alert;
        const char *expected;
    } cases[] = {
        {"unknown authority", false, 48,
         CLOUD " 1: refuses the server's certificate on tcp/443 (of an unknown"},
        {"expired", false, 45, "(expired), in 1 of 1 connection"},
        {"the server refuses the device's", true, 48, NULL},
        {"nobody", false, 0, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        uint32_t stream = connect_to(&s, 1, &lamp_dials);
        iot_observation obs =
            cases[i].by_server ? downwards(&lamp_dials, stream) : upwards(&lamp_dials, stream);
        obs.tls_alert = cases[i].alert;
        obs.payload_bytes = 7;
        take(&s, 2, obs);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_REFUSES, cases[i].expected);
    }
}

#define ADD(name) g_test_add_func("/findings/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(resolvers_of_somebody_else_are_told);
    ADD(router_is_asked_by_any_of_its_addresses);
    ADD(resolvers_behind_encryption_are_told);
    ADD(resolver_of_the_home_may_ask_behind_encryption);
    ADD(questions_without_recursion_are_told);
    ADD(a_lone_request_for_the_time_counts);
    ADD(time_servers_of_somebody_else_are_told);
    ADD(second_dhcp_server_is_told);
    ADD(addresses_that_nobody_asked_for_are_told);
    ADD(who_calls_in_needs_no_name);
    ADD(many_addresses_or_ports_are_told_once);
    ADD(data_in_clear_is_told);
    ADD(clear_text_that_says_nothing_is_a_note);
    ADD(certificates_that_devices_refuse_are_told);
    return g_test_run();
}
