/* test-identity-services.c - what devices tell of themselves by mDNS, SSDP, UPnP and HTTP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "carried.h"
#include "wire/message/dnssd-keys.h"
#include "frames.h"

/* What a datagram, or the beginning of a stream, tells. */
typedef struct example {
    uint16_t port;
    const char *bytes;
    size_t length;
    const char *told;
} example;

static void
check(const example *cases, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        g_auto(carried) c = carried_new();
        g_test_message("%u", i);
        carried_datagram(&c, cases[i].port, cases[i].bytes, cases[i].length);
        g_autofree char *told = told_evidence(&c.obs);
        g_assert_cmpstr(told, ==, cases[i].told);
    }
}

static void
check_stream(const char *bytes, const char *expected)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 80, bytes, strlen(bytes));
    g_autofree char *told = told_evidence(&c.obs);
    g_assert_cmpstr(told, ==, expected);
}

#define LOCAL    "\5local\0"
#define SERVICE  "\4_hap\4_tcp" LOCAL
#define INSTANCE "\4Lamp" SERVICE
#define HOST     "\2lx" LOCAL
#define IN       "\0\1\0\0\0\x78"
#define GOODBYE  "\0\1\0\0\0\0"
#define SRV      INSTANCE "\0\x21" IN "\0\x10\0\0\0\0\0\x50" HOST
#define TXT      INSTANCE "\0\x10" IN "\0\x17\6md=LX1\7id=1234\1\xff\0\4sf=1"
#define A(last)  HOST "\0\1" IN "\0\4\xc0\xa8\1" last

/* A host of which the sender has the address, and what it serves. */
#define OTHER     "\2ly" LOCAL
#define OTHER_A   OTHER "\0\1" IN "\0\4\xc0\xa8\1\2"
#define OTHER_SRV "\3Hub" SERVICE "\0\x21" IN "\0\x10\0\0\0\0\0\x50" OTHER

#define PTR  SERVICE "\0\x0c" IN "\0\x16" INSTANCE
#define AAAA HOST "\0\x1c" IN "\0\x10\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"

static void
test_services_belong_to_the_address_of_their_host(void)
{
    static const example cases[] = {
        {5353, BYTES("\0\0\x84\0\0\0\0\3\0\0\0\0" SRV TXT A("\2")),
         "mdns.service _hap._tcp\nmdns.instance _hap._tcp Lamp\nmdns.service _hap._tcp\n"
         "mdns.instance _hap._tcp Lamp\nmdns.txt _hap._tcp md=LX1\n"},
        /* Somebody speaks for another. */
        {5353, BYTES("\0\0\x84\0\0\0\0\2\0\0\0\0" SRV A("\3")),
         "192.168.1.3 mdns.service _hap._tcp\n192.168.1.3 mdns.instance _hap._tcp Lamp\n"},
        {5353, BYTES("\0\0\x84\0\0\0\0\2\0\0\0\0" TXT A("\3")),
         "192.168.1.3 mdns.service _hap._tcp\n192.168.1.3 mdns.instance _hap._tcp Lamp\n"
         "192.168.1.3 mdns.txt _hap._tcp md=LX1\n"},
        /* Beside its own; whose a service is that has no host is not to be seen then. */
        {5353, BYTES("\0\0\x84\0\0\0\0\3\0\0\0\0" OTHER_A SRV A("\3")),
         "192.168.1.3 mdns.service _hap._tcp\n192.168.1.3 mdns.instance _hap._tcp Lamp\n"},
        {5353, BYTES("\0\0\x84\0\0\0\0\3\0\0\0\0" OTHER_A TXT A("\3")), ""},
        {5353, BYTES("\0\0\x84\0\0\0\0\2\0\0\0\0" OTHER_SRV SRV), ""},
        /* A host that nobody can read. */
        {5353,
         BYTES("\0\0\x84\0\0\0\0\1\0\0\0\0" INSTANCE "\0\x21" IN "\0\x08\0\0\0\0\0\x50\xff\xff"),
         ""},
        /* Nobody's address is there; only that of a host that is another one. */
        {5353, BYTES("\0\0\x84\0\0\0\0\1\0\0\0\0" SRV),
         "mdns.service _hap._tcp\nmdns.instance _hap._tcp Lamp\n"},
        {5353, BYTES("\0\0\x84\0\0\0\0\2\0\0\0\0" SRV OTHER_A), ""},
        /* A probe proposes; what a question knows, and what is taken back, tells nothing. */
        {5353, BYTES("\0\0\0\0\0\1\0\0\0\1\0\0" INSTANCE "\0\xff\0\1" SRV),
         "mdns.service _hap._tcp\nmdns.instance _hap._tcp Lamp\n"},
        {5353,
         BYTES("\0\0\0\0\0\1\0\1\0\0\0\0" SERVICE "\0\x0c\0\1" SERVICE "\0\x0c" IN
               "\0\x16" INSTANCE),
         ""},
        {5353, BYTES("\0\0\x84\0\0\0\0\1\0\0\0\0" SERVICE "\0\x0c" GOODBYE "\0\x16" INSTANCE), ""},
        /* There are such services; in LLMNR there are none. */
        {5353,
         BYTES("\0\0\x84\0\0\0\0\1\0\0\0\0\x09_services\7_dns-sd\4_udp" LOCAL "\0\x0c" IN
               "\0\x11" SERVICE),
         "mdns.service _hap._tcp\n"},
        {5355, BYTES("\0\0\x84\0\0\0\0\1\0\0\0\0" SRV), ""},
    };

    check(cases, G_N_ELEMENTS(cases));
}

