/* test-findings.c - what is worth a look, and what is not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each rule has a capture in which it must speak and near misses in which it must not.
 */
#include "findings.h"
#include "home.h"

#include <string.h>

#define TCP IOT_TRANSPORT_TCP
#define UDP IOT_TRANSPORT_UDP
#define NS  1000000000.0
/* Well after the warm-up of a minute, in seconds since the first packet. */
#define LATER   100.0
#define OTHER   "203.0.113.8"
#define PUBLIC  "9.9.9.9"
#define SECRETS 853

/* A capture that begins 1000 s after the epoch with the router's word to everybody. */
typedef struct scene {
    iot_capture *capture;
    uint32_t frame, stream;
} scene;

static iot_flow_id
take(scene *s, double at, iot_observation obs)
{
    obs.frame = ++s->frame;
    obs.time_ns = (int64_t)((1000 + at) * NS + 0.5);
    return iot_capture_observe(s->capture, &obs);
}

static scene
scene_of(const iot_inventory *inventory)
{
    scene s = {iot_capture_new(&(iot_capture_options){.inventory = inventory}), 0, 0};

    take(&s, 0, packet(0, ROUTER_MAC, ROUTER, EVERYBODY, "255.255.255.255"));
    return s;
}

/* The last packet, by which the rules know how long nothing came. */
static void
end(scene *s, double at)
{
    take(s, at, packet(0, ROUTER_MAC, ROUTER, EVERYBODY, "255.255.255.255"));
}

/* Asks for the findings of one kind; `ret_first`, which may be NULL, is the evidence of the first.
 */
static unsigned
count_kind(scene *s, const iot_findings_options *options, iot_finding_kind kind, char **ret_first)
{
    static const iot_findings_options none = {0};
    g_autoptr(iot_findings) findings = iot_findings_new(s->capture, options ? options : &none);
    unsigned n = 0;

    for (guint i = 0; i < findings->all->len; i++) {
        const iot_finding *one = g_ptr_array_index(findings->all, i);
        if (one->kind != kind)
            continue;
        if (n++ == 0 && ret_first)
            *ret_first =
                g_strdup_printf("%s %u: %s", one->name ? one->name : "", one->count, one->evidence);
    }
    return n;
}

/* The same at the end of the scene, which is over with it. `expected` is part of the name, count
 * and evidence; NULL: no such finding. */
static void
assert_told(scene *s, const iot_findings_options *options, iot_finding_kind kind,
            const char *expected)
{
    g_autofree char *told = NULL;
    unsigned n = count_kind(s, options, kind, &told);

    g_test_message("%s: %s", iot_finding_kind_name(kind), told ? told : "nothing");
    g_assert_cmpuint(n, ==, expected ? 1 : 0);
    g_assert_true(!expected || strstr(told, expected));
    iot_capture_free(s->capture);
}

/* ---- connections ---- */

/* What a client in the home does to a remote. */
typedef struct dial {
    const char *mac, *addr, *remote;
    uint16_t port;
    const char *name; /* server name that it says; NULL: none */
    const char *protocol;
    unsigned syns; /* one second apart */
    bool silent;   /* no SYN-ACK */
    bool refused;  /* RST of the server */
    bool gives_up; /* RST of the client */
    bool sends;    /* data of the client, right after */
    uint16_t tls;  /* version in the server's answer */
} dial;

static const dial lamp_dials = {
    .mac = LAMP_MAC, .addr = LAMP, .remote = CLOUD, .port = 443, .syns = 1};
static const dial camera_dials = {
    .mac = CAMERA_MAC, .addr = CAMERA, .remote = SITE, .port = 443, .syns = 1};

static iot_observation
upwards(const dial *d, uint32_t stream)
{
    return in_stream(packet(0, d->mac, d->addr, ROUTER_MAC, d->remote), TCP, stream, 50000,
                     d->port);
}

static iot_observation
downwards(const dial *d, uint32_t stream)
{
    return in_stream(packet(0, ROUTER_MAC, d->remote, d->mac, d->addr), TCP, stream, d->port,
                     50000);
}

static void
talk(scene *s, double at, const dial *d, uint32_t stream)
{
    iot_observation up = upwards(d, stream);

    up.payload_bytes = 10;
    up.protocol = d->protocol;
    up.server_name = d->name;
    take(s, at, up);
}

