/* fuzz-text.c - any bytes become a clean name, which stays as it is when cleaned again
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include "base/escape.h"
#include "report/policy.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *raw = string_of(data, size);
    g_autofree char *clean = iot_text_clean(raw, -1);
    g_autofree char *counted = iot_text_clean((const char *)data, (gssize)size);
    g_autofree char *slug = iot_text_slug(raw);

    g_assert_cmpstr(clean, ==, counted);
    g_assert_cmpuint(strlen(slug), <=, IOT_TEXT_SLUG_MAX);
    for (const char *p = slug; *p; p++)
        g_assert_true(g_ascii_islower(*p) || g_ascii_isdigit(*p) || (*p == '-' && p[1]));
    if (!clean)
        return 0;
    g_assert_cmpuint(*clean, !=, '\0');
    g_assert_true(is_clean(clean));
    g_autofree char *again = iot_text_clean(clean, -1);
    g_assert_cmpstr(again, ==, clean);
    g_autofree char *folded = iot_text_fold(clean);
    g_assert_true(*folded && is_clean(folded));
    g_autofree char *shown = iot_escape_shown(raw);
    for (const char *p = shown; *p; p = g_utf8_next_char(p))
        g_assert_false(iot_text_is_unseen(g_utf8_get_char(p)));
    g_autofree char *same = iot_escape_shown(clean);
    g_assert_cmpstr(same, ==, clean);
    iot_text_is_placeholder(clean);
    iot_policy_is_dns_name(clean);
    return 0;
}