#define PRINTER "\3Box\4_ipp\4_tcp" LOCAL

/* Who shares a printer has what that is in a string, and says so in another. */
static void
test_a_printer_that_is_shared_is_not_who_shares_it(void)
{
    static const example cases[] = {
        {5353, BYTES("\0\0\x84\0\0\0\0\1\0\0\0\0" PRINTER "\0\x10" IN "\0\6\5ty=HP"),
         "mdns.service _ipp._tcp\nmdns.instance _ipp._tcp Box\nmdns.txt _ipp._tcp ty=HP\n"},
        {5353,
         BYTES("\0\0\x84\0\0\0\0\1\0\0\0\0" PRINTER "\0\x10" IN
               "\0\x1a\5ty=HP\x13printer-type=0x1046"),
         "mdns.txt _ipp._tcp printer-type=0x1046\n"},
    };

    check(cases, G_N_ELEMENTS(cases));
}

#define OF_LAMP "mdns.service _hap._tcp\nmdns.instance _hap._tcp Lamp\n"

/* What a sender tells without an address is its own, until it is known to be another host, or tells
 * of one. */
static void
test_who_tells_of_others_says_by_an_address_of_whom(void)
{
    static const struct {
        const char *before;
        size_t length;
        const char *by_host, *by_none; /* told of a service after that */
    } cases[] = {
        {BYTES("\0\0\x84\0\0\0\0\2\0\0\0\0" TXT A("\3")), "", ""},
        {BYTES("\0\0\x84\0\0\0\0\3\0\0\0\0" OTHER_A SRV A("\3")), "", ""},
        {BYTES("\0\0\x84\0\0\0\0\2\0\0\0\0" TXT A("\2")), OF_LAMP, OF_LAMP},
        {BYTES("\0\0\x84\0\0\0\0\3\0\0\0\0" TXT A("\3") A("\2")), OF_LAMP, OF_LAMP},
        {BYTES("\0\0\x84\0\0\0\0\2\0\0\0\0" OTHER_A OTHER_SRV), "", OF_LAMP},
        {BYTES("\0\0\x84\0\0\0\0\2\0\0\0\0" OTHER_A A("\2")), OF_LAMP, OF_LAMP},
        /* Of another, by an address that is none of the link. */
        {BYTES("\0\0\x84\0\0\0\0\2\0\0\0\0" OTHER_A AAAA), "", ""},
        {BYTES("\0\0\x84\0\0\0\0\1\0\0\0\0" AAAA), OF_LAMP, OF_LAMP},
        /* Of both, and each has its own. */
        {BYTES("\0\0\x84\0\0\0\0\3\0\0\0\0" OTHER_A A("\2") OTHER_SRV), OF_LAMP, OF_LAMP},
    };

    for (unsigned i = 0; i < 2 * G_N_ELEMENTS(cases); i++) {
        g_auto(carried) c = carried_new();
        bool by_host = i % 2;
        carried_datagram(&c, 5353, cases[i / 2].before, cases[i / 2].length);
        if (by_host)
            carried_datagram(&c, 5353, BYTES("\0\0\x84\0\0\0\0\1\0\0\0\0" SRV));
        else
            carried_datagram(&c, 5353, BYTES("\0\0\x84\0\0\0\0\1\0\0\0\0" PTR));
        g_autofree char *told = told_evidence(&c.obs);
        g_test_message("%u", i);
        g_assert_cmpstr(told, ==, by_host ? cases[i / 2].by_host : cases[i / 2].by_none);
    }
}

