/* observe.c - what lib/wire's dissector read, a line of JSON for each frame of a capture
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: observe CAPTURE
 *
 * The capture is read as iot-devices reads it. What a frame does not have is left out; the name of
 * each member is that of the observation's, and facts are lists that begin with the name of their
 * kind. Texts are the bytes that were read: each that is not printable ASCII is written as the
 * character of its number. A capture that ends early has its lines up to there.
 */
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

#include "command/input-stream.h"
#include "command/packet-filter.h"
#include "wire/dissect.h"

#define NS_PER_S INT64_C(1000000000)
/* Wireshark forgets none. */
#define STREAMS_MAX (1u << 20)

/* Numbers of streams that ended are given to others; here each stream has its own. */
typedef struct identities {
    GArray *by_number[2]; /* of TCP, UDP: of uint32_t, 0: none yet */
    uint32_t given[2];
} identities;

static const char *separator = "";
static identities streams;

static uint32_t *
identity_of(iot_transport transport, uint32_t number)
{
    GArray **all = &streams.by_number[transport == IOT_TRANSPORT_UDP];

    if (!*all)
        *all = g_array_new(FALSE, TRUE, sizeof(uint32_t));
    if (number >= (*all)->len)
        g_array_set_size(*all, number + 1);
    return &g_array_index(*all, uint32_t, number);
}

static uint32_t
stream_of(const iot_observation *obs)
{
    uint32_t *identity = identity_of(obs->transport, obs->stream);

    if (*identity == 0)
        *identity = ++streams.given[obs->transport == IOT_TRANSPORT_UDP];
    return *identity;
}

static void
forget_stream(iot_transport transport, uint32_t number, void *user_data)
{
    (void)user_data;
    *identity_of(transport, number) = 0;
}

static void
write_text(const char *text)
{
    putchar('"');
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c >= ' ' && *c <= '~' && *c != '"' && *c != '\\')
            putchar(*c);
        else
            printf("\\u%04x", *c);
    }
    putchar('"');
}

static void
write_addr(const iot_addr *addr)
{
    char text[IOT_ADDR_TEXT];

    write_text(iot_addr_format(addr, text));
}

static void
write_mac(const iot_mac *mac)
{
    char text[IOT_MAC_TEXT];

    write_text(iot_mac_format(mac, text));
}

static void
begin(const char *name)
{
    printf("%s\"%s\":", separator, name);
    separator = ",";
}

static void
member_number(const char *name, int64_t value)
{
    if (value == 0)
        return;
    begin(name);
    printf("%" PRId64, value);
}

static void
member_text(const char *name, const char *value)
{
    if (!value)
        return;
    begin(name);
    write_text(value);
}

static void
member_addr(const char *name, const iot_addr *addr)
{
    if (!iot_addr_is_set(addr))
        return;
    begin(name);
    write_addr(addr);
}

static void
member_mac(const char *name, const iot_mac *mac)
{
    if (!iot_mac_is_set(mac))
        return;
    begin(name);
    write_mac(mac);
}

/* Of facts: one member of the list, which begins with its kind. */
static void
fact_begin(const char *kind)
{
    printf("%s[\"%s\",", separator, kind);
    separator = ",";
}

static void
write_binding(const iot_binding *fact)
{
    fact_begin(fact->neighbour ? "neighbour" : "lease");
    write_addr(&fact->addr);
    putchar(',');
    write_mac(&fact->mac);
    putchar(']');
}

static void
write_onlink(const iot_prefix *fact)
{
    char text[IOT_PREFIX_TEXT];

    fact_begin("onlink");
    write_text(iot_prefix_format(fact, text));
    putchar(']');
}

static void
write_claim(const iot_name_claim *fact)
{
    static const char *const sources[IOT_NAME_SOURCES] = {
        [IOT_NAME_DHCP] = "dhcp",   [IOT_NAME_MDNS] = "mdns",       [IOT_NAME_SSDP] = "ssdp",
        [IOT_NAME_LLMNR] = "llmnr", [IOT_NAME_NETBIOS] = "netbios", [IOT_NAME_DNS] = "dns",
    };

    /* Wireshark has no fields of the makers' own protocols that tell them. */
    if (fact->source == IOT_NAME_LABEL)
        return;
    fact_begin("claim");
    printf("\"%s\",", sources[fact->source] ? sources[fact->source] : "other");
    if (iot_mac_is_set(&fact->mac))
        write_mac(&fact->mac);
    else
        write_addr(&fact->addr);
    putchar(',');
    write_text(fact->name);
    putchar(']');
}

static void
write_answer(const iot_dns_answer_fact *fact)
{
    fact_begin("answer");
    write_text(fact->question);
    putchar(',');
    write_text(fact->owner);
    putchar(',');
    write_addr(&fact->addr);
    printf(",%" PRIu32 "]", fact->ttl_s);
}

static void
write_query(const iot_query_fact *fact)
{
    fact_begin("query");
    write_text(fact->question);
    printf(",%s]", fact->recursion ? "true" : "false");
}

