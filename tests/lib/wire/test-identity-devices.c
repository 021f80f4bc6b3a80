/* test-identity-devices.c - what devices tell of themselves in protocols of their makers' own
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "carried.h"
#include "frames.h"

typedef struct example {
    uint16_t src_port, dst_port;
    const char *bytes;
    size_t length;
    const char *told;
} example;

static char *
told_by_datagram(const example *one)
{
    g_auto(carried) c = carried_new();
    packet p = carried_packet(&c, IOT_TRANSPORT_UDP, one->src_port, one->dst_port);
    /* Copied, so that a tool sees who reads too far. */
    g_autofree uint8_t *copy = g_memdup2(one->bytes, one->length);

    payload_read_datagram(&p, &c.talk, cursor_of(copy, one->length));
    iot_facts_hand_over(c.dissector->facts, &c.obs);
    return told_evidence(&c.obs);
}

static void
check(const example *cases, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        g_autofree char *told = told_by_datagram(&cases[i]);
        g_test_message("%u", i);
        g_assert_cmpstr(told, ==, cases[i].told);
        /* Half of it tells less, and reads nothing beyond its end. */
        for (size_t cut = 0; cut < cases[i].length; cut++) {
            example half = cases[i];
            half.length = cut;
            g_autofree char *less = told_by_datagram(&half);
            g_assert_cmpuint(strlen(less), <=, strlen(told));
        }
    }
}

#define UBNT_V1 "\1\0\0\x1a\2\0\x02\0\0\3\0\4v1.2\x0b\0\4home\x14\0\4UAP4"

static void
test_network_gear_tells_its_model(void)
{
    static const example cases[] = {
        {5678, 5678, BYTES("\0\0\0\1\0\1\0\6\2\0\0\0\0\1\0\5\0\4home\0\x0c\0\5RB750"),
         "protocol mndp\nmndp.board RB750\n"},
        {5678, 5678, BYTES("\0\0\0\1\0\5\0\4home\0\x0c\0\5RB750"), ""},
        {10001, 50000, BYTES(UBNT_V1), "protocol ubnt\nubnt.firmware v1.2\nubnt.model UAP4\n"},
        /* A probe; a length that is another. */
        {50000, 10001, BYTES("\1\0\0\0"), ""},
        {10001, 50000, BYTES("\2\x08\0\x07\x14\0\4UAP4"), ""},
        {10001, 50000, BYTES("\1\0\0\x1e\x14\0\4UAP4"), ""},
    };

    check(cases, G_N_ELEMENTS(cases));
}

#define ROBOT "{\"ver\":\"2\",\"hostname\":\"Roomba-1\",\"robotname\":\"Rosie\",\"sku\":\"R980\"}"
#define TAPO  "\2\0\0\1\0\x10\x11\0\0\0\0\0\0\0\0\0"

