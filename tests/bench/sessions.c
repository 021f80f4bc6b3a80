/* sessions.c - what a device does on the network, one packet at a time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sessions.h"

#include <string.h>

#define POPULAR       20 /* remotes that every device talks to */
#define SEGMENT       1448u
#define DHCP_STEPS    4
#define CLIENT_PORT   32768
#define MULTICAST_DNS 5353

/* xorshift64*: what we need of chance, the same everywhere. */
uint32_t
world_draw(world *w, uint32_t below)
{
    w->random ^= w->random >> 12;
    w->random ^= w->random << 25;
    w->random ^= w->random >> 27;
    return (uint32_t)((w->random * 0x2545f4914f6cdd1dull) >> 32) % below;
}

static int64_t
local_us(world *w)
{
    return 500 + world_draw(w, 4 * MS);
}

static void
emit(world *w, int64_t time_us)
{
    pcap_write(w->out, &w->frame, time_us);
    w->left--;
}

/* TCP */

static void
tcp_start(world *w, session *s, unsigned side, unsigned flags)
{
    tcp_header tcp = {
        .src_port = s->port[side],
        .dst_port = s->port[!side],
        .seq = s->seq[side],
        .ack = s->seq[!side],
        .flags = (uint8_t)flags,
        .timestamp_ms = (uint32_t)(s->time_us / MS) + side * 77777,
        .echo_ms = flags & TCP_ACK ? (uint32_t)(s->time_us / MS) + !side * 77777 - 20 : 0,
    };
    frame_tcp(&w->frame, s->end[side], s->end[!side], &tcp);
}

/* The segment as it stands, and what its sender has sent by then. */
static void
tcp_emit(world *w, session *s, unsigned side, unsigned flags)
{
    unsigned header = 14 + (s->end[0]->v6 ? 40 : 20) + (flags & TCP_SYN ? 40 : 32);

    s->seq[side] += w->frame.length - header + !!(flags & (TCP_SYN | TCP_FIN));
    emit(w, s->time_us);
}

static void
tcp_bare(world *w, session *s, unsigned side, unsigned flags)
{
    tcp_start(w, s, side, flags);
    tcp_emit(w, s, side, flags);
}

/* A segment of application data. Records larger than a segment go on in the next. */
static void
tls_segment(world *w, session *s, unsigned side)
{
    unsigned room = s->segment_bytes;

    tcp_start(w, s, side, TCP_ACK | TCP_PSH);
    if (s->record_left == 0) {
        s->record_left = s->segments > 2 ? 3 * room - 15 : room - 5;
        frame_tls_data(&w->frame, s->record_left);
        room -= 5;
    }
    unsigned part = s->record_left < room ? s->record_left : room;
    frame_noise(&w->frame, s->seq[side], part);
    s->record_left -= part;
    tcp_emit(w, s, side, TCP_ACK | TCP_PSH);
}

static void
http_segment(world *w, session *s, unsigned side)
{
    char text[200];
    unsigned body = s->segment_bytes / 2;
    int length = side == 0
                     ? snprintf(text, sizeof text,
                                "GET /status/%u HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\n\r\n",
                                s->rounds, s->remote->name)
                     : snprintf(text, sizeof text,
                                "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
                                "Content-Length: %u\r\n\r\n",
                                body);

    tcp_start(w, s, side, TCP_ACK | TCP_PSH);
    frame_bytes(&w->frame, text, (unsigned)length);
    if (side == 1)
        frame_noise(&w->frame, s->seq[1], body);
    tcp_emit(w, s, side, TCP_ACK | TCP_PSH);
}

static void
mqtt_segment(world *w, session *s, unsigned side)
{
    unsigned length = s->segment_bytes / 8;

    tcp_start(w, s, side, TCP_ACK | TCP_PSH);
    frame_mqtt(&w->frame, s->seq[side], length);
    tcp_emit(w, s, side, TCP_ACK | TCP_PSH);
}