/* Returns the number of the stream. */
static uint32_t
connect_to(scene *s, double at, const dial *d)
{
    uint32_t stream = ++s->stream;
    iot_observation up = upwards(d, stream), down = downwards(d, stream);

    up.syn = true;
    for (unsigned i = 0; i < d->syns; i++)
        take(s, at++, up);
    down.ack = true;
    down.syn = !d->refused;
    down.rst = d->refused;
    if (!d->silent || d->refused)
        take(s, at - 0.99, down);
    up.syn = false;
    up.rst = true;
    if (d->gives_up)
        take(s, at - 0.98, up);
    if (d->sends || d->name || d->protocol)
        talk(s, at - 0.97, d, stream);
    if (d->tls) {
        down.syn = false;
        down.payload_bytes = 10;
        down.tls_version = d->tls;
        take(s, at - 0.96, down);
    }
    return stream;
}

/* ---- unanswered ---- */

static void
test_connections_that_nobody_answers_are_told(void)
{
    static const struct {
        const char *what;
        unsigned connections, syns;
        bool refused, gives_up, sends, icmp;
        unsigned answered; /* so many of them */
        double tail_s;     /* after the last SYN */
        const char *expected;
    } cases[] = {
        {"silence", 1, 3, .tail_s = 10, .expected = "1 connection to tcp/443"},
        {"again", 1, 4, .tail_s = 10, .expected = "(4 SYNs, 3 of them again): silence"},
        {"three at once", 3, 1, .tail_s = 10, .expected = "3 connections"},
        {"too few", 1, 2, .tail_s = 10},
        {"RST", 3, 1, .refused = true, .tail_s = 10, .expected = "refused with RST"},
        {"gives up itself", 3, 1, .gives_up = true, .tail_s = 10, .expected = ": silence"},
        {"ICMP", 1, 3, .icmp = true, .tail_s = 10, .expected = "unreachable says ICMP"},
        {"one was answered", 4, 1, .answered = 1, .tail_s = 10},
        {"data proves an answer not captured", 3, 1, .sends = true, .tail_s = 10},
        {"the capture ends too soon", 1, 3, .tail_s = 2.9},
        {"just in time", 1, 3, .tail_s = 3, .expected = "silence"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        double at = LATER;
        g_test_message("%s", cases[i].what);
        for (unsigned c = 0; c < cases[i].connections; c++) {
            dial d = lamp_dials;
            d.syns = cases[i].syns;
            d.silent = c >= cases[i].answered;
            d.refused = cases[i].refused;
            d.gives_up = cases[i].gives_up;
            d.sends = cases[i].sends;
            connect_to(&s, at, &d);
            at += d.syns;
        }
        if (cases[i].icmp) {
            iot_observation error = packet(0, ROUTER_MAC, ROUTER, LAMP_MAC, LAMP);
            error.unreachable = addr(CLOUD);
            take(&s, at, error);
        }
        end(&s, at - 1 + cases[i].tail_s);
        assert_told(&s, NULL, IOT_FINDING_UNANSWERED, cases[i].expected);
    }
}

static void
test_refusals_among_silence_are_told_as_such(void)
{
    scene s = scene_of(NULL);
    dial d = lamp_dials;

    d.silent = true;
    d.syns = 2;
    connect_to(&s, LATER, &d);
    d.refused = true;
    connect_to(&s, LATER + 10, &d);
    end(&s, LATER + 60);
    assert_told(&s, NULL, IOT_FINDING_UNANSWERED, "some refused with RST, else silence");
}

static void
test_only_the_homes_own_connections_can_be_unanswered(void)
{
    scene s = scene_of(NULL);

    for (unsigned i = 0; i < 5; i++) {
        iot_observation in =
            in_stream(packet(0, ROUTER_MAC, CLOUD, LAMP_MAC, LAMP), TCP, 1, 50000, 22);
        iot_observation at_home =
            in_stream(packet(0, LAMP_MAC, LAMP, CAMERA_MAC, CAMERA), TCP, 2, 50000, 80);
        in.syn = at_home.syn = true;
        take(&s, LATER + i, in);
        take(&s, LATER + i, at_home);
    }
    end(&s, LATER + 60);
    assert_told(&s, NULL, IOT_FINDING_UNANSWERED, NULL);
}

/* ---- names ---- */

static void
ask(scene *s, double at, const char *asker_mac, const char *asker, const char *resolver,
    const char *question, bool recursion)
{
    iot_query_fact fact = {question, recursion};
    iot_observation obs =
        in_stream(packet(0, asker_mac, asker, ROUTER_MAC, resolver), UDP, ++s->stream, 50000, 53);

    obs.protocol = "dns";
    obs.payload_bytes = 30;
    obs.queries = &fact;
    obs.n_queries = 1;
    take(s, at, obs);
}

static void
answer(scene *s, double at, const char *client_mac, const char *client, const char *question,
       const char *answered)
{
    iot_answer_fact fact = {addr(answered), 60, question, question};
    iot_observation obs =
        in_stream(packet(0, ROUTER_MAC, ROUTER, client_mac, client), UDP, ++s->stream, 53, 50000);

    obs.protocol = "dns";
    obs.answers = &fact;
    obs.n_answers = 1;
    take(s, at, obs);
}

static void
announce(scene *s, iot_role role, const char *server)
{
    iot_announcement word = {role, addr(server)};
    iot_observation obs = packet(0, ROUTER_MAC, ROUTER, EVERYBODY, "255.255.255.255");

    obs.announcements = &word;
    obs.n_announcements = 1;
    take(s, 0, obs);
}

static void
test_names_asked_for_and_never_contacted_are_told(void)
{
    static const struct {
        const char *what;
        unsigned times;
        bool answered;
        const char *contacted, *resolver;
        double tail_s;
        const char *expected;
    } cases[] = {
        {"three times", 3, true, NULL, "192.168.1.2", 10, "api.example 3: asked for 3 times"},
        {"twice", 2, true, NULL, "192.168.1.2", 10, NULL},
        {"never answered", 5, false, NULL, "192.168.1.2", 10, NULL},
        {"contacted", 5, true, CLOUD, "192.168.1.2", 10, NULL},
        {"another contacted", 5, true, SITE, "192.168.1.2", 10, "asked for 5 times"},
        {"the capture ends too soon", 3, true, NULL, "192.168.1.2", 2.9, NULL},
        {"a resolver asks for others", 5, true, NULL, LAMP, 10, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        g_test_message("%s", cases[i].what);
        announce(&s, IOT_ROLE_RESOLVER, cases[i].resolver);
        for (unsigned t = 0; t < cases[i].times; t++) {
            ask(&s, LATER + t, LAMP_MAC, LAMP, ROUTER, "api.example", true);
            if (cases[i].answered)
                answer(&s, LATER + t + 0.1, LAMP_MAC, LAMP, "api.example", CLOUD);
        }
        if (cases[i].contacted) {
            dial d = lamp_dials;
            d.remote = cases[i].contacted;
            connect_to(&s, LATER + cases[i].times, &d);
        }
        end(&s, LATER + cases[i].times - 1 + cases[i].tail_s);
        assert_told(&s, NULL, IOT_FINDING_NEVER_CONTACTED, cases[i].expected);
    }
}

static void
test_contact_of_another_device_does_not_count(void)
{
    scene s = scene_of(NULL);
    dial d = camera_dials;

    d.remote = CLOUD;
    for (unsigned t = 0; t < 3; t++) {
        ask(&s, LATER + t, LAMP_MAC, LAMP, ROUTER, "api.example", true);
        answer(&s, LATER + t + 0.1, LAMP_MAC, LAMP, "api.example", CLOUD);
    }
    connect_to(&s, LATER + 5, &d);
    end(&s, LATER + 60);
    assert_told(&s, NULL, IOT_FINDING_NEVER_CONTACTED, "api.example");
}

/* ---- periodic ---- */

/* What is told of connections at an interval: by a scene that the caller frees. */
static void
knock(scene *s, double from, unsigned n, double interval_s, const dial *d)
{
    for (unsigned i = 0; i < n; i++)
        connect_to(s, from + i * interval_s, d);
}

static void
test_connections_at_an_interval_are_told(void)
{
    static const struct {
        unsigned n;
        double interval_s;
        double tail; /* intervals after the last one */
        uint16_t port;
        const char *periodic, *stopped;
    } cases[] = {
        {5, 60, 1, 443, "connects every 60 s (give or take 0 s), 5 times, score", NULL},
        {4, 60, 1, 443, "connects every 60 s", NULL},
        {3, 60, 1, 443, NULL, NULL},
        {20, 6, 1, 443, "every 6 s", NULL},
        {20, 5.9, 1, 443, NULL, NULL},
        /* housekeeping */
        {9, 60, 1, 53, NULL, NULL},
        {9, 60, 1, 67, NULL, NULL},
        {9, 60, 1, 123, NULL, NULL},
        {9, 60, 1, 547, NULL, NULL},
        {9, 60, 1, SECRETS, NULL, NULL},
        {9, 60, 1, 1900, NULL, NULL},
        {9, 60, 1, 5353, NULL, NULL},
        {9, 60, 1, 5355, NULL, NULL},
        {9, 60, 1, 8883, "every 60 s", NULL},
        /* what stopped: three periods are missing, and it was there eight times */
        {8, 60, 2.9, 443, "every 60 s", NULL},
        {8, 60, 3.1, 443, NULL, "8 times, score 1.00; then nothing for 3 min"},
        {7, 60, 3.1, 443, NULL, NULL},
        {8, 60, 100, 443, NULL, "then nothing for"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (unsigned stopped = 0; stopped < 2; stopped++) {
            scene s = scene_of(NULL);
            dial d = lamp_dials;
            d.port = cases[i].port;
            knock(&s, 0.5, cases[i].n, cases[i].interval_s, &d);
            end(&s, 0.5 + (cases[i].n - 1 + cases[i].tail) * cases[i].interval_s);
            g_test_message("%u times every %g s on %u, then %g intervals", cases[i].n,
                           cases[i].interval_s, cases[i].port, cases[i].tail);
            assert_told(&s, NULL, stopped ? IOT_FINDING_PERIODIC_STOPPED : IOT_FINDING_PERIODIC,
                        stopped ? cases[i].stopped : cases[i].periodic);
        }
    }
}

static void
test_irregular_connections_are_no_period(void)
{
    static const double at[][8] = {
        {1, 11, 120, 133, 430, 480, 1100, 1150}, /* as people do */
        {1, 3, 5, 7, 600, 602, 604, 606},        /* bursts */
        {1, 61, 62, 180, 181, 240, 400, 401},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(at); i++) {
        scene s = scene_of(NULL);
        for (unsigned c = 0; c < 8; c++)
            connect_to(&s, at[i][c], &lamp_dials);
        end(&s, at[i][7] + 1);
        g_test_message("case %u", i);
        assert_told(&s, NULL, IOT_FINDING_PERIODIC, NULL);
    }
}

static void
test_part_of_a_capture_is_no_period(void)
{
    scene s = scene_of(NULL);

    knock(&s, 1000, 4, 60, &lamp_dials);
    end(&s, 1000 + 5 * 60);
    assert_told(&s, NULL, IOT_FINDING_PERIODIC, NULL);
}

static void
test_names_and_ports_have_periods_of_their_own(void)
{
    scene s = scene_of(NULL);
    dial odd = lamp_dials, even = lamp_dials;

    odd.name = "odd.example";
    even.name = "even.example";
    knock(&s, 1, 5, 60, &odd);
    knock(&s, 20, 5, 60, &even);
    end(&s, 300);
    g_assert_cmpuint(count_kind(&s, NULL, IOT_FINDING_PERIODIC, NULL), ==, 2);
    iot_capture_free(s.capture);
}

static void
test_one_name_behind_two_addresses_is_one_series(void)
{
    scene s = scene_of(NULL);
    dial d = lamp_dials;

    d.name = "api.example";
    for (unsigned i = 0; i < 6; i++) {
        d.remote = i % 2 ? CLOUD : OTHER;
        connect_to(&s, 1 + i * 60, &d);
    }
    end(&s, 361);
    assert_told(&s, NULL, IOT_FINDING_PERIODIC, "every 60 s (give or take 0 s), 6 times");
}

static void
test_who_still_tries_or_talks_has_not_stopped(void)
{
    for (unsigned talks = 0; talks < 2; talks++) {
        scene s = scene_of(NULL);
        dial d = lamp_dials;
        knock(&s, 1, 10, 60, &d);
        d.silent = true;
        if (talks)
            talk(&s, 1 + 14 * 60, &d, s.stream);
        else
            connect_to(&s, 1 + 14 * 60, &d);
        end(&s, 2 + 14 * 60);
        assert_told(&s, NULL, IOT_FINDING_PERIODIC_STOPPED, NULL);
    }
}

/* Messages within one connection. */
static scene
keep_alive(unsigned n, double interval_s, unsigned packets_each, bool server_first)
{
    scene s = scene_of(NULL);
    uint32_t stream = ++s.stream;

    if (server_first)
        take(&s, 0.5, downwards(&lamp_dials, stream));
    for (unsigned i = 0; i < n; i++)
        for (unsigned p = 0; p < packets_each; p++)
            talk(&s, 1 + i * interval_s + p * 0.3, &lamp_dials, stream);
    end(&s, 1 + n * interval_s);
    return s;
}

static void
test_messages_at_an_interval_are_told(void)
{
    static const struct {
        const char *what;
        unsigned n;
        double interval_s;
        unsigned packets_each;
        const char *expected;
    } cases[] = {
        {"eight", 8, 30, 1, "within one connection, sends every 30 s (give or take 0 s), 8 times"},
        {"seven", 7, 30, 1, NULL},
        {"of several packets", 8, 30, 4, "sends every 30 s (give or take 0 s), 8 times"},
        {"data without a pause", 100, 0.5, 1, NULL},
        {"every few seconds", 20, 5, 1, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = keep_alive(cases[i].n, cases[i].interval_s, cases[i].packets_each, false);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_PERIODIC, cases[i].expected);
    }
}

/* Moments are the first sender's, which is not the device here. */
static void
test_messages_of_the_server_are_not_the_devices(void)
{
    scene s = scene_of(NULL);

    for (unsigned i = 0; i < 10; i++) {
        iot_observation down = downwards(&lamp_dials, 1);
        down.payload_bytes = 10;
        take(&s, 1 + i * 30, down);
    }
    end(&s, 301);
    assert_told(&s, NULL, IOT_FINDING_PERIODIC, NULL);
}

/* ---- through the cloud ---- */

static void
test_devices_that_act_together_are_told(void)
{
    static const double lamp_at[] = {100, 400, 800, 1700, 2500, 3900};
    static const struct {
        const char *what;
        unsigned n;
        double after_s;
        unsigned camera_alone; /* contacts of it besides */
        bool talk, answered;
        const char *expected;
    } cases[] = {
        {"four times", 4, 2, 0, false, true, "4 times within 5 s after"},
        {"six times, and once alone", 6, 2, 1, false, true, "6 times"},
        {"three times", 3, 2, 0, false, true, NULL},
        {"at the edge of the window", 4, 5, 0, false, true, "4 times"},
        {"too late", 4, 5.1, 0, false, true, NULL},
        {"more alone than together", 4, 2, 2, false, true, NULL},
        {"they talk to each other", 4, 2, 0, true, true, NULL},
        {"nobody answered", 4, 2, 0, false, false, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        dial camera = camera_dials;
        camera.silent = !cases[i].answered;
        for (unsigned c = 0; c < cases[i].n; c++) {
            connect_to(&s, lamp_at[c], &lamp_dials);
            connect_to(&s, lamp_at[c] + cases[i].after_s, &camera);
        }
        for (unsigned c = 0; c < cases[i].camera_alone; c++)
            connect_to(&s, 5000 + c * 100, &camera);
        if (cases[i].talk)
            take(&s, 6000, packet(0, CAMERA_MAC, CAMERA, LAMP_MAC, LAMP));
        end(&s, 7000);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_THROUGH_CLOUD, cases[i].expected);
    }
}

static void
test_one_device_does_not_act_with_itself(void)
{
    scene s = scene_of(NULL);
    dial second = lamp_dials;

    second.remote = SITE;
    for (unsigned i = 0; i < 6; i++) {
        connect_to(&s, 100 + i * 700 + i * i, &lamp_dials);
        connect_to(&s, 102 + i * 700 + i * i, &second);
    }
    end(&s, 7000);
    assert_told(&s, NULL, IOT_FINDING_THROUGH_CLOUD, NULL);
}

static void
test_one_contact_answers_one_contact(void)
{
    scene s = scene_of(NULL);

    for (unsigned i = 0; i < 4; i++)
        connect_to(&s, 100 + i, &lamp_dials);
    for (unsigned i = 0; i < 4; i++)
        connect_to(&s, 104 + i * 1000, &camera_dials);
    end(&s, 7000);
    assert_told(&s, NULL, IOT_FINDING_THROUGH_CLOUD, NULL);
}

/* Who contacts something all the time is always within seconds of everything. */
static void
test_busy_devices_meet_by_chance(void)
{
    scene s = scene_of(NULL);

    knock(&s, 1, 30, 7, &lamp_dials);
    knock(&s, 3, 30, 7, &camera_dials);
    end(&s, 220);
    assert_told(&s, NULL, IOT_FINDING_THROUGH_CLOUD, NULL);
}

/* ---- resolvers ---- */

static void
test_resolvers_of_somebody_else_are_told(void)
{
    iot_addr chosen = addr(PUBLIC);
    iot_findings_options with = {.resolvers = &chosen, .n_resolvers = 1};
    static const struct {
        const char *what, *announced, *asked;
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
        if (cases[i].announced)
            announce(&s, IOT_ROLE_RESOLVER, cases[i].announced);
        ask(&s, 1, LAMP_MAC, LAMP, cases[i].asked, "a.example", true);
        ask(&s, 2, LAMP_MAC, LAMP, cases[i].asked, "b.example", true);
        end(&s, 10);
        g_test_message("%s", cases[i].what);
        assert_told(&s, cases[i].chosen ? &with : NULL, IOT_FINDING_FOREIGN_RESOLVER,
                    cases[i].expected);
    }
}

static void
test_resolvers_behind_encryption_are_told(void)
{
    iot_addr chosen = addr(PUBLIC);
    iot_findings_options with = {.resolvers = &chosen, .n_resolvers = 1};
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
        assert_told(&s, cases[i].chosen ? &with : NULL, IOT_FINDING_FOREIGN_RESOLVER,
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

/* ---- time servers ---- */

static void
test_time_servers_of_somebody_else_are_told(void)
{
    iot_addr chosen = addr(CLOUD);
    iot_findings_options with = {.time_servers = &chosen, .n_time_servers = 1};
    static const struct {
        const char *what, *announced, *asked;
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
        if (cases[i].announced)
            announce(&s, IOT_ROLE_TIME_SERVER, cases[i].announced);
        for (unsigned n = 0; n < 3; n++) {
            iot_observation request =
                in_stream(lamp_sends(0, cases[i].asked), UDP, 1, 50000, cases[i].port);
            request.payload_bytes = 48;
            take(&s, 1 + n * 64, request);
        }
        end(&s, 200);
        g_test_message("%s", cases[i].what);
        assert_told(&s, cases[i].chosen ? &with : NULL, IOT_FINDING_FOREIGN_TIME,
                    cases[i].expected);
    }
}

/* ---- DHCP ---- */

static void
test_second_dhcp_server_is_told(void)
{
    static const struct {
        const char *what, *mac, *addr;
        bool answers;
        const char *expected;
    } cases[] = {
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
            own.dhcp_server = true;
            other.dhcp_server = cases[i].answers;
            take(&s, 1, own);
            take(&s, 2, other);
        }
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_SECOND_DHCP, cases[i].expected);
    }
}

/* ---- addresses without a name ---- */

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
        bool announced;
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
        {"a resolver that DHCP gave", CLOUD, 443, LATER, 1, .announced = true},
        {"a time server that DHCP gave", CLOUD, 443, LATER, 1, .role = IOT_ROLE_TIME_SERVER,
         .announced = true},
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
        if (cases[i].announced)
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

/* ---- clear text ---- */

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

/* ---- devices ---- */

static iot_inventory *
inventory_of(const char *mac_text, const char *allow)
{
    iot_inventory *inventory = iot_inventory_new();
    iot_inventory_entry entry = {.name = "Lamp", .allow = allow, .mac = mac(mac_text)};

    if (mac_text)
        iot_inventory_add(inventory, &entry);
    return inventory;
}

static void
test_devices_beyond_the_inventory_are_told(void)
{
    static const struct {
        const char *listed;
        unsigned found;
    } cases[] = {{NULL, 0}, {LAMP_MAC, 1}, {CAMERA_MAC, 2}};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(iot_inventory) inventory = inventory_of(cases[i].listed, NULL);
        iot_findings_options options = {.inventory = inventory};
        scene s = scene_of(inventory);
        connect_to(&s, 1, &lamp_dials);
        g_assert_cmpuint(count_kind(&s, &options, IOT_FINDING_NEW_DEVICE, NULL), ==,
                         cases[i].found);
        g_assert_cmpuint(count_kind(&s, NULL, IOT_FINDING_NEW_DEVICE, NULL), ==, 0);
        iot_capture_free(s.capture);
    }
}

static void
test_macs_made_up_are_told(void)
{
    static const struct {
        const char *mac, *expected;
    } cases[] = {
        {"9e:4d:11:27:b8:03", "made up"},
        {"02:00:00:00:00:01", "made up"},
        {LAMP_MAC, NULL},
        {NULL, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        take(&s, 1, packet(0, cases[i].mac, LAMP, ROUTER_MAC, CLOUD));
        g_test_message("%s", cases[i].mac);
        assert_told(&s, NULL, IOT_FINDING_RANDOM_MAC, cases[i].expected);
    }
}

static void
claim_address(scene *s, double at, const char *mac_text)
{
    iot_binding binding = {addr(LAMP), mac(mac_text), true};
    iot_observation obs = packet(0, mac_text, NULL, EVERYBODY, NULL);

    obs.protocol = "arp";
    obs.bindings = &binding;
    obs.n_bindings = 1;
    take(s, at, obs);
}

static void
test_two_devices_that_claim_one_address_are_told(void)
{
    static const struct {
        const char *what, *claims[4];
        const char *expected;
    } cases[] = {
        {"in turns", {LAMP_MAC, CAMERA_MAC, LAMP_MAC, CAMERA_MAC}, "both claim the address"},
        {"moved once", {LAMP_MAC, CAMERA_MAC, CAMERA_MAC, CAMERA_MAC}, NULL},
        {"its own", {LAMP_MAC, LAMP_MAC, LAMP_MAC, LAMP_MAC}, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        scene s = scene_of(NULL);
        for (unsigned c = 0; c < 4; c++)
            claim_address(&s, c + 1, cases[i].claims[c]);
        g_test_message("%s", cases[i].what);
        assert_told(&s, NULL, IOT_FINDING_TWO_DEVICES, cases[i].expected);
    }
}

/* ---- allowed destinations ---- */

static void
test_destinations_beyond_the_list_are_told(void)
{
    static const struct {
        const char *what, *allow, *name;
        const char *answered[2]; /* of CLOUD, oldest first */
        const char *not_allowed, *ambiguous;
    } cases[] = {
        {"by name", "api.example", "api.example", {NULL}, NULL, NULL},
        {"by suffix and port", "*.example:443", "api.example", {NULL}, NULL, NULL},
        {"by address", CLOUD, "api.example", {NULL}, NULL, NULL},
        {"no list", NULL, "api.example", {NULL}, NULL, NULL},
        {"another name",
         "www.example",
         "api.example",
         {NULL},
         "api.example 1: tcp/443 is not",
         NULL},
        {"another port", "api.example:80", "api.example", {NULL}, "tcp/443 is not among", NULL},
        {"one name of two",
         "a.example",
         NULL,
         {"a.example", "b.example"},
         NULL,
         "b.example 1: tcp/443 is allowed under another name"},
        {"one name of two, another port",
         "a.example:80",
         NULL,
         {"a.example", "b.example"},
         "b.example 1: tcp/443 is not",
         NULL},
        {"the newest name of two", "b.example", NULL, {"a.example", "b.example"}, NULL, NULL},
        {"no name of two", "c.example", NULL, {"a.example", "b.example"}, "b.example", NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (unsigned kind = 0; kind < 2; kind++) {
            g_autoptr(iot_inventory) inventory = inventory_of(LAMP_MAC, cases[i].allow);
            iot_findings_options options = {.inventory = inventory};
            scene s = scene_of(inventory);
            dial d = lamp_dials;
            d.name = cases[i].name;
            for (unsigned a = 0; a < 2 && cases[i].answered[a]; a++)
                answer(&s, 1 + a, LAMP_MAC, LAMP, cases[i].answered[a], CLOUD);
            connect_to(&s, 10, &d);
            end(&s, 20);
            g_test_message("%s", cases[i].what);
            assert_told(&s, &options, kind ? IOT_FINDING_AMBIGUOUS : IOT_FINDING_NOT_ALLOWED,
                        kind ? cases[i].ambiguous : cases[i].not_allowed);
        }
    }
}

static void
test_each_address_of_a_name_is_looked_at(void)
{
    g_autoptr(iot_inventory) inventory = inventory_of(LAMP_MAC, CLOUD);
    iot_findings_options options = {.inventory = inventory};
    scene s = scene_of(inventory);
    dial d = lamp_dials;

    d.name = "api.example";
    connect_to(&s, 1, &d);
    d.remote = OTHER;
    connect_to(&s, 2, &d);
    connect_to(&s, 3, &d);
    end(&s, 20);
    assert_told(&s, &options, IOT_FINDING_NOT_ALLOWED, "api.example 2: tcp/443");
}

static void
test_who_calls_in_is_not_judged_by_the_list(void)
{
    g_autoptr(iot_inventory) inventory = inventory_of(LAMP_MAC, "api.example");
    iot_findings_options options = {.inventory = inventory};
    scene s = scene_of(inventory);
    iot_observation in = in_stream(packet(0, ROUTER_MAC, CLOUD, LAMP_MAC, LAMP), TCP, 1, 50000, 22);

    in.syn = true;
    take(&s, 1, in);
    assert_told(&s, &options, IOT_FINDING_NOT_ALLOWED, NULL);
}

/* ---- all of them ---- */

static void
test_warnings_come_first(void)
{
    scene s = scene_of(NULL);
    dial d = lamp_dials;

    d.mac = "02:00:00:00:00:01";
    d.protocol = "http";
    connect_to(&s, LATER, &d);
    end(&s, LATER + 60);
    g_autoptr(iot_findings) findings = iot_findings_new(s.capture, &(iot_findings_options){0});
    static const iot_finding_kind order[] = {IOT_FINDING_NO_NAME, IOT_FINDING_CLEAR_TEXT,
                                             IOT_FINDING_RANDOM_MAC};
    g_assert_cmpuint(findings->all->len, ==, G_N_ELEMENTS(order));
    for (guint i = 0; i < findings->all->len; i++) {
        const iot_finding *one = g_ptr_array_index(findings->all, i);
        g_assert_cmpint(one->kind, ==, order[i]);
        g_assert_cmpuint(one->first_frame, >, 0);
        g_assert_cmpuint(one->first_frame, <=, s.frame);
    }
    iot_capture_free(s.capture);
}

static void
test_finding_names_its_conversation(void)
{
    scene s = scene_of(NULL);
    dial d = lamp_dials;

    d.protocol = "http";
    connect_to(&s, 1, &d);
    g_autoptr(iot_findings) findings = iot_findings_new(s.capture, &(iot_findings_options){0});
    g_assert_cmpuint(findings->all->len, ==, 1);
    const iot_finding *one = g_ptr_array_index(findings->all, 0);
    g_assert_cmpuint(one->conversations->len, ==, 1);
    assert_addr(&one->addr, CLOUD);
    assert_mac(iot_device_mac(one->device), LAMP_MAC);
    iot_capture_free(s.capture);
}

static void
test_empty_capture_has_no_findings(void)
{
    g_autoptr(iot_capture) capture = capture_new();
    g_autoptr(iot_findings) findings = iot_findings_new(capture, &(iot_findings_options){0});

    g_assert_cmpuint(findings->all->len, ==, 0);
}

static void
test_every_kind_has_a_name_of_its_own(void)
{
    for (unsigned i = 0; i < IOT_FINDING_KINDS; i++)
        for (unsigned k = 0; k < i; k++)
            g_assert_cmpstr(iot_finding_kind_name(i), !=, iot_finding_kind_name(k));
    g_assert_cmpstr(iot_severity_name(IOT_SEVERITY_WARNING), ==, "warning");
    g_assert_cmpstr(iot_severity_name(IOT_SEVERITY_NOTE), ==, "note");
}

static void
test_free_accepts_null(void)
{
    iot_findings_free(NULL);
}

#define ADD(name) g_test_add_func("/findings/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(connections_that_nobody_answers_are_told);
    ADD(refusals_among_silence_are_told_as_such);
    ADD(only_the_homes_own_connections_can_be_unanswered);
    ADD(names_asked_for_and_never_contacted_are_told);
    ADD(contact_of_another_device_does_not_count);
    ADD(connections_at_an_interval_are_told);
    ADD(irregular_connections_are_no_period);
    ADD(part_of_a_capture_is_no_period);
    ADD(names_and_ports_have_periods_of_their_own);
    ADD(one_name_behind_two_addresses_is_one_series);
    ADD(who_still_tries_or_talks_has_not_stopped);
    ADD(messages_at_an_interval_are_told);
    ADD(messages_of_the_server_are_not_the_devices);
    ADD(devices_that_act_together_are_told);
    ADD(one_device_does_not_act_with_itself);
    ADD(one_contact_answers_one_contact);
    ADD(busy_devices_meet_by_chance);
    ADD(resolvers_of_somebody_else_are_told);
    ADD(resolvers_behind_encryption_are_told);
    ADD(resolver_of_the_home_may_ask_behind_encryption);
    ADD(questions_without_recursion_are_told);
    ADD(time_servers_of_somebody_else_are_told);
    ADD(second_dhcp_server_is_told);
    ADD(addresses_that_nobody_asked_for_are_told);
    ADD(who_calls_in_needs_no_name);
    ADD(many_addresses_or_ports_are_told_once);
    ADD(data_in_clear_is_told);
    ADD(devices_beyond_the_inventory_are_told);
    ADD(macs_made_up_are_told);
    ADD(two_devices_that_claim_one_address_are_told);
    ADD(destinations_beyond_the_list_are_told);
    ADD(each_address_of_a_name_is_looked_at);
    ADD(who_calls_in_is_not_judged_by_the_list);
    ADD(warnings_come_first);
    ADD(finding_names_its_conversation);
    ADD(empty_capture_has_no_findings);
    ADD(every_kind_has_a_name_of_its_own);
    ADD(free_accepts_null);
    return g_test_run();
}
