/* addr.h - IP addresses, MAC addresses and prefixes as plain values
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: how addresses are written, compared and classified by their bits alone. Whether an
 * address is *local* depends on the capture and is localnet.h's business.
 * All values are in network order, copied by assignment, compared with memcmp-like functions, and
 * own nothing. "None" is the all-zero value of each type.
 *
 *     iot_addr addr;
 *     char text[IOT_ADDR_TEXT];
 *     if (iot_addr_parse("2001:db8::1", &addr))
 *         puts(iot_addr_format(&addr, text));
 */
#ifndef IOT_ADDR_H
#define IOT_ADDR_H

#include "base/decls.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

IOT_BEGIN_DECLS

/** Bytes for an address as text: INET6_ADDRSTRLEN with room to spare. */
#define IOT_ADDR_TEXT 48
/** Bytes for "aa:bb:cc:dd:ee:ff" and its NUL. */
#define IOT_MAC_TEXT 18
/** Bytes for a prefix as text. */
#define IOT_PREFIX_TEXT (IOT_ADDR_TEXT + 4)

/** An IPv4 or IPv6 address. */
typedef struct iot_addr {
    uint8_t family;    /**< 4, 6, or 0: none */
    uint8_t bytes[16]; /**< network order; what the family does not use is zero */
} iot_addr;

/** A 48-bit hardware address; all zero: none. */
typedef struct iot_mac {
    uint8_t bytes[6];
} iot_mac;

/** All addresses that share their first `length` bits with `addr`. */
typedef struct iot_prefix {
    iot_addr addr;  /**< bits after `length` are zero */
    uint8_t length; /**< bits, 0 to 32 or 128 */
} iot_prefix;

/** Makes an address of four bytes in network order. */
iot_addr iot_addr_v4(const uint8_t *bytes);
/** Makes an address of sixteen bytes in network order. */
iot_addr iot_addr_v6(const uint8_t *bytes);

/** Reads dotted quad or RFC 4291 text. False, with `ret_addr` untouched, if it is neither. */
bool iot_addr_parse(const char *text, iot_addr *ret_addr);
/** Writes the usual text (RFC 5952 for IPv6), "" for none. Returns `buffer`. */
const char *iot_addr_format(const iot_addr *addr, char buffer[IOT_ADDR_TEXT]);

static inline bool
iot_addr_equal(const iot_addr *a, const iot_addr *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/** Orders by family, then numerically. Returns <0, 0, >0. */
int iot_addr_compare(const iot_addr *a, const iot_addr *b);
/** For GHashTable keys that point to an iot_addr. */
guint iot_addr_hash(gconstpointer addr);
gboolean iot_addr_equal_key(gconstpointer a, gconstpointer b);

/** True if there is an address at all. */
static inline bool
iot_addr_is_set(const iot_addr *addr)
{
    return addr->family != 0;
}

/** True for an address that one host can have: not unspecified, loopback, multicast, broadcast
 *  or reserved (RFC 6890: 0/8, 127/8, 224/4, 240/4; ::, ::1, ff00::/8). */
bool iot_addr_is_unicast(const iot_addr *addr);
/** True for 0.0.0.0 and ::, which a host has while it has no address. */
bool iot_addr_is_unspecified(const iot_addr *addr);
/** True for 224/4, 255.255.255.255 and ff00::/8. */
bool iot_addr_is_group(const iot_addr *addr);
/** True for groups that no router forwards to: 224.0.0.0/24 (RFC 5771), ff02::/16 (RFC 4291). */
bool iot_addr_is_link_group(const iot_addr *addr);
/** True for an IPv6 address of 2000::/3, global unicast (RFC 4291 section 2.4). */
bool iot_addr_is_global_v6(const iot_addr *addr);
/** True if the interface identifier is the modified EUI-64 of `mac` (RFC 4291 appendix A). */
bool iot_addr_is_eui64_of(const iot_addr *addr, const iot_mac *mac);

/** Reads six hex pairs with ":", "-" or "." between them, or Cisco's three groups of four.
 *  False, with `ret_mac` untouched, otherwise. */
bool iot_mac_parse(const char *text, iot_mac *ret_mac);
/** Writes lower-case pairs with colons, "" for none. Returns `buffer`. */
const char *iot_mac_format(const iot_mac *mac, char buffer[IOT_MAC_TEXT]);
static inline bool
iot_mac_equal(const iot_mac *a, const iot_mac *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/** For GHashTable keys that point to an iot_mac. */
guint iot_mac_hash(gconstpointer mac);
gboolean iot_mac_equal_key(gconstpointer a, gconstpointer b);
/** True unless all zero. */
bool iot_mac_is_set(const iot_mac *mac);
/** True for broadcast and multicast (IEEE 802 group bit). */
bool iot_mac_is_group(const iot_mac *mac);
/** True for ff:ff:ff:ff:ff:ff. */
bool iot_mac_is_broadcast(const iot_mac *mac);
/** True if `mac` can name one piece of hardware: set and no group. */
bool iot_mac_is_station(const iot_mac *mac);
/** True if locally administered, as random MACs are (IEEE 802c). */
bool iot_mac_is_local(const iot_mac *mac);

/** Makes a prefix, clearing host bits. `length` is cut to the family's width. */
iot_prefix iot_prefix_of(const iot_addr *addr, unsigned length);
/** Reads "ADDRESS/LENGTH" or "ADDRESS" (one host). False, with `ret_prefix` untouched, if malformed
 *  or if LENGTH is beyond the family's width. Host bits are cleared. */
bool iot_prefix_parse(const char *text, iot_prefix *ret_prefix);
/** Writes "ADDRESS/LENGTH", without the length for a single host. Returns `buffer`. */
const char *iot_prefix_format(const iot_prefix *prefix, char buffer[IOT_PREFIX_TEXT]);
bool iot_prefix_contains(const iot_prefix *prefix, const iot_addr *addr);
bool iot_prefix_equal(const iot_prefix *a, const iot_prefix *b);
/** Number of leading one bits of an IPv4 netmask, or -1 if the ones are not contiguous. */
int iot_prefix_length_of_mask(const iot_addr *mask);

IOT_END_DECLS

#endif
