/* signatures-datagram.c - protocols over UDP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/ber.h"
#include "wire/message/signature.h"

#include <glib.h>
#include <string.h>

/* RFC 3261: the version ends the first line of a request and begins that of a response. */
static bool
is_sip(cursor c, size_t sent)
{
    static const char version[] = " SIP/2.0";
    size_t n = strlen(version);
    cursor line;

    (void)sent;
    return signature_take_line(c, &line) && cursor_left(&line) > n &&
           (memcmp(line.end - n, version, n) == 0 || signature_begins(line, version + 1, n - 1));
}

static bool
is_mgcp(cursor c, size_t sent)
{
    cursor line;

    (void)sent;
    return signature_take_line(c, &line) && signature_holds(line, " MGCP 1.0", 9, 256);
}

/* RFC 7252 section 3. */
static bool
pass_coap_options(cursor *c)
{
    while (cursor_left(c) > 0) {
        uint8_t head = cursor_u8(c);
        if (head == 0xff)
            return cursor_left(c) > 0;
        unsigned numbers[2] = {head >> 4, head & 0xf};
        for (unsigned i = 0; i < 2; i++) {
            if (numbers[i] == 15)
                return false;
            numbers[i] = numbers[i] == 13   ? cursor_u8(c) + 13u
                         : numbers[i] == 14 ? cursor_u16(c) + 269u
                                            : numbers[i];
        }
        cursor_skip(c, numbers[1]);
    }
    return !c->failed;
}

static bool
is_coap(cursor c, size_t sent)
{
    uint8_t head = cursor_u8(&c), code = cursor_u8(&c), class = code >> 5;

    cursor_skip(&c, 2u + (head & 0xf));
    if (c.failed || head >> 6 != 1 || (head & 0xf) > 8)
        return false;
    if (code == 0)
        return sent == 4;
    return (class == 0 || class == 2 || class == 4 || class == 5) && (code & 0x1f) < 0x1f &&
           pass_coap_options(&c);
}

/* A request whose path begins as RFC 8615 has it. */
static bool
is_coap_discovery(cursor c, size_t sent)
{
    static const char path[] = ".well-known";

    return is_coap(c, sent) && signature_holds(c, path, strlen(path), 64);
}

/* A priority in angle brackets (RFC 3164, RFC 5424). */
static bool
is_syslog(cursor c, size_t sent)
{
    unsigned priority = 0, digits = 0;

    (void)sent;
    if (cursor_u8(&c) != '<')
        return false;
    for (; cursor_left(&c) > 0 && g_ascii_isdigit(*c.at) && digits < 3; digits++)
        priority = priority * 10 + (cursor_u8(&c) - (unsigned)'0');
    return digits > 0 && priority <= 191 && cursor_u8(&c) == '>';
}

/* The same with a version and a date behind it, or a month. */
static bool
is_dated_syslog(cursor c, size_t sent)
{
    static const char *const months[] = {"Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ",
                                         "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec "};

    if (!is_syslog(c, sent))
        return false;
    c.at = cursor_find_byte(&c, '>') + 1;
    for (unsigned i = 0; i < G_N_ELEMENTS(months); i++)
        if (signature_begins(c, months[i], 4))
            return true;
    return signature_begins(c, "1 20", 4) && signature_holds(c, "T", 1, 14);
}

/* RFC 2865 section 3: code, number, length, attributes up to the end. */
static bool
is_radius(cursor c, size_t sent)
{
    uint8_t code = cursor_u8(&c);

    cursor_skip(&c, 1);
    uint16_t length = cursor_u16(&c);
    cursor_skip(&c, 16);
    if (c.failed || length != sent || code == 0 || code > 51)
        return false;
    while (cursor_left(&c) > 0) {
        cursor_skip(&c, 1);
        uint8_t attribute = cursor_u8(&c);
        if (attribute < 2)
            return false;
        cursor_skip(&c, attribute - 2u);
    }
    return true;
}

/* RFC 2453 section 4, RFC 2080 section 2.1. */
static bool
is_rip(cursor c, size_t sent)
{
    uint8_t command = cursor_u8(&c), version = cursor_u8(&c);

    return cursor_u16(&c) == 0 && !c.failed && command >= 1 && command <= 2 && version >= 1 &&
           version <= 2 && sent % 20 == 4;
}

static bool
is_rpc_call(cursor c, size_t sent)
{
    cursor_skip(&c, 4);
    uint32_t type = cursor_u32(&c), version = cursor_u32(&c), program = cursor_u32(&c);
    return !c.failed && type == 0 && version == 2 && program >= 100000 && program < 0x60000000 &&
           sent >= 40;
}

