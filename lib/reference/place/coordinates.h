/* coordinates.h - places on the Earth and how far apart they are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Stateless. The Earth is taken for a sphere, which is wrong by 0.56 % at most: less than what any
 * location database knows.
 */
#ifndef IOT_COORDINATES_H
#define IOT_COORDINATES_H

#include "base/decls.h"

#include <stdbool.h>

IOT_BEGIN_DECLS

/** Mean radius of the Earth, km (IUGG). */
#define IOT_EARTH_RADIUS_KM 6371.0088

typedef struct iot_coordinates {
    double latitude;  /**< degrees, -90 to 90, north is positive */
    double longitude; /**< degrees, -180 to 180, east is positive */
} iot_coordinates;

/** Reads "48.2,16.37": degrees with a decimal point, in any locale; blanks around the numbers are
 *  allowed. On failure `ret_coordinates` is untouched. */
bool iot_coordinates_parse(const char *text, iot_coordinates *ret_coordinates);
/** True if both are numbers within their ranges. */
bool iot_coordinates_are_valid(const iot_coordinates *coordinates);
/** Great-circle distance, km (haversine formula, which keeps its precision for close places). */
double iot_coordinates_distance_km(const iot_coordinates *a, const iot_coordinates *b);

IOT_END_DECLS

#endif
