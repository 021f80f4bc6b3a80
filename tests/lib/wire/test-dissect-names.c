/* test-dissect-names.c - DHCP, DHCPv6, NetBIOS, NTP and QUIC from bytes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "carried.h"

/* A DHCP message of 02:00:00:00:00:01 with these options. */
static void
read_dhcp(carried *c, uint8_t operation, const char *client, const char *yours, const char *options,
          size_t length, const char *sname)
{
    g_autoptr(GByteArray) message = g_byte_array_new();
    iot_addr ciaddr = addr(client), yiaddr = addr(yours);
    char names[64 + 128] = "";

    put_number(message, (uint64_t)operation << 24 | 0x010600, 4);
    put_number(message, 0, 8);
    put(message, (const char *)ciaddr.bytes, 4);
    put(message, (const char *)yiaddr.bytes, 4);
    put_number(message, 0, 8);
    put(message, BYTES("\2\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0"));
    if (sname)
        memcpy(names, sname, strlen(sname));
    put(message, names, sizeof names);
    put_number(message, 0x63825363, 4);
    put(message, options, length);
    carried_datagram(c, operation == 1 ? 67 : 68, message->data, message->len);
}

static void
test_dhcp_request_names_the_client_option_12_last(void)
{
    g_auto(carried) c = carried_new();

    read_dhcp(&c, 1, "192.168.1.5", NULL,
              BYTES("\x35\1\3\x0c\4lamp\x51\x0e\4\0\0\4lamp\4home\0\xff"), NULL);
    g_assert_cmpstr(c.obs.protocol, ==, "dhcp");
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_DHCP_SERVER), ==, 0);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 2);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name, ==, "lamp.home");
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 1)->claim.name, ==, "lamp");
    assert_mac(&nth_told(&c.obs, IOT_FACT_CLAIM, 1)->claim.mac, "02:00:00:00:00:01");
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_BINDING), ==, 1);
    assert_addr(&nth_told(&c.obs, IOT_FACT_BINDING, 0)->binding.addr, "192.168.1.5");
}

static void
test_dhcp_fully_qualified_name_may_be_plain_text(void)
{
    g_auto(carried) c = carried_new();

    read_dhcp(&c, 1, NULL, NULL, BYTES("\x51\7\0\0\0lamp\xff"), NULL);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 1);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name, ==, "lamp");
}

static void
test_dhcp_names_come_in_many_bytes(void)
{
    static const struct {
        const char *option;
        size_t length;
        const char *name;
    } cases[] = {
        {BYTES("\x0c\x06k\xc3\xbc"
               "che"),
         "küche"},
        {BYTES("\x0c\6lamp\0\0"), "lamp"},
        {BYTES("\x0c\5\0lamp"), "lamp"},
        {BYTES("\x0c\x08l\0a\0m\0p\0"), "lamp"},
        {BYTES("\x0c\x08\0l\0a\0m\0p"), "lamp"},
        {BYTES("\x0c\3k\xfc"
               "b"),
         "k\xef\xbf\xbd"
         "b"},
        {BYTES("\x0c\2a\0"), "a"},
        {BYTES("\x0c\2\0\0"), ""},
        {BYTES("\x51\x09\0\0\0k\xc3\xbc"
               "che"),
         "küche"},
        {BYTES("\x51\x0a\4\0\0\6k\xc3\xbc"
               "che"),
         "küche"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(carried) c = carried_new();
        g_test_message("case %u", i);
        read_dhcp(&c, 1, NULL, NULL, cases[i].option, cases[i].length, NULL);
        unsigned told = n_told(&c.obs, IOT_FACT_CLAIM);
        g_assert_cmpstr(told ? nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name : "", ==,
                        cases[i].name);
    }
}

static void
assert_evidence(const iot_observation *obs, unsigned i, iot_evidence evidence, const char *text)
{
    const iot_evidence_fact *told = &nth_told(obs, IOT_FACT_EVIDENCE, i)->evidence;

    g_assert_cmpstr(iot_evidence_word(told->evidence), ==, iot_evidence_word(evidence));
    g_assert_cmpstr(told->text, ==, text);
    assert_mac(&told->mac, "02:00:00:00:00:01");
    g_assert_false(iot_addr_is_set(&told->addr));
}

static void
test_dhcp_client_tells_what_it_is(void)
{
    g_auto(carried) c = carried_new();
    static const char options[] =
        "\x3c\7udhcp 1\x37\3\1\x1c\xfc\x7d\x10\0\0\x0d\xe9\x0b\2\3S12\3\4lamp"
        "\xa1\x0fhttps://a.test/\x3c\1x\xff";

    read_dhcp(&c, 1, NULL, NULL, options, sizeof options - 1, NULL);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 4);
    assert_evidence(&c.obs, 0, IOT_EVIDENCE_DHCP_PARAMS, "1,28,252");
    assert_evidence(&c.obs, 1, IOT_EVIDENCE_DHCP_VENDOR_CLASS, "udhcp 1");
    assert_evidence(&c.obs, 2, IOT_EVIDENCE_DHCP_VENDOR_INFO, "3561 lamp");
    assert_evidence(&c.obs, 3, IOT_EVIDENCE_MUD_URL, "https://a.test/");
}

