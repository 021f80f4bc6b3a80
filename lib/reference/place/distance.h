/* distance.h - how far away a remote can be at most, from its round trip
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A signal needs at least distance / (c * velocity factor) each way, so half the round trip is an
 * upper bound of the distance: "at most so far", never "here". Stateless.
 */
#ifndef IOT_DISTANCE_H
#define IOT_DISTANCE_H

#include "base/decls.h"

#include <stdbool.h>
#include <stdint.h>

IOT_BEGIN_DECLS

/** Speed of light in vacuum, km/s (exact, SI). */
#define IOT_LIGHT_KM_PER_S 299792.458
/** No two points of the Earth are further apart: half its largest circumference, km. */
#define IOT_DISTANCE_MAX_KM 20037.5
/** One international mile, km. */
#define IOT_KM_PER_MILE 1.609344

/** What the signal travels in. The velocity factors come from cable data sheets; fibre's is
 *  1 / 1.49, the refractive index of silica as installed. */
typedef enum iot_medium {
    IOT_MEDIUM_FIBRE,
    IOT_MEDIUM_CAT7,
    IOT_MEDIUM_CAT6A,
    IOT_MEDIUM_CAT5E,
    IOT_MEDIUM_CAT3,
    IOT_MEDIUM_RG8,
    IOT_MEDIUM_RG58,
    IOT_MEDIUM_VACUUM,
    IOT_MEDIA
} iot_medium;

typedef struct iot_medium_info {
    const char *keyword;    /**< for preferences: "fibre" */
    double velocity_factor; /**< share of c, 0..1 */
} iot_medium_info;

/** Facts of a medium; static. */
const iot_medium_info *iot_medium_get(iot_medium medium);

/** Coarse distance, by the round trip alone. */
typedef enum iot_band {
    IOT_BAND_NEAR,             /**< below 5 ms */
    IOT_BAND_CONTINENT,        /**< below 25 ms */
    IOT_BAND_FAR,              /**< below 100 ms */
    IOT_BAND_INTERCONTINENTAL, /**< 100 ms and more */
    IOT_BANDS
} iot_band;

/** km = max(0, rtt - overhead) / 2 * c * velocity factor, at most IOT_DISTANCE_MAX_KM.
 *  @param rtt_ns round trip, ns, >= 0
 *  @param overhead_ns known delay that is no travel (a queue, a slow server), ns, >= 0 */
double iot_distance_km(int64_t rtt_ns, int64_t overhead_ns, iot_medium medium);
/** A time as the distance the signal travels in it, one way there and back, uncapped, km. */
double iot_distance_of_delta_km(int64_t delta_ns, iot_medium medium);
iot_band iot_band_of(int64_t rtt_ns);
/** "local", "continent", "far" or "intercontinental"; static. */
const char *iot_band_name(iot_band band);
/** The band's limits for people: "below 5 ms"; static. */
const char *iot_band_range(iot_band band);

IOT_END_DECLS

#endif