static bool
is_rpc_reply(cursor c, size_t sent)
{
    cursor_skip(&c, 4);
    uint32_t type = cursor_u32(&c), status = cursor_u32(&c);
    return !c.failed && type == 1 && status <= 1 && sent >= 20;
}

/* RFC 6886 section 3, RFC 6887 section 7. */
static bool
is_port_control(cursor c, size_t sent)
{
    uint8_t version = cursor_u8(&c), operation = cursor_u8(&c) & 0x7f;

    if (c.failed)
        return false;
    if (version == 2)
        return operation <= 3 && sent >= 24 && sent % 4 == 0;
    return version == 0 && operation <= 2 && (sent == 2 || sent == 8 || sent == 12 || sent == 16);
}

/* RFC 1002 section 4.4: its length is behind the header. */
static bool
is_netbios_datagram(cursor c, size_t sent)
{
    uint8_t type = cursor_u8(&c);

    return type >= 0x10 && type <= 0x16 && sent >= 14;
}

static bool
is_bjnp(cursor c, size_t sent)
{
    (void)sent;
    return cursor_left(&c) >= 16 && (memcmp(c.at, "BJN", 3) == 0 || memcmp(c.at, "MFN", 3) == 0) &&
           g_ascii_isalpha(c.at[3]);
}

static bool
is_kasa(cursor c, size_t sent)
{
    (void)sent;
    return signature_is_kasa(c);
}

static bool
is_dropbox(cursor c, size_t sent)
{
    (void)sent;
    return signature_begins(c, "{", 1) && signature_holds(c, "\"host_int\"", 10, 512);
}

/* The magic of messages outside of a connection. */
static bool
is_raknet(cursor c, size_t sent)
{
    static const uint8_t magic[] = {0, 0xff, 0xff, 0, 0xfe, 0xfe, 0xfe, 0xfe, 0xfd, 0xfd, 0xfd};

    (void)sent;
    return signature_holds(c, magic, sizeof magic, 40);
}

static bool
is_steam(cursor c, size_t sent)
{
    (void)sent;
    return signature_begins(c, "\xff\xff\xff\xff\x21\x4c\x5f\xa0", 8);
}

static bool
is_tivo(cursor c, size_t sent)
{
    (void)sent;
    return signature_begins(c, "tivoconnect=", 12) || signature_begins(c, "TiVoConnect=", 12);
}

static bool
is_bacnet(cursor c, size_t sent)
{
    uint8_t type = cursor_u8(&c);

    cursor_skip(&c, 1);
    return (type == 0x81 || type == 0x82) && cursor_u16(&c) == sent;
}

/* MikroTik's neighbours: two words, and elements up to the end. */
static bool
is_mndp(cursor c, size_t sent)
{
    cursor_skip(&c, 4);
    while (cursor_left(&c) > 0) {
        uint16_t type = cursor_u16(&c), length = cursor_u16(&c);
        if (type == 0 || type > 32)
            return false;
        cursor_skip(&c, length);
    }
    return !c.failed && sent > 8;
}

/* RFC 2608 section 8. */
static bool
is_srvloc(cursor c, size_t sent)
{
    uint8_t version = cursor_u8(&c), function = cursor_u8(&c);
    uint32_t length = (uint32_t)cursor_u8(&c) << 16;

    length |= cursor_u16(&c);
    return !c.failed && version == 2 && function >= 1 && function <= 11 && length == sent;
}

static bool
is_ptp(cursor c, size_t sent)
{
    uint8_t type = cursor_u8(&c), version = cursor_u8(&c);

    return (type & 0xf) <= 13 && (version & 0xf) == 2 && cursor_u16(&c) <= sent && !c.failed &&
           sent >= 34;
}

static bool
is_rmcp(cursor c, size_t sent)
{
    (void)sent;
    uint16_t version = cursor_u16(&c);

    cursor_skip(&c, 1);
    uint8_t class = cursor_u8(&c) & 0x7f;
    return !c.failed && version == 0x0600 && (class == 6 || class == 7 || class == 8);
}

/* RFC 2661 section 3.1; a control message tells its length. */
static bool
is_l2tp_control(cursor c, size_t sent)
{
    uint16_t flags = cursor_u16(&c);

    return (flags & 0xc80f) == 0xc802 && cursor_u16(&c) == sent;
}

