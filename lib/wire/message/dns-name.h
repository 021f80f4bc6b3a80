/* dns-name.h - domain names as they stand in messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_DNS_NAME_H
#define IOT_DNS_NAME_H

#include "fact/fact-list.h"
#include "wire/cursor.h"

/* Names that are remembered of one message: its records have those of the ones before them. */
#define DNS_NAMES_KNOWN 8

/* Passes a name without reading it; the cursor is marked if it ends before the name does. */
void dns_name_skip(cursor *at);
/* A message whose names are read. What they say is written out once for each record that points to
 * it: a message of 64 KiB can ask for megabytes. */
typedef struct dns_names {
    const uint8_t *message; /* where it begins; it ends where the cursors in it end */
    iot_facts *facts;       /* whose memory the names take */
    size_t left;            /* bytes of labels and pointers that may still be read */
    unsigned n_known;       /* names that were read so far; the latest are remembered... */
    const char *known[DNS_NAMES_KNOWN];
    uint32_t known_at[DNS_NAMES_KNOWN]; /* ...by the place that they were read from */
} dns_names;

/* Bytes of names that are read for each of a message: of records of 12 bytes, all with the longest
 * name there is (RFC 1035 section 2.3.4), it would be 22. Later names are left out. */
#define DNS_NAMES_PER_BYTE 32

static inline dns_names
dns_names_of(cursor message, iot_facts *facts)
{
    return (dns_names){
        .message = message.at, .facts = facts, .left = cursor_left(&message) * DNS_NAMES_PER_BYTE};
}

/* Reads a name, which is passed: labels with dots between them, no dot at the end, as Wireshark
 * shows it ("<Root>" for the root). Pointers (RFC 1035 section 4.1.4) may lead anywhere into the
 * message, forwards too.
 * @return in memory of the facts; NULL, and the cursor is marked, if the name is damaged; NULL if
 *  there is no room, or too much was read of this message's names */
const char *dns_name_read(cursor *at, dns_names *names);

#endif
