/* budget.c - how much memory there is, and what each kind of knowledge may take of it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/budget.h"

#include <assert.h>
#include <glib.h>

/* With so much in all, tables have what their caps let them have. */
#define TABLES_MAX_BYTES ((uint64_t)768 << 20)

/* Of 100. Reports have most: of each flow they have a row, texts of it in whole documents, and what
 * findings say of it. */
static const uint8_t shares[] = {
    [IOT_BUDGET_FLOWS] = 34,   [IOT_BUDGET_ANSWERS] = 8, [IOT_BUDGET_QUERIES] = 4,
    [IOT_BUDGET_BINDINGS] = 6, [IOT_BUDGET_CLAIMS] = 4,  [IOT_BUDGET_ROUNDTRIPS] = 3,
    [IOT_BUDGET_STREAMS] = 10, [IOT_BUDGET_KEPT] = 4,    [IOT_BUDGET_REPORTS] = 27,
};
static_assert(G_N_ELEMENTS(shares) == IOT_BUDGET_PARTS, "every part has a share");

uint64_t
iot_budget_share(uint64_t memory_bytes, iot_budget_part part)
{
    /* Beyond, caps of tables would be reached first. */
    if (part != IOT_BUDGET_REPORTS)
        memory_bytes = MIN(memory_bytes, TABLES_MAX_BYTES);
    return memory_bytes / 100 * shares[part];
}

/* 1024 to that power; -1 if the letter is none. */
static int
power_of(char letter)
{
    static const char letters[] = "kmgt";

    for (int i = 0; letters[i]; i++)
        if (g_ascii_tolower(letter) == letters[i])
            return i + 1;
    return -1;
}

/* What may stand behind the letter, and in its place: "B", and "i" before it. */
static bool
is_bytes(const char *text, bool after_letter)
{
    return *text == '\0' || g_ascii_strcasecmp(text, "b") == 0 ||
           (after_letter && g_ascii_strcasecmp(text, "ib") == 0);
}

bool
iot_budget_parse(const char *text, uint64_t *ret_bytes)
{
    char *end = NULL;

    /* No sign, no "inf", no "0x". */
    if (!g_ascii_isdigit(*text))
        return false;
    for (const char *c = text; *c; c++)
        if (*c == 'x' || *c == 'X' || *c == 'p' || *c == 'P' || *c == 'e' || *c == 'E')
            return false;
    double value = g_ascii_strtod(text, &end);
    int power = *end ? power_of(*end) : -1;
    if (!is_bytes(power > 0 ? end + 1 : end, power > 0))
        return false;
    for (int i = 0; i < power; i++)
        value *= 1024;
    if (value >= (double)G_MAXINT64)
        return false;
    *ret_bytes = (uint64_t)value;
    return true;
}
