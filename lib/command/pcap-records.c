/* pcap-records.c - packets of a plain pcap file, taken where they lie in a buffer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The format is that of draft-ietf-opsawg-pcap.
 */
#include "command/pcap-records.h"

#include <string.h>

#define MAGIC_US 0xa1b2c3d4u
#define MAGIC_NS 0xa1b23c4du
#define MAJOR    2
#define MINOR    4
/* The longest that libpcap takes, of most links. */
#define PACKET_MAX_BYTES 262144
#define NS_PER_S         1000000000u
#define US_PER_S         1000000u

static uint32_t
word_at(const uint8_t *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

static uint16_t
short_at(const uint8_t *at)
{
    uint16_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* What else may stand beside the link type tells of checksums behind packets. */
static bool
is_plain(const uint8_t *head)
{
    uint32_t magic = word_at(head), snaplen = word_at(head + 16), link = word_at(head + 20);

    return (magic == MAGIC_US || magic == MAGIC_NS) && short_at(head + 4) == MAJOR &&
           short_at(head + 6) == MINOR && snaplen > 0 && link <= UINT16_MAX;
}

size_t
records_limit(const pcap_records *r)
{
    return r->state == RECORDS_HEAD ? sizeof r->head - r->have : SIZE_MAX;
}

void
records_pass(pcap_records *r, const uint8_t *bytes, size_t n)
{
    if (r->state != RECORDS_HEAD) {
        r->state = RECORDS_OVER;
        return;
    }
    memcpy(r->head + r->have, bytes, n);
    r->have += n;
    if (r->have < sizeof r->head)
        return;
    r->state = is_plain(r->head) ? RECORDS_READY : RECORDS_OVER;
    r->longest_bytes = MIN(word_at(r->head + 16), PACKET_MAX_BYTES);
    r->per_second = word_at(r->head) == MAGIC_NS ? NS_PER_S : US_PER_S;
}

size_t
records_rest(pcap_records *r, void *to, size_t size)
{
    size_t n = MIN(size, r->end - r->begin);

    if (r->state == RECORDS_TAKEN)
        r->state = RECORDS_OVER;
    memcpy(to, r->buffer + r->begin, n);
    r->begin += n;
    return n;
}

typedef enum outcome { WHOLE, NEED_MORE, STRANGE } outcome;

/* Seconds before 1970 and fractions above one are for libpcap, whose versions differ about them. */
static outcome
look_at(const pcap_records *r, struct pcap_pkthdr *ret_header)
{
    const uint8_t *at = r->buffer + r->begin;
    size_t left = r->end - r->begin;

    if (left < RECORDS_RECORD_BYTES)
        return NEED_MORE;
    uint32_t seconds = word_at(at), fraction = word_at(at + 4), captured = word_at(at + 8);
    if (seconds > INT32_MAX || fraction >= r->per_second || captured > r->longest_bytes ||
        captured > sizeof r->buffer - RECORDS_RECORD_BYTES)
        return STRANGE;
    if (left - RECORDS_RECORD_BYTES < captured)
        return NEED_MORE;
    ret_header->ts.tv_sec = (time_t)seconds;
    ret_header->ts.tv_usec = (suseconds_t)fraction * (NS_PER_S / r->per_second);
    ret_header->caplen = captured;
    ret_header->len = word_at(at + 12);
    return WHOLE;
}

/* False: there is no more. */
static bool
fill(pcap_records *r, records_read_fn read, void *user_data)
{
    memmove(r->buffer, r->buffer + r->begin, r->end - r->begin);
    r->end -= r->begin;
    r->begin = 0;
    gssize n = read(r->buffer + r->end, sizeof r->buffer - r->end, user_data);
    r->end += n > 0 ? (size_t)n : 0;
    return n > 0;
}

bool
records_next(pcap_records *r, records_read_fn read, void *user_data, struct pcap_pkthdr *ret_header,
             const uint8_t **ret_bytes)
{
    outcome found = NEED_MORE;

    if (r->state == RECORDS_READY)
        r->state = RECORDS_TAKEN;
    if (r->state != RECORDS_TAKEN)
        return false;
    do {
        found = look_at(r, ret_header);
    } while (found == NEED_MORE && fill(r, read, user_data));
    if (found != WHOLE) {
        r->state = RECORDS_OVER;
        return false;
    }
    *ret_bytes = r->buffer + r->begin + RECORDS_RECORD_BYTES;
    r->begin += RECORDS_RECORD_BYTES + ret_header->caplen;
    return true;
}
