/* detours.h - answers of DNS that came from somebody else than who was asked
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Knows: for each client, who it asked and who answered, how often. Endpoints are the caller's
 * numbers, as in dns-queries.h.
 */
#ifndef IOT_DETOURS_H
#define IOT_DETOURS_H

#include "base/addr.h"

/** Most that are kept; later ones are dropped. */
#define IOT_DETOURS_MAX 1024

typedef struct iot_detour {
    iot_addr asked;      /**< by the client */
    uint32_t by, client; /**< endpoints: who answered whom */
    uint32_t first_frame;
    uint32_t count; /**< answers */
} iot_detour;

typedef struct iot_detours iot_detours;

iot_detours *iot_detours_new(void);
void iot_detours_free(iot_detours *detours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_detours, iot_detours_free)

/** As `told` has it, `told->count` times, in its frame for the first. */
void iot_detours_observe(iot_detours *detours, const iot_detour *told);
uint32_t iot_detours_count(const iot_detours *detours);
/** In order of first appearance, `i` from 0; valid until the next observation. */
const iot_detour *iot_detours_get(const iot_detours *detours, uint32_t i);
uint64_t iot_detours_dropped(const iot_detours *detours);

#endif
