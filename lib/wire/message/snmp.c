/* snmp.c - what answers of SNMP tell of who answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 3416 section 3, RFC 3418: sysDescr and sysObjectID.
 */
#include <string.h>

#include "wire/cursor-text.h"
#include "wire/evidence-text.h"
#include "wire/message/ber.h"
#include "wire/message/office.h"

#define PORT 161

enum { TAG_INTEGER = 0x02, TAG_OCTETS = 0x04, TAG_OBJECT = 0x06, TAG_SEQUENCE = 0x30 };
enum { TAG_RESPONSE = 0xa2 };

/* Variables of one answer. */
#define VARIABLES_MAX 32
/* A number of an identifier as text, with its dot; numbers of one. */
#define NUMBER_TEXT 11
#define NUMBERS_MAX 16

/* The numbers below "enterprises", 1.3.6.1.4.1: seven bits a byte. */
static void
tell_object(packet *p, cursor value)
{
    static const uint8_t enterprises[] = {0x2b, 6, 1, 4, 1};
    char text[NUMBERS_MAX * NUMBER_TEXT + 1];
    int length = 0;

    if (cursor_left(&value) <= sizeof enterprises ||
        memcmp(value.at, enterprises, sizeof enterprises) != 0)
        return;
    value.at += sizeof enterprises;
    for (unsigned i = 0; i < NUMBERS_MAX && cursor_left(&value) > 0; i++) {
        uint32_t number = 0;
        uint8_t byte;
        do {
            byte = cursor_u8(&value);
            number = number << 7 | (byte & 0x7f);
        } while (byte & 0x80);
        length += g_snprintf(text + length, NUMBER_TEXT + 1, "%s%" G_GUINT32_FORMAT,
                             i > 0 ? "." : "", number);
    }
    evidence_tell_bytes(p, IOT_EVIDENCE_SNMP_OBJECT,
                        cursor_of((const uint8_t *)text, (size_t)length));
}

static void
tell_variable(packet *p, cursor variable)
{
    static const uint8_t description[] = {0x2b, 6, 1, 2, 1, 1, 1, 0},
                         object[] = {0x2b, 6, 1, 2, 1, 1, 2, 0};
    cursor name, value;

    if (!ber_enter(&variable, TAG_OBJECT, &name))
        return;
    if (cursor_is_bytes(name, description, sizeof description) &&
        ber_enter(&variable, TAG_OCTETS, &value))
        evidence_tell_bytes(p, IOT_EVIDENCE_SNMP_DESCRIPTION, value);
    else if (cursor_is_bytes(name, object, sizeof object) &&
             ber_enter(&variable, TAG_OBJECT, &value))
        tell_object(p, value);
}

/* Version and community, the answer, its three numbers, its variables. */
void
snmp_tell(packet *p, cursor c)
{
    cursor message, part, variables;

    if (p->obs->src_port != PORT || !ber_enter(&c, TAG_SEQUENCE, &message) ||
        !ber_enter(&message, TAG_INTEGER, &part) || !ber_enter(&message, TAG_OCTETS, &part) ||
        !ber_enter(&message, TAG_RESPONSE, &part))
        return;
    for (unsigned i = 0; i < 3; i++) {
        cursor number;
        if (!ber_enter(&part, TAG_INTEGER, &number))
            return;
    }
    if (!ber_enter(&part, TAG_SEQUENCE, &variables))
        return;
    for (unsigned i = 0; i < VARIABLES_MAX && ber_enter(&variables, TAG_SEQUENCE, &part); i++)
        tell_variable(p, part);
}
