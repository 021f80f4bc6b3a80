/* packets.h - packets out of fuzzed bytes, for targets that are about what a capture says of them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The bytes are read as packets (see take_packet). Addresses, MACs and names come from small sets
 * most of the time, so that packets have to do with each other.
 */
#ifndef IOT_TESTS_FUZZ_PACKETS_H
#define IOT_TESTS_FUZZ_PACKETS_H

#include "fuzz.h"

#include "capture/capture-tables.h"

#define FEW     3    /* facts of a kind in one packet, at most */
#define PACKETS 4096 /* of one input, at most */

static iot_mac
take_mac(input *in)
{
    uint8_t choice = take_byte(in);
    iot_mac mac = {{0x00, 0x17, 0x88, 0, 0, choice & 7}};

    if (choice < 16)
        return (iot_mac){{0}};
    if (choice > 248)
        for (unsigned i = 0; i < 6; i++)
            mac.bytes[i] = take_byte(in);
    if (choice > 244 && choice <= 248)
        memset(mac.bytes, 0xff, 6);
    return mac;
}

static iot_addr
take_addr(input *in)
{
    static const char *const few[] = {
        "192.168.1.1",   "192.168.1.2",     "192.168.1.3", "10.0.0.1",
        "203.0.113.7",   "198.51.100.9",    "203.0.113.8", "1.1.1.1",
        "224.0.0.251",   "255.255.255.255", "0.0.0.0",     "fe80::217:88ff:fe00:1",
        "2001:db8::1",   "2001:db8:1::2",   "ff02::fb",    "2001:db8::217:88ff:fe00:2",
        "192.168.1.255", "127.0.0.1",       "::",          "::1",
    };
    uint8_t choice = take_byte(in), bytes[16];
    iot_addr addr = {0};

    if (choice < 200) {
        iot_addr_parse(few[choice % G_N_ELEMENTS(few)], &addr);
        return addr;
    }
    if (choice < 210)
        return addr;
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = choice < 240 && i >= 4 ? 0 : take_byte(in);
    return choice < 240 ? iot_addr_v4(bytes) : iot_addr_v6(bytes);
}

/* Kept until the packet is done. */
static const char *
take_name(input *in, GPtrArray *kept)
{
    static const char *const few[] = {
        "a.example.com",
        "b.example.com",
        "www.a.example.com",
        "lamp.local",
        "Lamp",
        "=cmd|x",
        "",
        "192.0.2.1",
        "a\nb",
        "\xe2\x80\xae spoof",
        "| [x](y) `",
        "\"; drop",
        "localhost",
    };
    uint8_t choice = take_byte(in);

    if (choice < 200)
        return few[choice % G_N_ELEMENTS(few)];
    gsize length = choice == 255 ? 300 : take_byte(in) % 64;
    GString *raw = g_string_new(NULL);
    for (gsize i = 0; i < length; i++)
        g_string_append_c(raw, (char)(take_byte(in) | (choice == 255)));
    g_ptr_array_add(kept, g_string_free(raw, FALSE));
    return g_ptr_array_index(kept, kept->len - 1);
}

/* Of each kind. */
#define FACTS_MAX (IOT_FACT_KINDS * FEW)

typedef struct facts {
    GPtrArray *names;
    iot_fact list[FACTS_MAX];
} facts;

static void
add_fact(facts *all, iot_observation *obs, iot_fact fact)
{
    all->list[obs->n_facts++] = fact;
}

static void
take_link_facts(input *in, facts *all, iot_observation *obs)
{
    for (unsigned n = take_byte(in) % (FEW + 1); n > 0; n--)
        add_fact(all, obs,
                 (iot_fact){IOT_FACT_BINDING,
                            .binding = {take_addr(in), take_mac(in), take_byte(in) & 1}});
    if (take_byte(in) % 4 == 3)
        add_fact(
            all, obs,
            (iot_fact){IOT_FACT_RELAYED, .relayed = {take_addr(in), take_mac(in), take_mac(in)}});
    if (take_byte(in) % 4 == 3) {
        iot_addr addr = take_addr(in);
        add_fact(all, obs,
                 (iot_fact){IOT_FACT_ONLINK, .onlink = iot_prefix_of(&addr, take_byte(in))});
    }
    for (unsigned n = take_byte(in) % (FEW + 1); n > 0; n--)
        add_fact(all, obs,
                 (iot_fact){IOT_FACT_SERVER, .server = {take_byte(in) % IOT_ROLES, take_addr(in)}});
    if (take_byte(in) & 1)
        add_fact(all, obs,
                 (iot_fact){IOT_FACT_DHCP_SERVER, .dhcp_server = {obs->src, obs->src_mac}});
    add_fact(all, obs, (iot_fact){IOT_FACT_UNREACHABLE, .unreachable = take_addr(in)});
}

