/* signatures-stream.c - protocols over TCP that are known by other bytes than text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Most tell how long they are; a length that is exactly that of the segment is the better part of
 * their sign.
 */
#include "wire/message/ber.h"
#include "wire/message/signature.h"

#include <glib.h>
#include <string.h>

static uint16_t
take_u16le(cursor *c)
{
    uint16_t n = cursor_u16(c);

    return (uint16_t)(n << 8 | n >> 8);
}

static uint32_t
take_u32le(cursor *c)
{
    uint32_t low = take_u16le(c);

    return low | (uint32_t)take_u16le(c) << 16;
}

/* Commands of Telnet, each an option that one side wants or not (RFC 854); answers leave no doubt
 * from the third on. */
enum { TELNET_IAC = 0xff, TELNET_SB = 0xfa, TELNET_WILL = 0xfb, TELNET_DONT = 0xfe };

static unsigned
count_options(cursor c)
{
    unsigned n = 0;

    while (cursor_left(&c) >= 3 && c.at[0] == TELNET_IAC && c.at[1] >= TELNET_SB &&
           c.at[1] != TELNET_IAC) {
        if (c.at[1] < TELNET_WILL)
            return n + 1;
        cursor_skip(&c, 3);
        n++;
    }
    return n;
}

static bool
is_telnet(cursor c, size_t sent)
{
    (void)sent;
    return count_options(c) >= 1;
}

static bool
is_surely_telnet(cursor c, size_t sent)
{
    (void)sent;
    return count_options(c) >= 3;
}

/* MQTT 3.1.1 section 2, MQTT 5 section 2. */
enum { MQTT_CONNECT = 1, MQTT_CONNACK, MQTT_PUBLISH };

