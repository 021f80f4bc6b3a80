/* identity-agree.c - whether two texts say the same of a device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "identity/identity-internal.h"

#include <string.h>

/* Letters and digits in lower case: "DCS-930L" is "dcs930l". */
static char *
folded(const char *text)
{
    char *out = g_malloc(strlen(text) + 1), *to = out;

    for (const char *at = text; *at; at++)
        if (g_ascii_isalnum(*at) || (guchar)*at >= 0x80)
            *to++ = g_ascii_tolower(*at);
    *to = '\0';
    return out;
}

static iot_device_kind
kind_of(const char *word)
{
    iot_device_kind kind = IOT_KIND_NONE;

    iot_device_kind_find(word, -1, &kind);
    return kind;
}

bool
identity_agree(iot_identity_fact fact, const char *a, const char *b)
{
    if (strcmp(a, b) == 0)
        return true;
    if (fact == IOT_IDENTITY_KIND)
        return iot_device_kind_is_a(kind_of(a), kind_of(b)) ||
               iot_device_kind_is_a(kind_of(b), kind_of(a));
    g_autofree char *x = folded(a), *y = folded(b);
    if (fact == IOT_IDENTITY_MAKER)
        return strcmp(x, y) == 0;
    return strstr(x, y) || strstr(y, x);
}

bool
identity_says_more(iot_identity_fact fact, const char *a, const char *b)
{
    if (strcmp(a, b) == 0)
        return false;
    if (fact == IOT_IDENTITY_KIND)
        return kind_of(a) != kind_of(b) && iot_device_kind_is_a(kind_of(a), kind_of(b));
    return strlen(a) > strlen(b);
}
