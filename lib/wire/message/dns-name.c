/* dns-name.c - domain names as they stand in messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/dns-name.h"

#include "wire/wire-text.h"

#include <string.h>

/* The first two bits of a label's length tell what it is. */
#define KIND     0xc0
#define LABEL    0x00
#define EXTENDED 0x40 /* RFC 2673, given up by RFC 6891 */
#define POINTER  0xc0

/* Four times what RFC 1035 section 2.3.4 allows, as in Wireshark. */
#define MAX_BYTES 1023

/* A name of 255 bytes has at most 127 labels: more pointers lead in circles. */
#define POINTERS_MAX 127

/* Written instead of a name. */
static const char root[] = "<Root>", loop[] = "<Name contains a pointer that loops>",
                  too_long[] = "<Name too long>", unknown_label[] = "<Unknown extended label>";

/* A name while it is read. */
typedef struct reading {
    const uint8_t *message, *end;
    cursor at;          /* goes wherever pointers lead */
    cursor *behind;     /* stays behind the name's own bytes, once a pointer was met */
    unsigned pointers;  /* so far */
    size_t read;        /* bytes of labels and pointers so far */
    const char *notice; /* instead of the name; NULL: none */
    size_t length;
    uint8_t bytes[MAX_BYTES];
} reading;

static void
append(reading *r, const uint8_t *bytes, size_t n)
{
    if (r->length + n > MAX_BYTES) {
        r->notice = too_long;
        return;
    }
    memcpy(r->bytes + r->length, bytes, n);
    r->length += n;
}

static void
take_label(reading *r, uint8_t n)
{
    const uint8_t *label = cursor_bytes(&r->at, n);

    if (!label || r->notice)
        return;
    if (r->length > 0)
        append(r, (const uint8_t *)".", 1);
    append(r, label, n);
}

/* Goes where the pointer leads. False: in circles, or for nothing. */
static bool
follow(reading *r, uint8_t high)
{
    size_t to = (size_t)(high & ~KIND) << 8 | cursor_u8(&r->at);

    if (r->pointers++ == 0)
        *r->behind = r->at;
    if (r->notice)
        return false;
    if (r->at.failed || to >= (size_t)(r->end - r->message)) {
        r->at.failed = true;
        return true;
    }
    r->at.at = r->message + to;
    if (r->pointers <= POINTERS_MAX)
        return true;
    r->notice = loop;
    return false;
}

/* Reads the next label or pointer. False: that was the last. */
static bool
step(reading *r)
{
    uint8_t n = cursor_u8(&r->at);

    if (n == 0)
        return false;
    r->read += (n & KIND) == LABEL ? 1u + n : 2;
    switch (n & KIND) {
    case LABEL:
        take_label(r, n);
        return !r->notice || r->pointers == 0;
    case POINTER:
        return follow(r, n);
    case EXTENDED: /* whose length nobody knows */
        r->notice = unknown_label;
        return false;
    default:
        r->at.failed = true;
        return false;
    }
}

static const char *
text_of(const reading *r, iot_facts *facts)
{
    char *text = iot_facts_text(facts, PRINTED_BYTES(r->length));

    if (r->notice)
        return r->notice;
    if (r->length == 0)
        return root;
    if (text)
        iot_facts_keep(facts, wire_text_write(r->bytes, r->length, text) + 1);
    return text;
}

void
dns_name_skip(cursor *at)
{
    for (;;) {
        uint8_t n = cursor_u8(at);
        if ((n & KIND) == POINTER) {
            cursor_skip(at, 1);
            return;
        }
        if (n == 0 || (n & KIND) == EXTENDED)
            return;
        if (n & KIND)
            at->failed = true;
        if (at->failed)
            return;
        cursor_skip(at, n);
    }
}

/* Where the name stands: of one that is nothing but a pointer, where that leads. */
static size_t
place_of(const cursor *at, const dns_names *names)
{
    if (cursor_left(at) >= 2 && (at->at[0] & KIND) == POINTER)
        return (size_t)(at->at[0] & ~KIND) << 8 | at->at[1];
    return (size_t)(at->at - names->message);
}

/* The name that was read from there before; NULL: it was not, or long ago. */
static const char *
known_at(const dns_names *names, size_t place)
{
    for (unsigned i = 0; i < MIN(names->n_known, DNS_NAMES_KNOWN); i++)
        if (names->known_at[i] == place)
            return names->known[i];
    return NULL;
}

static void
remember(dns_names *names, size_t place, const char *text)
{
    unsigned i = names->n_known++ % DNS_NAMES_KNOWN;

    names->known_at[i] = (uint32_t)place;
    names->known[i] = text;
}

const char *
dns_name_read(cursor *at, dns_names *names)
{
    size_t place = place_of(at, names);
    const char *known = names->left > 0 ? known_at(names, place) : NULL;

    if (names->left == 0 || known) {
        dns_name_skip(at);
        return known;
    }
    reading r; /* its bytes are written before they are read */
    r.message = names->message;
    r.end = at->end;
    r.at = *at;
    r.behind = at;
    r.pointers = 0;
    r.notice = NULL;
    r.length = r.read = 0;
    while (!r.at.failed && step(&r))
        ;
    names->left -= MIN(r.read, names->left);
    if (r.at.failed) {
        at->failed = true;
        return NULL;
    }
    if (r.pointers == 0)
        *at = r.at;
    known = text_of(&r, names->facts);
    if (known)
        remember(names, place, known);
    return known;
}