/* What tells one client from its like stands beside what all of a kind say. */
static void
test_dhcp_client_tells_no_serial_number(void)
{
    static const struct {
        const char *option;
        size_t length;
        const char *told;
    } cases[] = {
        {BYTES("\x7d\x11\0\0\x0d\xe9\x0c\1\6"
               "001122\2\2S1"),
         "3561"},
        {BYTES("\x7d\x0b\0\0\x11\x8b\6\4\4S123"), "4491"},
        {BYTES("\x7d\x0b\0\0\x99\x99\6\3\4S123"), "39321"},
        /* Options that do not end where they should. */
        {BYTES("\x7d\x0b\0\0\x0d\xe9\6\3\x09S123"), "3561"},
        {BYTES("\x7c\x17\0\0\0\x09\x12PID:C9300,SN:FOC12"), "9 PID:C9300,"},
        {BYTES("\x3c\x1dMfg=A;Typ=MFP;Ser=12;Loc=home;"), "Mfg=A;Typ=MFP;"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(carried) c = carried_new();
        g_test_message("%u", i);
        read_dhcp(&c, 1, NULL, NULL, cases[i].option, cases[i].length, NULL);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 1);
        g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_EVIDENCE, 0)->evidence.text, ==, cases[i].told);
    }
}

/* What option 43 means its class says, before or behind it. */
static void
test_dhcp_client_of_a_cable_tells_its_model(void)
{
    static const char options[] = "\x2b\x16\2\3ECM\4\4S123\x09\2S3\x0a\5Arris\x3c\x0a"
                                  "docsis3.0:\xff";
    g_auto(carried) c = carried_new();

    read_dhcp(&c, 1, NULL, NULL, options, sizeof options - 1, NULL);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 4);
    assert_evidence(&c.obs, 0, IOT_EVIDENCE_DHCP_VENDOR_CLASS, "docsis3.0:");
    assert_evidence(&c.obs, 1, IOT_EVIDENCE_DHCP_VENDOR_OPTION, "type ECM");
    assert_evidence(&c.obs, 2, IOT_EVIDENCE_DHCP_VENDOR_OPTION, "model S3");
    assert_evidence(&c.obs, 3, IOT_EVIDENCE_DHCP_VENDOR_OPTION, "maker Arris");
    read_dhcp(&c, 1, NULL, NULL, BYTES("\x2b\4\x09\2S3\x3c\7udhcp 1\xff"), NULL);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 1);
    /* One that goes on beyond the option. */
    read_dhcp(&c, 1, NULL, NULL, BYTES("\x2b\4\x09\7S3\x3c\6docsis\xff"), NULL);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 1);
}

