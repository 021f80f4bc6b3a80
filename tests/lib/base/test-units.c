/* test-units.c - numbers as people read them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/units.h"

#include <glib.h>
#include <locale.h>
#include <string.h>

#define US   INT64_C(1000)
#define MS   INT64_C(1000000)
#define S    INT64_C(1000000000)
#define HOUR (3600 * S)
#define DAY  (24 * HOUR)

/* A number of nanoseconds and how it reads. */
typedef struct ns_case {
    int64_t ns;
    const char *text;
} ns_case;

static void
assert_texts(const char *(*format)(int64_t ns, char buffer[IOT_UNITS_TEXT]), const ns_case *cases,
             unsigned n)
{
    char text[IOT_UNITS_TEXT];

    for (unsigned i = 0; i < n; i++) {
        g_test_message("%" G_GINT64_FORMAT, cases[i].ns);
        g_assert_cmpstr(format(cases[i].ns, text), ==, cases[i].text);
    }
}

static void
test_text_is_in_the_buffer_given(void)
{
    char text[IOT_UNITS_TEXT];

    g_assert_true(iot_format_bytes(1, text) == text);
    g_assert_true(iot_format_span(1, text) == text);
    g_assert_true(iot_format_rtt(1, text) == text);
    g_assert_true(iot_format_km(1, text) == text);
    g_assert_true(iot_format_rate(1, text) == text);
    g_assert_true(iot_format_time(1, text) == text);
    g_assert_true(iot_format_offset(1, 0, text) == text);
}

static void
test_bytes_change_unit_at_each_power_of_a_thousand(void)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } cases[] = {
        {0, "0 B"},
        {1, "1 B"},
        {999, "999 B"},
        {1000, "1 kB"},
        {1001, "1.0 kB"},
        {1234, "1.2 kB"},
        {9949, "9.9 kB"},
        {9950, "10 kB"},
        {12345, "12 kB"},
        {999499, "999 kB"},
        {999500, "1.0 MB"},
        {1000000, "1 MB"},
        {34000000, "34 MB"},
        {999499999, "999 MB"},
        {999500000, "1.0 GB"},
        {UINT64_C(1000000000000), "1 TB"},
        {UINT64_C(1000000000000000), "1 PB"},
        {UINT64_C(1000000000000000000), "1 EB"},
        {UINT64_MAX, "18 EB"},
    };
    char text[IOT_UNITS_TEXT];

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(iot_format_bytes(cases[i].bytes, text), ==, cases[i].text);
}

static void
test_span_changes_unit_where_the_number_gets_long(void)
{
    static const ns_case cases[] = {
        {0, "0 s"},
        {499 * MS, "0 s"},
        {500 * MS, "1 s"},
        {45 * S, "45 s"},
        {99 * S + 499 * MS, "99 s"},
        {99 * S + 500 * MS, "2 min"},
        {12 * 60 * S, "12 min"},
        {99 * 60 * S + 29 * S, "99 min"},
        {99 * 60 * S + 30 * S, "1.7 h"},
        {2 * HOUR, "2 h"},
        {3 * HOUR + 24 * 60 * S, "3.4 h"},
        {9 * HOUR + 56 * 60 * S, "9.9 h"},
        {9 * HOUR + 57 * 60 * S, "10 h"},
        {48 * HOUR - S, "48 h"},
        {48 * HOUR, "2 d"},
        {7 * DAY + 8 * HOUR, "7.3 d"},
        {365 * DAY, "365 d"},
        {INT64_MAX, "106752 d"},
    };

    assert_texts(iot_format_span, cases, G_N_ELEMENTS(cases));
}

static void
test_round_trip_is_in_milliseconds_up_to_a_second(void)
{
    static const ns_case cases[] = {
        {0, "0 ms"},
        {US, "0.00 ms"},
        {42 * US, "0.04 ms"},
        {94 * US + 999, "0.09 ms"},
        {95 * US, "0.1 ms"},
        {420 * US, "0.4 ms"},
        {MS, "1 ms"},
        {1500 * US, "1.5 ms"},
        {9949 * US, "9.9 ms"},
        {9950 * US, "10 ms"},
        {38 * MS, "38 ms"},
        {999 * MS + 499 * US, "999 ms"},
        {999 * MS + 500 * US, "1.0 s"},
        {1000 * MS, "1 s"},
        {1200 * MS, "1.2 s"},
        {INT64_MAX, "9223372037 s"},
    };

    assert_texts(iot_format_rtt, cases, G_N_ELEMENTS(cases));
}