/* DNS comes first, where there is a remote. */
enum {
    QUERY,
    RESPONSE,
    SYN,
    SYN_ACK,
    ESTABLISHED,
    HELLO,
    HELLO_ACK,
    SERVER_HELLO,
    SERVER_REST,
    FINISHED,
    REQUEST,
    REPLY,
    REPLY_ACK,
    FIN,
    FIN_BACK,
    FIN_ACK
};

static void
dns_query(world *w, session *s)
{
    frame_udp(&w->frame, &s->device->v4, &w->router, s->port[0], 53);
    frame_dns_query(&w->frame, s->port[0], s->remote->name, s->device->is_v6);
    emit(w, s->time_us);
    s->time_us += world_draw(w, 4) ? local_us(w) : 10 * MS + world_draw(w, 30 * MS);
}

static void
dns_response(world *w, session *s)
{
    const endpoint *addresses[1] = {s->end[1]};

    frame_udp(&w->frame, &w->router, &s->device->v4, 53, s->port[0]);
    frame_dns_response(&w->frame, s->port[0], s->remote->name,
                       *s->remote->alias ? s->remote->alias : NULL, addresses, 1);
    emit(w, s->time_us);
    s->time_us += local_us(w);
}

/* What is asked and answered next: mostly little, now and then a lot. */
static void
new_round(world *w, session *s)
{
    bool bulk = world_draw(w, 5) == 0;

    s->rounds--;
    s->segments = bulk ? 6 + world_draw(w, 20) : 1 + world_draw(w, 2);
    s->segment_bytes = bulk ? SEGMENT - 20 * s->end[0]->v6 : 80 + world_draw(w, 600);
    s->record_left = 0;
}

static bool
tcp_opening(world *w, session *s)
{
    switch (s->phase++) {
    case QUERY:
        dns_query(w, s);
        break;
    case RESPONSE:
        dns_response(w, s);
        break;
    case SYN:
        tcp_bare(w, s, 0, TCP_SYN);
        s->time_us += s->rtt_us + world_draw(w, 2 * MS);
        break;
    case SYN_ACK:
        tcp_bare(w, s, 1, TCP_SYN | TCP_ACK);
        s->time_us += local_us(w);
        break;
    case ESTABLISHED:
        tcp_bare(w, s, 0, TCP_ACK);
        s->time_us += 300;
        break;
    default:
        return false;
    }
    return true;
}

/* The requests and their answers, and the end. */
static bool
tcp_exchange(world *w, session *s, void (*segment)(world *, session *, unsigned))
{
    switch (s->phase) {
    case REQUEST:
        new_round(w, s);
        unsigned down = s->segments, bytes = s->segment_bytes;
        s->segments = 1;
        s->segment_bytes = 60 + world_draw(w, 400);
        segment(w, s, 0);
        s->segments = segment == tls_segment ? down : 1;
        s->segment_bytes = bytes;
        s->record_left = 0;
        s->time_us += s->rtt_us + world_draw(w, 4 * MS);
        s->phase = REPLY;
        break;
    case REPLY:
        segment(w, s, 1);
        s->segments--;
        s->time_us += s->segments % 2 == 0 ? local_us(w) : 30;
        s->phase = s->segments % 2 == 0 ? REPLY_ACK : REPLY;
        break;
    case REPLY_ACK:
        tcp_bare(w, s, 0, TCP_ACK);
        s->time_us += s->segments ? 100 : 20 * MS + world_draw(w, 3 * SEC);
        s->phase = s->segments ? REPLY : s->rounds ? REQUEST : FIN;
        break;
    case FIN:
        tcp_bare(w, s, 0, TCP_FIN | TCP_ACK);
        s->time_us += s->rtt_us;
        s->phase = FIN_BACK;
        break;
    case FIN_BACK:
        tcp_bare(w, s, 1, TCP_FIN | TCP_ACK);
        s->time_us += local_us(w);
        s->phase = FIN_ACK;
        break;
    default:
        tcp_bare(w, s, 0, TCP_ACK);
        return false;
    }
    return true;
}

