/* tls-certificate.c - whose certificate a server shows
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 5246 section 7.4.2; RFC 5280 section 4.1: version, number, algorithm, issuer, validity,
 * subject, key, and extensions. A name is a sequence of sets, each of one attribute.
 */
#include "wire/message/tls-certificate.h"

#include <string.h>

#include "wire/evidence-text.h"
#include "wire/message/certificate-host.h"
#include "wire/message/ber.h"

enum { TAG_INTEGER = 0x02, TAG_OBJECT = 0x06, TAG_SEQUENCE = 0x30, TAG_SET = 0x31 };
enum { TAG_VERSION = 0xa0, TAG_ISSUER_ID = 0x81, TAG_SUBJECT_ID = 0x82, TAG_EXTENSIONS = 0xa3 };

/* Attributes of one name. */
#define ATTRIBUTES_MAX 16
#define VALUE_MAX      128
/* Of a vector's length. */
#define LENGTH_BYTES 3

/* By the last number of 2.5.4. */
static const struct {
    uint8_t number;
    const char *name;
} attributes[] = {{3, "CN="}, {10, "O="}, {11, "OU="}};

bool
tls_certificate_matters(const packet *p)
{
    const iot_addr *addr = &p->obs->src;
    const uint8_t *b = addr->bytes;

    if (addr->family == 6)
        return (b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80);
    return addr->family == 4 && (b[0] == 10 || (b[0] == 172 && (b[1] & 0xf0) == 16) ||
                                 (b[0] == 192 && b[1] == 168) || (b[0] == 169 && b[1] == 254));
}

static void
tell_value(packet *p, iot_evidence evidence, const char *name, cursor value)
{
    uint8_t text[4 + VALUE_MAX];
    size_t n = strlen(name), length = MIN(cursor_left(&value), VALUE_MAX);

    if (length == 0)
        return;
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): it has a length, and no end */
    memcpy(text, name, n);
    memcpy(text + n, value.at, length);
    evidence_tell_bytes(p, evidence, cursor_of(text, n + length));
}

static void
tell_attribute(packet *p, iot_evidence evidence, cursor pair)
{
    cursor object, value;

    if (!ber_enter(&pair, TAG_OBJECT, &object) || cursor_left(&object) != 3 ||
        object.at[0] != 0x55 || object.at[1] != 4 || cursor_left(&pair) == 0)
        return;
    for (unsigned i = 0; i < G_N_ELEMENTS(attributes); i++)
        if (attributes[i].number == object.at[2] && ber_enter(&pair, *pair.at, &value))
            tell_value(p, evidence, attributes[i].name, value);
}

static void
tell_name(packet *p, iot_evidence evidence, cursor name)
{
    cursor set, pair;

    for (unsigned i = 0; i < ATTRIBUTES_MAX && ber_enter(&name, TAG_SET, &set); i++)
        if (ber_enter(&set, TAG_SEQUENCE, &pair))
            tell_attribute(p, evidence, pair);
}

static cursor
take_vector(cursor *c)
{
    size_t length = (size_t)cursor_u8(c) << 16;

    length |= cursor_u16(c);
    return cursor_part(c, length);
}

/* What may be there, and says nothing to us. */
static bool
pass_if_there(cursor *c, uint8_t tag)
{
    cursor part;

    return cursor_left(c) == 0 || *c->at != tag || ber_enter(c, tag, &part);
}

/* What of a certificate is looked at. */
typedef struct parts {
    cursor issuer, subject;
    cursor extensions; /* none: empty */
} parts;

static bool
take_apart(cursor der, parts *ret_parts)
{
    cursor certificate, c, part;
    parts found = {.extensions = cursor_of(NULL, 0)};

    if (!ber_enter(&der, TAG_SEQUENCE, &certificate) ||
        !ber_enter(&certificate, TAG_SEQUENCE, &c) || !pass_if_there(&c, TAG_VERSION) ||
        !ber_enter(&c, TAG_INTEGER, &part) || !ber_enter(&c, TAG_SEQUENCE, &part) ||
        !ber_enter(&c, TAG_SEQUENCE, &found.issuer) || !ber_enter(&c, TAG_SEQUENCE, &part) ||
        !ber_enter(&c, TAG_SEQUENCE, &found.subject))
        return false;
    if (ber_enter(&c, TAG_SEQUENCE, &part) && pass_if_there(&c, TAG_ISSUER_ID) &&
        pass_if_there(&c, TAG_SUBJECT_ID) && ber_enter(&c, TAG_EXTENSIONS, &part) &&
        ber_enter(&part, TAG_SEQUENCE, &c))
        found.extensions = c;
    *ret_parts = found;
    return true;
}

size_t
tls_certificate_need(cursor message)
{
    enum { HEADS_BYTES = 2 * LENGTH_BYTES };

    message.failed = false; /* of a beginning, it is so from the start */
    cursor_skip(&message, LENGTH_BYTES);
    size_t length = (size_t)cursor_u8(&message) << 16;
    length |= cursor_u16(&message);
    return HEADS_BYTES + (message.failed ? 0 : length);
}

bool
tls_certificate_tell(packet *p, cursor message)
{
    cursor list = take_vector(&message);
    parts found;

    if (cursor_left(&list) < LENGTH_BYTES)
        return false;
    cursor der = take_vector(&list);
    if (der.failed)
        return false;
    if (!take_apart(der, &found))
        return true;
    p->obs->certificate_name = certificate_host(p->facts, found.subject, found.extensions);
    if (tls_certificate_matters(p)) {
        tell_name(p, IOT_EVIDENCE_TLS_SUBJECT, found.subject);
        tell_name(p, IOT_EVIDENCE_TLS_ISSUER, found.issuer);
    }
    return true;
}
