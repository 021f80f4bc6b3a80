/* units.h - numbers as people read them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Three significant digits at most: these are for reading, exports have the plain numbers.
 * Locale-independent. Each returns `buffer`.
 */
#ifndef IOT_UNITS_H
#define IOT_UNITS_H

#include "base/decls.h"

#include <stdbool.h>
#include <stdint.h>

IOT_BEGIN_DECLS

/** Bytes for any of these texts. */
#define IOT_UNITS_TEXT 32

/** Writes a number's digits and a NUL, 21 bytes at most. Returns where the NUL stands. */
char *iot_put_digits(char *to, uint64_t number);

/** "0 B", "999 B", "1.2 kB", "34 MB": powers of 1000. */
const char *iot_format_bytes(uint64_t bytes, char buffer[IOT_UNITS_TEXT]);
/** A span: "0 s", "45 s", "12 min", "3.4 h", "7.3 d". */
const char *iot_format_span(int64_t ns, char buffer[IOT_UNITS_TEXT]);
/** A round trip: "0.42 ms", "38 ms", "1.2 s". */
const char *iot_format_rtt(int64_t ns, char buffer[IOT_UNITS_TEXT]);
/** An upper bound of a distance, rounded up: "12 km", "3820 km"; three digits are told. */
const char *iot_format_km(double km, char buffer[IOT_UNITS_TEXT]);
/** A lower bound of a distance, rounded down likewise. */
const char *iot_format_km_down(double km, char buffer[IOT_UNITS_TEXT]);
/** A rate: "0.3", "77", "1200". */
const char *iot_format_rate(double per_minute, char buffer[IOT_UNITS_TEXT]);
/** ISO 8601 in UTC with microseconds: "2024-03-02T18:00:01.800000Z". */
const char *iot_format_time(int64_t ns, char buffer[IOT_UNITS_TEXT]);
/** Time since `start_ns`: "0:07" in minutes and seconds, from an hour on "1:00:07", from a day on
 *  "3d 4:05"; negative where clocks ran backwards. */
const char *iot_format_offset(int64_t ns, int64_t start_ns, char buffer[IOT_UNITS_TEXT]);

IOT_END_DECLS

#endif