static bool
step_tls(world *w, session *s)
{
    if (s->phase < HELLO)
        return tcp_opening(w, s);
    if (s->phase >= REQUEST)
        return tcp_exchange(w, s, tls_segment);
    switch (s->phase++) {
    case HELLO:
        tcp_start(w, s, 0, TCP_ACK | TCP_PSH);
        frame_tls_client_hello(&w->frame, s->seq[0], s->remote->name);
        tcp_emit(w, s, 0, TCP_ACK | TCP_PSH);
        s->time_us += s->rtt_us + world_draw(w, MS);
        break;
    case HELLO_ACK:
        tcp_bare(w, s, 1, TCP_ACK);
        s->time_us += 200 + world_draw(w, 2 * MS);
        break;
    case SERVER_HELLO:
        tcp_start(w, s, 1, TCP_ACK | TCP_PSH);
        frame_tls_server_hello(&w->frame, s->seq[1]);
        tcp_emit(w, s, 1, TCP_ACK | TCP_PSH);
        s->segments = 1;
        s->segment_bytes = 1200;
        s->time_us += 100;
        break;
    case SERVER_REST:
        tls_segment(w, s, 1);
        s->time_us += local_us(w);
        break;
    case FINISHED:
        tcp_start(w, s, 0, TCP_ACK | TCP_PSH);
        frame_bytes(&w->frame, (const uint8_t[]){20, 3, 3, 0, 1, 1}, 6);
        frame_tls_data(&w->frame, 53);
        frame_noise(&w->frame, s->seq[0], 53);
        tcp_emit(w, s, 0, TCP_ACK | TCP_PSH);
        s->time_us += 300;
        break;
    }
    return true;
}

static bool
step_http(world *w, session *s)
{
    if (s->phase < HELLO)
        return tcp_opening(w, s);
    if (s->phase < REQUEST)
        s->phase = REQUEST;
    return tcp_exchange(w, s, http_segment);
}

/* From one device to another. */
static bool
step_local(world *w, session *s)
{
    if (s->phase < SYN)
        s->phase = SYN;
    if (s->phase < HELLO)
        return tcp_opening(w, s);
    if (s->phase < REQUEST)
        s->phase = REQUEST;
    return tcp_exchange(w, s, mqtt_segment);
}

/* UDP */

static void
udp_start(world *w, session *s, unsigned side)
{
    frame_udp(&w->frame, s->end[side], s->end[!side], s->port[side], s->port[!side]);
}

static bool
step_quic(world *w, session *s)
{
    if (s->phase < SYN)
        return tcp_opening(w, s);
    bool initial = s->phase < SYN_ACK + 1;
    unsigned side = s->phase++ % 2 != SYN % 2;

    udp_start(w, s, side);
    if (initial) {
        frame_quic_initial(&w->frame, s->seq[side]);
    } else {
        frame_u8(&w->frame, 0x40 | world_draw(w, 64));
        frame_noise(&w->frame, s->seq[side]++,
                    side ? 200 + world_draw(w, 1000) : 30 + world_draw(w, 100));
    }
    emit(w, s->time_us);
    s->time_us += side ? 20 * MS + world_draw(w, SEC) : s->rtt_us + world_draw(w, 3 * MS);
    return s->phase < SYN + 2 * s->rounds;
}

static bool
step_ntp(world *w, session *s)
{
    if (s->phase < SYN)
        return tcp_opening(w, s);
    unsigned side = s->phase++ != SYN;

    udp_start(w, s, side);
    frame_ntp(&w->frame, side, s->time_us - (side ? s->rtt_us / 2 : 0), s->asked_us);
    emit(w, s->time_us);
    s->asked_us = s->time_us;
    s->time_us += s->rtt_us;
    return side == 0;
}

static bool
step_mdns(world *w, session *s)
{
    static const endpoint group = {{1, 0, 0x5e, 0, 0, 251}, {224, 0, 0, 251}, false};

    frame_udp(&w->frame, &s->device->v4, &group, MULTICAST_DNS, MULTICAST_DNS);
    frame_mdns_announcement(&w->frame, s->device->host, &s->device->v4);
    emit(w, s->time_us);
    return false;
}

