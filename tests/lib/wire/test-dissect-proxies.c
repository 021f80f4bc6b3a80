/* test-dissect-proxies.c - what goes on behind the first words: STARTTLS, CONNECT, SOCKS
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "carried.h"
#include "wire/message/uncovered.h"

/* A client's hello that asks for a.example; a server's of version 1.2. */
#define HELLO                                                                                      \
    "\x16\3\1\0\x45\1\0\0\x41\3\3"                                                                 \
    "0123456789abcdef0123456789abcdef"                                                             \
    "\0\0\2\0\x2f\1\0\0\x16\0\0\0\x0e\0\x0c\0\0\x09"                                               \
    "a.example\0\x17\0\0"
#define SERVER_HELLO                                                                               \
    "\x16\3\3\0\x2a\2\0\0\x26\3\3"                                                                 \
    "0123456789abcdef0123456789abcdef"                                                             \
    "\0\0\x2f\0"

typedef struct dialogue {
    carried c;
    reassembly client, server;
    uint16_t port;
} dialogue;

static void
dialogue_clear(dialogue *d)
{
    reassembly_clear(&d->client);
    reassembly_clear(&d->server);
    carried_clear(&d->c);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(dialogue, dialogue_clear)

static dialogue
dialogue_new(uint16_t port)
{
    return (dialogue){.c = carried_new(), .port = port};
}

static const iot_observation *
ask(dialogue *d, const char *bytes, size_t length)
{
    carried_reply(&d->c, &d->client, 50000, d->port, bytes, length);
    return &d->c.obs;
}

static const iot_observation *
answer(dialogue *d, const char *bytes, size_t length)
{
    carried_reply(&d->c, &d->server, d->port, 50000, bytes, length);
    return &d->c.obs;
}

static void
assert_goes_on_as_tls(dialogue *d, const char *name)
{
    const iot_observation *obs = ask(d, BYTES(HELLO));

    g_assert_cmpstr(obs->server_name, ==, "a.example");
    g_assert_cmpstr(obs->protocol, ==, name);
    obs = answer(d, BYTES(SERVER_HELLO));
    g_assert_cmphex(obs->tls_version, ==, 0x0303);
    g_assert_cmpstr(obs->protocol, ==, name);
}

static void
test_mail_keeps_its_name_and_goes_on_as_tls(void)
{
    g_auto(dialogue) d = dialogue_new(2500);

    g_assert_cmpstr(answer(&d, BYTES("220 mail.example ESMTP\r\n"))->protocol, ==, "smtp");
    ask(&d, BYTES("EHLO nas\r\n"));
    answer(&d, BYTES("250-mail.example\r\n250 STARTTLS\r\n"));
    ask(&d, BYTES("STARTTLS\r\n"));
    answer(&d, BYTES("220 go ahead\r\n"));
    assert_goes_on_as_tls(&d, "smtp");
}

static void
test_database_and_desktop_go_on_as_tls(void)
{
    g_auto(dialogue) d = dialogue_new(5432);

    g_assert_cmpstr(ask(&d, BYTES("\0\0\0\x08\x04\xd2\x16\x2f"))->protocol, ==, "pgsql");
    answer(&d, BYTES("S"));
    assert_goes_on_as_tls(&d, "pgsql");

    g_auto(dialogue) desktop = dialogue_new(3389);
    ask(&desktop, BYTES("\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0"));
    answer(&desktop, BYTES("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\0\x08\0\2\0\0\0"));
    assert_goes_on_as_tls(&desktop, "tpkt");
}

static void
assert_is_proxied(dialogue *d, const char *name)
{
    const iot_observation *obs = ask(d, BYTES(HELLO));

    g_assert_cmpstr(obs->proxied, ==, "a.example");
    g_assert_null(obs->server_name);
    g_assert_cmpstr(obs->protocol, ==, name);
    obs = answer(d, BYTES(SERVER_HELLO));
    g_assert_cmphex(obs->tls_version, ==, 0x0303);
}

static void
test_connect_names_whom_it_is_for(void)
{
    g_auto(dialogue) d = dialogue_new(3128);
    const iot_observation *obs =
        ask(&d, BYTES("CONNECT bank.example:443 HTTP/1.1\r\nHost: bank.example:443\r\n\r\n"));

    g_assert_cmpstr(obs->protocol, ==, "http");
    g_assert_cmpstr(obs->proxied, ==, "bank.example");
    g_assert_null(obs->http_host);
    answer(&d, BYTES("HTTP/1.1 200 Connection established\r\n\r\n"));
    assert_is_proxied(&d, "http");
}

static void
test_connect_after_a_refusal_is_read_on(void)
{
    g_auto(dialogue) d = dialogue_new(8080);

    ask(&d, BYTES("CONNECT [2001:db8::1]:443 HTTP/1.1\r\n\r\n"));
    g_assert_cmpstr(d.c.obs.proxied, ==, "2001:db8::1");
    answer(&d, BYTES("HTTP/1.1 407 Who are you\r\n\r\n"));
    ask(&d, BYTES("CONNECT [2001:db8::1]:443 HTTP/1.1\r\nProxy-Authorization: x\r\n\r\n"));
    answer(&d, BYTES("HTTP/1.1 200 OK\r\n\r\n"));
    assert_is_proxied(&d, "http");
}

static void
test_each_whole_uri_is_told(void)
{
    g_auto(dialogue) d = dialogue_new(8888);
    const iot_observation *obs =
        ask(&d, BYTES("GET http://news.example:8080/a HTTP/1.1\r\nHost: news.example\r\n\r\n"));

    g_assert_cmpstr(obs->proxied, ==, "news.example");
    g_assert_null(obs->http_host);
    obs = ask(&d, BYTES("GET HTTP://198.51.100.1/ HTTP/1.1\r\nHost: x.example\r\n\r\n"));
    g_assert_cmpstr(obs->proxied, ==, "198.51.100.1");
    g_assert_null(obs->http_host);
}

/* A segment to a server that has an address. */
static const iot_observation *
ask_at(dialogue *d, const char *server, const char *text)
{
    packet p = carried_packet(&d->c, IOT_TRANSPORT_TCP, 50000, d->port);
    g_autofree uint8_t *copy = g_memdup2(text, strlen(text));

    p.obs->dst = addr(server);
    p.relays = &d->c.talk.relays;
    payload_read_stream(&p, &d->c.talk, &d->client, cursor_of(copy, strlen(text)));
    iot_facts_hand_over(d->c.dissector->facts, &d->c.obs);
    return &d->c.obs;
}

static void
test_a_whole_uri_of_the_server_itself_asks_no_proxy(void)
{
    static const struct {
        const char *server, *uri, *proxied; /* NULL: nobody is asked to */
    } cases[] = {
        {"192.168.1.7", "http://192.168.1.7:49152/d.xml", NULL},
        {"192.168.1.7", "HTTP://192.168.1.7", NULL},
        {"2001:db8::7", "http://[2001:DB8:0::7]:80/", NULL},
        {"192.168.1.7", "http://192.168.1.8/", "192.168.1.8"},
        {"192.168.1.7", "http://192.168.1.7.example/", "192.168.1.7.example"},
        {"192.168.1.7", "http://lamp.example/", "lamp.example"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(dialogue) d = dialogue_new(49152);
        g_autofree char *request =
            g_strdup_printf("GET %s HTTP/1.1\r\nHost: lamp\r\n\r\n", cases[i].uri);
        const iot_observation *obs = ask_at(&d, cases[i].server, request);
        g_test_message("%s", cases[i].uri);
        g_assert_cmpstr(obs->proxied, ==, cases[i].proxied);
        g_assert_cmpint(d.c.talk.relays, ==, cases[i].proxied != NULL);
    }
}

/* A server's hello, and the certificate of somebody whose name is x. */
#define CERTIFICATE                                                                                \
    "\x16\3\3\0\x2a\x0b\0\0\x26\0\0\x23\0\0\x20\x30\x1e\x30\x1c\2\1\1\x30\0"                       \
    "\x30\0\x30\0\x30\x11\x31\x0f\x30\x0d\6\3\x55\4\3\x0c\6"                                       \
    "server"
#define DESCRIPTION                                                                                \
    "HTTP/1.1 200 OK\r\nServer: Lamp/1\r\nContent-Type: text/xml\r\n\r\n<?xml version=\"1.0\"?>"   \
    "<root><device><friendlyName>Lamp</friendlyName><modelName>LX</modelName></device></root>"

static void
test_what_comes_through_a_proxy_tells_nothing_of_it(void)
{
    static const struct {
        const char *question, *answer, *told;
        size_t length;
    } cases[] = {
        {"CONNECT bank.example:443 HTTP/1.1\r\n\r\n", SERVER_HELLO CERTIFICATE, "",
         sizeof(SERVER_HELLO CERTIFICATE) - 1},
        {"GET http://lamp.example/d.xml HTTP/1.1\r\n\r\n", DESCRIPTION, "",
         sizeof(DESCRIPTION) - 1},
        {"HEAD / HTTP/1.1\r\n\r\n", DESCRIPTION,
         "http.server Lamp/1\nupnp.friendlyName Lamp\nupnp.modelName LX\n",
         sizeof(DESCRIPTION) - 1},
        {NULL, SERVER_HELLO CERTIFICATE, "tls.subject CN=server\n",
         sizeof(SERVER_HELLO CERTIFICATE) - 1},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(dialogue) d = dialogue_new(8080);
        if (cases[i].question)
            ask(&d, cases[i].question, strlen(cases[i].question));
        const iot_observation *obs = answer(&d, cases[i].answer, cases[i].length);
        g_autofree char *told = told_evidence(obs);
        g_assert_cmpstr(told, ==, cases[i].told);
        g_assert_cmpuint(n_told(obs, IOT_FACT_CLAIM), ==, strstr(cases[i].told, "upnp") ? 1 : 0);
    }
}

/* What SOCKS carries, and what was decrypted of a stream. */
static void
test_what_comes_through_a_tunnel_tells_nothing_of_its_end(void)
{
    g_auto(dialogue) d = dialogue_new(1080);

    ask(&d, BYTES("\4\1\1\xbb\xc6\x33\x64\1me\0"));
    answer(&d, BYTES("\0\x5a\0\0\0\0\0\0"));
    g_assert_cmpuint(n_told(answer(&d, BYTES(SERVER_HELLO CERTIFICATE)), IOT_FACT_EVIDENCE), ==, 0);
    packet p = carried_packet(&d.c, IOT_TRANSPORT_TCP, 1080, 50000);
    p.relays = &d.c.talk.relays;
    uncovered_read(&p, cursor_of((const uint8_t *)DESCRIPTION, strlen(DESCRIPTION)), false);
    const char *body = strstr(DESCRIPTION, "<?xml");
    uncovered_read(&p, cursor_of((const uint8_t *)body, strlen(body)), false);
    iot_facts_hand_over(d.c.dissector->facts, &d.c.obs);
    g_assert_cmpuint(d.c.obs.n_facts, ==, 0);
}

static void
test_socks_5_is_known_by_its_answer(void)
{
    g_auto(dialogue) d = dialogue_new(9050);

    g_assert_null(ask(&d, BYTES("\5\2\0\2"))->protocol);
    g_assert_cmpstr(answer(&d, BYTES("\5\2"))->protocol, ==, "socks");
    ask(&d, BYTES("\1\4user\6secret"));
    answer(&d, BYTES("\1\0"));
    g_assert_cmpstr(ask(&d, BYTES("\5\1\0\3\x0bwww.example\1\xbb"))->proxied, ==, "www.example");
    answer(&d, BYTES("\5\0\0\1\x0a\0\0\1\x1f\x90"));
    assert_is_proxied(&d, "socks");
}

static void
test_socks_4_asks_by_address_or_by_name(void)
{
    g_auto(dialogue) d = dialogue_new(1080), by_name = dialogue_new(1081);

    g_assert_cmpstr(ask(&d, BYTES("\4\1\1\xbb\xc6\x33\x64\1me\0"))->protocol, ==, "socks");
    g_assert_cmpstr(d.c.obs.proxied, ==, "198.51.100.1");
    answer(&d, BYTES("\0\x5a\0\0\0\0\0\0"));
    assert_is_proxied(&d, "socks");
    ask(&by_name, BYTES("\4\1\1\xbb\0\0\0\1\0www.example\0"));
    g_assert_cmpstr(by_name.c.obs.proxied, ==, "www.example");
}

/* There is no room for another text: nobody can say who was asked for, but somebody was. */
static void
test_an_address_that_cannot_be_told_is_asked_for_all_the_same(void)
{
    static const char request[] = "\4\1\1\xbb\xc6\x33\x64\1me\0";
    g_auto(dialogue) d = dialogue_new(1080);
    packet p = carried_packet(&d.c, IOT_TRANSPORT_TCP, 50000, 1080);

    p.relays = &d.c.talk.relays;
    g_assert_nonnull(iot_facts_text(p.facts, IOT_FACTS_TEXT_BYTES));
    iot_facts_keep(p.facts, IOT_FACTS_TEXT_BYTES);
    payload_read_stream(&p, &d.c.talk, &d.client,
                        cursor_of((const uint8_t *)request, sizeof request - 1));
    g_assert_null(d.c.obs.proxied);
    g_assert_true(d.c.talk.relays);
}

static void
test_three_bytes_alone_are_no_socks(void)
{
    g_auto(dialogue) d = dialogue_new(1080);

    ask(&d, BYTES("\5\1\0"));
    g_assert_null(answer(&d, BYTES("\5\1\2\3"))->protocol);
    g_assert_null(ask(&d, BYTES("\5\1\0\3\x0bwww.example\1\xbb"))->proxied);
}

#define ADD(name) g_test_add_func("/dissect-proxies/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(mail_keeps_its_name_and_goes_on_as_tls);
    ADD(database_and_desktop_go_on_as_tls);
    ADD(connect_names_whom_it_is_for);
    ADD(connect_after_a_refusal_is_read_on);
    ADD(each_whole_uri_is_told);
    ADD(a_whole_uri_of_the_server_itself_asks_no_proxy);
    ADD(what_comes_through_a_proxy_tells_nothing_of_it);
    ADD(what_comes_through_a_tunnel_tells_nothing_of_its_end);
    ADD(socks_5_is_known_by_its_answer);
    ADD(socks_4_asks_by_address_or_by_name);
    ADD(an_address_that_cannot_be_told_is_asked_for_all_the_same);
    ADD(three_bytes_alone_are_no_socks);
    return g_test_run();
}
