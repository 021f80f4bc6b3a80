/* ber.c - messages in ASN.1's basic encoding, by the elements that they begin with
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * X.690 sections 8.1.2 and 8.1.3.
 */
#include "wire/message/ber.h"

enum { TAG_INTEGER = 0x02, TAG_OCTETS = 0x04, TAG_SEQUENCE = 0x30 };
enum { KERBEROS_FIRST = 0x6a, KERBEROS_LAST = 0x7e };
enum { LDAP_BIND = 0x60, LDAP_UNBIND = 0x42, LDAP_DELETE = 0x4a, LDAP_ABANDON = 0x50 };

/* The length of an element that has that tag; what is in it comes next. */
static bool
enter(cursor *c, uint8_t tag, size_t *ret_length)
{
    uint8_t found = cursor_u8(c), length = cursor_u8(c);

    *ret_length = length;
    if (length > 0x80) {
        *ret_length = 0;
        if (length > 0x84)
            return false;
        for (unsigned n = length & 0x7f; n > 0; n--)
            *ret_length = *ret_length << 8 | cursor_u8(c);
    }
    return !c->failed && found == tag && length != 0x80;
}

bool
ber_enter(cursor *c, uint8_t tag, cursor *ret_part)
{
    size_t length;

    if (!enter(c, tag, &length))
        return false;
    *ret_part = cursor_part(c, length);
    return !c->failed;
}

/* A number of few bytes. */
static bool
take_number(cursor *c, uint32_t *ret_number)
{
    size_t length;

    *ret_number = 0;
    if (!enter(c, TAG_INTEGER, &length) || length == 0 || length > 4)
        return false;
    for (; length > 0; length--)
        *ret_number = *ret_number << 8 | cursor_u8(c);
    return !c->failed;
}

bool
ber_is_snmp(cursor c, size_t sent)
{
    size_t length, left = cursor_left(&c);
    uint32_t version;

    if (!enter(&c, TAG_SEQUENCE, &length) || length + (left - cursor_left(&c)) != sent ||
        !take_number(&c, &version))
        return false;
    return version == 3 ? enter(&c, TAG_SEQUENCE, &length)
                        : version <= 1 && enter(&c, TAG_OCTETS, &length);
}

static bool
enter_ldap(cursor *c)
{
    size_t length;
    uint32_t number;

    return enter(c, TAG_SEQUENCE, &length) && length >= 5 && take_number(c, &number);
}

bool
ber_is_ldap(cursor c)
{
    if (!enter_ldap(&c))
        return false;
    uint8_t operation = cursor_u8(&c);
    return (operation >= LDAP_BIND && operation <= 0x79) || operation == LDAP_UNBIND ||
           operation == LDAP_DELETE || operation == LDAP_ABANDON;
}

bool
ber_is_ldap_bind(cursor c)
{
    size_t length;
    uint32_t version;

    return enter_ldap(&c) && enter(&c, LDAP_BIND, &length) && take_number(&c, &version) &&
           (version == 2 || version == 3) && enter(&c, TAG_OCTETS, &length);
}

bool
ber_is_kerberos(cursor c)
{
    static const uint8_t tags[] = {0xa0, 0xa1};
    uint8_t tag = cursor_left(&c) > 0 ? *c.at : 0;
    size_t length;
    uint32_t version;

    if (tag < KERBEROS_FIRST || tag > KERBEROS_LAST || !enter(&c, tag, &length) ||
        !enter(&c, TAG_SEQUENCE, &length) || cursor_left(&c) == 0)
        return false;
    /* Requests and answers that are no answer begin with another number. */
    tag = *c.at == tags[0] ? tags[0] : tags[1];
    return enter(&c, tag, &length) && take_number(&c, &version) && version == 5;
}
