/* frames.h - the frames of a home network, byte by byte, and the file they go to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A frame is built from the outside in: frame_ethernet, frame_ip, then frame_tcp or frame_udp, then
 * its content; frame_write puts in the lengths that only the end knows. Checksums are zero, as
 * Wireshark does not look at them unless told to.
 */
#ifndef BENCH_FRAMES_H
#define BENCH_FRAMES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define FRAME_MAX 1514 /* Ethernet without its checksum */
#define FRAME_MIN 60

enum { TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_PSH = 0x08, TCP_ACK = 0x10 };

/* Who sends or receives: a MAC and an address. */
typedef struct endpoint {
    uint8_t mac[6];
    uint8_t addr[16]; /* the first 4 of IPv4 */
    bool v6;
} endpoint;

typedef struct frame {
    uint8_t bytes[FRAME_MAX];
    unsigned length;
    unsigned ip, udp; /* where these headers start; 0: there is none */
} frame;

typedef struct tcp_header {
    uint16_t src_port, dst_port;
    uint32_t seq, ack;
    uint8_t flags;
    uint32_t timestamp_ms, echo_ms;
} tcp_header;

void frame_u8(frame *f, unsigned value);
void frame_u16(frame *f, unsigned value);
void frame_u32(frame *f, uint32_t value);
void frame_bytes(frame *f, const void *bytes, unsigned length);
/** Bytes that look encrypted: a function of `seed` alone. */
void frame_noise(frame *f, uint32_t seed, unsigned length);

/** Starts the frame anew. */
void frame_ethernet(frame *f, const uint8_t dst[6], const uint8_t src[6], unsigned ethertype);
/** Ethernet and IP, of the family of `src`. */
void frame_ip(frame *f, const endpoint *src, const endpoint *dst, unsigned protocol);
/** Ethernet, IP and TCP with the options that hosts send today. */
void frame_tcp(frame *f, const endpoint *src, const endpoint *dst, const tcp_header *tcp);
/** Ethernet, IP and UDP. */
void frame_udp(frame *f, const endpoint *src, const endpoint *dst, unsigned src_port,
               unsigned dst_port);
void frame_arp(frame *f, const endpoint *src, const endpoint *dst, bool reply);

/** A domain name, as DNS writes it. */
void frame_name(frame *f, const char *name);
void frame_dns_query(frame *f, unsigned id, const char *name, bool v6);
/** An alias, where there is one, and the addresses of it. */
void frame_dns_response(frame *f, unsigned id, const char *name, const char *alias,
                        const endpoint *const *addresses, unsigned n_addresses);
/** What a device says of itself to its neighbours. `host` without ".local". */
void frame_mdns_announcement(frame *f, const char *host, const endpoint *self);
/** `type` is that of RFC 2132 section 9.6. `host` NULL: the client does not name itself. */
void frame_dhcp(frame *f, unsigned type, uint32_t transaction, const endpoint *client,
                const endpoint *server, const char *host);
void frame_ntp(frame *f, bool response, int64_t time_us, int64_t request_us);
void frame_tls_client_hello(frame *f, uint32_t seed, const char *server_name);
void frame_tls_server_hello(frame *f, uint32_t seed);
/** The head of a record of `length` bytes of application data. */
void frame_tls_data(frame *f, unsigned length);
/** A whole datagram whose Initial nobody can decrypt. */
void frame_quic_initial(frame *f, uint32_t seed);
/** A message of at most 100 bytes. */
void frame_mqtt(frame *f, uint32_t seed, unsigned length);

void pcap_start(FILE *out);
/** Finishes the frame, and writes it. */
void pcap_write(FILE *out, frame *f, int64_t time_us);

#endif
