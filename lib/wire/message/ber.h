/* ber.h - messages in ASN.1's basic encoding, by the elements that they begin with
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_BER_H
#define IOT_BER_H

#include "wire/cursor.h"

/* Passes an element that is there as a whole; what it holds. False: it is another, or cut. */
bool ber_enter(cursor *c, uint8_t tag, cursor *ret_part);

/* SNMP of versions 1 to 3 (RFC 3417): version and community, or version and header. */
bool ber_is_snmp(cursor c, size_t sent);
/* LDAP (RFC 4511): number and operation; the same with a client's first one, that has a version. */
bool ber_is_ldap(cursor c);
bool ber_is_ldap_bind(cursor c);
/* Kerberos 5 (RFC 4120 section 5): an application's tag and the version in it. */
bool ber_is_kerberos(cursor c);

#endif
