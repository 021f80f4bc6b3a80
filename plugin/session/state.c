/* state.c - all that the plugin remembers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/state.h"

iot_state_parts *iot_state_all;

void *
iot_state_make(iot_state_part part, gsize size_bytes)
{
    if (!iot_state_all)
        iot_state_all = g_new0(iot_state_parts, 1);
    if (!iot_state_all->at[part])
        iot_state_all->at[part] = g_malloc0(size_bytes);
    return iot_state_all->at[part];
}
