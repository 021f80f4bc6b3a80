/* tap-iot-deferred.c - packets that a statistic counts only when it is drawn
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/tap-iot-deferred.h"

#include "session/session.h"

#include <epan/tap.h>

/* Packets that wait for one statistic. Lives as long as tshark: its statistics are never closed. */
typedef struct waiting {
    void *target;
    iot_count_fn count;
    GArray *packets; /* of iot_tap_packet */
} waiting;

static GHashTable *by_target; /* target -> waiting */

static void
draw(void *data)
{
    waiting *wait = data;

    iot_capture_settle(iot_session_capture());
    for (guint i = 0; i < wait->packets->len; i++)
        wait->count(wait->target, &g_array_index(wait->packets, iot_tap_packet, i));
    g_array_set_size(wait->packets, 0);
}

static waiting *
waiting_for(void *target, iot_count_fn count)
{
    if (!by_target)
        by_target = g_hash_table_new(NULL, NULL);
    waiting *wait = g_hash_table_lookup(by_target, target);
    if (wait)
        return wait;
    wait = g_new0(waiting, 1);
    wait->target = target;
    wait->count = count;
    wait->packets = g_array_new(FALSE, FALSE, sizeof(iot_tap_packet));
    g_hash_table_insert(by_target, target, wait);
    GString *error =
        register_tap_listener("iot", wait, NULL, TL_REQUIRES_NOTHING, NULL, NULL, draw, NULL);
    g_assert(!error);
    return wait;
}

void
iot_deferred_count(void *target, const iot_tap_packet *packet, iot_count_fn count)
{
    if (!packet->first_visit || !iot_session_is_one_run()) {
        count(target, packet);
        return;
    }
    waiting *wait = waiting_for(target, count);
    g_array_append_val(wait->packets, *packet);
    if (wait->packets->len >= IOT_DEFERRED_MAX)
        draw(wait);
}