static void
test_dhcp_server_tells_its_clients_name_and_nothing_of_what_it_is(void)
{
    g_auto(carried) c = carried_new();

    read_dhcp(&c, 2, NULL, "192.168.1.5", BYTES("\x35\1\5\x0c\4lamp\x3c\7ArubaAP\x37\1\1\xff"),
              NULL);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 1);
    assert_evidence(&c.obs, 0, IOT_EVIDENCE_HOST_NAME, "lamp");
    read_dhcp(&c, 2, NULL, "192.168.1.5", BYTES("\x35\1\2\x0c\4lamp\xff"), NULL);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 0);
}

static void
test_dhcp_options_that_tell_nothing_whole_tell_nothing(void)
{
    g_auto(carried) c = carried_new();

    /* Nothing to see; nothing at all; an enterprise whose data ends before it should. */
    read_dhcp(&c, 1, NULL, NULL, BYTES("\x3c\2\0x\x37\0\x7d\x9\0\0\x0d\xe9\5lamp\x7c\3\0\0\1\xff"),
              NULL);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_EVIDENCE), ==, 0);
}

static void
test_dhcp_acknowledgement_binds_and_announces(void)
{
    g_auto(carried) c = carried_new();

    read_dhcp(
        &c, 2, NULL, "192.168.1.5",
        BYTES("\x35\1\5\1\4\xff\xff\xff\0\6\x8\xc0\xa8\1\1\xc0\xa8\1\2\x2a\4\xc0\xa8\1\3\xff"),
        NULL);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_DHCP_SERVER), ==, 1);
    assert_addr(&nth_told(&c.obs, IOT_FACT_DHCP_SERVER, 0)->dhcp_server.addr, "192.168.1.2");
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_BINDING), ==, 1);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_ONLINK), ==, 1);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_SERVER), ==, 3);
    g_assert_cmpint(nth_told(&c.obs, IOT_FACT_SERVER, 2)->server.role, ==, IOT_ROLE_TIME_SERVER);
    assert_addr(&nth_told(&c.obs, IOT_FACT_SERVER, 1)->server.addr, "192.168.1.2");
}

static void
test_dhcp_offer_announces_nothing(void)
{
    g_auto(carried) c = carried_new();

    read_dhcp(&c, 2, NULL, "192.168.1.5", BYTES("\x35\1\2\6\4\xc0\xa8\1\1\xff"), NULL);
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_DHCP_SERVER), ==, 1);
    g_assert_cmpuint(c.obs.n_facts, ==, 1);
}

static void
test_dhcp_options_may_stand_in_the_server_name(void)
{
    g_auto(carried) c = carried_new();

    read_dhcp(&c, 1, NULL, NULL, BYTES("\x35\1\3\x34\1\2\xff"), "\x0c\4lamp\xff");
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 1);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name, ==, "lamp");
    read_dhcp(&c, 1, NULL, NULL, BYTES("\x35\1\3\xff"), "\x0c\4lamp\xff");
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 0);
}

static void
test_dhcp_cut_by_the_capture_says_nothing(void)
{
    g_auto(carried) c = carried_new();

    c.cut_bytes = 4;
    read_dhcp(&c, 1, "192.168.1.5", NULL, BYTES("\x35\1\3\x0c\4lamp"), NULL);
    g_assert_cmpuint(c.obs.n_facts, ==, 0);
}

static void
test_dhcpv6_client_names_itself(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 547, BYTES("\1abc\0\x27\0\6\0\4host"));
    g_assert_cmpstr(c.obs.protocol, ==, "dhcpv6");
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 1);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name, ==, "host");
    carried_datagram(&c, 547, BYTES("\1abc\0\x27\0\x0b\0\4host\3lan\0"));
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name, ==, "host.lan.");
    carried_datagram(&c, 546, BYTES("\7abc\0\x27\0\6\0\4host"));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 0);
}

/* RFC 8415 section 7.3; a message of a server holds the name that the client asked for, or another.
 */