/* A record of strings, each with its length before it. */
static void
put_strings(GByteArray *to, const char *const *strings)
{
    g_autoptr(GByteArray) data = g_byte_array_new();

    for (; *strings; strings++) {
        put_number(data, strlen(*strings), 1);
        put(data, *strings, strlen(*strings));
    }
    put(to, BYTES("\0\0\x84\0\0\0\0\1\0\0\0\0" INSTANCE "\0\x10" IN));
    put_number(to, data->len, 2);
    put(to, (const char *)data->data, data->len);
}

static void
test_only_strings_that_say_what_a_device_is_are_told(void)
{
    static const char *const strings[] = {
        "bs=fa:8f",
        "rs=Video",
        "hhid=1",
        "friendly_name=Anna",
        "fn=Anna",
        "usn=1",
        "bssid=1",
        "device_id=12",
        "DN=Anna",
        "anything=12",
        "secret",
        "=md",
        "MD=LX1",
        "usb_MFG=Acme",
        "IC-1 Cam",
        "macaddress=00408C123456",
        "macaddress=0040",
        "id=1A:2B:3C:4D:5E:6F",
        NULL,
    };
    g_autoptr(GByteArray) message = g_byte_array_new();
    g_auto(carried) c = carried_new();

    put_strings(message, strings);
    carried_datagram(&c, 5353, message->data, message->len);
    g_autofree char *told = told_evidence(&c.obs);
    g_assert_cmpstr(told, ==,
                    "mdns.service _hap._tcp\nmdns.instance _hap._tcp Lamp\n"
                    "mdns.txt _hap._tcp MD=LX1\nmdns.txt _hap._tcp usb_MFG=Acme\n"
                    "mdns.txt _hap._tcp IC-1 Cam\nmdns.txt _hap._tcp macaddress=00408C\n"
                    "mdns.txt _hap._tcp 5E:6F\n");
}

/* A Cast device has its name there, and it alone. */
static void
test_name_of_a_cast_device_is_told(void)
{
    const uint8_t name[] = "fn=Kitchen speaker";
    cursor cast = cursor_of(name, sizeof name - 1), other = cast;

    g_assert_true(dnssd_keys_take("_googlecast._tcp", &cast));
    g_assert_cmpuint(cursor_left(&cast), ==, sizeof name - 1);
    g_assert_false(dnssd_keys_take("_hap._tcp", &other));
}

/* Of names that are longer than what is read of them, nobody knows whose they are. */
static void
test_services_beyond_what_is_read_are_nobodys(void)
{
    g_autoptr(GByteArray) message = g_byte_array_new();
    g_auto(carried) c = carried_new();

    put(message, BYTES("\0\0\x84\0\0\0\0\x33\0\0\0\0"));
    for (unsigned i = 0; i < 48; i++)
        put(message, BYTES("\1x" LOCAL "\0\x0c" IN "\0\x09\1x" LOCAL));
    put(message, BYTES(SRV OTHER_A));
    put(message, BYTES(TXT));
    carried_datagram(&c, 5353, message->data, message->len);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 0);
}

