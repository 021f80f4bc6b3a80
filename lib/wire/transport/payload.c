/* payload.c - what is carried by UDP and TCP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/transport/payload.h"

#include "wire/message/dhcp.h"
#include "wire/message/dhcpv6.h"
#include "wire/message/dns.h"
#include "wire/message/http.h"
#include "wire/message/nbns.h"
#include "wire/message/ntp.h"
#include "wire/message/tls.h"
#include "wire/ports.h"
#include "wire/transport/heuristics.h"

/* Segments of a direction that nobody recognises: Wireshark looks at each, which costs what it is
 * worth in a stream whose beginning was not captured, and nowhere else. */
#define GUESSES_MAX 32

/* Readers of streams, as reassembly.reader. */
typedef enum stream_reader { NOBODY, NAME_ALONE, DNS, TLS, HTTP, STREAM_READERS } stream_reader;

static void
read_name_alone(packet *p, reassembly *t, cursor bytes)
{
    (void)p, (void)bytes;
    reassembly_finish(t);
}

static void (*const stream_readers[STREAM_READERS])(packet *p, reassembly *t, cursor bytes) = {
    [NAME_ALONE] = read_name_alone,
    [DNS] = dns_read_stream,
    [TLS] = tls_read_stream,
    [HTTP] = http_read_stream,
};

/* What the ports tell: `ret_ports` in the order in which they are asked. */
static void
ports_of(iot_transport transport, uint16_t src, uint16_t dst, const port *ret_ports[2])
{
    ret_ports[0] = ports_find(transport, MIN(src, dst));
    ret_ports[1] = ports_find(transport, MAX(src, dst));
}

const char *
payload_protocol_by_port(iot_transport transport, uint16_t src, uint16_t dst)
{
    const port *ports[2];

    ports_of(transport, src, dst, ports);
    return ports[0] ? ports[0]->name : ports[1] ? ports[1]->name : NULL;
}

/* False: it is not what the port says. */
static bool
read_by_port(packet *p, const port *port, cursor c)
{
    static bool (*const readers[])(packet * p, cursor c) = {
        [PORT_DNS] = dns_read,   [PORT_MDNS] = mdns_read, [PORT_LLMNR] = llmnr_read,
        [PORT_NBNS] = nbns_read, [PORT_DHCP] = dhcp_read, [PORT_DHCPV6] = dhcpv6_read,
        [PORT_NTP] = ntp_read,
    };

    if (port->reader < G_N_ELEMENTS(readers) && readers[port->reader])
        return readers[port->reader](p, c);
    if (port->reader == PORT_STUN && !is_stun(p, c))
        return false;
    if (port->reader == PORT_ISAKMP && !is_isakmp(p, c))
        return false;
    packet_set_protocol(p, port->name);
    return true;
}

void
payload_read_datagram(packet *p, cursor payload)
{
    const port *ports[2];

    packet_set_protocol(p, NULL);
    ports_of(IOT_TRANSPORT_UDP, p->obs->src_port, p->obs->dst_port, ports);
    for (unsigned i = 0; i < G_N_ELEMENTS(ports); i++)
        if (ports[i] && read_by_port(p, ports[i], payload))
            return;
    heuristics_datagram(p, payload);
}

/* Who reads a stream by its port; NOBODY: its bytes are not what the port says. */
static stream_reader
reader_by_port(packet *p, const port *port, cursor bytes)
{
    switch (port->reader) {
    case PORT_DNS:
        return DNS;
    case PORT_HTTP:
        return HTTP;
    case PORT_TLS:
        return tls_accepts(bytes) ? TLS : NOBODY;
    case PORT_STUN:
        return NOBODY;
    default:
        packet_set_protocol(p, port->name);
        return NAME_ALONE;
    }
}

static stream_reader
heuristics_stream(packet *p, cursor bytes)
{
    const char *name = heuristics_stream_name(bytes);

    if (name) {
        packet_set_protocol(p, name);
        return NAME_ALONE;
    }
    return tls_looks_so(bytes) ? TLS : http_looks_so(bytes) ? HTTP : NOBODY;
}

static stream_reader
choose_reader(packet *p, cursor bytes)
{
    const port *ports[2];

    ports_of(IOT_TRANSPORT_TCP, p->obs->src_port, p->obs->dst_port, ports);
    for (unsigned i = 0; i < G_N_ELEMENTS(ports); i++) {
        stream_reader reader = ports[i] ? reader_by_port(p, ports[i], bytes) : NOBODY;
        if (reader != NOBODY)
            return reader;
    }
    return heuristics_stream(p, bytes);
}

void
payload_read_stream(packet *p, reassembly *t, cursor bytes)
{
    packet_set_protocol(p, NULL);
    if (t->reader == NOBODY)
        t->reader = choose_reader(p, bytes);
    if (t->reader != NOBODY)
        stream_readers[t->reader](p, t, bytes);
    else if (t->guesses++ >= GUESSES_MAX)
        reassembly_finish(t);
}