/* Of 255 bytes as labels, with the root, which are 253 letters and dots. */
static void
test_dhcpv6_names_have_an_end(void)
{
    for (unsigned last = 61; last <= 62; last++) {
        const unsigned labels[] = {63, 63, 63, last};
        g_autoptr(GByteArray) message = g_byte_array_new();
        g_auto(carried) c = carried_new();
        put(message, BYTES("\1abc\0\x27"));
        put_number(message, 1 + 3 * 64 + 1 + last, 2);
        put_number(message, 0, 1);
        for (unsigned i = 0; i < G_N_ELEMENTS(labels); i++) {
            put_number(message, labels[i], 1);
            for (unsigned n = 0; n < labels[i]; n++)
                put(message, "a", 1);
        }
        carried_datagram(&c, 547, message->data, message->len);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, last == 61);
    }
}

static void
test_dhcpv6_names_come_in_messages_of_clients_only(void)
{
    static const bool is_of_client[] = {[1] = true, [3] = true, [4] = true,  [5] = true,
                                        [6] = true, [8] = true, [11] = true, [15] = false};
    char message[] = "\1abc\0\x27\0\6\0\4host";

    for (unsigned kind = 0; kind < G_N_ELEMENTS(is_of_client); kind++) {
        g_auto(carried) c = carried_new();
        message[0] = (char)kind;
        g_test_message("kind %u", kind);
        carried_datagram(&c, 547, message, sizeof message - 1);
        g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, is_of_client[kind]);
    }
}

static void
test_dhcpv6_resolvers_count_in_relayed_messages_too(void)
{
#define RESOLVER "\0\x17\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 546, BYTES("\7abc" RESOLVER));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_SERVER), ==, 1);
    carried_datagram(&c, 547,
                     BYTES("\x0d\0"
                           "0123456789abcdef"
                           "0123456789abcdef"
                           "\0\x09\0\x18\7abc" RESOLVER));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_SERVER), ==, 1);
    assert_addr(&nth_told(&c.obs, IOT_FACT_SERVER, 0)->server.addr, "2001:db8::1");
}

/* "PC" with suffix 0, encoded. */
#define NB_PC                                                                                      \
    "\x20"                                                                                         \
    "FAEDCACACACACACACACACACACACACAAA"                                                             \
    "\0"
#define NB_PC_GROUP_SUFFIX                                                                         \
    "\x20"                                                                                         \
    "FAEDCACACACACACACACACACACACACABO"                                                             \
    "\0"
#define NB_RECORD(flags) "\xc0\x0c\0\x20\0\1\0\0\0\0\0\6" flags "\0\xc0\xa8\1\7"

static void
test_netbios_registration_names_a_host(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 137,
                     BYTES("\0\1\x29\x10\0\1\0\0\0\0\0\1" NB_PC "\0\x20\0\1" NB_RECORD("\0")));
    g_assert_cmpstr(c.obs.protocol, ==, "nbns");
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 1);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name, ==, "PC");
    assert_addr(&nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.addr, "192.168.1.7");
}

#define NB_IIS                                                                                     \
    "\x20"                                                                                         \
    "EJFDHOECEPECCACACACACACACACACAAA"                                                             \
    "\0"
#define NB_IIS_ALL                                                                                 \
    "\x20"                                                                                         \
    "EJEOGFHEHOFDGFHCHGGJGDGFHDCACAAA"                                                             \
    "\0"

static void
test_netbios_groups_questions_and_services_name_no_host(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 137,
                     BYTES("\0\1\x29\x10\0\1\0\0\0\0\0\1" NB_IIS "\0\x20\0\1" NB_RECORD("\0")));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 0);
    carried_datagram(&c, 137,
                     BYTES("\0\1\x29\x10\0\1\0\0\0\0\0\1" NB_IIS_ALL "\0\x20\0\1" NB_RECORD("\0")));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 0);

    carried_datagram(&c, 137,
                     BYTES("\0\1\x29\x10\0\1\0\0\0\0\0\1" NB_PC "\0\x20\0\1" NB_RECORD("\x80")));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 0);
    carried_datagram(&c, 137,
                     BYTES("\0\1\1\x10\0\1\0\0\0\0\0\1" NB_PC "\0\x20\0\1" NB_RECORD("\0")));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 0);
    carried_datagram(
        &c, 137,
        BYTES("\0\1\x29\x10\0\1\0\0\0\0\0\1" NB_PC_GROUP_SUFFIX "\0\x20\0\1" NB_RECORD("\0")));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 0);
}

