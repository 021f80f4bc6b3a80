/* connection.h - what became of a connection
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Part of every stream: how it began, whether it was answered, what it carried, and when its
 * client spoke up. Sides are those of the stream: IOT_SIDE_SRC sent its first packet.
 */
#ifndef IOT_CONNECTION_H
#define IOT_CONNECTION_H

#include "fact/observation.h"

/** Moments kept per stream: a day of a one-minute keepalive. Later ones are not kept. */
#define IOT_CONNECTION_BEATS_MAX 1440
/** Packets closer together than this are one moment: a request and its retransmissions, or the
 *  parts of one message. Keepalives are seconds to minutes apart. */
#define IOT_CONNECTION_BEAT_GAP_NS (2 * (int64_t)1000000000)

/** What is carried is summed up by stretches of this length; of a stream the first so many are kept
 *  in which either side sent enough to be more than keepalives. Who compares two streams has to
 *  stop where one of them has no more. */
#define IOT_CONNECTION_VOLUME_NS          (4 * (int64_t)1000000000)
#define IOT_CONNECTION_VOLUME_LEAST_BYTES 1024
#define IOT_CONNECTION_VOLUMES_MAX        64

/** What both sides sent in one stretch of time. */
typedef struct iot_volume {
    int64_t at;        /**< its number since the epoch */
    uint32_t bytes[2]; /**< of payload, by sender, retransmissions left out; at most UINT32_MAX */
} iot_volume;

/** Zero-initialised; cleared with iot_connection_clear. */
typedef struct iot_connection {
    uint32_t first_frame;    /**< first packet; 0: none yet */
    uint32_t syns;           /**< SYNs without ACK, retransmitted ones too */
    uint32_t first_syn;      /**< frame; 0: the beginning was not captured */
    uint32_t answer;         /**< frame of the SYN-ACK; 0: none */
    uint32_t first_payload;  /**< frame; 0: none */
    int64_t begin_ns;        /**< first packet */
    int64_t last_syn_ns;     /**< last SYN */
    int64_t answer_ns;       /**< SYN-ACK */
    int64_t last_payload_ns; /**< last packet with data of the first sender; 0: none */
    int64_t last_ns;         /**< last packet of either side */
    bool refused;            /**< RST of the other side instead of SYN-ACK */
    bool closed;             /**< FIN or RST of either side */
    bool payload[2];         /**< that side sent data */
    bool cut;                /**< of what the first sender sent, not all was captured */
    uint16_t tls_version;    /**< of the server's choice (0x0303: 1.2); 0: none seen */
    uint8_t alert[2];        /**< that side's first about a certificate (observation.h); 0: none */
    uint32_t alert_frame[2]; /**< of it */
    iot_volume volume;       /**< of the latest stretch, which may go on */
    GArray *volumes;         /**< of iot_volume: those before it; NULL: none */
    GArray *beats; /**< int64_t ns: when the first sender spoke after a pause; NULL: never */
} iot_connection;

void iot_connection_clear(iot_connection *connection);
/** Takes in one packet that `side` sent. */
void iot_connection_observe(iot_connection *connection, iot_side side, const iot_observation *obs);
/** How many stretches are remembered, in the order of their packets; IOT_CONNECTION_VOLUMES_MAX:
 *  there may have been more after the last of them. */
guint iot_connection_volumes(const iot_connection *connection);
/** One of them. Two can be of the same time, where packets were out of order. */
iot_volume iot_connection_volume(const iot_connection *connection, guint i);
/** The connection is over: lets go of memory that says no more than the rest. */
void iot_connection_end(iot_connection *connection);

#endif
