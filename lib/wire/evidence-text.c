/* evidence-text.c - texts of a packet that tell what its sender is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/evidence-text.h"

#include <string.h>

#include "base/hash.h"
#include "wire/wire-text.h"

/* Announcements come in bursts. What keeps what they tell may forget it, if it has to. */
#define REPEATED_NS (60 * G_GINT64_CONSTANT(1000000000))

/* Both in one, as the facts' memory is given piece by piece. */
static const char *
join(iot_facts *facts, const char *before, const char *after)
{
    size_t first = strlen(before), length = first + 1 + strlen(after);
    char *text = iot_facts_text(facts, length + 1);

    if (!text)
        return NULL;
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): the other one has the end */
    memcpy(text, before, first);
    text[first] = ' ';
    memcpy(text + first + 1, after, length - first);
    iot_facts_keep(facts, length + 1);
    return text;
}

/* What came with a frame that somebody threw away was told to nobody. */
void
evidence_begin(iot_dissector *dissector, uint32_t frame)
{
    for (unsigned i = 0; i < dissector->n_latest && frame == dissector->latest_frame; i++)
        dissector->latest[i]->known = false;
    dissector->n_latest = 0;
    dissector->latest_frame = frame;
}

/* Of sender and message. Two have the same by chance once in 2^64, and by intent for nobody who
 * does not know the process's key. */
static uint64_t
sum_of(const packet *p, cursor message)
{
    uint64_t sum = iot_hash_content(0, &p->obs->src, sizeof p->obs->src);

    sum = iot_hash_content(sum, &p->obs->src_mac, sizeof p->obs->src_mac);
    return iot_hash_content(sum, message.at, cursor_left(&message));
}

/* By some of what tells them apart: those that meet there are told again whenever they take turns.
 * The key has no part in it, so that each run tells the same. */
static announcement *
place_of(const packet *p, cursor message)
{
    const uint8_t *mac = p->obs->src_mac.bytes, *addr = p->obs->src.bytes;
    size_t length = cursor_left(&message);
    uint32_t mixed = (uint32_t)length;

    for (unsigned i = 3; i < sizeof p->obs->src_mac.bytes; i++)
        mixed = mixed * 31 + mac[i];
    for (unsigned i = 0; i < sizeof p->obs->src.bytes; i++)
        mixed = mixed * 31 + addr[i];
    for (size_t i = length / 2; i < length && i < length / 2 + 8; i++)
        mixed = mixed * 31 + message.at[i];
    return &p->dissector->announced[mixed % ANNOUNCEMENTS];
}

bool
evidence_is_repeated(packet *p, cursor message)
{
    iot_dissector *d = p->dissector;
    int64_t now_ns = p->obs->time_ns;
    uint64_t sum = sum_of(p, message);
    announcement *place = place_of(p, message);

    if (place->known && place->sum == sum && ABS(now_ns - place->time_ns) < REPEATED_NS)
        return true;
    if (d->n_latest == ANNOUNCEMENTS_FRAME)
        return false;
    *place = (announcement){sum, now_ns, true};
    d->latest[d->n_latest++] = place;
    return false;
}

/* A first line has what matters. */
static cursor
first_line(cursor bytes)
{
    size_t most = MIN(cursor_left(&bytes), EVIDENCE_TEXT_BYTES);

    if (most == 0)
        return bytes;
    const uint8_t *feed = memchr(bytes.at, '\n', most);

    most = feed ? (size_t)(feed - bytes.at) : most;
    const uint8_t *back = memchr(bytes.at, '\r', most);
    return cursor_of(bytes.at, back ? (size_t)(back - bytes.at) : most);
}

/* Enough digits of whatever kind: of words of what something is, few have so many. One of six
 * letters up to "f" goes with them, as half a MAC has no other now and then. */
static bool
is_number(const uint8_t *word, size_t length)
{
    enum { HEX_MIN = 6, MIXED_MIN = 8, DIGITS_PART = 3 };
    size_t hex = 0, digits = 0;

    for (size_t i = 0; i < length; i++) {
        hex += g_ascii_isxdigit(word[i]);
        digits += g_ascii_isdigit(word[i]);
    }
    return (length >= HEX_MIN && hex == length) ||
           (length >= MIXED_MIN && digits * DIGITS_PART >= length);
}

cursor
evidence_before_number(cursor name)
{
    const uint8_t *at = name.at;

    while (at < name.end) {
        const uint8_t *word = at;
        while (at < name.end && g_ascii_isalnum(*at))
            at++;
        if (is_number(word, (size_t)(at - word)))
            return (cursor){name.at, word, false};
        at += at < name.end;
    }
    return name;
}

const char *
evidence_text(packet *p, const char *before, cursor bytes)
{
    const char *text = wire_text_utf8(p->facts, first_line(bytes));

    if (!text || !*text)
        return NULL;
    return before ? join(p->facts, before, text) : text;
}

void
evidence_tell(packet *p, iot_evidence evidence, const char *text)
{
    iot_facts_add(p->facts, &(iot_fact){IOT_FACT_EVIDENCE, .evidence = {evidence, .text = text}});
}

void
evidence_tell_bytes(packet *p, iot_evidence evidence, cursor bytes)
{
    evidence_tell(p, evidence, evidence_text(p, NULL, bytes));
}

void
evidence_tell_label(packet *p, cursor bytes)
{
    const char *label = evidence_text(p, NULL, bytes);

    if (label && iot_addr_is_unicast(&p->obs->src))
        iot_facts_add(p->facts,
                      &(iot_fact){IOT_FACT_CLAIM,
                                  .claim = {IOT_NAME_LABEL, .addr = p->obs->src, .name = label}});
}

void
evidence_tell_mac(packet *p, iot_evidence evidence, const iot_mac *mac, const char *text)
{
    if (iot_mac_is_station(mac))
        iot_facts_add(p->facts,
                      &(iot_fact){IOT_FACT_EVIDENCE, .evidence = {evidence, *mac, .text = text}});
}

void
evidence_tell_addr(packet *p, iot_evidence evidence, const iot_addr *addr, const char *text)
{
    if (iot_addr_is_unicast(addr))
        iot_facts_add(p->facts, &(iot_fact){IOT_FACT_EVIDENCE,
                                            .evidence = {evidence, .addr = *addr, .text = text}});
}
