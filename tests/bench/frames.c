/* frames.c - the frames of a home network, byte by byte, and the file they go to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frames.h"

#include <stdlib.h>
#include <string.h>

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_ARP  0x0806
#define ETHERTYPE_IPV6 0x86dd
#define PROTOCOL_TCP   6
#define PROTOCOL_UDP   17
#define NTP_EPOCH_S    2208988800u /* from 1900 to 1970, RFC 5905 section 6 */
#define DHCP_FIXED     236         /* RFC 2131 section 2 */
#define QUIC_INITIAL   1200        /* RFC 9000 section 14.1 */

void
frame_bytes(frame *f, const void *bytes, unsigned length)
{
    if (length > FRAME_MAX - f->length)
        abort();
    memcpy(f->bytes + f->length, bytes, length);
    f->length += length;
}

void
frame_u8(frame *f, unsigned value)
{
    frame_bytes(f, &(uint8_t){(uint8_t)value}, 1);
}

void
frame_u16(frame *f, unsigned value)
{
    frame_u8(f, value >> 8);
    frame_u8(f, value);
}

void
frame_u32(frame *f, uint32_t value)
{
    frame_u16(f, value >> 16);
    frame_u16(f, value);
}

static void
frame_zeros(frame *f, unsigned length)
{
    while (length-- > 0)
        frame_u8(f, 0);
}

void
frame_noise(frame *f, uint32_t seed, unsigned length)
{
    uint32_t word = seed * 2654435761u | 1;

    for (; length > 0; length--) {
        word ^= word << 13;
        word ^= word >> 17;
        word ^= word << 5;
        frame_u8(f, word >> 11);
    }
}

/* A length, known only when what it counts is written: two bytes at `at` for all behind them. */
static void
put_length(frame *f, unsigned at, unsigned length)
{
    f->bytes[at] = (uint8_t)(length >> 8);
    f->bytes[at + 1] = (uint8_t)length;
}

static unsigned
open_length(frame *f)
{
    frame_u16(f, 0);
    return f->length;
}

static void
close_length(frame *f, unsigned opened)
{
    put_length(f, opened - 2, f->length - opened);
}

void
frame_ethernet(frame *f, const uint8_t dst[6], const uint8_t src[6], unsigned ethertype)
{
    f->length = f->ip = f->udp = 0;
    frame_bytes(f, dst, 6);
    frame_bytes(f, src, 6);
    frame_u16(f, ethertype);
}

