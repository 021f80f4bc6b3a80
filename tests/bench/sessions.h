/* sessions.h - what a device does on the network, one packet at a time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A session is a small machine: each step writes one packet and sets when the next one is due. Who
 * runs them (generate.c) takes the one that is due first, so that sessions are interleaved as they
 * are in a real capture.
 */
#ifndef BENCH_SESSIONS_H
#define BENCH_SESSIONS_H

#include "frames.h"

#define MS  1000
#define SEC (1000 * MS)

typedef struct device {
    endpoint v4, v6;
    char host[32];
    uint16_t next_port;
    bool is_named; /* in its DHCP requests */
    bool is_v6;    /* talks to remotes by IPv6 */
} device;

typedef struct remote {
    endpoint v4, v6;
    char name[48], alias[48]; /* alias "": none */
    int64_t rtt_us;
} remote;

typedef struct session session;

/* The network, and the file its packets go to. */
typedef struct world {
    FILE *out;
    frame frame;
    uint64_t random;
    long left; /* packets yet to be written */
    unsigned n_devices, n_remotes;
    device *devices;
    remote *remotes;
    endpoint router;
    session **heap; /* all sessions, the one that is due first on top */
    unsigned n_heap;
} world;

typedef bool (*step_fn)(world *w, session *s);

/* What a device is doing. Arrays are by side: 0 is the device. */
struct session {
    device *device;
    remote *remote;
    step_fn step;
    const endpoint *end[2];
    uint16_t port[2];
    uint32_t seq[2];
    int64_t time_us; /* of the next packet */
    int64_t asked_us, rtt_us;
    unsigned phase, rounds, segments, segment_bytes, record_left;
};

/** Chance: below `below`, and the same in every run. */
uint32_t world_draw(world *w, uint32_t below);

/** A session for a device that joins the network: DHCP, then ARP for the router. */
void session_join(world *w, session *s);
/** Whatever the device does next, a while after its last packet. */
void session_next(world *w, session *s);

#endif
