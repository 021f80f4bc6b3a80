/* connection.c - what became of a connection
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/connection.h"

void
iot_life_clear(iot_life *life)
{
    g_clear_pointer(&life->beats, g_array_unref);
}

static void
observe_opening(iot_life *life, iot_side side, const iot_observation *obs)
{
    if (obs->syn && !obs->ack) {
        life->syns++;
        life->last_syn_ns = obs->time_ns;
        if (!life->first_syn)
            life->first_syn = obs->frame;
    } else if (obs->syn && !life->answer) {
        life->answer = obs->frame;
        life->answer_ns = obs->time_ns;
    } else if (obs->rst && side == IOT_SIDE_DST && life->syns && !life->answer) {
        life->refused = true;
    }
}

/* A moment lasts IOT_LIFE_BEAT_GAP_NS from its first packet on. */
static void
observe_beat(iot_life *life, const iot_observation *obs)
{
    if (!life->beats)
        life->beats = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (life->beats->len >= IOT_LIFE_BEATS_MAX)
        return;
    if (life->beats->len == 0 ||
        obs->time_ns - g_array_index(life->beats, int64_t, life->beats->len - 1) >=
            IOT_LIFE_BEAT_GAP_NS)
        g_array_append_val(life->beats, obs->time_ns);
}

void
iot_life_observe(iot_life *life, iot_side side, const iot_observation *obs)
{
    if (life->first_frame == 0) {
        life->first_frame = obs->frame;
        life->begin_ns = obs->time_ns;
    }
    if (obs->transport == IOT_TRANSPORT_TCP)
        observe_opening(life, side, obs);
    if (obs->tls_version)
        life->tls_version = obs->tls_version;
    if (obs->payload_bytes == 0)
        return;
    life->payload[side] = true;
    if (!life->first_payload)
        life->first_payload = obs->frame;
    if (side == IOT_SIDE_SRC) {
        life->last_payload_ns = obs->time_ns;
        observe_beat(life, obs);
    }
}

void
iot_life_end(iot_life *life)
{
    if (life->beats && life->beats->len == 1)
        g_clear_pointer(&life->beats, g_array_unref);
}
