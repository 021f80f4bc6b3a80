/* payload.c - what is carried by UDP and TCP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/transport/payload.h"

#include "base/host-name.h"
#include "wire/dispatch.h"
#include "wire/message/baichuan.h"
#include "wire/message/dhcp.h"
#include "wire/message/dhcpv6.h"
#include "wire/message/dns.h"
#include "wire/message/gear.h"
#include "wire/message/home-devices.h"
#include "wire/message/http.h"
#include "wire/message/nbns.h"
#include "wire/message/ntp.h"
#include "wire/message/office.h"
#include "wire/message/signature.h"
#include "wire/message/ssdp.h"
#include "wire/message/stream-identity.h"
#include "wire/message/tftp.h"
#include "wire/message/tls.h"
#include "wire/message/tuya.h"
#include "wire/ports.h"
#include "wire/transport/heuristics.h"

#include <string.h>

/* Segments of a direction that nobody recognises: a stream whose beginning was not captured shows
 * what it is where a message begins with a segment. */
#define GUESSES_MAX 32
/* The same of a direction that was recognised: it may go on as TLS (STARTTLS), or as what a proxy
 * was asked for. */
#define WATCHED_MAX 64
/* Datagrams of a stream that nobody recognises. */
#define DATAGRAMS_MAX 64
#define DNS_PORT      53

/* Readers of streams, as reassembly.reader. */
typedef enum stream_reader { NOBODY, WATCH, DNS, TLS, HTTP, STREAM_READERS } stream_reader;

/* Who sends a datagram of NetBIOS, and what it says of itself. */
static void
tell_138(packet *p, cursor c)
{
    nbdgm_tell(p, c);
    browser_tell(p, c);
}

/* Robots and routers of two makers have the same port. */
static void
tell_5678(packet *p, cursor c)
{
    roomba_tell(p, c);
    mndp_tell(p, c);
}

/* False: it is not what the port says, or that has signs of its own. */
static bool
read_by_port(packet *p, const port *known, cursor c)
{
    static bool (*const readers[])(packet * p, cursor c) = {
        [PORT_DNS] = dns_read,       [PORT_MDNS] = mdns_read,     [PORT_LLMNR] = llmnr_read,
        [PORT_NBNS] = nbns_read,     [PORT_DHCP] = dhcp_read,     [PORT_DHCPV6] = dhcpv6_read,
        [PORT_NTP] = ntp_read,       [PORT_VXLAN] = vxlan_read,   [PORT_VXLAN_GPE] = vxlan_gpe_read,
        [PORT_GENEVE] = geneve_read, [PORT_TZSP] = tzsp_read,     [PORT_MPLS] = mpls_read_datagram,
        [PORT_TEREDO] = teredo_read, [PORT_ISAKMP] = isakmp_read,
    };
    static void (*const tellers[PORT_READERS])(packet * p, cursor c) = {
        [PORT_KASA] = kasa_tell,
        [PORT_TAPO] = tapo_tell,
        [PORT_ROOMBA_MNDP] = tell_5678,
        [PORT_WIZ] = wiz_tell,
        [PORT_GOVEE] = govee_tell,
        [PORT_DHIP] = dhip_tell,
        [PORT_UBNT] = ubnt_tell,
        [PORT_EDIMAX] = edimax_tell,
        [PORT_EQ3MAX] = eq3max_tell,
        [PORT_LIFX] = lifx_tell,
        [PORT_COIOT] = coiot_tell,
        [PORT_PPPP] = pppp_tell,
        [PORT_BROADLINK] = broadlink_tell,
        [PORT_KNX] = knx_tell,
        [PORT_XBOX] = xbox_tell,
        [PORT_HIFLYING] = hiflying_tell,
        [PORT_DDP] = ddp_tell,
        [PORT_PLEX] = plex_tell,
        [PORT_SDDP] = sddp_tell,
        [PORT_TUYA] = tuya_tell,
        [PORT_MIIO] = miio_tell,
        [PORT_MEROSS] = meross_tell,
        [PORT_WSD] = wsd_tell,
        [PORT_SADP] = sadp_tell,
        [PORT_BJNP] = bjnp_tell,
        [PORT_BROWSER] = tell_138,
        [PORT_SNMP] = snmp_tell,
    };

    if (!tellers[known->reader])
        return readers[known->reader](p, c);
    tellers[known->reader](p, c);
    return false;
}

static bool
read_by_ports(packet *p, cursor payload)
{
    uint16_t src = p->obs->src_port, dst = p->obs->dst_port;
    const port *lower = ports_find(MIN(src, dst)), *higher = ports_find(MAX(src, dst));

    return (lower && read_by_port(p, lower, payload)) ||
           (higher && higher != lower && read_by_port(p, higher, payload));
}

/* What has signs of its own on whatever port is not looked for again and again. */
static bool
read_by_signature(packet *p, talk *state, cursor payload)
{
    if (ssdp_read(p, payload))
        return true;
    if (state->protocol || state->guesses >= DATAGRAMS_MAX)
        return false;
    if (tftp_read(p, payload))
        return true;
    state->protocol = signature_find(signatures_datagram, payload, packet_sent(p, &payload),
                                     p->obs->src_port, p->obs->dst_port);
    state->guesses++;
    return state->protocol;
}