static void
test_objects_tell_kind_and_model_and_nothing_else(void)
{
    static const example cases[] = {
        {5678, 50000, BYTES(ROBOT), "protocol roomba\nroomba.sku R980\n"},
        {50000, 5678, BYTES("irobotmcs"), ""},
        {20002, 50000,
         BYTES(TAPO "{\"result\":{\"device_type\":\"SMART.TAPOPLUG\",\"owner\":\"x\","
                    "\"device_model\":\"P115(EU)\"}}"),
         "protocol tapo\ntapo.type SMART.TAPOPLUG\nkasa.model P115(EU)\n"},
        {50000, 20002, BYTES(TAPO "{\"params\":{\"rsa_key\":\"x\"}}"), ""},
        {38899, 50000,
         BYTES("{\"method\":\"getSystemConfig\",\"result\":{\"mac\":\"a\", \"moduleName\" : "
               "\"ESP01_SHRGB_03\"}}"),
         "protocol wiz\nwiz.module ESP01_SHRGB_03\n"},
        {50000, 38899, BYTES("{\"method\":\"getSystemConfig\",\"params\":{}}"), ""},
        /* A lamp tells how it is, and a phone says that it heard that. */
        {50000, 38900, BYTES("{\"method\":\"syncPilot\",\"params\":{\"state\":true}}"),
         "protocol wiz\n"},
        {38900, 50000, BYTES("{\"method\":\"syncPilot\",\"result\":{\"success\":true}}"), ""},
        {50001, 4002, BYTES("{\"msg\":{\"cmd\":\"scan\",\"data\":{\"sku\":\"H6072\"}}}"),
         "protocol govee\ngovee.sku H6072\n"},
        {37810, 50000,
         BYTES("\x20\0\0\0DHIP\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
               "{\"method\":\"client.notifyDevInfo\",\"params\":{\"deviceInfo\":{"
               "\"DeviceType\":\"IPC-X\",\"SerialNo\":\"1\",\"Vendor\":\"Dahua\"}}}"),
         "protocol dhip\ndhip.vendor Dahua\ndhip.model IPC-X\n"},
        {9988, 50000,
         BYTES("{\"uuid\":\"2001\",\"devName\":\"Iron\",\"deviceType\":\"mss310\",\"devSoftWare\":"
               "\"6\"}"),
         "protocol meross\nmeross.model mss310\n"},
        {9988, 9988, BYTES("{\"id\":\"48\",\"devName\":\"*\"}"), ""},
        /* What has escapes is none of these. */
        {5678, 50000, BYTES("{\"robotname\":\"x\",\"sku\":\"R\\\"980\"}"), ""},
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void
hide(const char *text, GByteArray *to)
{
    guint8 key = 171;

    for (; *text; text++) {
        key ^= (guint8)*text;
        g_byte_array_append(to, &key, 1);
    }
}

static void
test_plugs_tell_their_model_and_never_where_they_are(void)
{
    static const char answer[] =
        "{\"system\":{\"get_sysinfo\":{\"alias\":\"tv\",\"model\":\"HS110(EU)\",\"latitude\":48.1,"
        "\"type\":\"IOT.SMARTPLUGSWITCH\"}}}";
    static const char expected[] =
        "protocol kasa\nkasa.model HS110(EU)\nkasa.type IOT.SMARTPLUGSWITCH\n";
    g_autoptr(GByteArray) told = g_byte_array_new(), asked = g_byte_array_new();
    g_autoptr(GByteArray) stream = g_byte_array_new();
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    hide(answer, told);
    hide("{\"system\":{\"get_sysinfo\":{}}}", asked);
    const example cases[] = {
        {9999, 50000, (const char *)told->data, told->len, expected},
        {50000, 9999, (const char *)asked->data, asked->len, ""},
    };
    check(cases, G_N_ELEMENTS(cases));
    put_number(stream, told->len, 4);
    put(stream, (const char *)told->data, told->len);
    carried_segment(&c, &t, 9999, stream->data, stream->len);
    g_autofree char *of_stream = told_evidence(&c.obs);
    g_assert_cmpstr(of_stream, ==, expected);
}

/* Of outlets there are labels before or behind the strip's own, or they are all that there is. */
static void
test_a_strip_is_not_called_after_an_outlet(void)
{
#define OUTLETS "\"children\":[{\"alias\":\"Lamp\"},{\"alias\":\"Fan\"}]"
    static const char *const answers[][2] = {
        {"\"alias\":\"Strip\",\"model\":\"HS300\"," OUTLETS, "Strip"},
        {"\"model\":\"HS300\"," OUTLETS ",\"alias\":\"Strip\"", "Strip"},
        {"\"model\":\"HS300\"," OUTLETS, NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(answers); i++) {
        g_autoptr(GByteArray) told = g_byte_array_new();
        g_autofree char *text =
            g_strdup_printf("{\"system\":{\"get_sysinfo\":{%s}}}", answers[i][0]);
        g_auto(carried) c = carried_new();
        hide(text, told);
        packet p = carried_packet(&c, IOT_TRANSPORT_UDP, 9999, 50000);
        payload_read_datagram(&p, &c.talk, cursor_of(told->data, told->len));
        iot_facts_hand_over(c.dissector->facts, &c.obs);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, answers[i][1] != NULL);
        if (answers[i][1])
            g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name, ==, answers[i][1]);
    }
}

#define PPPP_ID "TNPUSEA\0\0\1\2\3xJDSELD\0"

static void
test_messages_of_fixed_places_tell_what_devices_are(void)
{
    static const example cases[] = {
        {20560, 50000,
         BYTES("\x74\xda\x38\0\0\1"
               "EDIMAX\0\0\0\0\0\0\1\xa1\xfe\x5eSP2101W\0\0\0\0\0\0\0"),
         "protocol edimax\nedimax.model SP2101W\n"},
        {23272, 23272, BYTES("eQ3MaxApKEQ0817541"), "protocol eq3max\n"},
        {23272, 23272, BYTES("eQ3Max*\0**********I"), ""},
        {56700, 50000,
         BYTES("\x30\0\0\x14\0\0\0\0\xd0\x73\xd5\1\2\3\0\0LIFXV2\0\0\0\0\0\0\0\0\0\0"
               "\x21\0\0\0\1\0\0\0\x1b\0\0\0\0\0\0\0"),
         "protocol lifx\nlifx.product 27\n"},
        /* A question. */
        {50000, 56700,
         BYTES("\x24\0\0\x34\0\0\0\0\0\0\0\0\0\0\0\0LIFXV2\0\0\0\0\0\0\0\0\0\0\2\0\0\0"), ""},
        {5683, 5683, BYTES("\x50\x1e\0\1\xed\x0b\xf7\2SHSW-25#A1B2#2\xff{}"),
         "protocol coiot\ncoiot.type SHSW-25\n"},
        {5683, 5683, BYTES("\x40\x01\0\1\xed\x0b\xf7\2SHSW-25#A1B2#2"), ""},
        {32108, 50000, BYTES("\xf1\x41\0\x14" PPPP_ID), "protocol pppp\npppp.prefix TNPUSEA\n"},
        {50000, 32108, BYTES("\xf1\x30\0\0"), ""},
        /* Who looks for it, and both once they found each other. */
        {50000, 32108, BYTES("\xf1\x41\0\x14" PPPP_ID), ""},
        {32108, 50000, BYTES("\xf1\x42\0\x14" PPPP_ID), ""},
        {3671, 50000, BYTES("\6\x10\2\2\0\x08\x08\1"), "protocol knx\n"},
        {3671, 50000, BYTES("\6\x10\2\4\0\x08\x08\1"), "protocol knx\n"},
        {3671, 50000, BYTES("\6\x10\2\3\0\x08\x08\1"), ""},
        {3671, 50000, BYTES("\6\x11\2\2\0\x08\x08\1"), ""},
        {3671, 50000, BYTES("\6\x10\2\2\0\x09\x08\1"), ""},
        {50000, 3671, BYTES("\6\x10\2\1\0\x08\x08\1"), ""},
        {5050, 50000, BYTES("\xdd\1\0\x20\0\2\0\0\0\0\0\1\0\4XBOX"), "xbox.type 1\n"},
        {50000, 5050, BYTES("\xdd\0\0\x0a\0\0\0\0\0\0\0\x08\0\0\0\2"), ""},
    };

    check(cases, G_N_ELEMENTS(cases));
}

/* Sealed with the key that everybody has: "gwId" is a device's number, and an app is none. */
#define TUYA_3_3                                                                                   \
    "\x00\x00\x55\xaa\x00\x00\x00\x00\x00\x00\x00\x13\x00\x00\x00\x1c\x00\x00\x00\x00"             \
    "\x52\x51\x39\x4e\x2f\x7d\xf7\xdc\xd9\x23\x68\xa7\xb2\x81\x1c\x11"                             \
    "\x01\x02\x03\x04\x00\x00\xaa\x55"
#define TUYA_3_3_APP                                                                               \
    "\x00\x00\x55\xaa\x00\x00\x00\x00\x00\x00\x00\x13\x00\x00\x00\x1c\x00\x00\x00\x00"             \
    "\xad\x0b\xe1\xc9\x07\x29\x72\xa6\x98\x62\x05\xd4\xd4\x26\xc7\x28"                             \
    "\x01\x02\x03\x04\x00\x00\xaa\x55"
#define TUYA_3_5                                                                                   \
    "\x00\x00\x66\x99\x00\x00\x00\x00\x00\x00\x00\x00\x00\x13\x00\x00\x00\x2f"                     \
    "\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c"                                             \
    "\x1c\xd0\x11\xbd\x3b\x17\xd8\xf3\x4c\x47\xae\x8d\x13\x40\x3b\xf0\x56\xde\xa9"                 \
    "\x76\x2e\x30\xa7\xb2\xdd\xec\xed\xe5\xc5\x04\x0a\xa9\x8b\x78\x82\x00\x00\x99\x66"
#define TUYA_3_5_APP                                                                               \
    "\x00\x00\x66\x99\x00\x00\x00\x00\x00\x00\x00\x00\x00\x13\x00\x00\x00\x39"                     \
    "\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c"                                             \
    "\x1c\xd0\x11\xbd\x3b\x17\xd9\xf6\x6a\x4e\xae\x8d\x13\x43\x2d\xb1\x46\xd0\xf6\xb1\xc9"         \
    "\x70\x58\x7c\x93\x27\x7f\x70\x1a\xe0\x54\xf0\x49\xdf\xe8\x64\x7a\x86\xd0\x9a\xca\x4c\xca\x44" \
    "\x72\x00\x00\x99\x66"
#define TUYA_3_1                                                                                   \
    "\0\0\x55\xaa\0\0\0\0\0\0\0\0\0\0\0\x14\0\0\0\0{\"gwId\":\"1\"}\1\2\3\4\0\0\xaa\x55"
#define TUYA_HEAD "\0\0\x55\xaa\0\0\0\0\0\0\0\x13"

static void
test_tuya_devices_say_to_all_that_they_are_there(void)
{
    static const struct {
        uint16_t src_port, dst_port;
        const char *dst, *dst_mac;
        const char *bytes;
        size_t length;
        uint32_t cut_bytes;
        const char *told;
    } cases[] = {
        {6667, 6667, "255.255.255.255", NULL, BYTES(TUYA_3_3), 0, "protocol tuya\n"},
        {49153, 6667, "192.168.1.255", "ff:ff:ff:ff:ff:ff", BYTES(TUYA_3_5), 0, "protocol tuya\n"},
        {49153, 6666, "192.168.1.255", "ff:ff:ff:ff:ff:ff", BYTES(TUYA_3_1), 0, "protocol tuya\n"},
        /* How others talk to them; an app; what nobody can read. */
        {49153, 6667, "192.168.1.3", "02:00:00:00:00:03", BYTES(TUYA_3_3), 0, ""},
        {6667, 49153, "255.255.255.255", NULL, BYTES(TUYA_3_3), 0, ""},
        {49153, 6667, "255.255.255.255", NULL, BYTES(TUYA_3_3_APP), 0, ""},
        {49153, 6667, "255.255.255.255", NULL, BYTES(TUYA_3_5_APP), 0, ""},
        {49153, 6667, "255.255.255.255", NULL, BYTES(TUYA_HEAD), 0, ""},
        {49153, 6667, "255.255.255.255", NULL, BYTES(TUYA_3_5 "\0"), 0, "protocol tuya\n"},
        /* Of one that was cut short, more is not there. */
        {49153, 6667, "255.255.255.255", NULL, BYTES(TUYA_HEAD), 40, "protocol tuya\n"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(carried) c = carried_new();
        c.cut_bytes = cases[i].cut_bytes;
        packet p = carried_packet(&c, IOT_TRANSPORT_UDP, cases[i].src_port, cases[i].dst_port);
        g_autofree uint8_t *copy = g_memdup2(cases[i].bytes, cases[i].length);
        c.obs.dst = addr(cases[i].dst);
        if (cases[i].dst_mac)
            c.obs.dst_mac = mac(cases[i].dst_mac);
        payload_read_datagram(&p, &c.talk, cursor_of(copy, cases[i].length));
        iot_facts_hand_over(c.dissector->facts, &c.obs);
        g_autofree char *told = told_evidence(&c.obs);
        g_test_message("%u", i);
        g_assert_cmpstr(told, ==, cases[i].told);
    }
}

/* What is sealed is not believed once a byte of it is another, and no length leads beyond the end.
 */
static void
test_tuya_broadcasts_that_are_damaged_tell_nothing(void)
{
    for (size_t i = 0; i < sizeof TUYA_3_5 - 1 - 4; i++) {
        g_auto(carried) c = carried_new();
        packet p = carried_packet(&c, IOT_TRANSPORT_UDP, 6667, 6667);
        g_autofree uint8_t *copy = g_memdup2(TUYA_3_5, sizeof TUYA_3_5 - 1);
        copy[i] ^= 0x40;
        c.obs.dst = addr("255.255.255.255");
        payload_read_datagram(&p, &c.talk, cursor_of(copy, sizeof TUYA_3_5 - 1));
        iot_facts_hand_over(c.dissector->facts, &c.obs);
        g_autofree char *told = told_evidence(&c.obs);
        g_test_message("%u", (unsigned)i);
        g_assert_cmpstr(told, ==, "");
    }
}

#define MIIO "\x21\x31\0\x20\0\0\0\0\1\2\3\4\0\0\0\1KKKKKKKKKKKKKKKK"
#define MIIO_SEARCH                                                                                \
    "\x21\x31\0\x20\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"                               \
    "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"

static void
test_miio_answers_have_the_number_of_a_device(void)
{
    static const example cases[] = {
        {54321, 50000, BYTES(MIIO), "protocol miio\n"},
        {50000, 54321, BYTES(MIIO), ""},
        {54321, 54321, BYTES(MIIO_SEARCH), ""},
        {54321, 50000, BYTES("\x21\x31\0\x21\0\0\0\0\1\2\3\4\0\0\0\1KKKKKKKKKKKKKKKK"), ""},
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void
test_broadlink_answers_from_its_port(void)
{
    GByteArray *found = g_byte_array_new();

    put(found, BYTES("\x5a\xa5\xaa\x55\x5a\xa5\xaa\x55"));
    for (unsigned i = 8; i < 0x26; i++)
        put(found, BYTES("\0"));
    put(found, BYTES("\7\0"));
    const example cases[] = {
        {80, 50000, (const char *)found->data, found->len, "protocol broadlink\n"},
        {50000, 80, (const char *)found->data, found->len, ""},
    };
    check(cases, G_N_ELEMENTS(cases));
    g_byte_array_unref(found);
}

static void
test_lines_tell_what_devices_are(void)
{
    static const example cases[] = {
        {48899, 50000, BYTES("10.0.0.7,ACCF23000001,AK001-ZJ2145"),
         "hiflying.module AK001-ZJ2145\n"},
        {50000, 48899, BYTES("HF-A11ASSISTHREAD"), ""},
        {987, 50000, BYTES("HTTP/1.1 200 Ok\nhost-id:1234\nhost-type:PS4\nhost-name:tv\n"),
         "ddp.host_type PS4\n"},
        {50000, 987, BYTES("SRCH * HTTP/1.1\ndevice-discovery-protocol-version:00020020\n"), ""},
        {32414, 50000, BYTES("HTTP/1.0 200 OK\r\nName: x\r\nDevice-Class: stb\r\n"),
         "plex.device_class stb\n"},
        {1902, 1902,
         BYTES("NOTIFY ALIVE SDDP/1.0\r\nType: \"JVCKENWOOD:Projector\"\r\nManufacturer: "
               "\"JVCKENWOOD\"\r\n"),
         "sddp.type JVCKENWOOD:Projector\nsddp.manufacturer JVCKENWOOD\n"},
        {50000, 1902, BYTES("SEARCH * SDDP/1.0\r\nType: \"x\"\r\n"), ""},
    };

    check(cases, G_N_ELEMENTS(cases));
}

#define SOAP(action, body)                                                                         \
    "<?xml version=\"1.0\"?><s:Envelope><s:Header><a:Action s:mustUnderstand=\"1\">http://x/"      \
    "discovery/" action "</a:Action></s:Header>" body

/* No more types than that are told; a device has a few. */
static void
test_types_of_a_device_have_an_end(void)
{
    g_autoptr(GString) message = g_string_new(SOAP("Hello", "<d:Types>"));
    g_auto(carried) c = carried_new();

    for (unsigned i = 0; i < 30; i++)
        g_string_append_printf(message, "a:B%u ", i);
    g_string_append(message, "</d:Types>");
    carried_datagram(&c, 3702, message->str, message->len);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 24);
}

static void
test_cameras_printers_and_hosts_tell_what_they_are(void)
{
    static const example cases[] = {
        {3702, 3702,
         BYTES(SOAP("Hello", "<d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>"
                             "<d:Scopes>onvif://www.onvif.org/hardware/P3245\n "
                             "onvif://www.onvif.org/location/city/x</d:Scopes>")),
         "wsd.type dn:NetworkVideoTransmitter\nwsd.type tds:Device\n"
         "wsd.scope onvif://www.onvif.org/hardware/P3245\n"},
        /* Its owner's words; of a maker's name no more than that. */
        {3702, 3702,
         BYTES(SOAP("Hello", "<d:Scopes>onvif://www.onvif.org/name/nursery "
                             "onvif://www.onvif.org/name/AXIS%20nursery onvif://x.test/type/y "
                             "onvif://www.onvif.org/Profile/T odm:name:home</d:Scopes>")),
         "wsd.scope onvif://www.onvif.org/name/AXIS\nwsd.scope onvif://www.onvif.org/Profile/T\n"},
        /* One of the addresses where it is reached is the sender's. */
        {3702, 3702,
         BYTES(SOAP("ProbeMatches", "<d:Types>a:B</d:Types><d:XAddrs>http://[fe80::1]/x "
                                    "http://192.168.1.9/x http://192.168.1.2:80/x</d:XAddrs>")),
         "wsd.type a:B\n"},
        {50000, 3702, BYTES(SOAP("Probe", "<d:Types>dn:NetworkVideoTransmitter</d:Types>")), ""},
        {37020, 37020,
         BYTES("<?xml version=\"1.0\"?><ProbeMatch><DeviceSN>1</DeviceSN><DeviceDescription>DS-2CD"
               "</DeviceDescription></ProbeMatch>"),
         "protocol sadp\nsadp.model DS-2CD\n"},
        {50000, 37020, BYTES("<Probe><DeviceDescription>x</DeviceDescription></Probe>"), ""},
        {8611, 50000,
         BYTES("BJNP\x81\x30\0\0\0\1\0\0\0\0\0\x26\0\x26MFG:Canon;CMD:x;SN:1;MDL:MG5200 series;"),
         "protocol bjnp\nprinter.id MFG:Canon\nprinter.id MDL:MG5200 series\n"},
        {50000, 8611, BYTES("BJNP\1\x30\0\0\0\1\0\0\0\0\0\0"), ""},
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void
test_what_is_reached_elsewhere_is_not_the_sender(void)
{
    static const example cases[] = {
        {3702, 3702,
         BYTES(SOAP("Hello", "<d:Types>a:B</d:Types><d:XAddrs>http://192.168.1.9/x</d:XAddrs>")),
         ""},
        {3702, 3702,
         BYTES(SOAP("Hello", "<d:Types>a:B</d:Types><d:XAddrs>http://cam.test/x</d:XAddrs>")),
         "wsd.type a:B\n"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *told = told_by_datagram(&cases[i]);
        g_assert_cmpstr(told, ==, cases[i].told);
    }
}

#define NAME_OF(letter) " " letter letter letter letter letter letter letter letter "\0"

static void
put_announcement(GByteArray *to, uint8_t source, char kind)
{
    static const char zeros[64] = "";

    put(to, BYTES("\x11\x0a\0\1\xc0\xa8\1"));
    put_number(to, source, 1);
    put(to, BYTES("\0\x8a\0\0\0\0"));
    put(to, BYTES(NAME_OF("FHEP") NAME_OF("FHEP") "\xffSMB\x25"));
    put(to, zeros, 52);
    put(to, BYTES("\x3e\0\0\0\0")); /* the data begin behind these */
    put(to, &kind, 1);
    put(to, zeros, 31);
    put(to, BYTES("lab server (Samba, Ubuntu)"));
}

static void
test_browser_announcements_have_comments(void)
{
    static const struct {
        uint8_t source;
        char kind;
        const char *told;
    } cases[] = {
        {2, 1, "browser.comment lab server (Samba, Ubuntu)\n"},
        {2, 0x0f, "browser.comment lab server (Samba, Ubuntu)\n"},
        {2, 0x0c, ""}, /* of a workgroup */
        {3, 1, ""},    /* passed on for another */
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GByteArray) message = g_byte_array_new();
        put_announcement(message, cases[i].source, cases[i].kind);
        const example one = {138, 138, (const char *)message->data, message->len, cases[i].told};
        check(&one, 1);
    }
}

#define DESCRIPTION "\x30\x10\6\x08\x2b\6\1\2\1\1\1\0\4\4Lamp"
#define OBJECT      "\x30\x14\6\x08\x2b\6\1\2\1\1\2\0\6\x08\x2b\6\1\4\1\x87\x68\1"

static void
test_answers_of_snmp_tell_description_and_object(void)
{
    static const example cases[] = {
        {161, 50000,
         BYTES("\x30\x42\2\1\0\4\6public\xa2\x35\2\1\1\2\1\0\2\1\0\x30\x2a" DESCRIPTION OBJECT
               "\0\0"),
         "snmp.description Lamp\nsnmp.object 1000.1\n"},
        {50000, 161,
         BYTES("\x30\x42\2\1\0\4\6public\xa2\x35\2\1\1\2\1\0\2\1\0\x30\x2a" DESCRIPTION OBJECT
               "\0\0"),
         ""},
    };

    check(cases, G_N_ELEMENTS(cases));
}

static void
test_first_bytes_of_streams_tell_programs(void)
{
    static const struct {
        uint16_t src_port, dst_port;
        const char *bytes;
        size_t length;
        const char *told;
    } cases[] = {
        {22, 50000, BYTES("SSH-2.0-ROSSSH\r\n"), "ssh.banner SSH-2.0-ROSSSH\n"},
        {50000, 22, BYTES("SSH-2.0-OpenSSH_9.2\r\n"), ""},
        {50000, 1883, BYTES("\x10\x15\0\4MQTT\4\2\0\x3c\0\x09shelly-12"),
         "mqtt.client shelly-12\n"},
        {50000, 1883, BYTES("\x10\x1e\0\4MQTT\4\2\0\x3c\0\x12shellyplus1-1A2B3C"),
         "mqtt.client shellyplus1-\n"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        carried_reply(&c, &t, cases[i].src_port, cases[i].dst_port, cases[i].bytes,
                      cases[i].length);
        g_autofree char *told = told_evidence(&c.obs);
        g_assert_cmpstr(told, ==, cases[i].told);
    }
}

#define JSON(length)                                                                               \
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " length "\r\n\r\n"
#define ROKU                                                                                       \
    "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<?xml ?>\n<device-info>\n"                   \
    "<serial-number>YY1</serial-number><vendor-name>TCL</vendor-name>"                             \
    "<model-name>43S435</model-name><is-tv>true</is-tv></device-info>"
#define CAST                                                                                       \
    JSON("77")                                                                                     \
    "{\"cast_build_revision\":\"1.5\",\"ssid\":\"x\",\"detail\":{\"model_name\":\"Chromecast\"}}"

static void
test_documents_that_devices_serve_tell_what_they_are(void)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *told;
    } cases[] = {
        {BYTES(CAST), "cast.model Chromecast\n"},
        {BYTES(ROKU), "http.description roku vendor-name TCL\nhttp.description roku model-name "
                      "43S435\nhttp.description roku is-tv true\n"},
        {BYTES(JSON("66") "{\"device\":{\"type\":\"Samsung "
                          "SmartTV\",\"modelName\":\"UE43\",\"ssid\":\"\"}}"),
         "http.description samsung modelName UE43\n"},
        {BYTES(JSON("95") "{\"header\":{\"namespace\":\"Appliance.System.All\"},\"payload\":{"
                          "\"hardware\":{\"type\":\"mss310\"},\"x\":11}}"),
         "meross.model mss310\n"},
        {BYTES(JSON("36") "{\"type\":\"SHSW-25\",\"mac\":\"\",\"fw\":\"1\"}"),
         "coiot.type SHSW-25\n"},
        {BYTES(JSON("23") "{\"model_name\":\"Other\"} "), ""},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (size_t half = 0; half <= cases[i].length; half += 7) {
            g_auto(carried) c = carried_new();
            g_auto(reassembly) t = {0};
            g_autofree char *first = NULL, *second = NULL, *all = NULL;
            carried_reply(&c, &t, 80, 50000, cases[i].bytes, half);
            first = told_evidence(&c.obs);
            carried_reply(&c, &t, 80, 50000, cases[i].bytes + half, cases[i].length - half);
            second = told_evidence(&c.obs);
            all = g_strconcat(first, second, NULL);
            g_test_message("%u, %u", i, (unsigned)half);
            if (half >= 24 || half == 0)
                g_assert_cmpstr(all, ==, cases[i].told);
        }
    }
}

/* One stream, other documents first; a document that never ends. */
static void
test_documents_of_a_stream_are_looked_at_one_by_one(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0};

    for (unsigned i = 0; i < 8; i++)
        carried_reply(&c, &t, 8008, 50000, BYTES(JSON("11") "{\"volume\":1}"));
    carried_reply(&c, &t, 8008, 50000, BYTES(CAST));
    g_autofree char *told = told_evidence(&c.obs);
    g_assert_cmpstr(told, ==, "cast.model Chromecast\n");

    g_auto(reassembly) endless = {0};
    carried_reply(&c, &endless, 8008, 50000, BYTES(JSON("99999999999999999999") "{\"a\":1,"));
    for (unsigned i = 0; i < 64; i++) {
        static const char more[512] = " ";
        carried_reply(&c, &endless, 8008, 50000, more, sizeof more);
        g_assert_cmpuint(endless.kept ? endless.kept->bytes->len : 0, <=, 8192);
    }
}

#define VERSION                                                                                    \
    "<?xml version=\"1.0\" ?><body><VersionInfo><name>Yard</name><type>RLC-410</type>"             \
    "<serialNumber>00</serialNumber></VersionInfo></body>"

static void
test_cameras_answer_in_clear_or_hide_in_vain(void)
{
    static const uint8_t hiding[] = {0x1f, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78, 0xff};
    static const char head[] = "\xf0\xde\xbc\x0a\x50\0\0\0\0\1\0\0\3\0\0\0\xc8\0\0\0\0\0\0\0";
    static const char model[] = "protocol baichuan\nbaichuan.model RLC-410\n";
    g_autoptr(GByteArray) hidden = g_byte_array_new(), clear = g_byte_array_new();

    put(hidden, BYTES(head));
    for (size_t i = 0; i < sizeof VERSION - 1; i++) {
        uint8_t byte = (uint8_t)(VERSION[i] ^ hiding[(i + 3) % 8] ^ 3);
        g_byte_array_append(hidden, &byte, 1);
    }
    put(clear, BYTES(head));
    put(clear, BYTES(VERSION));
    const struct {
        uint16_t src_port, dst_port;
        const void *bytes;
        size_t length;
        const char *told;
    } cases[] = {
        {9000, 50000, hidden->data, hidden->len, model},
        {9000, 50000, clear->data, clear->len, model},
        {50000, 9000, clear->data, clear->len, ""},
        {9000, 50000, clear->data, 24, "protocol baichuan\n"},
        {9000, 50000, clear->data, 20, ""},
        {9000, 50000, BYTES("\xf0\xde\xbc\x0a\1\0\0\0\0\0\0\0\0\0\0\0\xc8\0\x14\x66"),
         "protocol baichuan\n"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        carried_reply(&c, &t, cases[i].src_port, cases[i].dst_port, cases[i].bytes,
                      cases[i].length);
        g_autofree char *told = told_evidence(&c.obs);
        g_test_message("%u", i);
        g_assert_cmpstr(told, ==, cases[i].told);
    }
}

#define CLIENT_ID "\0\1\0\2\0\1"
#define CLASS     "\0\x10\0\x0e\0\0\1\x37\0\x08MSFT 5.0"
#define INFO      "\0\x11\0\x14\0\0\x0d\xe9\0\x0c\0\4S123\0\x0d\0\4lamp"
#define SERIAL    "\0\x11\0\x0c\0\0\x0d\xe9\0\x0c\0\4S123"

static void
test_dhcpv6_clients_tell_what_they_are(void)
{
    static const example cases[] = {
        {546, 547, BYTES("\1\0\0\1" CLIENT_ID CLASS INFO),
         "192.168.1.2 dhcp.vendor_info 311 MSFT 5.0\n192.168.1.2 dhcp.vendor_info 3561 lamp\n"},
        {546, 547, BYTES("\1\0\0\1" CLIENT_ID SERIAL), "192.168.1.2 dhcp.vendor_info 3561\n"},
        {547, 546, BYTES("\2\0\0\1" CLIENT_ID CLASS), ""},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *told = told_by_datagram(&cases[i]);
        g_assert_cmpstr(told, ==, cases[i].told);
    }
}

#define HELLO_HEAD "\x16\3\3"
/* Version 1.2: random, no session, a suite, no compression, no extensions. */
#define SERVER_HELLO                                                                               \
    "\2\0\0\x26\3\3"                                                                               \
    "0123456789abcdef0123456789abcdef\0\xc0\x2f\0"
#define ATTRIBUTE(number, value) "\x31\x0d\x30\x0b\6\3\x55\4" number "\x0c\4" value
#define SIGNED                                                                                     \
    "\x30\x38\2\1\1\x30\0\x30\x0f" ATTRIBUTE("\3", "root") "\x30\0\x30\x1e" ATTRIBUTE(             \
        "\3", "ubnt") ATTRIBUTE("\x0a", "Acme")
#define CERTIFICATE "\x0b\0\0\x42\0\0\x3f\0\0\x3c\x30\x3a" SIGNED
#define CERTIFIED   "tls.subject CN=ubnt\ntls.subject O=Acme\ntls.issuer CN=root\n"

/* In one record or two, in segments that end anywhere. */
static void
test_servers_of_the_home_show_certificates(void)
{
    static const struct {
        const char *bytes;
        size_t length;
    } cases[] = {
        {BYTES(HELLO_HEAD "\0\x70" SERVER_HELLO CERTIFICATE)},
        {BYTES(HELLO_HEAD "\0\x2a" SERVER_HELLO HELLO_HEAD "\0\x46" CERTIFICATE)},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        for (size_t cut = 5; cut <= cases[i].length; cut++) {
            g_auto(carried) c = carried_new();
            g_auto(reassembly) t = {0};
            g_autoptr(GString) all = g_string_new(NULL);
            carried_reply(&c, &t, 443, 50000, cases[i].bytes, cut);
            g_autofree char *first = told_evidence(&c.obs);
            carried_reply(&c, &t, 443, 50000, cases[i].bytes + cut, cases[i].length - cut);
            g_autofree char *second = told_evidence(&c.obs);
            g_string_append_printf(all, "%s%s", first, cut < cases[i].length ? second : "");
            g_assert_cmpstr(all->str, ==, CERTIFIED);
            g_assert_true(t.done);
        }
}

static void
test_named_servers_elsewhere_are_done_with_their_hello(void)
{
    static const char *const servers[] = {"203.0.113.7", "2001:db8::7", "172.32.0.1"};

    for (unsigned i = 0; i < G_N_ELEMENTS(servers); i++) {
        g_auto(carried) c = carried_new();
        g_auto(reassembly) t = {0};
        packet p = carried_packet(&c, IOT_TRANSPORT_TCP, 443, 50000);
        p.obs->src = addr(servers[i]);
        c.talk.named = true;
        payload_read_stream(&p, &c.talk, &t,
                            cursor_of((const uint8_t *)HELLO_HEAD "\0\x2a" SERVER_HELLO, 47));
        g_assert_true(t.done);
    }
}

static void
test_what_is_no_certificate_ends_the_search(void)
{
    g_auto(carried) c = carried_new();
    g_auto(reassembly) t = {0}, other = {0};

    carried_reply(&c, &t, 443, 50000, BYTES(HELLO_HEAD "\0\x2a" SERVER_HELLO));
    g_assert_false(t.done);
    carried_reply(&c, &t, 443, 50000, BYTES("\x14\3\3\0\1\1"));
    g_assert_true(t.done);
    c.talk = (talk){0};
    carried_reply(&c, &other, 443, 50000,
                  BYTES(HELLO_HEAD "\0\x2a" SERVER_HELLO HELLO_HEAD "\0\4\x0e\0\0\0"));
    g_assert_true(other.done);
}

/* By both ways into the readers. */
static void
check_frame(const char *after_macs, size_t length, const char *expected)
{
    iot_dissector *dissector = iot_dissector_new(&(iot_dissector_options){0});
    bytes b = {0};
    iot_observation obs;

    add_mac(&b, "01:80:c2:00:00:0e");
    add_mac(&b, HERE);
    add(&b, after_macs, (uint32_t)length);
    obs = read_frame(dissector, IOT_LINK_ETHERNET, &b);
    g_autofree char *told = told_evidence(&obs);
    g_assert_cmpstr(told, ==, expected);
    const iot_frame frame = {.number = 1, .length_bytes = b.length};
    iot_unwrapped unwrapped = {.src_mac = mac(HERE), .link = {b.at, b.length, b.length}};
    iot_dissector_read_unwrapped(dissector, &frame, &unwrapped, &obs);
    g_autofree char *told_again = told_evidence(&obs);
    g_assert_cmpstr(told_again, ==, expected);
    iot_dissector_free(dissector);
}

#define CDP                                                                                        \
    "\xaa\xaa\3\0\0\x0c\x20\0\2\xb4\0\0\0\1\0\6ap\0\5\0\x0bIOS 1.2\0\6\0\x0d"                      \
    "cisco AIR"

static void
test_gear_tells_its_neighbours(void)
{
    check_frame(
        BYTES("\x88\xcc\2\7\4\2\0\0\0\0\1\x0c\6Switch\xfe\7\0\x12\xbb\x0aLX1\0\0\x0c\4Past"),
        "lldp.system Switch\nlldp.model LX1\n");
    check_frame(BYTES("\x81\0\0\5\x88\xcc\x0c\6Switch\0\0"), "lldp.system Switch\n");
    check_frame(BYTES("\0\x2a" CDP), "cdp.software IOS 1.2\ncdp.platform cisco AIR\n");
    check_frame(BYTES("\x88\xcc\x0c\xffSwitch"), "");
}

#define HELLO(sender)                                                                              \
    "\x88\xd9\1\0\0\1\xff\xff\xff\xff\xff\xff" sender "\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0"

static void
test_hosts_tell_who_draws_the_network(void)
{
    static const char told[] = "lltd.role nat\nhost.name DESK\n";

    check_frame(BYTES(HELLO(HERE_BYTES) "\2\4\x70\0\0\0\x0f\x08"
                                        "D\0E\0S\0K\0\0"),
                told);
    /* A client of the translation; somebody else's words; a question; what does not end. */
    check_frame(BYTES(HELLO(HERE_BYTES) "\2\4\x30\0\0\0\0"), "");
    check_frame(BYTES(HELLO("\2\0\0\0\0\x77") "\x0f\x08"
                                              "D\0E\0S\0K\0\0"),
                "");
    check_frame(BYTES("\x88\xd9\1\0\0\0\xff\xff\xff\xff\xff\xff" HERE_BYTES "\0\0\0\1"), "");
    check_frame(BYTES(HELLO(HERE_BYTES) "\x0f\xf8"
                                        "D\0E\0S\0K\0"),
                "");
}

#define ADD(name) g_test_add_func("/identity-devices/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(network_gear_tells_its_model);
    ADD(objects_tell_kind_and_model_and_nothing_else);
    ADD(a_strip_is_not_called_after_an_outlet);
    ADD(plugs_tell_their_model_and_never_where_they_are);
    ADD(messages_of_fixed_places_tell_what_devices_are);
    ADD(tuya_devices_say_to_all_that_they_are_there);
    ADD(tuya_broadcasts_that_are_damaged_tell_nothing);
    ADD(miio_answers_have_the_number_of_a_device);
    ADD(broadlink_answers_from_its_port);
    ADD(lines_tell_what_devices_are);
    ADD(types_of_a_device_have_an_end);
    ADD(cameras_printers_and_hosts_tell_what_they_are);
    ADD(what_is_reached_elsewhere_is_not_the_sender);
    ADD(browser_announcements_have_comments);
    ADD(answers_of_snmp_tell_description_and_object);
    ADD(first_bytes_of_streams_tell_programs);
    ADD(documents_that_devices_serve_tell_what_they_are);
    ADD(documents_of_a_stream_are_looked_at_one_by_one);
    ADD(cameras_answer_in_clear_or_hide_in_vain);
    ADD(dhcpv6_clients_tell_what_they_are);
    ADD(servers_of_the_home_show_certificates);
    ADD(named_servers_elsewhere_are_done_with_their_hello);
    ADD(what_is_no_certificate_ends_the_search);
    ADD(gear_tells_its_neighbours);
    ADD(hosts_tell_who_draws_the_network);
    return g_test_run();
}
