/* baichuan.c - what cameras of Reolink and its kin answer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A head of 20 bytes, numbers in little-endian order: magic, what the message is, its length,
 * channel and others, result, class; of two classes four bytes more. Then XML, in clear or hidden
 * by bytes that are the same for all: older cameras hide no better. What newer ones seal is no XML
 * here, and tells nothing.
 */
#include "wire/message/baichuan.h"

#include "wire/evidence-text.h"
#include "wire/xml-element.h"

/* Bytes of a document that are looked at. */
#define XML_MAX 1024

static const uint8_t magic[] = {0xf0, 0xde, 0xbc, 0x0a};
static const uint8_t hiding[8] = {0x1f, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78, 0xff};

/* The number of what asks for, and is, a camera's version; low bytes first. */
static const uint8_t version[] = {80, 0, 0, 0};

static cursor
uncover(cursor c, uint8_t channel, uint8_t plain[XML_MAX])
{
    size_t n = 0;

    for (; n < XML_MAX && cursor_left(&c) > 0; n++)
        plain[n] = (uint8_t)(cursor_u8(&c) ^ hiding[(n + channel) % sizeof hiding] ^ channel);
    return cursor_of(plain, n);
}

static void
tell_version(packet *p, cursor xml)
{
    cursor value;

    if (xml_element_find(xml, "<type>", &value) && cursor_left(&value) > 0)
        evidence_tell_bytes(p, IOT_EVIDENCE_BAICHUAN_MODEL, value);
    if (xml_element_find(xml, "<name>", &value) && cursor_left(&value) > 0)
        evidence_tell_label(p, value);
}

void
baichuan_tell(packet *p, cursor segment)
{
    enum { REST_BYTES = 5, LONGER_FIRST = 0x1464, LONGER_SECOND = 0 };
    static const char xml[] = "<?xml";
    uint8_t plain[XML_MAX];
    cursor c = segment;

    if (cursor_left(&c) < sizeof magic || memcmp(c.at, magic, sizeof magic) != 0)
        return;
    cursor_skip(&c, sizeof magic);
    const uint8_t *kind = cursor_bytes(&c, sizeof version);
    cursor_skip(&c, 4); /* length */
    uint8_t channel = cursor_u8(&c);
    cursor_skip(&c, REST_BYTES);
    uint16_t class = cursor_u16(&c);
    if (class == LONGER_FIRST || class == LONGER_SECOND)
        cursor_skip(&c, 4);
    if (c.failed)
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "baichuan");
    if (memcmp(kind, version, sizeof version) != 0)
        return;
    cursor_limit(&c, MIN(cursor_left(&c), XML_MAX));
    if (!cursor_begins(c, xml))
        c = uncover(c, channel, plain);
    if (cursor_begins(c, xml))
        tell_version(p, c);
}