static bool
is_l2tp(cursor c, size_t sent)
{
    uint16_t flags = cursor_u16(&c);

    return !c.failed && (flags & 0x8f) == 2 && (flags & 0x3400) == 0 && sent > 8;
}

/* OpenVPN: an operation, the number of a key, a session. Who begins without a key for that tells
 * where the parts of its message end. */
enum { VPN_RESET_CLIENT = 0x38, VPN_RESET_SERVER = 0x40, VPN_RESET_CLIENT3 = 0x50 };

static bool
is_openvpn_begin(cursor c, size_t sent)
{
    uint8_t operation = cursor_u8(&c);

    cursor_skip(&c, 8);
    return sent == 14 && operation == VPN_RESET_CLIENT && cursor_u8(&c) == 0 &&
           cursor_u32(&c) == 0 && !c.failed;
}

/* Who begins on OpenVPN's own port says so in a short message; data has the peer's number, which is
 * small, or none. */
static bool
is_openvpn(cursor c, size_t sent)
{
    enum { DATA_2 = 9, BEGIN_MIN = 14, BEGIN_MAX = 120, NO_PEER = 0xffffff };
    uint32_t head = cursor_u32(&c);
    uint8_t first = (uint8_t)(head >> 24);
    uint32_t peer = head & 0xffffff;

    if (first >> 3 == DATA_2)
        return sent > 24 && (peer < 256 || peer == NO_PEER);
    return (first == VPN_RESET_CLIENT || first == VPN_RESET_SERVER || first == VPN_RESET_CLIENT3) &&
           sent >= BEGIN_MIN && (sent <= BEGIN_MAX || first == VPN_RESET_CLIENT3);
}

/* RFC 3948: a byte that keeps a translation alive, ISAKMP behind a marker, ESP whose numbers begin
 * at 1. */
static bool
is_ipsec(cursor c, size_t sent)
{
    if (sent == 1)
        return cursor_u8(&c) == 0xff;
    uint32_t spi = cursor_u32(&c);
    if (spi == 0) {
        cursor_skip(&c, 17);
        uint8_t version = cursor_u8(&c);
        return version == 0x10 || version == 0x20;
    }
    return spi >= 256 && cursor_u32(&c) < 1 << 20 && !c.failed && sent >= 28;
}

static bool
is_sflow(cursor c, size_t sent)
{
    uint32_t version = cursor_u32(&c), family = cursor_u32(&c);

    return !c.failed && version >= 2 && version <= 5 && (family == 1 || family == 2) && sent >= 28;
}

/* NetFlow 5 and 9, IPFIX (RFC 7011). */
static bool
is_flow_export(cursor c, size_t sent)
{
    uint16_t version = cursor_u16(&c), count = cursor_u16(&c);

    if (c.failed)
        return false;
    return (version == 5 && count > 0 && sent == 24 + 48u * count) ||
           (version == 9 && count > 0 && count <= 100 && sent >= 20) ||
           (version == 10 && count == sent);
}

static bool
is_sap(cursor c, size_t sent)
{
    static const char type[] = "application/sdp";

    (void)sent;
    return cursor_left(&c) > 8 && *c.at >> 5 == 1 &&
           (signature_holds(c, type, strlen(type), 64) || signature_holds(c, "v=0", 3, 32));
}

static bool
is_rdp(cursor c, size_t sent)
{
    return sent >= 16 && cursor_u32(&c) == 0xffffffff && !c.failed;
}

static bool
is_hsrp(cursor c, size_t sent)
{
    uint8_t version = cursor_u8(&c), operation = cursor_u8(&c);

    return !c.failed && ((version == 0 && operation <= 3 && sent >= 20) ||
                         (version == 1 && operation >= 30 && sent >= 42));
}

/* RFC 5415 section 4.1: what stands before the header, and that header's length. */
static bool
is_capwap(cursor c, size_t sent)
{
    uint8_t preamble = cursor_u8(&c), length = cursor_u8(&c) >> 3;

    return !c.failed && sent >= 8 &&
           (preamble == 0 ? length >= 2 : preamble == 1 && cursor_u16(&c) == 0);
}

static bool
is_slim(cursor c, size_t sent)
{
    uint8_t first = cursor_u8(&c);

    return (first == 'd' && sent == 18) || (first == 'e' && sent > 4 && g_ascii_isupper(*c.at)) ||
           (first == 'E' && sent > 4 && g_ascii_isupper(*c.at));
}

static bool
is_modbus(cursor c, size_t sent)
{
    cursor_skip(&c, 2);
    uint16_t protocol = cursor_u16(&c), length = cursor_u16(&c);
    return !c.failed && protocol == 0 && length >= 2 && length + 6u == sent;
}

