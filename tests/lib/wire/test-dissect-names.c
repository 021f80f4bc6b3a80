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
    g_assert_false(c.obs.dhcp_server);
    g_assert_cmpuint(c.obs.n_claims, ==, 2);
    g_assert_cmpstr(c.obs.claims[0].name, ==, "lamp.home");
    g_assert_cmpstr(c.obs.claims[1].name, ==, "lamp");
    assert_mac(&c.obs.claims[1].mac, "02:00:00:00:00:01");
    g_assert_cmpuint(c.obs.n_bindings, ==, 1);
    assert_addr(&c.obs.bindings[0].addr, "192.168.1.5");
}

static void
test_dhcp_fully_qualified_name_may_be_plain_text(void)
{
    g_auto(carried) c = carried_new();

    read_dhcp(&c, 1, NULL, NULL, BYTES("\x51\7\0\0\0lamp\xff"), NULL);
    g_assert_cmpuint(c.obs.n_claims, ==, 1);
    g_assert_cmpstr(c.obs.claims[0].name, ==, "lamp");
}

static void
test_dhcp_acknowledgement_binds_and_announces(void)
{
    g_auto(carried) c = carried_new();

    read_dhcp(
        &c, 2, NULL, "192.168.1.5",
        BYTES("\x35\1\5\1\4\xff\xff\xff\0\6\x8\xc0\xa8\1\1\xc0\xa8\1\2\x2a\4\xc0\xa8\1\3\xff"),
        NULL);
    g_assert_true(c.obs.dhcp_server);
    g_assert_cmpuint(c.obs.n_bindings, ==, 1);
    g_assert_cmpuint(c.obs.n_onlink, ==, 1);
    g_assert_cmpuint(c.obs.n_announcements, ==, 3);
    g_assert_cmpint(c.obs.announcements[2].role, ==, IOT_ROLE_TIME_SERVER);
    assert_addr(&c.obs.announcements[1].addr, "192.168.1.2");
}

static void
test_dhcp_offer_announces_nothing(void)
{
    g_auto(carried) c = carried_new();

    read_dhcp(&c, 2, NULL, "192.168.1.5", BYTES("\x35\1\2\6\4\xc0\xa8\1\1\xff"), NULL);
    g_assert_true(c.obs.dhcp_server);
    g_assert_cmpuint(c.obs.n_announcements + c.obs.n_bindings, ==, 0);
}

static void
test_dhcp_options_may_stand_in_the_server_name(void)
{
    g_auto(carried) c = carried_new();

    read_dhcp(&c, 1, NULL, NULL, BYTES("\x35\1\3\x34\1\2\xff"), "\x0c\4lamp\xff");
    g_assert_cmpuint(c.obs.n_claims, ==, 1);
    g_assert_cmpstr(c.obs.claims[0].name, ==, "lamp");
    read_dhcp(&c, 1, NULL, NULL, BYTES("\x35\1\3\xff"), "\x0c\4lamp\xff");
    g_assert_cmpuint(c.obs.n_claims, ==, 0);
}

static void
test_dhcp_cut_by_the_capture_says_nothing(void)
{
    g_auto(carried) c = carried_new();

    c.cut_bytes = 4;
    read_dhcp(&c, 1, "192.168.1.5", NULL, BYTES("\x35\1\3\x0c\4lamp"), NULL);
    g_assert_cmpuint(c.obs.n_claims + c.obs.n_bindings, ==, 0);
}

static void
test_dhcpv6_client_names_itself(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 547, BYTES("\1abc\0\x27\0\6\0\4host"));
    g_assert_cmpstr(c.obs.protocol, ==, "dhcpv6");
    g_assert_cmpuint(c.obs.n_claims, ==, 1);
    g_assert_cmpstr(c.obs.claims[0].name, ==, "host");
    carried_datagram(&c, 547, BYTES("\1abc\0\x27\0\x0b\0\4host\3lan\0"));
    g_assert_cmpstr(c.obs.claims[0].name, ==, "host.lan.");
    carried_datagram(&c, 546, BYTES("\7abc\0\x27\0\6\0\4host"));
    g_assert_cmpuint(c.obs.n_claims, ==, 0);
}

