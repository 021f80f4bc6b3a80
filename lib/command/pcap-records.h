/* pcap-records.h - packets of a plain pcap file, taken where they lie in a buffer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * libpcap reads through a stream of the C library's, in pieces of 16 bytes and of a packet: that
 * takes a ninth of all that is done for one, and copies each. What nearly all captures are, pcap
 * 2.4 in this machine's order of bytes, is read here instead, as long as its records are as they
 * should be. At the first that is not, and at the end, libpcap goes on for good from that very
 * byte, and says what it thinks of it. So no damage is judged here, nor any other kind of file.
 *
 *     records_limit(), records_pass()    // for each piece that the stream is given: its head alone
 *     records_next()                     // until it is false; then the stream is read on
 *     records_rest()                     // what the stream is given first
 */
#ifndef IOT_COMMAND_PCAP_RECORDS_H
#define IOT_COMMAND_PCAP_RECORDS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pcap/pcap.h>

#define RECORDS_HEAD_BYTES   24 /* of the file */
#define RECORDS_RECORD_BYTES 16 /* before each packet */
/* Longer records are left to libpcap, with all behind them. */
#define RECORDS_BUFFER_BYTES 131072

typedef enum records_state {
    RECORDS_HEAD,  /* of the file: it goes through the stream */
    RECORDS_READY, /* that was a plain one's, and all behind it is still there */
    RECORDS_TAKEN, /* records are read here */
    RECORDS_OVER,  /* all that comes is the stream's */
} records_state;

/* Zero-initialise it. */
typedef struct pcap_records {
    records_state state;
    uint8_t head[RECORDS_HEAD_BYTES];
    size_t have;            /* bytes of the head */
    uint32_t longest_bytes; /* that a packet may be by it */
    uint32_t per_second;    /* fractions in the file */
    size_t begin, end;      /* of what was read and not taken yet */
    uint8_t buffer[RECORDS_BUFFER_BYTES];
} pcap_records;

/* As read(2). */
typedef gssize (*records_read_fn)(void *to, gsize size, void *user_data);

/* How many bytes the stream may get at once: it would keep those behind the head for itself. */
size_t records_limit(const pcap_records *r);
/* Takes note of what the stream is given. */
void records_pass(pcap_records *r, const uint8_t *bytes, size_t n);
/* Hands over what was read and not taken, up to `size` bytes; nothing is read here afterwards. */
size_t records_rest(pcap_records *r, void *to, size_t size);

/* The next packet, with nanoseconds for microseconds as libpcap has them where it is asked for.
 * False: it is libpcap's turn.
 * @param ret_bytes valid until the next call */
bool records_next(pcap_records *r, records_read_fn read, void *user_data,
                  struct pcap_pkthdr *ret_header, const uint8_t **ret_bytes);

#endif
