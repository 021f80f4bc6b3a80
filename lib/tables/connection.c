/* connection.c - what became of a connection
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/connection.h"

void
iot_connection_clear(iot_connection *connection)
{
    g_clear_pointer(&connection->beats, g_array_unref);
}

static void
observe_opening(iot_connection *connection, iot_side side, const iot_observation *obs)
{
    if (obs->syn && !obs->ack) {
        connection->syns++;
        connection->last_syn_ns = obs->time_ns;
        if (!connection->first_syn)
            connection->first_syn = obs->frame;
    } else if (obs->syn && !connection->answer) {
        connection->answer = obs->frame;
        connection->answer_ns = obs->time_ns;
    } else if (obs->rst && side == IOT_SIDE_DST && connection->syns && !connection->answer) {
        connection->refused = true;
    }
}

/* A moment lasts IOT_CONNECTION_BEAT_GAP_NS from its first packet on. */
static void
observe_beat(iot_connection *connection, const iot_observation *obs)
{
    if (!connection->beats)
        connection->beats = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (connection->beats->len >= IOT_CONNECTION_BEATS_MAX)
        return;
    if (connection->beats->len == 0 ||
        obs->time_ns - g_array_index(connection->beats, int64_t, connection->beats->len - 1) >=
            IOT_CONNECTION_BEAT_GAP_NS)
        g_array_append_val(connection->beats, obs->time_ns);
}

void
iot_connection_observe(iot_connection *connection, iot_side side, const iot_observation *obs)
{
    if (connection->first_frame == 0) {
        connection->first_frame = obs->frame;
        connection->begin_ns = obs->time_ns;
    }
    if (obs->transport == IOT_TRANSPORT_TCP)
        observe_opening(connection, side, obs);
    if (obs->tls_version)
        connection->tls_version = obs->tls_version;
    if (obs->payload_bytes == 0)
        return;
    connection->payload[side] = true;
    if (!connection->first_payload)
        connection->first_payload = obs->frame;
    if (side == IOT_SIDE_SRC) {
        connection->last_payload_ns = obs->time_ns;
        observe_beat(connection, obs);
    }
}

void
iot_connection_end(iot_connection *connection)
{
    if (connection->beats && connection->beats->len == 1)
        g_clear_pointer(&connection->beats, g_array_unref);
}