/* RTCP (RFC 3550 section 6.4): packets up to the end, the first a report. */
static bool
is_rtcp(cursor c, size_t sent)
{
    bool first = true;

    if (sent != cursor_left(&c) || sent < 8)
        return false;
    while (cursor_left(&c) > 0) {
        uint8_t version = cursor_u8(&c) >> 6, type = cursor_u8(&c);
        uint16_t words = cursor_u16(&c);
        if (version != 2 || type < 200 || type > 207 || (first && type > 201))
            return false;
        cursor_skip(&c, words * (size_t)4);
        first = false;
    }
    return !c.failed;
}

static bool
is_bittorrent_dht(cursor c, size_t sent)
{
    (void)sent;
    return signature_begins(c, "d1:ad2:i", 8) || signature_begins(c, "d1:rd2:i", 8) ||
           (signature_begins(c, "d1:", 3) && signature_holds(c, "1:y1:", 5, 1500));
}

static bool
is_snmp(cursor c, size_t sent)
{
    return ber_is_snmp(c, sent);
}

static bool
is_kerberos(cursor c, size_t sent)
{
    (void)sent;
    return ber_is_kerberos(c);
}

static bool
is_ldap(cursor c, size_t sent)
{
    (void)sent;
    return ber_is_ldap(c);
}

const signature signatures_datagram[] = {
    {"sip", NULL, NULL, is_sip, {0}},
    {"mgcp", NULL, NULL, is_mgcp, {0}},
    {"coap", NULL, NULL, is_coap, {5683}},
    {"coap", NULL, NULL, is_coap_discovery, {0}},
    {"snmp", NULL, NULL, is_snmp, {0}},
    {"kerberos", NULL, NULL, is_kerberos, {0}},
    {"cldap", NULL, NULL, is_ldap, {389}},
    {"syslog", NULL, NULL, is_dated_syslog, {0}},
    {"syslog", NULL, NULL, is_syslog, {514}},
    {"portcontrol", NULL, NULL, is_port_control, {5350, 5351}},
    {"nbdgm", NULL, NULL, is_netbios_datagram, {138}},
    {"bjnp", NULL, NULL, is_bjnp, {0}},
    {"tplink-smarthome", NULL, NULL, is_kasa, {0}},
    {"db-lsp-disc", NULL, NULL, is_dropbox, {0}},
    {"raknet", NULL, NULL, is_raknet, {0}},
    {"steam_ihs_discovery", NULL, NULL, is_steam, {0}},
    {"tivoconnect", NULL, NULL, is_tivo, {0}},
    {"bvlc", NULL, NULL, is_bacnet, {47808}},
    {"mndp", NULL, NULL, is_mndp, {5678}},
    {"srvloc", NULL, NULL, is_srvloc, {427}},
    {"ptp", NULL, NULL, is_ptp, {319, 320}},
    {"rmcp", NULL, NULL, is_rmcp, {623}},
    {"l2tp", NULL, NULL, is_l2tp_control, {0}},
    {"l2tp", NULL, NULL, is_l2tp, {1701}},
    {"openvpn", NULL, NULL, is_openvpn_begin, {0}},
    {"openvpn", NULL, NULL, is_openvpn, {1194}},
    {"udpencap", NULL, NULL, is_ipsec, {4500}},
    {"radius", NULL, NULL, is_radius, {1812, 1813, 1645, 1646, 3799}},
    {"rip", NULL, NULL, is_rip, {520}},
    {"ripng", NULL, NULL, is_rip, {521}},
    {"rpc", NULL, NULL, is_rpc_call, {0}},
    {"rpc", NULL, NULL, is_rpc_reply, {111}},
    {"sflow", NULL, NULL, is_sflow, {6343}},
    {"cflow", NULL, NULL, is_flow_export, {2055, 4739, 9996}},
    {"sap", NULL, NULL, is_sap, {0}},
    {"rdpudp", NULL, NULL, is_rdp, {3389}},
    {"hsrp", NULL, NULL, is_hsrp, {1985}},
    {"capwap", NULL, NULL, is_capwap, {5246}},
    {"capwap.data", NULL, NULL, is_capwap, {5247}},
    {"slimp3", NULL, NULL, is_slim, {3483}},
    {"mbudp", NULL, NULL, is_modbus, {502}},
    {"bt-dht", NULL, NULL, is_bittorrent_dht, {0}},
    {"rtcp", NULL, NULL, is_rtcp, {0}},
    {0},
};
