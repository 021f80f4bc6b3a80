/* fuzz-addr.c - what reads as an address, MAC or prefix reads the same once written
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include "base/addr.h"

static void
check_addr(const char *text)
{
    char written[IOT_ADDR_TEXT];
    iot_addr addr, again;

    if (!iot_addr_parse(text, &addr))
        return;
    g_assert_true(iot_addr_parse(iot_addr_format(&addr, written), &again));
    g_assert_true(iot_addr_equal(&addr, &again));
    g_assert_false(iot_addr_is_unicast(&addr) && iot_addr_is_group(&addr));
    iot_prefix_length_of_mask(&addr);
}

static void
check_mac(const char *text)
{
    char written[IOT_MAC_TEXT];
    iot_mac mac, again;

    if (!iot_mac_parse(text, &mac) || !iot_mac_is_set(&mac))
        return;
    g_assert_true(iot_mac_parse(iot_mac_format(&mac, written), &again));
    g_assert_true(iot_mac_equal(&mac, &again));
}

static void
check_prefix(const char *text)
{
    char written[IOT_PREFIX_TEXT];
    iot_prefix prefix, again;

    if (!iot_prefix_parse(text, &prefix))
        return;
    g_assert_true(iot_prefix_parse(iot_prefix_format(&prefix, written), &again));
    g_assert_true(iot_prefix_equal(&prefix, &again));
    g_assert_true(iot_prefix_contains(&prefix, &prefix.addr));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = string_of(data, size);

    check_addr(text);
    check_mac(text);
    check_prefix(text);
    return 0;
}