static void
test_distance_is_told_in_three_digits(void)
{
    static const struct {
        double km;
        const char *text;
    } cases[] = {{0, "0 km"},          {0.04, "1 km"},       {0.999, "1 km"},
                 {1, "1 km"},          {1.4, "2 km"},        {9.5, "10 km"},
                 {12.4, "13 km"},      {999.4, "1000 km"},   {1000, "1000 km"},
                 {1000.1, "1010 km"},  {3800, "3800 km"},    {3804, "3810 km"},
                 {9994.9, "10000 km"}, {10001, "10100 km"},  {16249, "16300 km"},
                 {20001, "20038 km"},  {20037.5, "20038 km"}};
    char text[IOT_UNITS_TEXT];

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(iot_format_km(cases[i].km, text), ==, cases[i].text);
}

static void
test_rate_has_two_digits_below_ten_else_is_whole(void)
{
    static const struct {
        double per_minute;
        const char *text;
    } cases[] = {{0, "0"},        {0.01, "0.01"}, {0.0949, "0.09"},   {0.095, "0.1"},
                 {0.3, "0.3"},    {1, "1"},       {1.25, "1.2"},      {9.949, "9.9"},
                 {9.95, "10"},    {76.5, "76"},   {77, "77"},         {99.6, "100"},
                 {999.6, "1000"}, {1200, "1200"}, {123456, "123456"}, {1e6, "1000000"}};
    char text[IOT_UNITS_TEXT];

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(iot_format_rate(cases[i].per_minute, text), ==, cases[i].text);
}

static void
test_time_is_utc_with_microseconds(void)
{
    static const ns_case cases[] = {
        {0, "1970-01-01T00:00:00.000000Z"},
        {999, "1970-01-01T00:00:00.000000Z"},
        {US, "1970-01-01T00:00:00.000001Z"},
        {S - 1, "1970-01-01T00:00:00.999999Z"},
        {DAY - 1, "1970-01-01T23:59:59.999999Z"},
        {-1, "1969-12-31T23:59:59.999999Z"},
        {-S, "1969-12-31T23:59:59.000000Z"},
        {-S - 1, "1969-12-31T23:59:58.999999Z"},
        {INT64_C(951782400) * S, "2000-02-29T00:00:00.000000Z"},
        {INT64_C(1709402401) * S + 800 * MS, "2024-03-02T18:00:01.800000Z"},
        {INT64_C(2147483648) * S, "2038-01-19T03:14:08.000000Z"},
        {INT64_MAX, "2262-04-11T23:47:16.854775Z"},
        {INT64_MIN, "1677-09-21T00:12:43.145224Z"},
    };

    assert_texts(iot_format_time, cases, G_N_ELEMENTS(cases));
}

static void
test_offset_grows_hours_and_days(void)
{
    static const ns_case cases[] = {
        {0, "0:00"},
        {S - 1, "0:00"},
        {7 * S, "0:07"},
        {59 * S + 999 * MS, "0:59"},
        {60 * S, "1:00"},
        {HOUR - 1, "59:59"},
        {HOUR, "1:00:00"},
        {HOUR + 7 * S, "1:00:07"},
        {DAY - 1, "23:59:59"},
        {DAY, "1d 0:00"},
        {3 * DAY + 4 * HOUR + 5 * 60 * S + 59 * S, "3d 4:05"},
        {400 * DAY, "400d 0:00"},
        {-S + 1, "0:00"},
        {-S, "-0:01"},
        {-61 * S, "-1:01"},
        {-HOUR, "-1:00:00"},
        {-DAY - 60 * S, "-1d 0:01"},
    };
    static const int64_t starts_ns[] = {0, 1, INT64_C(1709402400) * S + 999, -5 * DAY};
    char text[IOT_UNITS_TEXT];

    for (unsigned s = 0; s < G_N_ELEMENTS(starts_ns); s++)
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
            g_assert_cmpstr(iot_format_offset(starts_ns[s] + cases[i].ns, starts_ns[s], text), ==,
                            cases[i].text);
}

