/* distance.c - how far away a remote can be at most, from its round trip
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/place/distance.h"

#include <assert.h>
#include <glib.h>

static const iot_medium_info media[] = {
    [IOT_MEDIUM_FIBRE] = {"fibre", 0.67}, [IOT_MEDIUM_CAT7] = {"cat7", 0.77},
    [IOT_MEDIUM_CAT6A] = {"cat6a", 0.65}, [IOT_MEDIUM_CAT5E] = {"cat5e", 0.64},
    [IOT_MEDIUM_CAT3] = {"cat3", 0.585},  [IOT_MEDIUM_RG8] = {"rg8", 0.77},
    [IOT_MEDIUM_RG58] = {"rg58", 0.65},   [IOT_MEDIUM_VACUUM] = {"vacuum", 1.0},
};
static_assert(G_N_ELEMENTS(media) == IOT_MEDIA, "every medium has its facts");

static const struct {
    const char *name, *range;
    int64_t below_ns;
} bands[] = {
    [IOT_BAND_NEAR] = {"near", "below 5 ms", 5000000},
    [IOT_BAND_CONTINENT] = {"continent", "5 to 25 ms", 25000000},
    [IOT_BAND_FAR] = {"far", "25 to 100 ms", 100000000},
    [IOT_BAND_INTERCONTINENTAL] = {"intercontinental", "100 ms and more", INT64_MAX},
};
static_assert(G_N_ELEMENTS(bands) == IOT_BANDS, "every band has a name");

const iot_medium_info *
iot_medium_get(iot_medium medium)
{
    g_assert(medium < IOT_MEDIA);
    return &media[medium];
}

double
iot_distance_of_delta_km(int64_t delta_ns, iot_medium medium)
{
    return (double)delta_ns / 1e9 / 2 * IOT_LIGHT_KM_PER_S *
           iot_medium_get(medium)->velocity_factor;
}

double
iot_distance_km(int64_t rtt_ns, int64_t overhead_ns, iot_medium medium)
{
    return MIN(iot_distance_of_delta_km(MAX(0, rtt_ns - overhead_ns), medium), IOT_DISTANCE_MAX_KM);
}

iot_band
iot_band_of(int64_t rtt_ns)
{
    iot_band band = IOT_BAND_NEAR;

    while (band + 1 < IOT_BANDS && rtt_ns >= bands[band].below_ns)
        band++;
    return band;
}

const char *
iot_band_name(iot_band band)
{
    g_assert(band < IOT_BANDS);
    return bands[band].name;
}

const char *
iot_band_range(iot_band band)
{
    g_assert(band < IOT_BANDS);
    return bands[band].range;
}