#define NBDGM(type) type "\x0e\0\1\xc0\xa8\1\7\0\x8a\0\x58\0\0"
/* "HOME" with suffix 0, encoded. */
#define NB_HOME                                                                                    \
    "\x20"                                                                                         \
    "EIEPENEFCACACACACACACACACACACAAA"                                                             \
    "\0"

static void
test_netbios_datagram_names_its_sender(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 138, BYTES(NBDGM("\x11") NB_PC NB_HOME));
    g_assert_cmpstr(c.obs.protocol, ==, "nbdgm");
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 1);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name, ==, "PC");
    g_assert_cmpint(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.source, ==, IOT_NAME_NETBIOS);
    assert_addr(&nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.addr, "192.168.1.7");
}

static void
test_netbios_datagrams_of_groups_users_and_errors_name_no_host(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 138, BYTES(NBDGM("\x11") NB_HOME NB_HOME));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 0);
    carried_datagram(&c, 138, BYTES(NBDGM("\x11") NB_PC_GROUP_SUFFIX NB_HOME));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 0);
    carried_datagram(&c, 138, BYTES(NBDGM("\x13") NB_PC NB_HOME));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 0);
    carried_datagram(&c, 138,
                     BYTES(NBDGM("\x11") "\x20"
                                         "FAEDCA"));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 0);
}

static void
test_netbios_status_names_its_sender(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 137,
                     BYTES("\0\1\x84\0\0\0\0\1\0\0\0\0" NB_PC "\0\x21\0\1\0\0\0\0\0\x25\2"
                           "HOME           \0\x84\0"
                           "PC             \0\4\0"));
    g_assert_cmpuint(n_told(&c.obs, IOT_FACT_CLAIM), ==, 1);
    g_assert_cmpstr(nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.name, ==, "PC");
    assert_addr(&nth_told(&c.obs, IOT_FACT_CLAIM, 0)->claim.addr, "192.168.1.2");
}

static void
test_ntp_tells_mode_and_timestamps(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 123,
                     BYTES("\x24\2\6\xec"
                           "45678901234567890123"
                           "\1\2\3\4\5\6\7\x8"
                           "12345678"
                           "\x8\7\6\5\4\3\2\1"));
    g_assert_cmpuint(c.obs.ntp.mode, ==, 4);
    g_assert_cmphex(c.obs.ntp.origin, ==, 0x0102030405060708);
    g_assert_cmphex(c.obs.ntp.transmit, ==, 0x0807060504030201);
    carried_datagram(&c, 123,
                     BYTES("\x23"
                           "123"));
    g_assert_null(c.obs.protocol);
    g_assert_cmpuint(c.obs.ntp.mode, ==, 0);
}

static void
test_quic_initials_are_recognised_by_version(void)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *protocol;
        bool initial;
    } datagrams[] = {
        {BYTES("\xc3\0\0\0\1\4abcd\0\0\1x...."), "quic", true},
        {BYTES("\xe3\0\0\0\1\4abcd\0\1x......"), "quic", false},             /* handshake */
        {BYTES("\xe3\0\0\0\1\1a\0\1x\xc3\0\0\0\1\1a\0\0\1x"), "quic", true}, /* and an initial */
        {BYTES("\xd3\x6b\x33\x43\xcf\0\0\0\1x...."), "quic", true},          /* version 2 */
        {BYTES("\xc3\x6b\x33\x43\xcf\0\0\0\1x...."), "quic", false},         /* its retry */
        {BYTES("\xc3\xff\0\0\x1d\0\0\0\1x....."), "quic", true},             /* a draft */
        {BYTES("\xc3\0\0\0\2\0\0\0\1x....."), NULL, false},                  /* no version */
        {BYTES("\x43\0\0\0\1\0\0\0\1x....."), NULL, false},                  /* a short header */
        {BYTES("\xc3\0\0\0\1\x15\0\0\1x....."), NULL, false},                /* an id too long */
    };
    g_auto(carried) c = carried_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(datagrams); i++) {
        carried_datagram(&c, 443, datagrams[i].bytes, datagrams[i].length);
        g_assert_cmpstr(c.obs.protocol, ==, datagrams[i].protocol);
        g_assert_cmpint(c.obs.quic_initial, ==, datagrams[i].initial);
    }
}

