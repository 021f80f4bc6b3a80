/* fuzz-quic.c - whatever Initial packets carry, what is read of them holds
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * No fuzzer finds the seal of a packet: it is made here. The input: datagrams, each a byte of what
 * it is (see the flags; the version is in the lowest bits), two of its length, and the frames that
 * it carries. All are of one stream, of a dissector of their own, that keeps little.
 */
#include "fuzz.h"

#include "../lib/quic-seal.h"
#include "wire/dissect.h"
#include "wire/message/quic-hello.h"
#include "wire/transport/payload.h"

enum {
    VERSION = 0x03,
    BY_SERVER = 0x04, /* and not by the client */
    OTHER = 0x08,     /* of another connection */
    TWICE = 0x10,     /* two packets in the datagram */
    OPEN = 0x20,      /* the bytes are the datagram */
    CHANGED = 0x40,   /* a byte of the packet is not as it was */
};

#define DATAGRAMS 64
#define KEPT_MAX  8192

static void
check(const iot_observation *obs)
{
    g_assert_true(!obs->quic_initial || g_strcmp0(obs->protocol, "quic") == 0);
    g_assert_true(!obs->tls_version || g_strcmp0(obs->protocol, "quic") == 0);
    if (obs->server_name)
        g_assert_cmpuint(strlen(obs->server_name), <, IOT_FACTS_TEXT_BYTES);
}

/* One side of the stream says so. */
static void
say(iot_dissector *dissector, bool by_server, const GByteArray *payload)
{
    g_autofree uint8_t *exact = g_memdup2(payload->data, payload->len);
    g_autoptr(GByteArray) frame = g_byte_array_new();
    static const uint8_t client[] = {192, 168, 1, 2}, server[] = {203, 0, 113, 7};
    guint length = 28 + payload->len;
    uint8_t head[] = {0x45, 0, (uint8_t)(length >> 8), (uint8_t)length, 0, 1, 0, 0, 64, 17, 0, 0};
    uint8_t ports[] = {0xc3, 0x50, 1, 0xbb}, back[] = {1, 0xbb, 0xc3, 0x50};
    uint8_t udp[] = {(uint8_t)((length - 20) >> 8), (uint8_t)(length - 20), 0, 0};
    iot_observation obs;

    g_byte_array_append(frame, head, sizeof head);
    g_byte_array_append(frame, by_server ? server : client, 4);
    g_byte_array_append(frame, by_server ? client : server, 4);
    g_byte_array_append(frame, by_server ? back : ports, 4);
    g_byte_array_append(frame, udp, sizeof udp);
    g_byte_array_append(frame, exact, payload->len);
    g_autofree uint8_t *captured = g_memdup2(frame->data, frame->len);
    iot_frame one = {
        .number = 1, .bytes = captured, .captured_bytes = frame->len, .length_bytes = frame->len};
    iot_dissector_read(dissector, IOT_LINK_RAW, &one, &obs);
    check(&obs);
}

static GByteArray *
datagram(uint8_t how, const uint8_t *bytes, size_t n)
{
    GByteArray *made;

    if (how & OPEN) {
        made = g_byte_array_new();
        g_byte_array_append(made, bytes, (guint)n);
        return made;
    }
    initial_bytes i = {.version = versions[how & VERSION].version,
                       .cid = how & OTHER ? "another" : "chosen",
                       .by_server = how & BY_SERVER,
                       .frames = bytes,
                       .frames_bytes = how & TWICE ? n / 2 : n};
    made = initial_packet(&i);
    if (how & TWICE) {
        i.frames += n / 2;
        i.frames_bytes = n - n / 2;
        g_autoptr(GByteArray) second = initial_packet(&i);
        g_byte_array_append(made, second->data, second->len);
    }
    if (how & CHANGED)
        made->data[n % made->len] ^= 0x10;
    return made;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Initials carry so little that a number of two bytes tells how much; and no sample of what is
     * sealed is shorter than three bytes. */
    enum { FRAMES_MIN = 3, FRAMES_MAX = 8192 };
    g_autoptr(iot_dissector) dissector =
        iot_dissector_new(&(iot_dissector_options){.kept_max_bytes = KEPT_MAX, .streams_max = 4});
    input in = {data, data + size};

    for (unsigned n = 0; n < DATAGRAMS && in.at < in.end; n++) {
        uint8_t how = take_byte(&in);
        size_t wanted = (size_t)take_number(&in, 2), length = MIN(wanted, (size_t)(in.end - in.at));
        if (length < FRAMES_MIN * 2 || length > FRAMES_MAX)
            continue;
        g_autoptr(GByteArray) made = datagram(how, in.at, length);
        in.at += length;
        say(dissector, how & BY_SERVER, made);
    }
    return 0;
}
