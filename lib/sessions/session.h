/* session.h - one session, as a router's table has it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A plain value, whichever table it is from. A session has two tuples: who opened it sent to
 * `asked`; what comes back is from `server` to `shown`. Without translation of addresses (RFC 3022)
 * the server is who was asked, and the client is shown as it is.
 */
#ifndef IOT_SESSION_H
#define IOT_SESSION_H

#include "fact/observation.h"

/** Most packets or bytes of one way, and of all that a table has: their sums stay far from where
 *  numbers end. */
#define IOT_SESSION_COUNT_MAX ((uint64_t)INT64_MAX / 4096)

/** An address and a port; port 0: there are none. */
typedef struct iot_session_end {
    iot_addr addr;
    uint16_t port;
} iot_session_end;

/** What went one way. */
typedef struct iot_session_count {
    uint64_t packets, bytes;
} iot_session_count;

typedef struct iot_session {
    iot_transport transport;
    const char *protocol; /**< above IP, where there is no transport of ours; NULL: nobody names it.
                               Static */
    iot_session_end client;           /**< who opened it */
    iot_session_end asked;            /**< where it sent to */
    iot_session_end server;           /**< who answers; as `asked` where nothing is translated */
    iot_session_end shown;            /**< as whom the server sees the client */
    bool answered;                    /**< something came back */
    bool counted;                     /**< the table counts; false: `sent` and `received` are 0 */
    iot_session_count sent, received; /**< by the client */
} iot_session;

#endif