void
frame_ip(frame *f, const endpoint *src, const endpoint *dst, unsigned protocol)
{
    frame_ethernet(f, dst->mac, src->mac, src->v6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
    f->ip = f->length;
    if (src->v6) {
        frame_u32(f, 0x60000000);
        frame_u16(f, 0);
        frame_u8(f, protocol);
        frame_u8(f, 64);
    } else {
        frame_u32(f, 0x45000000);
        frame_u32(f, 0x00004000);
        frame_u8(f, 64);
        frame_u8(f, protocol);
        frame_u16(f, 0);
    }
    frame_bytes(f, src->addr, src->v6 ? 16 : 4);
    frame_bytes(f, dst->addr, src->v6 ? 16 : 4);
}

void
frame_tcp(frame *f, const endpoint *src, const endpoint *dst, const tcp_header *tcp)
{
    bool syn = tcp->flags & TCP_SYN;

    frame_ip(f, src, dst, PROTOCOL_TCP);
    frame_u16(f, tcp->src_port);
    frame_u16(f, tcp->dst_port);
    frame_u32(f, tcp->seq);
    frame_u32(f, tcp->flags & TCP_ACK ? tcp->ack : 0);
    frame_u8(f, syn ? 0xa0 : 0x80);
    frame_u8(f, tcp->flags);
    frame_u16(f, 0x7210);
    frame_u32(f, 0);
    if (syn) {
        frame_u32(f, 0x020405b4); /* largest segment 1460 */
        frame_u16(f, 0x0402);     /* SACK permitted */
    } else {
        frame_u16(f, 0x0101);
    }
    frame_u16(f, 0x080a);
    frame_u32(f, tcp->timestamp_ms);
    frame_u32(f, tcp->echo_ms);
    if (syn)
        frame_u32(f, 0x01030307); /* window scale 7 */
}

void
frame_udp(frame *f, const endpoint *src, const endpoint *dst, unsigned src_port, unsigned dst_port)
{
    frame_ip(f, src, dst, PROTOCOL_UDP);
    f->udp = f->length;
    frame_u16(f, src_port);
    frame_u16(f, dst_port);
    frame_u32(f, 0);
}

void
frame_arp(frame *f, const endpoint *src, const endpoint *dst, bool reply)
{
    static const uint8_t everyone[6] = {255, 255, 255, 255, 255, 255}, unknown[6];

    frame_ethernet(f, reply ? dst->mac : everyone, src->mac, ETHERTYPE_ARP);
    frame_u32(f, 0x00010800);
    frame_u16(f, 0x0604);
    frame_u16(f, reply ? 2 : 1);
    frame_bytes(f, src->mac, 6);
    frame_bytes(f, src->addr, 4);
    frame_bytes(f, reply ? dst->mac : unknown, 6);
    frame_bytes(f, dst->addr, 4);
}

void
frame_name(frame *f, const char *name)
{
    while (*name) {
        unsigned length = (unsigned)strcspn(name, ".");
        frame_u8(f, length);
        frame_bytes(f, name, length);
        name += length + (name[length] == '.');
    }
    frame_u8(f, 0);
}

static void
dns_header(frame *f, unsigned id, unsigned flags, unsigned questions, unsigned answers)
{
    frame_u16(f, id);
    frame_u16(f, flags);
    frame_u16(f, questions);
    frame_u16(f, answers);
    frame_u32(f, 0);
}

static void
dns_question(frame *f, const char *name, bool v6)
{
    frame_name(f, name);
    frame_u16(f, v6 ? 28 : 1);
    frame_u16(f, 1);
}

void
frame_dns_query(frame *f, unsigned id, const char *name, bool v6)
{
    dns_header(f, id, 0x0100, 1, 0);
    dns_question(f, name, v6);
}

static void
dns_address(frame *f, const endpoint *who, unsigned class, uint32_t ttl_s)
{
    frame_u16(f, who->v6 ? 28 : 1);
    frame_u16(f, class);
    frame_u32(f, ttl_s);
    frame_u16(f, who->v6 ? 16 : 4);
    frame_bytes(f, who->addr, who->v6 ? 16 : 4);
}

void
frame_dns_response(frame *f, unsigned id, const char *name, const char *alias,
                   const endpoint *const *addresses, unsigned n_addresses)
{
    unsigned start = f->length, owner = 12;

    dns_header(f, id, 0x8180, 1, n_addresses + (alias != NULL));
    dns_question(f, name, addresses[0]->v6);
    if (alias) {
        frame_u16(f, 0xc000 | owner);
        frame_u16(f, 5);
        frame_u16(f, 1);
        frame_u32(f, 300);
        unsigned opened = open_length(f);
        owner = opened - start;
        frame_name(f, alias);
        close_length(f, opened);
    }
    for (unsigned i = 0; i < n_addresses; i++) {
        frame_u16(f, 0xc000 | owner);
        dns_address(f, addresses[i], 1, 60);
    }
}

void
frame_mdns_announcement(frame *f, const char *host, const endpoint *self)
{
    char name[80];

    snprintf(name, sizeof name, "%s.local", host);
    dns_header(f, 0, 0x8400, 0, 1);
    frame_name(f, name);
    dns_address(f, self, 0x8001, 120);
}

static void
dhcp_option(frame *f, unsigned code, const void *bytes, unsigned length)
{
    frame_u8(f, code);
    frame_u8(f, length);
    frame_bytes(f, bytes, length);
}

void
frame_dhcp(frame *f, unsigned type, uint32_t transaction, const endpoint *client,
           const endpoint *server, const char *host)
{
    bool reply = type == 2 || type == 5;
    unsigned start = f->length;

    frame_u32(f, reply ? 0x02010600 : 0x01010600);
    frame_u32(f, transaction);
    frame_zeros(f, 8);
    frame_bytes(f, reply ? client->addr : (const uint8_t[4]){0}, 4);
    frame_zeros(f, 8);
    frame_bytes(f, client->mac, 6);
    frame_zeros(f, start + DHCP_FIXED - f->length);
    frame_u32(f, 0x63825363);
    dhcp_option(f, 53, &(uint8_t){(uint8_t)type}, 1);
    if (reply) {
        dhcp_option(f, 1, (const uint8_t[4]){255, 255, 0, 0}, 4);
        dhcp_option(f, 3, server->addr, 4);
        dhcp_option(f, 6, server->addr, 4);
    } else if (host) {
        dhcp_option(f, 12, host, (unsigned)strlen(host));
    }
    frame_u8(f, 255);
}

static void
ntp_timestamp(frame *f, int64_t time_us)
{
    frame_u32(f, time_us ? (uint32_t)(time_us / 1000000) + NTP_EPOCH_S : 0);
    frame_u32(f, (uint32_t)(((uint64_t)(time_us % 1000000) << 32) / 1000000));
}

void
frame_ntp(frame *f, bool response, int64_t time_us, int64_t request_us)
{
    frame_u32(f, response ? 0x240206e9 : 0x230006e9);
    frame_zeros(f, 12);
    ntp_timestamp(f, response ? time_us : 0);
    ntp_timestamp(f, response ? request_us : 0);
    ntp_timestamp(f, response ? time_us : 0);
    ntp_timestamp(f, time_us);
}

static unsigned
tls_handshake(frame *f, unsigned version, unsigned type, unsigned *ret_record)
{
    frame_u8(f, 22);
    frame_u16(f, version);
    *ret_record = open_length(f);
    frame_u8(f, type);
    frame_u8(f, 0);
    return open_length(f);
}

static void
tls_key_share(frame *f, uint32_t seed, bool client)
{
    frame_u16(f, 51);
    frame_u16(f, client ? 38 : 36);
    if (client)
        frame_u16(f, 36);
    frame_u16(f, 29);
    frame_u16(f, 32);
    frame_noise(f, seed, 32);
}

static void
tls_client_extensions(frame *f, uint32_t seed, const char *server_name)
{
    static const uint8_t rest[] = {
        0, 10, 0, 4,  0, 2, 0, 29,                                     /* groups */
        0, 13, 0, 8,  0, 6, 4, 3,   8,   4,   4,   1,                  /* signatures */
        0, 16, 0, 11, 0, 9, 8, 'h', 't', 't', 'p', '/', '1', '.', '1', /* ALPN */
        0, 43, 0, 5,  4, 3, 4, 3,   3,                                 /* versions */
    };
    unsigned length = (unsigned)strlen(server_name);
    unsigned opened = open_length(f);

    frame_u16(f, 0);
    frame_u16(f, length + 5);
    frame_u16(f, length + 3);
    frame_u8(f, 0);
    frame_u16(f, length);
    frame_bytes(f, server_name, length);
    frame_bytes(f, rest, sizeof rest);
    tls_key_share(f, seed, true);
    close_length(f, opened);
}

void
frame_tls_client_hello(frame *f, uint32_t seed, const char *server_name)
{
    unsigned record, message = tls_handshake(f, 0x0301, 1, &record);

    frame_u16(f, 0x0303);
    frame_noise(f, seed, 32);
    frame_u8(f, 32);
    frame_noise(f, seed + 1, 32);
    frame_u16(f, 8);
    frame_u32(f, 0x13011302);
    frame_u32(f, 0xc02bc02f);
    frame_u16(f, 0x0100);
    tls_client_extensions(f, seed + 2, server_name);
    close_length(f, message);
    close_length(f, record);
}

void
frame_tls_server_hello(frame *f, uint32_t seed)
{
    unsigned record, message = tls_handshake(f, 0x0303, 2, &record);

    frame_u16(f, 0x0303);
    frame_noise(f, seed, 32);
    frame_u8(f, 32);
    frame_noise(f, seed + 1, 32);
    frame_u16(f, 0x1301);
    frame_u8(f, 0);
    unsigned opened = open_length(f);
    frame_u32(f, 0x002b0002);
    frame_u16(f, 0x0304);
    tls_key_share(f, seed + 2, false);
    close_length(f, opened);
    close_length(f, message);
    close_length(f, record);
    frame_bytes(f, (const uint8_t[]){20, 3, 3, 0, 1, 1}, 6);
}

void
frame_tls_data(frame *f, unsigned length)
{
    frame_u8(f, 23);
    frame_u16(f, 0x0303);
    frame_u16(f, length);
}

void
frame_quic_initial(frame *f, uint32_t seed)
{
    unsigned start = f->length;

    frame_u8(f, 0xc3);
    frame_u32(f, 1);
    frame_u8(f, 8);
    frame_noise(f, seed, 8);
    frame_u8(f, 0);
    frame_u8(f, 0);
    frame_u16(f, 0x4000 | (start + QUIC_INITIAL - f->length - 2));
    frame_noise(f, seed + 1, start + QUIC_INITIAL - f->length);
}

void
frame_mqtt(frame *f, uint32_t seed, unsigned length)
{
    static const char topic[] = "home/state";

    length = length < 100 ? length : 100;
    frame_u8(f, 0x30);
    frame_u8(f, (unsigned)strlen(topic) + 2 + length);
    frame_u16(f, (unsigned)strlen(topic));
    frame_bytes(f, topic, (unsigned)strlen(topic));
    frame_noise(f, seed, length);
}

static void
little(uint8_t *at, uint32_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

void
pcap_start(FILE *out)
{
    uint8_t header[24] = {0};

    little(header, 0xa1b2c3d4, 4);
    little(header + 4, 2, 2);
    little(header + 6, 4, 2);
    little(header + 16, 262144, 4);
    little(header + 20, 1, 4);
    fwrite(header, sizeof header, 1, out);
}

static void
finish(frame *f)
{
    if (f->ip)
        put_length(f, f->ip + (f->bytes[f->ip] >> 4 == 6 ? 4 : 2),
                   f->length - f->ip - (f->bytes[f->ip] >> 4 == 6 ? 40 : 0));
    if (f->udp)
        put_length(f, f->udp + 4, f->length - f->udp);
    while (f->length < FRAME_MIN)
        frame_u8(f, 0);
}

void
pcap_write(FILE *out, frame *f, int64_t time_us)
{
    uint8_t header[16];

    finish(f);
    little(header, (uint32_t)(time_us / 1000000), 4);
    little(header + 4, (uint32_t)(time_us % 1000000), 4);
    little(header + 8, f->length, 4);
    little(header + 12, f->length, 4);
    fwrite(header, sizeof header, 1, out);
    fwrite(f->bytes, f->length, 1, out);
}
