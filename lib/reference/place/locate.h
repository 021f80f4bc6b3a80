/* locate.h - where a remote can be: its place by the databases against its round trip
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A database says where an address is registered or guessed to be; the round trip says how far it
 * can be at most. Where the place is further away than that, the database is impossible for this
 * host: it is a CDN, anycast, or a wrong entry, and one point of capture cannot tell which.
 */
#ifndef IOT_LOCATE_H
#define IOT_LOCATE_H

#include "base/decls.h"
#include "reference/place/distance.h"
#include "reference/place/geo-database.h"

IOT_BEGIN_DECLS

/** How far from its coordinates a city of a database without accuracy radii can be. Databases with
 *  radii give most of their cities up to this (and say 1000 where they know nothing). */
#define IOT_LOCATE_RADIUS_UNKNOWN_KM 100

/** How times become distances, and addresses places. */
typedef struct iot_locator {
    iot_medium medium;
    int64_t overhead_ns; /**< known delay that is no travel, ns, >= 0 */
    iot_geo *geo;        /**< NULL: none */
    bool has_home;
    iot_coordinates home; /**< the point of capture */
} iot_locator;

typedef struct iot_location {
    const iot_place *place; /**< NULL: unknown; valid for the lifetime of the databases */
    double bound_km;        /**< at most so far, km; negative: no round trip */
    double geo_km;    /**< from home to the place, km; negative: no home, or the place is no city */
    double margin_km; /**< how much nearer than geo_km it can be and still be in that city, km */
    bool impossible;  /**< geo_km - margin_km > bound_km */
} iot_location;

/** @param rtt_ns smallest round trip, ns; 0: none */
void iot_locate(const iot_locator *locator, const iot_addr *addr, int64_t rtt_ns,
                iot_location *ret_location);
/** The upper bound alone, km. @param rtt_ns > 0 */
double iot_locator_bound_km(const iot_locator *locator, int64_t rtt_ns);

IOT_END_DECLS

#endif
