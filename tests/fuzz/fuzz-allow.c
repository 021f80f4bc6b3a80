/* fuzz-allow.c - lists of allowed destinations: any list and name, "LIST\nNAME"
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include "reference/allow-list.h"
#include "reference/known-resolvers.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t somewhere[4] = {192, 0, 2, 1};
    g_autofree char *list = string_of(data, size);
    char *name = strchr(list, '\n');
    iot_addr addr = iot_addr_v4(somewhere), wanted;

    if (name)
        *name++ = '\0';
    bool by_name = iot_allow_matches(list, name, NULL, 443);
    bool by_either = iot_allow_matches(list, name, &addr, 443);
    /* More to match by never matches less. */
    g_assert_true(by_either || !by_name);
    /* A list of one address allows it. */
    if (iot_addr_parse(list, &wanted))
        g_assert_true(iot_allow_matches(list, NULL, &wanted, 1));
    iot_is_known_resolver(name, &addr);
    return 0;
}
