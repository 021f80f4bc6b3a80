/* test-protocols.c - protocols by their first bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "carried.h"

typedef struct sample {
    uint16_t port; /* where it is at home */
    const char *bytes;
    size_t length;
    const char *name;
    bool anywhere; /* its signs are enough on any port */
} sample;

static const sample streams[] = {
    {22, BYTES("SSH-2.0-OpenSSH_9.2\r\n"), "ssh", true},
    {5900, BYTES("RFB 003.008\n"), "vnc", true},
    {554, BYTES("OPTIONS rtsp://10.0.0.2/1 RTSP/1.0\r\nCSeq: 1\r\n\r\n"), "rtsp", true},
    {554, BYTES("RTSP/1.0 200 OK\r\n"), "rtsp", true},
    {5060, BYTES("OPTIONS sip:a@b SIP/2.0\r\n"), "sip", true},
    {25, BYTES("220 mail.example ESMTP ready\r\n"), "smtp", true},
    {25, BYTES("220 mail.example\r\n"), "smtp", false},
    {587, BYTES("EHLO nas\r\n"), "smtp", true},
    {25, BYTES("RCPT TO:<a@b.example>\r\n"), "smtp", true},
    {25, BYTES("QUIT\r\n"), "smtp", false},
    {21, BYTES("220 FTP server\r\n"), "ftp", true},
    {21, BYTES("220 ready\r\n"), "ftp", false},
    {21, BYTES("USER anonymous\r\n"), "ftp", false},
    {110, BYTES("+OK POP3 ready\r\n"), "pop", true},
    {110, BYTES("+OK\r\n"), "pop", false},
    {110, BYTES("USER anonymous\r\n"), "pop", false},
    {143, BYTES("* OK IMAP4rev1 ready\r\n"), "imap", true},
    {143, BYTES("a1 LOGIN user secret\r\n"), "imap", false},
    {119, BYTES("200 NNTP service\r\n"), "nntp", true},
    {6667, BYTES("NICK a\r\nUSER a 0 * :A\r\n"), "irc", true},
    {6667, BYTES("PING :x\r\n"), "irc", false},
    {6667, BYTES(":irc.example 001 a :Welcome\r\n"), "irc", true},
    {5222, BYTES("<?xml version='1.0'?><stream:stream to='a.example'>"), "xmpp", true},
    {6379, BYTES("*1\r\n$4\r\nPING\r\n"), "resp", true},
    {6379, BYTES("+PONG\r\n"), "resp", false},
    {23, BYTES("\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23"), "telnet", true},
    {23, BYTES("\xff\xfb\x01"), "telnet", false},
    {23, BYTES("router login: "), "telnet", false},
    {1883, BYTES("\x10\x10\0\4MQTT\4\2\0\x3c\0\4lamp"), "mqtt", true},
    {1883, BYTES("\x10\x12\0\6MQIsdp\3\2\0\x3c\0\4lamp"), "mqtt", true},
    {1883, BYTES("\x20\2\0\0"), "mqtt", false},
    {1883, BYTES("\x30\6\0\3a/bx"), "mqtt", false},
    {1883, BYTES("\xc0\0"), "mqtt", false},
    {445, BYTES("\0\0\0\x08\xfeSMB@\0\0\0"), "nbss", true},
    {139, BYTES("\x82\0\0\0"), "nbss", false},
    {3389, BYTES("\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0"), "tpkt", true},
    {3306,
     BYTES("\x0d\0\0\0\x0a"
           "8.0.36\0\0\0\0\0\0"),
     "mysql", true},
    {5432, BYTES("\0\0\0\x08\x04\xd2\x16\x2f"), "pgsql", true},
    {5672, BYTES("AMQP\0\0\x09\1"), "amqp", true},
    {389, BYTES("\x30\x0c\2\1\1\x60\7\2\1\3\4\0\x80\0"), "ldap", true},
    {389, BYTES("\x30\x05\2\1\2\x42\0"), "ldap", false},
    {179, BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\x13\4"), "bgp",
     true},
    {9999, BYTES("\0\0\0\x1d\xd0\xf2\x81\xf8\x8b\xff\x9a\xf7"), "tplink-smarthome", true},
    {6881,
     BYTES("\x13"
           "BitTorrent protocol"),
     "bittorrent", true},
    {443, BYTES("\x17\3\3\0\1x"), "tls", true},
    {443, BYTES("\x15\3\3\0\2\1\0"), "tls", true},
    {80, BYTES("HTTP/1.1 200 OK\r\n\r\n"), "http", true},
    {80, BYTES("GET /a/long/path/that/goes/on"), "http", true},
};

