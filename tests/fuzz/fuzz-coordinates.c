/* fuzz-coordinates.c - what reads as a place is one, and is at most half the Earth from another
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include "reference/domain.h"
#include "reference/place/coordinates.h"
#include "reference/place/distance.h"

/* A domain is the end of its name, from a label's beginning. */
static void
check_domain(const char *name)
{
    const char *domain = iot_domain_of(name);

    g_assert_true(!domain || (g_str_has_suffix(name, domain) && *domain && *domain != '.'));
    g_assert_true(!domain || domain == name || domain[-1] == '.');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const iot_coordinates home = {52.52, 13.405};
    g_autofree char *text = string_of(data, size);
    iot_coordinates place;

    if (iot_coordinates_parse(text, &place)) {
        double km = iot_coordinates_distance_km(&home, &place);
        g_assert_true(iot_coordinates_are_valid(&place));
        g_assert_true(km >= 0 && km <= IOT_DISTANCE_MAX_KM);
    }
    check_domain(text);
    return 0;
}