static void
test_what_the_same_sender_repeats_is_told_once(void)
{
    static const char message[] = "\0\0\x84\0\0\0\0\3\0\0\0\0" SRV TXT A("\2");
    static const unsigned told[] = {5, 0};
    g_auto(carried) c = carried_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(told); i++) {
        carried_datagram(&c, 5353, message, sizeof message - 1);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, told[i]);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 1);
    }
    packet other = carried_packet(&c, IOT_TRANSPORT_UDP, 5353, 5353);
    other.obs->src = addr("192.168.1.3");
    payload_read_datagram(&other, &c.talk, cursor_of((const uint8_t *)message, sizeof message - 1));
    iot_facts_hand_over(c.dissector->facts, &c.obs);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 5);
}

/* By mDNS. */
static bytes
announcement_of(uint32_t number, int64_t time_ns)
{
    static const char message[] = "\0\0\x84\0\0\0\0\2\0\0\0\0" SRV TXT;
    enum { LENGTH = sizeof message - 1 };
    bytes b = {.number = number, .time_ns = time_ns};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_UDP, "192.168.1.2", "224.0.0.251", 8 + LENGTH);
    b.at[14 + 4] = (uint8_t)(time_ns / MS); /* its number: it is no copy */
    b.at[14 + 5] = (uint8_t)(time_ns / MS / 256);
    add_udp(&b, 5353, 5353, LENGTH);
    add(&b, message, LENGTH);
    return b;
}

static void
test_what_was_said_long_ago_or_thrown_away_is_told(void)
{
    static const struct {
        uint32_t number;
        int64_t time_ns;
        unsigned told;
    } cases[] = {
        {1, MS, 5},
        {2, 59000 * MS, 0},
        {3, 60000 * MS, 0},
        {4, 60001 * MS, 5},
        {5, 60002 * MS, 0},
        {6, 200000 * MS, 5},
        /* A read filter threw that one away. */
        {6, 200001 * MS, 5},
        {7, 200002 * MS, 0},
    };
    iot_dissector *dissector = iot_dissector_new(&(iot_dissector_options){0});

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        bytes b = announcement_of(cases[i].number, cases[i].time_ns);
        iot_observation obs = read_frame(dissector, IOT_LINK_ETHERNET, &b);
        g_test_message("%u", i);
        g_assert_cmpuint(n_told(&obs, IOT_FACT_EVIDENCE), ==, cases[i].told);
    }
    iot_dissector_free(dissector);
}

#define NOTIFY "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n"