static void
test_datagrams_on_any_port_are_recognised(void)
{
    static const struct {
        uint16_t port;
        const char *bytes;
        size_t length;
        const char *protocol;
    } datagrams[] = {
        {40000,
         BYTES("\0\1\0\0\x21\x12\xa4\x42"
               "0123456789ab"),
         "stun"},
        {3478,
         BYTES("\0\1\0\0\x21\x12\xa4\x42"
               "0123456789ab"),
         "stun"},
        {3478,
         BYTES("\0\1\0\1\x21\x12\xa4\x42"
               "0123456789ab"),
         NULL},
        {40000,
         BYTES("\4\0\0\0"
               "0123456789abcdef0123456789ab"),
         "wg"},
        {40000, BYTES("\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\1x"), "dtls"},
        {40000, BYTES("\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\2x"), NULL},
        {40000, BYTES("d1:ad2:id20:"), "bt-dht"},
        {500, BYTES("12345678abcdefgh\x21\x20\x22\x08\0\0\0\0\0\0\0\x1c"), "isakmp"},
        {500, BYTES("12345678abcdefgh\x21\x20\x22\x08\0\0\0\0\0\0\0\x1b"), NULL},
        {500, BYTES("12345678abcdefgh\x21\x20\x22\x08\0\0\0\0\0\0\1"), NULL},
        {500, BYTES("\n"), NULL},
        {1900, BYTES("M-SEARCH * HTTP/1.1\r\n"), "ssdp"},
        {5683, BYTES("\x40\1\0\1"), "coap"},
        {40000, BYTES("\x99"), NULL},
    };
    g_auto(carried) c = carried_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(datagrams); i++) {
        carried_datagram(&c, datagrams[i].port, datagrams[i].bytes, datagrams[i].length);
        g_assert_cmpstr(c.obs.protocol, ==, datagrams[i].protocol);
    }
}

#define ADD(name) g_test_add_func("/dissect-names/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(dhcp_request_names_the_client_option_12_last);
    ADD(dhcp_fully_qualified_name_may_be_plain_text);
    ADD(dhcp_client_tells_what_it_is);
    ADD(dhcp_client_of_a_cable_tells_its_model);
    ADD(dhcp_client_tells_no_serial_number);
    ADD(dhcp_server_tells_its_clients_name_and_nothing_of_what_it_is);
    ADD(dhcp_options_that_tell_nothing_whole_tell_nothing);
    ADD(dhcp_acknowledgement_binds_and_announces);
    ADD(dhcp_offer_announces_nothing);
    ADD(dhcp_options_may_stand_in_the_server_name);
    ADD(dhcp_cut_by_the_capture_says_nothing);
    ADD(dhcpv6_client_names_itself);
    ADD(dhcpv6_names_have_an_end);
    ADD(dhcpv6_names_come_in_messages_of_clients_only);
    ADD(dhcpv6_resolvers_count_in_relayed_messages_too);
    ADD(netbios_registration_names_a_host);
    ADD(netbios_groups_questions_and_services_name_no_host);
    ADD(netbios_datagram_names_its_sender);
    ADD(netbios_datagrams_of_groups_users_and_errors_name_no_host);
    ADD(netbios_status_names_its_sender);
    ADD(dhcp_names_come_in_many_bytes);
    ADD(ntp_tells_mode_and_timestamps);
    ADD(quic_initials_are_recognised_by_version);
    ADD(datagrams_on_any_port_are_recognised);
    return g_test_run();
}