/* A number of which each byte but the last has its first bit set. */
static size_t
take_mqtt_length(cursor *c)
{
    size_t length = 0;

    for (unsigned shift = 0; shift < 28; shift += 7) {
        uint8_t byte = cursor_u8(c);
        length |= (size_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return length;
    }
    c->failed = true;
    return 0;
}

static bool
is_mqtt_connect(cursor c, size_t sent)
{
    static const uint8_t name[] = {0, 4, 'M', 'Q', 'T', 'T'};
    static const uint8_t old_name[] = {0, 6, 'M', 'Q', 'I', 's', 'd', 'p'};

    (void)sent;
    if (cursor_u8(&c) != MQTT_CONNECT << 4)
        return false;
    size_t length = take_mqtt_length(&c);
    return !c.failed && length >= 10 &&
           (signature_begins(c, name, sizeof name) ||
            signature_begins(c, old_name, sizeof old_name));
}

/* The bits beside the type are set as the type will have them. */
static bool
is_mqtt_head(uint8_t head)
{
    static const int8_t flags[] = {-1, 0, 0, -1, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0};
    unsigned type = head >> 4;

    if (type == MQTT_PUBLISH)
        return (head & 6) != 6;
    return type > 0 && (head & 0xf) == flags[type];
}

/* A length and text. */
static bool
is_mqtt_topic(cursor c, size_t length)
{
    size_t n = cursor_u16(&c);

    if (n == 0 || n + 2 > length || cursor_left(&c) == 0)
        return false;
    for (; n > 0 && cursor_left(&c) > 0; n--)
        if (!(*c.at & 0x80) && !g_ascii_isprint(*c.at))
            return false;
        else
            cursor_skip(&c, 1);
    return true;
}

static bool
is_mqtt_body(uint8_t head, cursor body, size_t length)
{
    if (head >> 4 == MQTT_PUBLISH)
        return is_mqtt_topic(body, length);
    return head >> 4 != MQTT_CONNACK || (length >= 2 && cursor_left(&body) >= 1 && *body.at <= 1);
}

/* Messages up to the end of the segment; one that is published may go on. */
static bool
is_mqtt(cursor c, size_t sent)
{
    (void)sent;
    while (cursor_left(&c) > 0) {
        uint8_t head = cursor_u8(&c);
        size_t length = take_mqtt_length(&c);
        cursor body = c;
        bool whole = cursor_limit(&body, length);
        if (c.failed || !is_mqtt_head(head) || !(whole || head >> 4 == MQTT_PUBLISH) ||
            !is_mqtt_body(head, body, length))
            return false;
        cursor_skip(&c, length);
    }
    return true;
}

static bool
is_amqp(cursor c, size_t sent)
{
    (void)sent;
    return signature_begins(c, "AMQP", 4) && cursor_left(&c) >= 8 && c.at[4] <= 3;
}

/* Two sizes of a request to open (RFC 1459 does not know them, X11's own protocol does). */
static bool
is_x11(cursor c, size_t sent)
{
    return sent >= 12 &&
           (signature_begins(c, "l\0\x0b\0\0\0", 6) || signature_begins(c, "B\0\0\x0b\0\0", 6));
}

/* Length, number, version of the protocol, version of the server. */
static bool
is_mysql_greeting(cursor c, size_t sent)
{
    uint32_t head = take_u32le(&c);

    return head + 4 == sent && cursor_u8(&c) == 10 && cursor_left(&c) > 2 &&
           g_ascii_isdigit(c.at[0]) && (c.at[1] == '.' || g_ascii_isdigit(c.at[1])) &&
           signature_holds(c, "", 1, 64);
}

/* Errors before the greeting, and commands. */
static bool
is_mysql(cursor c, size_t sent)
{
    uint32_t head = take_u32le(&c);
    uint8_t command = cursor_u8(&c);

    return !c.failed && (head & 0xffffff) + 4 == sent && head >> 24 <= 2 &&
           (command == 0xff || command <= 0x1f);
}

static bool
is_pgsql_startup(cursor c, size_t sent)
{
    uint32_t length = cursor_u32(&c), version = cursor_u32(&c);

    if (length != sent || c.failed)
        return false;
    /* Requests for TLS, for GSSAPI, to cancel; version 3.0. */
    return (length == 8 && (version == 80877103 || version == 80877104)) ||
           (length == 16 && version == 80877102) ||
           (version == 0x30000 && signature_holds(c, "user", 5, 256));
}

/* Messages up to the end: a letter, a length. */
static bool
is_pgsql(cursor c, size_t sent)
{
    (void)sent;
    while (cursor_left(&c) > 0) {
        uint8_t letter = cursor_u8(&c);
        uint32_t length = cursor_u32(&c);
        if (c.failed || length < 4 || !(g_ascii_isalpha(letter) || g_ascii_isdigit(letter)))
            return false;
        cursor_skip(&c, length - 4);
    }
    return !c.failed;
}

static bool
is_mongo(cursor c, size_t sent)
{
    uint32_t length = take_u32le(&c);

    cursor_skip(&c, 8);
    uint32_t operation = take_u32le(&c);
    return !c.failed && length == sent &&
           (operation == 1 || operation == 2004 || operation == 2010 || operation == 2012 ||
            operation == 2013);
}

/* TPKT (RFC 1006) with COTP in it: what Remote Desktop begins with. */
static bool
is_tpkt(cursor c, size_t sent)
{
    uint16_t version = cursor_u16(&c), length = cursor_u16(&c);
    uint8_t header = cursor_u8(&c), type = cursor_u8(&c) & 0xf0;

    return !c.failed && version == 0x0300 && length >= 7 && length <= sent &&
           header + 5u <= length && (type == 0xe0 || type == 0xd0 || type == 0xf0 || type == 0x80);
}

/* SMB in a session of NetBIOS (RFC 1002 section 4.3.1), or without one, as it is today. */
static bool
is_smb(cursor c, size_t sent)
{
    uint32_t head = cursor_u32(&c);

    return head >> 24 == 0 && head + 4 <= sent && cursor_left(&c) >= 4 && *c.at >= 0xfc &&
           memcmp(c.at + 1, "SMB", 3) == 0;
}

static bool
is_nbss(cursor c, size_t sent)
{
    uint32_t head = cursor_u32(&c), type = head >> 24;

    return !c.failed && (type == 0 || (type >= 0x81 && type <= 0x85)) &&
           (head & 0x1ffff) + 4 == sent && (head & 0xfe0000) == 0 && (type > 0 || sent > 8);
}

/* Version 5, no fragment's flags that nobody has, little or big endian; its length. */
static bool
is_dcerpc(cursor c, size_t sent)
{
    uint8_t version = cursor_u8(&c), minor = cursor_u8(&c), type = cursor_u8(&c);

    cursor_skip(&c, 1);
    uint32_t order = cursor_u32(&c);
    uint16_t length = order == 0x10000000 ? take_u16le(&c) : cursor_u16(&c);
    return !c.failed && version == 5 && minor <= 1 && type <= 19 &&
           (order == 0x10000000 || order == 0) && length >= 16 && length <= sent;
}

static bool
is_rpc(cursor c, size_t sent)
{
    uint32_t fragment = cursor_u32(&c);

    cursor_skip(&c, 4);
    uint32_t type = cursor_u32(&c), version = cursor_u32(&c), program = cursor_u32(&c);
    return !c.failed && fragment >> 31 && (fragment & 0x7fffffff) + 4 == sent && type == 0 &&
           version == 2 && program >= 100000 && program < 0x60000000;
}

/* A client and a server begin with a version and a time, and four bytes of nothing. */
static bool
is_rtmp(cursor c, size_t sent)
{
    bool version = cursor_u8(&c) == 3;

    cursor_skip(&c, 4);
    return version && sent >= 1000 && cursor_u32(&c) == 0 && !c.failed;
}

static bool
is_pptp(cursor c, size_t sent)
{
    uint16_t length = cursor_u16(&c), type = cursor_u16(&c);

    return length <= sent && type == 1 && cursor_u32(&c) == 0x1a2b3c4d;
}

static bool
is_bgp(cursor c, size_t sent)
{
    static const uint8_t marker[] =
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";

    return sent >= 19 && signature_begins(c, marker, 16);
}

static bool
is_modbus(cursor c, size_t sent)
{
    cursor_skip(&c, 2);
    uint16_t protocol = cursor_u16(&c), length = cursor_u16(&c);
    return !c.failed && protocol == 0 && length >= 2 && length + 6u == sent;
}

static bool
is_enip(cursor c, size_t sent)
{
    uint16_t command = take_u16le(&c), length = take_u16le(&c);

    return !c.failed && command <= 0x75 && length + 24u == sent;
}

static bool
is_dnp3(cursor c, size_t sent)
{
    return sent >= 10 && cursor_u16(&c) == 0x0564;
}

static bool
is_opcua(cursor c, size_t sent)
{
    static const char types[][4] = {"HEL", "ACK", "ERR", "RHE", "MSG", "OPN", "CLO"};
    bool known = false;

    for (unsigned i = 0; i < G_N_ELEMENTS(types); i++)
        known |= signature_begins(c, types[i], 3);
    cursor_skip(&c, 3);
    uint8_t chunk = cursor_u8(&c);
    return known && (chunk == 'F' || chunk == 'C' || chunk == 'A') && take_u32le(&c) == sent;
}

static bool
is_tds(cursor c, size_t sent)
{
    uint8_t type = cursor_u8(&c), status = cursor_u8(&c);
    uint16_t length = cursor_u16(&c);

    return !c.failed && type >= 1 && type <= 18 && status <= 0x1f && length == sent;
}

static bool
is_tns(cursor c, size_t sent)
{
    uint16_t length = cursor_u16(&c), checksum = cursor_u16(&c);
    uint8_t type = cursor_u8(&c);

    return !c.failed && length == sent && checksum == 0 && type >= 1 && type <= 19;
}

static bool
is_diameter(cursor c, size_t sent)
{
    uint32_t head = cursor_u32(&c);

    return !c.failed && head >> 24 == 1 && (head & 0xffffff) <= sent && (head & 3) == 0 &&
           (head & 0xffffff) >= 20;
}

static bool
is_tacacs(cursor c, size_t sent)
{
    uint8_t version = cursor_u8(&c), type = cursor_u8(&c);

    cursor_skip(&c, 6);
    uint32_t length = cursor_u32(&c);
    return !c.failed && version >> 4 == 0xc && type >= 1 && type <= 3 && length + 12 == sent;
}

static bool
is_dsi(cursor c, size_t sent)
{
    uint8_t flags = cursor_u8(&c), command = cursor_u8(&c);

    cursor_skip(&c, 6);
    uint32_t length = cursor_u32(&c), reserved = cursor_u32(&c);
    return !c.failed && flags <= 1 && command >= 1 && command <= 8 && length + 16 >= sent &&
           reserved == 0;
}

static bool
is_ajp(cursor c, size_t sent)
{
    uint16_t magic = cursor_u16(&c), length = cursor_u16(&c);

    return !c.failed && (magic == 0x1234 || magic == 0x4142) && length > 0 && length + 4u <= sent;
}

static bool
is_cql(cursor c, size_t sent)
{
    uint8_t version = cursor_u8(&c) & 0x7f;

    cursor_skip(&c, 3);
    uint8_t operation = cursor_u8(&c);
    uint32_t length = cursor_u32(&c);
    return !c.failed && version >= 3 && version <= 5 && operation <= 16 && length + 9 == sent;
}

static bool
is_skinny(cursor c, size_t sent)
{
    uint32_t length = take_u32le(&c), version = take_u32le(&c);

    return !c.failed && length >= 4 && length + 8 <= sent && version <= 0x20;
}

static bool
is_lpd(cursor c, size_t sent)
{
    uint8_t command = cursor_u8(&c);
    cursor line;

    (void)sent;
    return command >= 1 && command <= 5 && signature_take_line(c, &line) && line.end < c.end;
}

static bool
is_doip(cursor c, size_t sent)
{
    uint8_t version = cursor_u8(&c), inverse = cursor_u8(&c);

    cursor_skip(&c, 2);
    uint32_t length = cursor_u32(&c);
    return !c.failed && (version ^ inverse) == 0xff && length + 8 == sent;
}

static bool
is_elasticsearch(cursor c, size_t sent)
{
    uint16_t magic = cursor_u16(&c);
    uint32_t length = cursor_u32(&c);

    return !c.failed && magic == 0x4553 && length + 6 == sent;
}

static bool
is_edonkey(cursor c, size_t sent)
{
    uint8_t protocol = cursor_u8(&c);
    uint32_t length = take_u32le(&c);

    return !c.failed && (protocol == 0xe3 || protocol == 0xc5 || protocol == 0xd4) &&
           length + 5 == sent;
}

static bool
is_kasa(cursor c, size_t sent)
{
    uint32_t length = cursor_u32(&c);

    return !c.failed && length + 4 >= sent && length < 65536 && signature_is_kasa(c);
}

/* Length and message of Kerberos over TCP (RFC 4120 section 7.2.2). */
static bool
is_kerberos(cursor c, size_t sent)
{
    uint32_t length = cursor_u32(&c);

    return !c.failed && length < 65536 && ber_is_kerberos(c) && length + 4 >= sent;
}

static bool
is_ldap(cursor c, size_t sent)
{
    (void)sent;
    return ber_is_ldap(c);
}

static bool
is_ldap_bind(cursor c, size_t sent)
{
    (void)sent;
    return ber_is_ldap_bind(c);
}

static bool
is_snmp(cursor c, size_t sent)
{
    return ber_is_snmp(c, sent);
}

/* OpenVPN over TCP: length, what a client or a server begins with, its key's number 0. */
static bool
is_openvpn(cursor c, size_t sent)
{
    uint16_t length = cursor_u16(&c);
    uint8_t head = cursor_u8(&c);

    return !c.failed && length + 2u == sent && length >= 14 &&
           (head == 0x38 || head == 0x40 || head == 0x50);
}

static bool
is_bittorrent(cursor c, size_t sent)
{
    static const char handshake[] = "\x13"
                                    "BitTorrent protocol"; /* BEP 3 */

    (void)sent;
    return signature_begins(c, handshake, strlen(handshake));
}

/* The first bytes of HTTP/2 where nobody negotiated it (RFC 9113 section 3.4). */
static bool
is_http2(cursor c, size_t sent)
{
    (void)sent;
    return signature_begins(c, "PRI * HTTP/2.0\r\n\r\nSM", 20);
}

const signature signatures_stream[] = {
    {"http2", NULL, NULL, is_http2, {0}},
    {"bittorrent", NULL, NULL, is_bittorrent, {0}},
    {"mqtt", NULL, NULL, is_mqtt_connect, {0}},
    {"mqtt", NULL, NULL, is_mqtt, {1883}},
    {"telnet", NULL, NULL, is_surely_telnet, {0}},
    {"telnet", NULL, NULL, is_telnet, {23, 2323}},
    {"nbss", NULL, NULL, is_smb, {0}},
    {"nbss", NULL, NULL, is_nbss, {139, 445}},
    {"tpkt", NULL, NULL, is_tpkt, {0}},
    {"mysql", NULL, NULL, is_mysql_greeting, {0}},
    {"mysql", NULL, NULL, is_mysql, {3306}},
    {"pgsql", NULL, NULL, is_pgsql_startup, {0}},
    {"pgsql", NULL, NULL, is_pgsql, {5432}},
    {"mongo", NULL, NULL, is_mongo, {0}},
    {"amqp", NULL, NULL, is_amqp, {0}},
    {"x11", NULL, NULL, is_x11, {0}},
    {"rtmpt", NULL, NULL, is_rtmp, {0}},
    {"pptp", NULL, NULL, is_pptp, {0}},
    {"bgp", NULL, NULL, is_bgp, {0}},
    {"opcua", NULL, NULL, is_opcua, {0}},
    {"ldap", NULL, NULL, is_ldap_bind, {0}},
    {"ldap", NULL, NULL, is_ldap, {389, 3268}},
    {"kerberos", NULL, NULL, is_kerberos, {0}},
    {"snmp", NULL, NULL, is_snmp, {0}},
    {"rpc", NULL, NULL, is_rpc, {0}},
    {"dcerpc", NULL, NULL, is_dcerpc, {0}},
    {"tplink-smarthome", NULL, NULL, is_kasa, {0}},
    {"openvpn", NULL, NULL, is_openvpn, {0}},
    {"edonkey", NULL, NULL, is_edonkey, {4662}},
    {"ajp13", NULL, NULL, is_ajp, {8009}},
    {"mbtcp", NULL, NULL, is_modbus, {502}},
    {"enip", NULL, NULL, is_enip, {44818}},
    {"dnp3", NULL, NULL, is_dnp3, {20000}},
    {"tds", NULL, NULL, is_tds, {1433}},
    {"tns", NULL, NULL, is_tns, {1521}},
    {"diameter", NULL, NULL, is_diameter, {3868}},
    {"tacplus", NULL, NULL, is_tacacs, {49}},
    {"dsi", NULL, NULL, is_dsi, {548}},
    {"cql", NULL, NULL, is_cql, {9042}},
    {"skinny", NULL, NULL, is_skinny, {2000}},
    {"lpd", NULL, NULL, is_lpd, {515}},
    {"doip", NULL, NULL, is_doip, {13400}},
    {"elasticsearch", NULL, NULL, is_elasticsearch, {9300}},
    {0},
};