static void
test_announcements_and_answers_tell_what_their_sender_is(void)
{
    static const example cases[] = {
        {1900,
         BYTES(NOTIFY "NTS: ssdp:alive\r\nLocation: http://192.168.1.2:80/d.xml\r\n"
                      "Server: Linux UPnP/1.0 Lamp/1.1 \r\nNT: urn:x:device:lamp:1\r\n"
                      "USN: uuid:Lamp-1::urn:x:device:lamp:1\r\n\r\n"),
         "ssdp.server Linux UPnP/1.0 Lamp/1.1\nssdp.type urn:x:device:lamp:1\n"
         "ssdp.usn uuid:Lamp-1\n"},
        {1900, BYTES(NOTIFY "USN: uuid:Insight-1_0-231550K1200001::x\r\n\r\n"),
         "ssdp.usn uuid:Insight-1_0-\n"},
        {1900, BYTES(NOTIFY "USN: uuid:RINCON_000E58A1B2C301400::x\r\n\r\n"),
         "ssdp.usn uuid:RINCON_\n"},
        {1900, BYTES(NOTIFY "USN: uuid:2f402f80-da50-11e1-9b23-001788a1b2c3::x\r\n\r\n"), ""},
        {1900, BYTES(NOTIFY "NTS: ssdp:byebye\r\nSERVER: Lamp\r\n\r\n"), ""},
        {1900, BYTES(NOTIFY "LOCATION: http://192.168.1.9/d.xml\r\nSERVER: Lamp\r\n\r\n"), ""},
        {1900, BYTES(NOTIFY "LOCATION: http://192.168.1.9:80\r\nSERVER: Lamp\r\n\r\n"), ""},
        /* Names that begin like another's address, and who asks. */
        {1900, BYTES(NOTIFY "LOCATION: http://192.168.1.9x/d.xml\r\nSERVER: Lamp\r\n\r\n"),
         "ssdp.server Lamp\n"},
        {1900, BYTES(NOTIFY "LOCATION: http://192.168.1.9-a.example/\r\nSERVER: Lamp\r\n\r\n"),
         "ssdp.server Lamp\n"},
        {1900, BYTES(NOTIFY "LOCATION: http://192.168.1.9:80@lamp/\r\nSERVER: Lamp\r\n\r\n"),
         "ssdp.server Lamp\n"},
        {1900, BYTES(NOTIFY "NT: upnp:rootdevice\r\n\r\nSERVER: Body\r\n"), ""},
        {40000, BYTES("HTTP/1.1 200 OK\r\nST: roku:ecp\r\nUSN: uuid:roku:ecp:1\r\n\r\n"),
         "ssdp.type roku:ecp\nssdp.usn uuid:roku:ecp:1\n"},
        {1900, BYTES("M-SEARCH * HTTP/1.1\r\nST: roku:ecp\r\nUSER-AGENT: Chrome/99 Mac\r\n\r\n"),
         "http.user_agent Chrome/99 Mac\n"},
        {1982,
         BYTES(NOTIFY "Location: yeelight://192.168.1.2:55443\r\nmodel: color\r\nname: \r\n\r\n"),
         "protocol yeelight\nyeelight.model color\n"},
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void
test_requests_tell_the_program_that_asks(void)
{
    static const struct {
        const char *request, *told;
    } cases[] = {
        {"GET /a?account=7 HTTP/1.1\r\nHost: x.test\r\nUser-Agent: Scale/1\r\n\r\n",
         "http.user_agent Scale/1\nhttp.request x.test /a\n"},
        {"GET /page HTTP/1.1\r\nHost: x.test\r\nUser-Agent: Mozilla/5.0 (X11)\r\n\r\n",
         "http.user_agent Mozilla/5.0 (X11)\n"},
        {"GET /a HTTP/1.1\r\nHost: x.test\r\nVia: 1.1 proxy\r\nUser-Agent: Scale/1\r\n\r\n", ""},
        {"GET /a HTTP/1.1\r\nHost: 192.168.1.3\r\n\r\nUser-Agent: Body\r\n", ""},
        {"HTTP/1.1 200 OK\r\nServer: Virata-EmWeb/R6\r\nContent-Type: text/html\r\n\r\n",
         "http.server Virata-EmWeb/R6\n"},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nServer: Lamp\r\n\r\n",
         "http.server Lamp\n"},
        {"HTTP/1.1 200 OK\r\nVia: 1.1 proxy\r\nServer: Lamp\r\n\r\n", ""},
        {"HTTP/1.1 200 OK\r\nVia: 1.1 proxy\r\nContent-Type: text/xml\r\n\r\n<?xml?>"
         "<friendlyName>Lamp</friendlyName><modelName>LX</modelName></device>",
         ""},
        /* Two requests, of which the second says for whom it is. */
        {"GET /a HTTP/1.0\r\nUser-Agent: A/1\r\n\r\n"
         "GET /b HTTP/1.1\r\nHost: x.test\r\nUser-Agent: B/1\r\n\r\n",
         "http.user_agent B/1\nhttp.request x.test /b\n"},
        {"GET /a HTTP/1.0\r\nUser-Agent: A/1\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
         "http.user_agent A/1\n"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        check_stream(cases[i].request, cases[i].told);
}

static void
test_a_response_may_come_behind_an_interim_one(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    carried_segment(&c, &t, 631, BYTES("HTTP/1.1 100 Continue\r\n\r\n"));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 0);
    carried_segment(&c, &t, 631, BYTES("HTTP/1.1 200 OK\r\nServer: Lamp\r\n\r\n"));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 1);
}

static void
test_a_response_may_come_behind_an_empty_line(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) client = {0}, server = {0};

    carried_reply(&c, &client, 50000, 80, BYTES("GET / HTTP/1.1\r\n\r\n"));
    carried_reply(&c, &server, 80, 50000, BYTES("\r\nHTTP/1.1 200 OK\r\nServer: Lamp\r\n\r\n"));
    g_autofree char *told = told_evidence(&c.obs);
    g_assert_cmpstr(told, ==, "http.server Lamp\n");
}