static const sample datagrams[] = {
    {5060, BYTES("REGISTER sip:a.example SIP/2.0\r\n"), "sip", true},
    {5060, BYTES("SIP/2.0 200 OK\r\n"), "sip", true},
    {5683, BYTES("\x40\1\0\1\xb4test"), "coap", false},
    {5683, BYTES("\x40\1\0\1\xbb.well-known\4core"), "coap", true},
    {161, BYTES("\x30\x09\2\1\1\4\4home"), "snmp", true},
    {69, BYTES("\0\1boot.cfg\0octet\0"), "tftp", true},
    {514, BYTES("<13>Mar  2 18:00:00 nas x: y"), "syslog", true},
    {514, BYTES("<13>x"), "syslog", false},
    {5351, BYTES("\0\0"), "portcontrol", false},
    {1701, BYTES("\xc8\2\0\x0c\0\0\0\0\0\0\0\0"), "l2tp", true},
    {1194,
     BYTES("\x38"
           "12345678"
           "\0\0\0\0\0"),
     "openvpn", true},
    {4500, BYTES("\xff"), "udpencap", false},
    {5005, BYTES("\x80\xc9\0\1abcd"), "rtcp", true},
    {9999, BYTES("\xd0\xf2\x81\xf8\x8b\xff\x9a\xf7\xd5"), "tplink-smarthome", true},
    {1900, BYTES("NOTIFY * HTTP/1.1\r\n"), "ssdp", true},
    {1900, BYTES("HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n"), "ssdp", true},
};

static const char *
read_stream(carried *c, uint16_t port, const char *bytes, size_t length)
{
    g_auto(reassembly) t = {0};

    carried_segment(c, &t, port, bytes, length);
    return c->obs.protocol;
}

static const char *
read_datagram(carried *c, uint16_t port, const char *bytes, size_t length)
{
    carried_datagram(c, port, bytes, length);
    return c->obs.protocol;
}

static void
test_stream_is_named_by_its_content(void)
{
    g_auto(carried) c = carried_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(streams); i++) {
        const sample *s = &streams[i];
        g_test_message("%s on port %u", s->name, s->port);
        g_assert_cmpstr(read_stream(&c, s->port, s->bytes, s->length), ==, s->name);
        g_assert_cmpstr(read_stream(&c, 40404, s->bytes, s->length), ==,
                        s->anywhere ? s->name : NULL);
    }
}

static void
test_datagram_is_named_by_its_content(void)
{
    g_auto(carried) c = carried_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(datagrams); i++) {
        const sample *s = &datagrams[i];
        g_test_message("%s on port %u", s->name, s->port);
        g_assert_cmpstr(read_datagram(&c, s->port, s->bytes, s->length), ==, s->name);
        g_assert_cmpstr(read_datagram(&c, 40404, s->bytes, s->length), ==,
                        s->anywhere ? s->name : NULL);
    }
}

static const char *const junk[] = {
    "hello camera 1234",
    "\x3b\x5a\7\x31\xbc\xa0\x20\x94\xeb\x78\x12\x6a\x51\x7b\x20\x6a\x88",
    "x",
    "\r\n\r\n",
    "{\"cmd\":\"status\",\"seq\":1}",
    "\x2b\x25\xce\x30\x73\xbb\xbc\xf1\x47\x62\x27\x7f\x9f\xfd\xba\x9d",
    "\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"
    "\xaa"
    "\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"
    "\xaa",
};