/* Clocks of a forged capture can be further apart than a number of 64 bits can hold. */
static void
test_offset_between_the_ends_of_time_is_right(void)
{
    char text[IOT_UNITS_TEXT];

    g_assert_cmpstr(iot_format_offset(INT64_MAX, 0, text), ==, "106751d 23:47");
    g_assert_cmpstr(iot_format_offset(INT64_MIN, 0, text), ==, "-106751d 23:47");
    g_assert_cmpstr(iot_format_offset(0, INT64_MIN, text), ==, "106751d 23:47");
    g_assert_cmpstr(iot_format_offset(INT64_MAX, INT64_MIN, text), ==, "213503d 23:34");
    g_assert_cmpstr(iot_format_offset(INT64_MIN, INT64_MAX, text), ==, "-213503d 23:34");
    g_assert_cmpstr(iot_format_offset(INT64_MIN, INT64_MIN, text), ==, "0:00");
}

/* What no packet should give must still end inside the buffer; UBSan and ASan watch. */
static void
test_impossible_numbers_stay_in_the_buffer(void)
{
    static const double numbers[] = {-1e-9, -1.5, -1e300, 1e300, 1e17, G_MINDOUBLE, G_MAXDOUBLE};
    static const int64_t times_ns[] = {INT64_MIN, INT64_MIN + 1, -1, INT64_MAX - 1, INT64_MAX};
    char text[IOT_UNITS_TEXT];

    for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_assert_cmpuint(strlen(iot_format_km(numbers[i], text)), <, IOT_UNITS_TEXT);
        g_assert_cmpuint(strlen(iot_format_rate(numbers[i], text)), <, IOT_UNITS_TEXT);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(times_ns); i++) {
        g_assert_true(g_str_has_suffix(iot_format_rtt(times_ns[i], text), "s"));
        g_assert_cmpuint(strlen(iot_format_span(times_ns[i], text)), >, 0);
        g_assert_true(g_str_has_suffix(iot_format_time(times_ns[i], text), "Z"));
    }
    g_assert_cmpstr(iot_format_rtt(INT64_MIN, text), ==, "-9223372036854.78 ms");
}

/* A locale that writes "1,5"; false if none is installed. */
static bool
use_comma_locale(void)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8",  "fr_FR.UTF-8",
                                        "nl_NL.UTF-8", "pl_PL.UTF-8", "de_DE"};

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (setlocale(LC_ALL, names[i]) && *localeconv()->decimal_point == ',')
            return true;
    return false;
}

static void
test_numbers_are_the_same_under_any_locale(void)
{
    char text[IOT_UNITS_TEXT];

    if (!use_comma_locale()) {
        setlocale(LC_ALL, "C");
        g_test_skip("no locale with a decimal comma");
        return;
    }
    g_assert_cmpstr(iot_format_bytes(1234, text), ==, "1.2 kB");
    g_assert_cmpstr(iot_format_span(2 * HOUR + 30 * 60 * S, text), ==, "2.5 h");
    g_assert_cmpstr(iot_format_rtt(1500 * US, text), ==, "1.5 ms");
    g_assert_cmpstr(iot_format_km(12345, text), ==, "12400 km");
    g_assert_cmpstr(iot_format_rate(0.3, text), ==, "0.3");
    g_assert_cmpstr(iot_format_rate(1234567, text), ==, "1234567");
    g_assert_cmpstr(iot_format_time(1500 * MS, text), ==, "1970-01-01T00:00:01.500000Z");
    g_assert_cmpstr(iot_format_offset(3 * DAY, 0, text), ==, "3d 0:00");
    setlocale(LC_ALL, "C");
}

#define ADD(name) g_test_add_func("/units/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(text_is_in_the_buffer_given);
    ADD(bytes_change_unit_at_each_power_of_a_thousand);
    ADD(span_changes_unit_where_the_number_gets_long);
    ADD(round_trip_is_in_milliseconds_up_to_a_second);
    ADD(distance_is_told_in_three_digits);
    ADD(rate_has_two_digits_below_ten_else_is_whole);
    ADD(time_is_utc_with_microseconds);
    ADD(offset_grows_hours_and_days);
    ADD(offset_between_the_ends_of_time_is_right);
    ADD(impossible_numbers_stay_in_the_buffer);
    ADD(numbers_are_the_same_under_any_locale);
    return g_test_run();
}