static void
test_android_says_its_model(void)
{
    static const struct {
        const char *agent, *model;
    } cases[] = {
        {"Dalvik/2.1.0 (Linux; U; Android 5.1.1; AEOBC Build/LVY48F)", "AEOBC"},
        {"Mozilla/5.0 (Linux; Android 9; Nokia 2.2) AppleWebKit/537.36", "Nokia 2.2"},
        {"Mozilla/5.0 (Linux; U; Android 4.4.2; en-us; LGLS751 Build/KOT49I.A) x", "LGLS751"},
        {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36", NULL},
        {"Mozilla/5.0 (Android 11; Mobile; rv:98.0) Gecko/98.0", NULL},
        {"Mozilla/5.0 (Linux; Android 11; SM-T500; wv) x", "SM-T500"},
        {"okhttp/3.10.0", NULL},
        {"Android ", NULL},
        {"Android 9", NULL},
        {"Android 9; rv", NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *request = g_strdup_printf(
            "GET / HTTP/1.1\r\nHost: 192.168.1.3\r\nUser-Agent: %s\r\n\r\n", cases[i].agent);
        g_autofree char *model =
            cases[i].model ? g_strdup_printf("android.model %s\n", cases[i].model) : g_strdup("");
        g_autofree char *shown = g_strchomp(g_strdup(cases[i].agent));
        g_autofree char *told = g_strdup_printf("http.user_agent %s\n%s", shown, model);
        check_stream(request, told);
    }
}

#define HEAD                                                                                       \
    "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<?xml version=\"1.0\"?><root><device>"
#define ELEMENTS                                                                                   \
    "<deviceType>urn:x:device:Basic:1</deviceType><friendlyName>Lamp</friendlyName>"               \
    "<manufacturer>A &amp; B</manufacturer><serialNumber>123</serialNumber>"                       \
    "<modelName>LX &bomb;</modelName><modelNumber></modelNumber>"
#define TOLD                                                                                       \
    "upnp.deviceType urn:x:device:Basic:1\nupnp.friendlyName Lamp\nupnp.manufacturer A & B\n"      \
    "upnp.modelName LX &bomb;\n"

static void
test_descriptions_tell_of_the_root_device_alone(void)
{
    check_stream(HEAD ELEMENTS "</device></root>", TOLD);
    check_stream(HEAD ELEMENTS "<deviceList><device><modelNumber>Part</modelNumber>", TOLD);
    check_stream(HEAD ELEMENTS "<serviceList/><modelNumber>7</modelNumber></device>", TOLD);
    check_stream(HEAD "<friendlyName>Lamp</friendlyName><modelName>", "");
}

static void
test_descriptions_come_in_any_pieces(void)
{
    static const char response[] = HEAD ELEMENTS "</device></root>";
    const char *end = strstr(response, "</device>");

    for (size_t cut = 20; response + cut <= end + 8; cut++) {
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        carried_segment(&c, &t, 80, response, cut);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 0);
        carried_segment(&c, &t, 80, response + cut, strlen(response) - cut);
        g_autofree char *told = told_evidence(&c.obs);
        g_assert_cmpstr(told, ==, TOLD);
        g_assert_true(t.done);
    }
}

#define ADD(name) g_test_add_func("/identity-services/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(a_printer_that_is_shared_is_not_who_shares_it);
    ADD(services_belong_to_the_address_of_their_host);
    ADD(who_tells_of_others_says_by_an_address_of_whom);
    ADD(only_strings_that_say_what_a_device_is_are_told);
    ADD(name_of_a_cast_device_is_told);
    ADD(services_beyond_what_is_read_are_nobodys);
    ADD(what_the_same_sender_repeats_is_told_once);
    ADD(what_was_said_long_ago_or_thrown_away_is_told);
    ADD(announcements_and_answers_tell_what_their_sender_is);
    ADD(requests_tell_the_program_that_asks);
    ADD(a_response_may_come_behind_an_interim_one);
    ADD(a_response_may_come_behind_an_empty_line);
    ADD(android_says_its_model);
    ADD(descriptions_tell_of_the_root_device_alone);
    ADD(descriptions_come_in_any_pieces);
    return g_test_run();
}