void
payload_read_datagram(packet *p, talk *state, cursor payload)
{
    packet_set_protocol(p, NULL);
    if (!read_by_ports(p, payload) && !read_by_signature(p, state, payload))
        heuristics_datagram(p, payload);
    if (!state->protocol)
        state->protocol = p->obs->protocol;
    if (!p->obs->protocol)
        packet_set_protocol(p, state->protocol);
}

/* Who reads the bytes, which begin a segment, by what they are. */
static stream_reader
reader_of(packet *p, cursor bytes)
{
    size_t sent = packet_sent(p, &bytes);
    uint16_t src = p->obs->src_port, dst = p->obs->dst_port;

    if (tls_looks_so(bytes))
        return TLS;
    if (http_looks_so(bytes))
        return HTTP;
    if (dns_looks_so_in_stream(bytes, src == DNS_PORT || dst == DNS_PORT))
        return DNS;
    const char *name = signature_find(signatures_stream, bytes, sent, src, dst);
    if (!name)
        name = heuristics_stream_name(bytes);
    if (!name)
        name = signature_find(signatures_text, bytes, sent, src, dst);
    packet_set_protocol(p, name);
    return name ? WATCH : NOBODY;
}

/* What the other direction was recognised as counts for this one, but TLS is told by its own bytes:
 * it may have begun behind something else. */
static stream_reader
choose_reader(packet *p, const talk *state, cursor bytes)
{
    if (!state->protocol)
        return reader_of(p, bytes);
    return tls_looks_so(bytes) ? TLS : (stream_reader)state->reader;
}

/* A direction that has its name may go on as something else. */
static void
watch(packet *p, reassembly *t, cursor bytes)
{
    (void)p, (void)bytes;
    if (t->guesses++ >= WATCHED_MAX)
        reassembly_finish(t);
}

static void (*const stream_readers[STREAM_READERS])(packet *p, reassembly *t, cursor bytes) = {
    [NOBODY] = watch,        [WATCH] = watch,           [DNS] = dns_read_stream,
    [TLS] = tls_read_stream, [HTTP] = http_read_stream,
};

static void
read_stream(packet *p, const talk *state, reassembly *t, cursor bytes)
{
    if (t->reader == NOBODY)
        t->reader = choose_reader(p, state, bytes);
    else if (t->reader == WATCH && tls_begins_handshake(bytes))
        t->reader = TLS;
    else if (t->reader == WATCH && state->proxy && http_asks(bytes))
        t->reader = HTTP;
    stream_readers[t->reader](p, t, bytes);
    if (t->reader == NOBODY && t->guesses >= GUESSES_MAX)
        reassembly_finish(t);
}

/* Of a stream that nobody recognised yet, the first segment of each direction may be SOCKS; of one
 * that is SOCKS all are, until somebody was asked for. */
static bool
read_socks(packet *p, talk *state, const reassembly *t, cursor bytes)
{
    if (state->proxy || (state->socks.confirmed ? false : state->protocol || t->guesses > 0))
        return false;
    return socks_read(p, &state->socks, bytes);
}

/* What goes on behind a proxy's first words is not its own: it has neither its name nor its
 * protocol. */
static void
tell_proxied(packet *p, talk *state, reassembly *t)
{
    iot_observation *obs = p->obs;

    if (state->proxy && !obs->proxied)
        obs->proxied = obs->server_name ? obs->server_name : obs->http_host;
    if (state->proxy)
        obs->server_name = obs->http_host = obs->certificate_name = NULL;
    if (!p->connects)
        return;
    state->proxy = true;
    state->reader = WATCH;
    t->reader = WATCH;
    t->done = false;
}

/* Then nobody needs the name in the server's certificate. */
static void
note_name(talk *state, const char *server_name)
{
    g_autofree char *name = state->named ? NULL : iot_host_name(server_name);

    state->named |= name != NULL;
}

void
payload_read_stream(packet *p, talk *state, reassembly *t, cursor bytes)
{
    bool first = t->reader == NOBODY;

    packet_set_protocol(p, NULL);
    p->named = state->named;
    if (read_socks(p, state, t, bytes))
        t->guesses++;
    else
        read_stream(p, state, t, bytes);
    if (first && t->reader == WATCH && !state->proxy)
        stream_identity_tell(p, p->obs->protocol ? p->obs->protocol : state->protocol, bytes);
    if (t->reader == NOBODY && p->obs->src_port == PORT_NUMBER_BAICHUAN)
        baichuan_tell(p, bytes);
    if (p->obs->protocol && !state->protocol) {
        state->protocol = p->obs->protocol;
        state->reader = t->reader == NOBODY ? WATCH : t->reader;
    }
    note_name(state, p->obs->server_name);
    tell_proxied(p, state, t);
    packet_set_protocol(p, state->protocol);
}

bool
payload_knows(const char *protocol)
{
    static const char *const read[] = {"dns",  "mdns", "llmnr", "nbns",   "dhcp", "dhcpv6",
                                       "ntp",  "quic", "gquic", "tls",    "dtls", "http",
                                       "stun", "wg",   "socks", "isakmp", "ssdp", "tftp"};

    for (unsigned i = 0; i < G_N_ELEMENTS(read); i++)
        if (strcmp(read[i], protocol) == 0)
            return true;
    return signature_is_known(protocol);
}
