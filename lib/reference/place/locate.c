/* locate.c - where a remote can be: its place by the databases against its round trip
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/place/locate.h"

double
iot_locator_bound_km(const iot_locator *locator, int64_t rtt_ns)
{
    return iot_distance_km(rtt_ns, locator->overhead_ns, locator->medium);
}

void
iot_locate(const iot_locator *locator, const iot_addr *addr, int64_t rtt_ns,
           iot_location *ret_location)
{
    iot_location location = {
        .place = iot_geo_lookup(locator->geo, addr),
        .bound_km = rtt_ns > 0 ? iot_locator_bound_km(locator, rtt_ns) : -1,
        .geo_km = -1,
    };
    const iot_place *place = location.place;

    /* The middle of a country is no location. */
    if (place && locator->has_home && place->city && place->has_coordinates) {
        location.geo_km = iot_coordinates_distance_km(&locator->home, &place->coordinates);
        location.margin_km = place->radius_km > 0 ? place->radius_km : IOT_LOCATE_RADIUS_UNKNOWN_KM;
        location.impossible =
            location.bound_km >= 0 && location.geo_km - location.margin_km > location.bound_km;
    }
    *ret_location = location;
}
