/* connection.c - what became of a connection
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/connection.h"

void
iot_connection_clear(iot_connection *connection)
{
    g_clear_pointer(&connection->beats, g_array_unref);
    g_clear_pointer(&connection->volumes, g_array_unref);
}

static bool
is_much(const iot_volume *volume)
{
    return MAX(volume->bytes[0], volume->bytes[1]) >= IOT_CONNECTION_VOLUME_LEAST_BYTES;
}

static void
keep_volume(iot_connection *connection)
{
    if (!is_much(&connection->volume))
        return;
    if (!connection->volumes)
        connection->volumes = g_array_new(FALSE, FALSE, sizeof(iot_volume));
    if (connection->volumes->len < IOT_CONNECTION_VOLUMES_MAX)
        g_array_append_val(connection->volumes, connection->volume);
}

static void
observe_volume(iot_connection *connection, iot_side side, const iot_observation *obs)
{
    iot_volume *latest = &connection->volume;
    int64_t at = obs->time_ns / IOT_CONNECTION_VOLUME_NS;

    if (obs->retransmission)
        return;
    if (at != latest->at) {
        keep_volume(connection);
        *latest = (iot_volume){.at = at};
    }
    uint32_t room = UINT32_MAX - latest->bytes[side];
    latest->bytes[side] += MIN(obs->payload_bytes, room);
}

guint
iot_connection_volumes(const iot_connection *connection)
{
    guint before = connection->volumes ? connection->volumes->len : 0;

    return MIN(before + is_much(&connection->volume), IOT_CONNECTION_VOLUMES_MAX);
}

iot_volume
iot_connection_volume(const iot_connection *connection, guint i)
{
    guint before = connection->volumes ? connection->volumes->len : 0;

    return i < before ? g_array_index(connection->volumes, iot_volume, i) : connection->volume;
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
        connection->begin_ns = connection->last_ns = obs->time_ns;
    }
    connection->last_ns = MAX(connection->last_ns, obs->time_ns);
    if (obs->transport == IOT_TRANSPORT_TCP)
        observe_opening(connection, side, obs);
    connection->closed |= obs->fin || obs->rst;
    if (obs->tls_version)
        connection->tls_version = obs->tls_version;
    if (obs->tls_alert && !connection->alert[side]) {
        connection->alert[side] = obs->tls_alert;
        connection->alert_frame[side] = obs->frame;
    }
    if (obs->payload_bytes == 0)
        return;
    observe_volume(connection, side, obs);
    connection->payload[side] = true;
    if (!connection->first_payload)
        connection->first_payload = obs->frame;
    if (side == IOT_SIDE_SRC) {
        connection->last_payload_ns = obs->time_ns;
        connection->cut |= obs->payload_cut;
        observe_beat(connection, obs);
    }
}

void
iot_connection_end(iot_connection *connection)
{
    if (connection->beats && connection->beats->len == 1)
        g_clear_pointer(&connection->beats, g_array_unref);
}
