/* coordinates.c - places on the Earth and how far apart they are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/place/coordinates.h"

#include <glib.h>
#include <math.h>
#include <string.h>

bool
iot_coordinates_are_valid(const iot_coordinates *coordinates)
{
    /* Written so that what is no number fails. */
    return fabs(coordinates->latitude) <= 90 && fabs(coordinates->longitude) <= 180;
}

/* A plain decimal: g_ascii_strtod alone also takes hexadecimal, "nan" and "infinity". */
static bool
take_degrees(const char **text, double *ret_degrees)
{
    const char *at = *text + strspn(*text, " \t");
    size_t length = strspn(at, "+-.0123456789");
    g_autofree char *number = g_strndup(at, length);
    char *end = NULL;

    *ret_degrees = g_ascii_strtod(number, &end);
    *text = at + length + strspn(at + length, " \t");
    return length > 0 && *end == '\0';
}

bool
iot_coordinates_parse(const char *text, iot_coordinates *ret_coordinates)
{
    iot_coordinates made;

    if (!take_degrees(&text, &made.latitude) || *text++ != ',' ||
        !take_degrees(&text, &made.longitude) || *text != '\0' || !iot_coordinates_are_valid(&made))
        return false;
    *ret_coordinates = made;
    return true;
}

static double
radians(double degrees)
{
    return degrees * G_PI / 180;
}

double
iot_coordinates_distance_km(const iot_coordinates *a, const iot_coordinates *b)
{
    double from = radians(a->latitude), to = radians(b->latitude);
    double up = sin((to - from) / 2);
    double along = sin(radians(b->longitude - a->longitude) / 2);
    double h = up * up + cos(from) * cos(to) * along * along;

    return 2 * IOT_EARTH_RADIUS_KM * asin(sqrt(MIN(h, 1)));
}
