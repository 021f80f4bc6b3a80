/* units.c - numbers as people read them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/units.h"

#include <glib.h>
#include <math.h>

#define NS_PER_S INT64_C(1000000000)
/* Rounding does not go beyond half the Earth's circumference. */
#define EARTH_KM 20038.0

char *
iot_put_digits(char *to, uint64_t number)
{
    char digits[20];
    unsigned n = 0;

    do {
        digits[n++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (n > 0)
        *to++ = digits[--n];
    *to = '\0';
    return to;
}

/* Beyond these, halves are none, or all digits are not told by the number. */
#define PLAIN_FROM  1
#define PLAIN_BELOW 1e15

/* Two digits below ten, else whole; "%g" would change with the locale and write 1e+03. Whole ones
 * are what most are, and printf takes twenty times as long. */
static void
put_number(double value, char buffer[IOT_UNITS_TEXT])
{
    bool whole = value >= 9.95 || value == floor(value);

    if (whole && value >= PLAIN_FROM && value < PLAIN_BELOW) {
        iot_put_digits(buffer, (uint64_t)rint(value));
        return;
    }
    g_ascii_formatd(buffer, IOT_UNITS_TEXT,
                    whole           ? "%.0f"
                    : value < 0.095 ? "%.2f"
                                    : "%.1f",
                    value);
}

static const char *
with_unit(double value, const char *unit, char buffer[IOT_UNITS_TEXT])
{
    put_number(value, buffer);
    g_strlcat(buffer, " ", IOT_UNITS_TEXT);
    g_strlcat(buffer, unit, IOT_UNITS_TEXT);
    return buffer;
}

const char *
iot_format_bytes(uint64_t bytes, char buffer[IOT_UNITS_TEXT])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double value = (double)bytes;
    unsigned i = 0;

    for (; value >= 999.5 && i + 1 < G_N_ELEMENTS(units); i++)
        value /= 1000;
    return with_unit(value, units[i], buffer);
}

const char *
iot_format_span(int64_t ns, char buffer[IOT_UNITS_TEXT])
{
    double s = (double)ns / (double)NS_PER_S;

    if (s < 99.5)
        return with_unit(floor(s + 0.5), "s", buffer);
    if (s < 99.5 * 60)
        return with_unit(floor(s / 60 + 0.5), "min", buffer);
    if (s < 48 * 3600)
        return with_unit(s / 3600, "h", buffer);
    return with_unit(s / 86400, "d", buffer);
}

const char *
iot_format_rtt(int64_t ns, char buffer[IOT_UNITS_TEXT])
{
    double ms = (double)ns / 1e6;

    return ms < 999.5 ? with_unit(ms, "ms", buffer) : with_unit(ms / 1000, "s", buffer);
}

/* The third digit is already more than a round trip can tell. */
static double
km_step(double km)
{
    return km > 10000 ? 100 : km > 1000 ? 10 : 1;
}

const char *
iot_format_km(double km, char buffer[IOT_UNITS_TEXT])
{
    double step = km_step(km);

    return with_unit(MIN(ceil(km / step) * step, EARTH_KM), "km", buffer);
}

const char *
iot_format_km_down(double km, char buffer[IOT_UNITS_TEXT])
{
    double step = km_step(km);

    return with_unit(floor(km / step) * step, "km", buffer);
}

const char *
iot_format_rate(double per_minute, char buffer[IOT_UNITS_TEXT])
{
    put_number(per_minute, buffer);
    return buffer;
}

const char *
iot_format_time(int64_t ns, char buffer[IOT_UNITS_TEXT])
{
    int64_t s = ns / NS_PER_S - (ns % NS_PER_S < 0);
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(s);
    g_autofree char *date = when ? g_date_time_format(when, "%Y-%m-%dT%H:%M:%S") : NULL;

    g_snprintf(buffer, IOT_UNITS_TEXT, "%s.%06uZ", date ? date : "",
               (unsigned)((ns % NS_PER_S + (ns % NS_PER_S < 0 ? NS_PER_S : 0)) / 1000));
    return buffer;
}

const char *
iot_format_offset(int64_t ns, int64_t start_ns, char buffer[IOT_UNITS_TEXT])
{
    /* Unsigned, as the difference of two times can be more than a signed one holds. */
    uint64_t apart_ns =
        ns < start_ns ? (uint64_t)start_ns - (uint64_t)ns : (uint64_t)ns - (uint64_t)start_ns;
    uint64_t left = apart_ns / (uint64_t)NS_PER_S;
    const char *sign = ns < start_ns && left > 0 ? "-" : "";
    unsigned hours = (unsigned)(left / 3600 % 24), minutes = (unsigned)(left / 60 % 60);
    unsigned seconds = (unsigned)(left % 60);

    if (left < 3600)
        g_snprintf(buffer, IOT_UNITS_TEXT, "%s%u:%02u", sign, minutes, seconds);
    else if (left < 86400)
        g_snprintf(buffer, IOT_UNITS_TEXT, "%s%u:%02u:%02u", sign, hours, minutes, seconds);
    else
        g_snprintf(buffer, IOT_UNITS_TEXT, "%s%" G_GUINT64_FORMAT "d %u:%02u", sign, left / 86400,
                   hours, minutes);
    return buffer;
}
