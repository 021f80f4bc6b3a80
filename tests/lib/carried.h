/* carried.h - hand-made messages, and readers of what UDP and TCP carry to give them to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_CARRIED_H
#define IOT_TESTS_CARRIED_H

#include <string.h>

/* Readers have a type of that name. */
#define packet observation_of_packet
#include "build.h"
#undef packet

#include "told.h"
#include "wire/dissect.h"
#include "wire/transport/payload.h"

/* A string of bytes and its length, without the NUL. */
#define BYTES(text) (text), sizeof(text) - 1

/* One network, whose packets come from 192.168.1.2. */
typedef struct carried {
    iot_dissector *dissector;
    iot_observation obs; /* of the last packet */
    int64_t now_ns;
    uint32_t cut_bytes;
    talk talk; /* of the stream at hand */
} carried;

static inline carried
carried_new(void)
{
    return (carried){.dissector = iot_dissector_new(&(iot_dissector_options){0})};
}

static inline void
carried_clear(carried *c)
{
    iot_dissector_free(c->dissector);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(carried, carried_clear)

static inline packet
carried_packet(carried *c, iot_transport transport, uint16_t src_port, uint16_t dst_port)
{
    static const iot_frame frame = {.number = 1};

    c->obs = (iot_observation){.frame = 1,
                               .time_ns = c->now_ns,
                               .src = addr("192.168.1.2"),
                               .transport = transport,
                               .has_stream = true,
                               .src_port = src_port,
                               .dst_port = dst_port};
    iot_facts_clear(c->dissector->facts);
    return (packet){.dissector = c->dissector,
                    .frame = &frame,
                    .obs = &c->obs,
                    .facts = c->dissector->facts,
                    .cut_bytes = c->cut_bytes};
}

/* Reads one datagram from port 50000. The bytes are copied, so that a tool sees who reads too far.
 */
static inline void
carried_datagram(carried *c, uint16_t dst_port, const void *bytes, size_t length)
{
    packet p = carried_packet(c, IOT_TRANSPORT_UDP, 50000, dst_port);
    g_autofree uint8_t *copy = g_memdup2(bytes, length);

    c->talk = (talk){0};
    payload_read_datagram(&p, &c->talk, cursor_of(copy, length));
    iot_facts_hand_over(c->dissector->facts, &c->obs);
}

/* Reads one segment of a stream in which both sides spoke, unless nothing more is of interest. */
static inline void
carried_reply(carried *c, reassembly *t, uint16_t src_port, uint16_t dst_port, const void *bytes,
              size_t length)
{
    packet p = carried_packet(c, IOT_TRANSPORT_TCP, src_port, dst_port);
    g_autofree uint8_t *copy = g_memdup2(bytes, length);

    p.relays = &c->talk.relays;
    if (!t->done)
        payload_read_stream(&p, &c->talk, t, cursor_of(copy, length));
    iot_facts_hand_over(c->dissector->facts, &c->obs);
}

/* The same to that port; whoever says the first thing begins a stream. */
static inline void
carried_segment(carried *c, reassembly *t, uint16_t dst_port, const void *bytes, size_t length)
{
    if (t->reader == 0 && t->guesses == 0 && !t->done)
        c->talk = (talk){0};
    carried_reply(c, t, 50000, dst_port, bytes, length);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(reassembly, reassembly_clear)

/* Messages in pieces. */
static inline void
put(GByteArray *to, const char *bytes, size_t length)
{
    g_byte_array_append(to, (const guint8 *)bytes, (guint)length);
}

static inline void
put_number(GByteArray *to, uint64_t number, unsigned bytes)
{
    while (bytes-- > 0) {
        guint8 byte = (guint8)(number >> 8 * bytes);
        g_byte_array_append(to, &byte, 1);
    }
}

#endif