static void
test_dhcpv6_resolvers_count_in_relayed_messages_too(void)
{
#define RESOLVER "\0\x17\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 546, BYTES("\7abc" RESOLVER));
    g_assert_cmpuint(c.obs.n_announcements, ==, 1);
    carried_datagram(&c, 547,
                     BYTES("\x0d\0"
                           "0123456789abcdef"
                           "0123456789abcdef"
                           "\0\x09\0\x18\7abc" RESOLVER));
    g_assert_cmpuint(c.obs.n_announcements, ==, 1);
    assert_addr(&c.obs.announcements[0].addr, "2001:db8::1");
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
    g_assert_cmpuint(c.obs.n_claims, ==, 1);
    g_assert_cmpstr(c.obs.claims[0].name, ==, "PC");
    assert_addr(&c.obs.claims[0].addr, "192.168.1.7");
}

static void
test_netbios_groups_questions_and_services_name_no_host(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 137,
                     BYTES("\0\1\x29\x10\0\1\0\0\0\0\0\1" NB_PC "\0\x20\0\1" NB_RECORD("\x80")));
    g_assert_cmpuint(c.obs.n_claims, ==, 0);
    carried_datagram(&c, 137,
                     BYTES("\0\1\1\x10\0\1\0\0\0\0\0\1" NB_PC "\0\x20\0\1" NB_RECORD("\0")));
    g_assert_cmpuint(c.obs.n_claims, ==, 0);
    carried_datagram(
        &c, 137,
        BYTES("\0\1\x29\x10\0\1\0\0\0\0\0\1" NB_PC_GROUP_SUFFIX "\0\x20\0\1" NB_RECORD("\0")));
    g_assert_cmpuint(c.obs.n_claims, ==, 0);
}

static void
test_netbios_status_names_its_sender(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 137,
                     BYTES("\0\1\x84\0\0\0\0\1\0\0\0\0" NB_PC "\0\x21\0\1\0\0\0\0\0\x25\2"
                           "HOME           \0\x84\0"
                           "PC             \0\4\0"));
    g_assert_cmpuint(c.obs.n_claims, ==, 1);
    g_assert_cmpstr(c.obs.claims[0].name, ==, "PC");
    assert_addr(&c.obs.claims[0].addr, "192.168.1.2");
}

static void
test_ntp_tells_mode_and_timestamps(void)
{
    g_auto(carried) c = carried_new();

    carried_datagram(&c, 123,
                     BYTES("\x24"
                           "12345678901234567890123"
                           "\1\2\3\4\5\6\7\x8"
                           "12345678"
                           "\x8\7\6\5\4\3\2\1"));
    g_assert_cmpuint(c.obs.ntp.mode, ==, 4);
    g_assert_cmphex(c.obs.ntp.origin, ==, 0x0102030405060708);
    g_assert_cmphex(c.obs.ntp.transmit, ==, 0x0807060504030201);
    carried_datagram(&c, 123,
                     BYTES("\x23"
                           "123"));
    g_assert_cmpuint(c.obs.ntp.mode, ==, 3);
    g_assert_cmphex(c.obs.ntp.transmit, ==, 0);
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

static void
test_lower_port_is_asked_first(void)
{
    g_assert_cmpstr(payload_protocol_by_port(IOT_TRANSPORT_TCP, 8080, 443), ==, "tls");
    g_assert_cmpstr(payload_protocol_by_port(IOT_TRANSPORT_TCP, 8080, 81), ==, "http");
    g_assert_cmpstr(payload_protocol_by_port(IOT_TRANSPORT_UDP, 50000, 123), ==, "ntp");
    g_assert_null(payload_protocol_by_port(IOT_TRANSPORT_UDP, 50000, 443));
}

#define ADD(name) g_test_add_func("/dissect-names/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(dhcp_request_names_the_client_option_12_last);
    ADD(dhcp_fully_qualified_name_may_be_plain_text);
    ADD(dhcp_acknowledgement_binds_and_announces);
    ADD(dhcp_offer_announces_nothing);
    ADD(dhcp_options_may_stand_in_the_server_name);
    ADD(dhcp_cut_by_the_capture_says_nothing);
    ADD(dhcpv6_client_names_itself);
    ADD(dhcpv6_resolvers_count_in_relayed_messages_too);
    ADD(netbios_registration_names_a_host);
    ADD(netbios_groups_questions_and_services_name_no_host);
    ADD(netbios_status_names_its_sender);
    ADD(ntp_tells_mode_and_timestamps);
    ADD(quic_initials_are_recognised_by_version);
    ADD(datagrams_on_any_port_are_recognised);
    ADD(lower_port_is_asked_first);
    return g_test_run();
}