static void
take_name_facts(input *in, facts *all, iot_observation *obs)
{
    for (unsigned n = take_byte(in) % (FEW + 1); n > 0; n--) {
        iot_name_source source =
            IOT_NAME_DHCP + take_byte(in) % (IOT_NAME_IDENTITY - IOT_NAME_DHCP);
        add_fact(all, obs,
                 (iot_fact){IOT_FACT_CLAIM, .claim = {source, take_mac(in), take_addr(in),
                                                      .name = take_name(in, all->names),
                                                      .forward = take_byte(in) & 1}});
    }
    for (unsigned n = take_byte(in) % (FEW + 1); n > 0; n--)
        add_fact(
            all, obs,
            (iot_fact){IOT_FACT_EVIDENCE, .evidence = {take_byte(in) % IOT_EVIDENCES, take_mac(in),
                                                       take_addr(in), take_name(in, all->names)}});
    for (unsigned n = take_byte(in) % (FEW + 1); n > 0; n--)
        add_fact(all, obs,
                 (iot_fact){IOT_FACT_ANSWER,
                            .answer = {take_addr(in), (uint32_t)take_number(in, 4),
                                       take_name(in, all->names), take_name(in, all->names)}});
    for (unsigned n = take_byte(in) % (FEW + 1); n > 0; n--)
        add_fact(all, obs,
                 (iot_fact){IOT_FACT_QUERY, .query = {.question = take_name(in, all->names),
                                                      .recursion = take_byte(in) & 1}});
}

static void
take_stream(input *in, facts *all, iot_observation *obs)
{
    uint8_t flags = take_byte(in);
    static const uint16_t ports[] = {53, 443, 80, 123, 853, 40000, 50000, 5353};

    obs->transport = take_byte(in) % 3;
    obs->src_port = ports[take_byte(in) % G_N_ELEMENTS(ports)];
    obs->dst_port = ports[take_byte(in) % G_N_ELEMENTS(ports)];
    obs->has_stream = obs->transport != IOT_TRANSPORT_NONE && (flags & 1);
    obs->stream = take_byte(in) % 16;
    obs->syn = flags & 2;
    obs->ack = flags & 4;
    obs->rst = flags & 8;
    obs->retransmission = flags & 16;
    obs->quic_initial = flags & 32;
    obs->payload_bytes = flags & 64 ? take_byte(in) : 0;
    if (!(flags & 128))
        return;
    obs->tls_version = (uint16_t)take_number(in, 2);
    obs->acks_frame = take_byte(in);
    obs->ack_rtt_ns = (int64_t)take_number(in, 8);
    obs->response_ns = (int64_t)take_number(in, 8);
    obs->ntp = (iot_ntp_fact){take_byte(in) % 8, take_byte(in) % 4, take_byte(in) % 4};
    obs->server_name = take_byte(in) & 1 ? take_name(in, all->names) : NULL;
    obs->http_host = take_byte(in) & 1 ? take_name(in, all->names) : NULL;
    obs->certificate_name = take_byte(in) & 1 ? take_name(in, all->names) : NULL;
}

/* Mostly some milliseconds later; sometimes whenever a broken clock says. */
static int64_t
take_time(input *in, int64_t before_ns)
{
    uint8_t choice = take_byte(in);

    if (choice == 255)
        return (int64_t)take_number(in, 8);
    uint64_t step = choice < 128 ? choice * 1000000u : (uint64_t)(choice - 127) * 1000000000u;
    return (int64_t)((uint64_t)before_ns + step);
}

static void
take_packet(input *in, const iot_observation *before, facts *all, iot_observation *ret_obs)
{
    static const char *const protocols[] = {NULL, "tls", "dns", "http", "mqtt", "icmp", "arp"};
    uint8_t what = take_byte(in);

    *ret_obs = (iot_observation){
        .frame = before->frame + (before->frame == 0 ? 1 : what & 1),
        .time_ns = take_time(in, before->time_ns),
        .length_bytes = what & 2 ? (uint32_t)take_number(in, 4) : 100,
        .src_mac = take_mac(in),
        .dst_mac = take_mac(in),
        .src = take_addr(in),
        .dst = take_addr(in),
        .protocol = protocols[take_byte(in) % G_N_ELEMENTS(protocols)],
        .facts = all->list,
    };
    take_stream(in, all, ret_obs);
    if (what & 4)
        take_link_facts(in, all, ret_obs);
    if (what & 8)
        take_name_facts(in, all, ret_obs);
}

static void
fill_inventory(iot_inventory *inventory)
{
    static const char text[] = "name,mac,ip,group,allow\n"
                               "Bulb,00:17:88:00:00:03,,lights,a.example.com:443\n"
                               "Cloud,,203.0.113.0/24,,\n"
                               ",,192.168.1.2,,*.example.com 198.51.100.0/24\n";

    iot_inventory_read_text(inventory, "seed", text, strlen(text), NULL);
}

#endif
