/* generate.c - a capture of a busy home network, the same for the same arguments
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: generate PACKETS DEVICES REMOTES OUTPUT      (OUTPUT "-": standard output)
 *
 * A smaller capture of as many devices and remotes is the beginning of a larger one. Devices join
 * by DHCP and ARP; then each runs some sessions at a time, one after the other. A session asks DNS
 * first: of all packets, two in a hundred are DNS. Seen from the router, so the remote's part of
 * a round trip (5 to 180 ms) and the device's (below 5 ms) are apart.
 */
#include "sessions.h"

#include <stdlib.h>
#include <string.h>

#define START_US      1700000000000000
#define PACKETS_MAX   1000000000
#define DEVICES_MAX   60000
#define REMOTES_MAX   100000 /* 198.18.0.0/15 is RFC 2544's, for benchmarks */
#define WORKERS       2      /* sessions of a device at a time */
#define FIRST_PORT    32768
#define FIRST_HOST    16
#define RTT_MIN_US    (5 * MS)
#define RTT_SPREAD_US (175 * MS)

/* The session due next is at the top of the heap; when its time has changed, it sinks. */
static void
sink(world *w, unsigned at)
{
    for (unsigned child; (child = 2 * at + 1) < w->n_heap; at = child) {
        if (child + 1 < w->n_heap && w->heap[child + 1]->time_us < w->heap[child]->time_us)
            child++;
        if (w->heap[at]->time_us <= w->heap[child]->time_us)
            return;
        session *up = w->heap[child];
        w->heap[child] = w->heap[at];
        w->heap[at] = up;
    }
}

static void
run(world *w)
{
    for (unsigned i = w->n_heap; i-- > 0;)
        sink(w, i);
    while (w->left > 0) {
        session *s = w->heap[0];
        if (!s->step(w, s))
            session_next(w, s);
        sink(w, 0);
    }
}

static void
make_device(world *w, unsigned i)
{
    static const uint8_t makers[][3] = {
        {0x24, 0x0a, 0xc4}, {0x50, 0xc7, 0xbf}, {0x00, 0x17, 0x88}, {0x18, 0xb4, 0x30}};
    static const char *const sorts[] = {"plug", "bulb", "camera", "speaker", "thermostat", "tv"};
    device *d = &w->devices[i];
    uint8_t *mac = d->v4.mac;

    memcpy(mac, makers[i % 4], 3);
    memcpy(mac + 3, (const uint8_t[]){1, (uint8_t)(i >> 8), (uint8_t)i}, 3);
    d->v6 = d->v4;
    memcpy(d->v4.addr,
           (const uint8_t[]){192, 168, (uint8_t)((i + FIRST_HOST) >> 8), (uint8_t)(i + FIRST_HOST)},
           4);
    d->v6.v6 = true;
    memcpy(d->v6.addr,
           (const uint8_t[]){0x20, 1, 0xd, 0xb8, 0, 1, 0, 0, mac[0] ^ 2, mac[1], mac[2], 0xff, 0xfe,
                             mac[3], mac[4], mac[5]},
           16);
    snprintf(d->host, sizeof d->host, "%s-%u", sorts[i % 6], i);
    d->is_named = i % 5 != 1;
    d->is_v6 = i % 5 == 4;
    d->next_port = (uint16_t)(FIRST_PORT + i);
}

static void
make_remote(world *w, unsigned i)
{
    remote *r = &w->remotes[i];

    r->v4 = r->v6 = w->router;
    memcpy(r->v4.addr,
           (const uint8_t[]){198, (uint8_t)(18 + (i >> 16)), (uint8_t)(i >> 8), (uint8_t)i}, 4);
    r->v6.v6 = true;
    memcpy(r->v6.addr,
           (const uint8_t[]){0x20, 1, 0xd, 0xb8, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, (uint8_t)(i >> 16),
                             (uint8_t)(i >> 8), (uint8_t)i},
           16);
    snprintf(r->name, sizeof r->name, "api%u.vendor%u.example", i, i / 8);
    if (i % 3 == 0)
        snprintf(r->alias, sizeof r->alias, "edge%u.cdn%u.example", i, i % 7);
    r->rtt_us = RTT_MIN_US + world_draw(w, RTT_SPREAD_US);
}

static void
make_world(world *w)
{
    w->random = 88172645463325252ull;
    w->router = (endpoint){{0xd4, 0x6e, 0x0e, 0, 0, 1}, {192, 168, 0, 1}, false};
    w->devices = calloc(w->n_devices, sizeof *w->devices);
    w->remotes = calloc(w->n_remotes, sizeof *w->remotes);
    w->heap = calloc(w->n_devices * WORKERS, sizeof *w->heap);
    for (unsigned i = 0; i < w->n_remotes; i++)
        make_remote(w, i);
    for (unsigned i = 0; i < w->n_devices; i++)
        make_device(w, i);
    for (w->n_heap = 0; w->n_heap < w->n_devices * WORKERS; w->n_heap++) {
        session *s = w->heap[w->n_heap] = calloc(1, sizeof *s);
        s->device = &w->devices[w->n_heap / WORKERS];
        s->time_us = START_US + (int64_t)world_draw(w, 5 * SEC);
        session_join(w, s);
        if (w->n_heap % WORKERS) { /* one of them joins, the others wait for it */
            s->time_us += 5 * SEC;
            session_next(w, s);
        }
    }
}

static void
free_world(world *w)
{
    for (unsigned i = 0; i < w->n_heap; i++)
        free(w->heap[i]);
    free(w->heap);
    free(w->devices);
    free(w->remotes);
}

static bool
in_range(const char *text, long max, long *ret_value)
{
    char *end;

    *ret_value = strtol(text, &end, 10);
    return *text && !*end && *ret_value >= 0 && *ret_value <= max;
}

int
main(int argc, char **argv)
{
    static world w;
    long devices, remotes;

    if (argc != 5 || !in_range(argv[1], PACKETS_MAX, &w.left) ||
        !in_range(argv[2], DEVICES_MAX, &devices) || !in_range(argv[3], REMOTES_MAX, &remotes) ||
        devices < 1 || remotes < 1) {
        fprintf(stderr, "usage: generate PACKETS DEVICES REMOTES OUTPUT\n");
        return 2;
    }
    w.n_devices = (unsigned)devices;
    w.n_remotes = (unsigned)remotes;
    w.out = strcmp(argv[4], "-") == 0 ? stdout : fopen(argv[4], "wb");
    if (!w.out) {
        perror(argv[4]);
        return 1;
    }
    make_world(&w);
    pcap_start(w.out);
    run(&w);
    bool written = !ferror(w.out);
    written = fclose(w.out) == 0 && written;
    if (!written)
        perror(argv[4]);
    free_world(&w);
    return written ? 0 : 1;
}