/* Whatever the port: of 65536 numbers some could be anybody's. */
static void
test_junk_on_no_port_is_anything(void)
{
    g_auto(carried) c = carried_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(junk); i++)
        for (unsigned port = 1; port <= UINT16_MAX; port += port < 10000 ? 1 : 7) {
            const char *stream = read_stream(&c, (uint16_t)port, junk[i], strlen(junk[i]));
            const char *datagram = read_datagram(&c, (uint16_t)port, junk[i], strlen(junk[i]));
            if (stream || datagram)
                g_error("junk %u on port %u is %s, %s", i, port, stream, datagram);
        }
}

static unsigned
told(uint16_t port, const char *name)
{
    if (name)
        g_test_message("%s on port %u", name, port);
    return name != NULL;
}

/* The same of bytes that a generator makes, on the ports that somebody would look at: what fits by
 * chance is rare. */
static void
test_random_bytes_are_hardly_ever_anything(void)
{
    enum { ROUNDS = 400 };
    g_auto(carried) c = carried_new();
    uint32_t state = 12345;
    unsigned named = 0, all = 0;
    char bytes[64];

    for (unsigned round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            state = state * 1664525u + 1013904223u;
            bytes[i] = (char)(state >> 24);
        }
        for (unsigned i = 0; i < G_N_ELEMENTS(streams); i++, all++)
            named += told(streams[i].port, read_stream(&c, streams[i].port, bytes, sizeof bytes));
        for (unsigned i = 0; i < G_N_ELEMENTS(datagrams); i++, all++)
            named +=
                told(datagrams[i].port, read_datagram(&c, datagrams[i].port, bytes, sizeof bytes));
    }
    g_test_message("%u of %u", named, all);
    g_assert_cmpuint(named, <, all / 1000);
}

static void
test_name_belongs_to_both_directions(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) client = {0}, server = {0};

    carried_segment(&c, &client, 2001, BYTES("\1\2\3\4"));
    g_assert_null(c.obs.protocol);
    carried_reply(&c, &server, 2001, 50000, BYTES("SSH-2.0-dropbear\r\n"));
    g_assert_cmpstr(c.obs.protocol, ==, "ssh");
    carried_segment(&c, &client, 2001, BYTES("\5\6\7"));
    g_assert_cmpstr(c.obs.protocol, ==, "ssh");
}

static void
test_transfer_goes_on_at_another_port(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 69, BYTES("\0\1boot.cfg\0octet\0"));
    g_assert_cmpint(c.obs.asked, ==, IOT_ASKED_DST);
    packet p = carried_packet(&c, IOT_TRANSPORT_UDP, 40123, 50000);
    c.obs.dst = addr("192.168.1.2");
    c.obs.src = (iot_addr){0};
    c.talk = (talk){0};
    payload_read_datagram(&p, &c.talk, cursor_of((const uint8_t *)"\0\3\0\1x", 5));
    g_assert_cmpstr(c.obs.protocol, ==, "tftp");
    g_assert_cmpint(c.obs.asked, ==, IOT_ASKED_SRC);
    g_assert_cmpuint(c.obs.asked_port, ==, 69);
}

static void
test_answer_of_ssdp_is_of_the_port_that_was_asked(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 3076, BYTES("HTTP/1.1 200 OK\r\nEXT:\r\nUSN: uuid:1\r\n\r\n"));
    g_assert_cmpstr(c.obs.protocol, ==, "ssdp");
    g_assert_cmpint(c.obs.asked, ==, IOT_ASKED_SRC);
    g_assert_cmpuint(c.obs.asked_port, ==, 1900);
}

#define ADD(name) g_test_add_func("/protocols/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(stream_is_named_by_its_content);
    ADD(datagram_is_named_by_its_content);
    ADD(junk_on_no_port_is_anything);
    ADD(random_bytes_are_hardly_ever_anything);
    ADD(name_belongs_to_both_directions);
    ADD(transfer_goes_on_at_another_port);
    ADD(answer_of_ssdp_is_of_the_port_that_was_asked);
    return g_test_run();
}
