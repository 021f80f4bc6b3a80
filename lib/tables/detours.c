/* detours.c - answers of DNS that came from somebody else than who was asked
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * They are few: a list that is gone through will do.
 */
#include "tables/detours.h"

struct iot_detours {
    GArray *all; /* of iot_detour */
    uint64_t dropped;
};

iot_detours *
iot_detours_new(void)
{
    iot_detours *detours = g_new0(iot_detours, 1);

    detours->all = g_array_new(FALSE, FALSE, sizeof(iot_detour));
    return detours;
}

void
iot_detours_free(iot_detours *detours)
{
    if (!detours)
        return;
    g_array_unref(detours->all);
    g_free(detours);
}

void
iot_detours_observe(iot_detours *detours, const iot_detour *told)
{
    for (guint i = 0; i < detours->all->len; i++) {
        iot_detour *known = &g_array_index(detours->all, iot_detour, i);
        if (known->by == told->by && known->client == told->client &&
            iot_addr_equal(&known->asked, &told->asked)) {
            known->count += told->count;
            return;
        }
    }
    if (detours->all->len < IOT_DETOURS_MAX)
        g_array_append_vals(detours->all, told, 1);
    else
        detours->dropped++;
}

uint32_t
iot_detours_count(const iot_detours *detours)
{
    return detours->all->len;
}

const iot_detour *
iot_detours_get(const iot_detours *detours, uint32_t i)
{
    g_assert(i < detours->all->len);
    return &g_array_index(detours->all, iot_detour, i);
}

uint64_t
iot_detours_dropped(const iot_detours *detours)
{
    return detours->dropped;
}