/* A device joins: DHCP, then ARP for the router. */
static bool
step_join(world *w, session *s)
{
    static const endpoint everyone = {{255, 255, 255, 255, 255, 255}, {255, 255, 255, 255}, false};
    static const unsigned types[DHCP_STEPS] = {1, 2, 3, 5};
    endpoint nobody = s->device->v4;

    memset(nobody.addr, 0, sizeof nobody.addr);
    if (s->phase < DHCP_STEPS) {
        bool reply = s->phase % 2;
        frame_udp(&w->frame, reply ? &w->router : &nobody, reply ? &s->device->v4 : &everyone,
                  reply ? 67 : 68, reply ? 68 : 67);
        frame_dhcp(&w->frame, types[s->phase], s->seq[0], &s->device->v4, &w->router,
                   s->device->is_named ? s->device->host : NULL);
    } else if (s->phase == DHCP_STEPS) {
        frame_arp(&w->frame, &s->device->v4, &w->router, false);
    } else {
        frame_arp(&w->frame, &w->router, &s->device->v4, true);
    }
    emit(w, s->time_us);
    s->time_us += local_us(w);
    return s->phase++ <= DHCP_STEPS;
}

/* What devices do, and how often of a hundred times. */
static const struct {
    step_fn step;
    unsigned percent;
    uint16_t port;
    unsigned rounds_min, rounds_spread;
} kinds[] = {
    {step_tls, 64, 443, 6, 16}, {step_http, 10, 80, 2, 10},    {step_quic, 8, 443, 10, 60},
    {step_ntp, 5, 123, 1, 1},   {step_local, 8, 1883, 10, 30}, {step_mdns, 5, MULTICAST_DNS, 1, 1},
};

/* Each device has remotes of its own, and some are everybody's. */
static remote *
choose_remote(world *w, const device *d)
{
    unsigned popular = w->n_remotes < POPULAR ? w->n_remotes : POPULAR;
    unsigned own = w->n_remotes / w->n_devices + 4;
    uint64_t first = (uint64_t)(d - w->devices) * w->n_remotes / w->n_devices;

    if (world_draw(w, 4) == 0)
        return &w->remotes[world_draw(w, popular)];
    return &w->remotes[(first + world_draw(w, own)) % w->n_remotes];
}

static void
choose_ends(world *w, session *s)
{
    bool v6 = s->device->is_v6 && s->step != step_local;

    s->end[0] = v6 ? &s->device->v6 : &s->device->v4;
    s->end[1] = v6 ? &s->remote->v6 : &s->remote->v4;
    s->rtt_us = s->remote->rtt_us + world_draw(w, (uint32_t)s->remote->rtt_us / 4);
    if (s->step != step_local)
        return;
    device *other = &w->devices[world_draw(w, w->n_devices)];
    s->end[1] = other == s->device ? &w->router : &other->v4;
    s->rtt_us = local_us(w);
}

void
session_next(world *w, session *s)
{
    unsigned kind = 0, chance = world_draw(w, 100);

    while (chance >= kinds[kind].percent)
        chance -= kinds[kind++].percent;
    s->step = kinds[kind].step;
    s->phase = QUERY;
    s->rounds = kinds[kind].rounds_min + world_draw(w, kinds[kind].rounds_spread);
    s->remote = choose_remote(w, s->device);
    choose_ends(w, s);
    s->port[0] = s->device->next_port++;
    if (s->device->next_port < CLIENT_PORT)
        s->device->next_port = CLIENT_PORT;
    s->port[1] = kinds[kind].port;
    s->seq[0] = world_draw(w, UINT32_MAX);
    s->seq[1] = world_draw(w, UINT32_MAX);
    s->record_left = 0;
    s->time_us += 100 * MS + world_draw(w, 10 * SEC);
}

void
session_join(world *w, session *s)
{
    s->step = step_join;
    s->phase = 0;
    s->seq[0] = world_draw(w, UINT32_MAX); /* the transaction */
}
