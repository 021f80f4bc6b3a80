/* geo-ranges.h - what a list of address ranges says of an address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the form in which ip-location-db gives autonomous systems: no heading, lines of one family,
 * sorted, none of which overlaps another, and a name in quotation marks if it has a comma.
 *
 *     1.0.0.0,1.0.0.255,13335,"Cloudflare, Inc."
 *
 * The file is mapped and bisected: opening it reads one line, a lookup about twenty of half a
 * million. So a list that is not sorted is no error, but misses. Whoever replaces the file should
 * rename the new one over it.
 *
 *     g_autoptr(iot_ranges) ranges = iot_ranges_open("asn-ipv4.csv", NULL);
 *     g_autofree char *name = NULL;
 *     uint32_t asn;
 *     if (ranges && iot_ranges_lookup(ranges, &addr, &asn, &name) == IOT_RANGES_FOUND)
 *         puts(name);
 */
#ifndef IOT_GEO_RANGES_H
#define IOT_GEO_RANGES_H

#include <glib.h>

#include "base/addr.h"

/** Longest line, with its end; one that is longer is damage. */
#define IOT_RANGES_LINE_MAX_BYTES 1024

typedef enum iot_ranges_answer {
    IOT_RANGES_NONE,    /**< no range has the address */
    IOT_RANGES_FOUND,   /**< the outputs are set */
    IOT_RANGES_DAMAGED, /**< a line on the way to it is none of a list */
} iot_ranges_answer;

typedef struct iot_ranges iot_ranges;

/** @return NULL with G_FILE_ERROR if the file cannot be read or does not begin as a list does */
iot_ranges *iot_ranges_open(const char *file, GError **error);
/** Of a text in memory, which it keeps. NULL if it does not begin as a list does. */
iot_ranges *iot_ranges_new(GBytes *text);
void iot_ranges_free(iot_ranges *ranges);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_ranges, iot_ranges_free)

/** Who has an address.
 *  @param ret_asn its number; 0: the line has none
 *  @param ret_name as it is written there, any bytes; must be freed by the caller using g_free */
iot_ranges_answer iot_ranges_lookup(const iot_ranges *ranges, const iot_addr *addr,
                                    uint32_t *ret_asn, char **ret_name);

#endif