static void
write_announcement(const iot_announcement *fact)
{
    fact_begin(fact->role == IOT_ROLE_RESOLVER ? "resolver" : "time server");
    write_addr(&fact->addr);
    putchar(']');
}

/* Who serves DHCP and what is unreachable are members, for whoever compares. */
static void
write_fact(const iot_fact *fact)
{
    if (fact->kind == IOT_FACT_BINDING)
        write_binding(&fact->binding);
    else if (fact->kind == IOT_FACT_ONLINK)
        write_onlink(&fact->onlink);
    else if (fact->kind == IOT_FACT_CLAIM)
        write_claim(&fact->claim);
    else if (fact->kind == IOT_FACT_ANSWER)
        write_answer(&fact->answer);
    else if (fact->kind == IOT_FACT_QUERY)
        write_query(&fact->query);
    else if (fact->kind == IOT_FACT_SERVER)
        write_announcement(&fact->server);
}

static void
write_facts(const iot_observation *obs)
{
    for (unsigned i = 0; i < obs->n_facts; i++) {
        member_number("dhcp_server", obs->facts[i].kind == IOT_FACT_DHCP_SERVER);
        if (obs->facts[i].kind == IOT_FACT_UNREACHABLE)
            member_addr("unreachable", &obs->facts[i].unreachable);
    }
    begin("facts");
    putchar('[');
    separator = "";
    for (unsigned i = 0; i < obs->n_facts; i++)
        write_fact(&obs->facts[i]);
    putchar(']');
    separator = ",";
}

static void
write_transport(const iot_observation *obs)
{
    static const char *const names[] = {
        [IOT_TRANSPORT_TCP] = "tcp",
        [IOT_TRANSPORT_UDP] = "udp",
    };

    if (obs->transport == IOT_TRANSPORT_NONE)
        return;
    member_text("transport", names[obs->transport]);
    member_number("src_port", obs->src_port);
    member_number("dst_port", obs->dst_port);
    if (obs->has_stream)
        member_number("stream", stream_of(obs));
    member_number("syn", obs->syn);
    member_number("ack", obs->ack);
    member_number("rst", obs->rst);
    member_number("payload_bytes", obs->payload_bytes);
}

static void
write_times(const iot_observation *obs)
{
    member_number("retransmission", obs->retransmission);
    member_number("acks_frame", obs->acks_frame);
    if (obs->acks_frame)
        member_number("ack_rtt_ns", obs->ack_rtt_ns);
    member_number("response_ns", obs->response_ns);
    member_number("quic_initial", obs->quic_initial);
    if (!obs->ntp.mode)
        return;
    begin("ntp");
    printf("[%u,\"%016" PRIx64 "\",\"%016" PRIx64 "\"]", obs->ntp.mode, obs->ntp.origin,
           obs->ntp.transmit);
}

static void
write_observation(const iot_observation *obs)
{
    separator = "";
    putchar('{');
    member_number("frame", obs->frame);
    member_number("time_ns", obs->time_ns);
    member_number("length_bytes", obs->length_bytes);
    member_number("copy_of", obs->copy_of);
    member_mac("src_mac", &obs->src_mac);
    member_mac("dst_mac", &obs->dst_mac);
    member_addr("src", &obs->src);
    member_addr("dst", &obs->dst);
    write_transport(obs);
    write_times(obs);
    member_text("protocol", obs->protocol);
    member_text("server_name", obs->server_name);
    member_text("http_host", obs->http_host);
    member_number("tls_version", obs->tls_version);
    write_facts(obs);
    puts("}");
}

static void
observe(pcap_t *pcap, pcapng *interfaces)
{
    const iot_dissector_options options = {.streams_max = STREAMS_MAX, .closed = forget_stream};
    g_autoptr(iot_dissector) dissector = iot_dissector_new(&options);
    struct pcap_pkthdr *header;
    const u_char *bytes;
    iot_observation obs;

    for (uint32_t number = 1; pcap_next_ex(pcap, &header, &bytes) == 1; number++) {
        iot_frame frame = {
            .number = number,
            .time_ns = (int64_t)header->ts.tv_sec * NS_PER_S + header->ts.tv_usec,
            .bytes = bytes,
            .captured_bytes = header->caplen,
            .length_bytes = header->len,
        };
        int link = pcapng_next_link(interfaces, link_of_dlt(pcap_datalink(pcap)));
        iot_dissector_read(dissector, link, &frame, &obs);
        write_observation(&obs);
    }
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    char why[PCAP_ERRBUF_SIZE] = "";

    if (argc != 2) {
        fputs("usage: observe CAPTURE\n", stderr);
        return 2;
    }
    bytes *file = bytes_open(argv[1], &error);
    pcap_t *pcap = file ? pcap_fopen_offline_with_tstamp_precision(bytes_stream(file),
                                                                   PCAP_TSTAMP_PRECISION_NANO, why)
                        : NULL;
    if (!pcap) {
        fprintf(stderr, "%s: %s\n", argv[1], error ? error->message : why);
        return 1;
    }
    observe(pcap, bytes_pcapng(file));
    pcap_close(pcap);
    bytes_free(file);
    return 0;
}
