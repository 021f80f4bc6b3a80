/* test-dissect-quic.c - QUIC's hellos: opened, put together, and read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "frames.h"
#include "quic-seal.h"

#include "wire/quic-vectors.h"

#define CLIENT "192.168.1.2"
#define SERVER "203.0.113.7"

#define V1   1u
#define V2   0x6b3343cfu
#define V29  0xff00001du
#define Q050 0x51303530u

enum { CRYPTO = 6, GOOGLE_CRYPTO = 8 };

/* Both sides of one stream. */
typedef struct talk {
    iot_dissector *dissector;
    uint16_t port; /* the client's */
} talk;

static talk
talk_new(void)
{
    return (talk){new_dissector(), 50000};
}

static void
talk_clear(talk *t)
{
    iot_dissector_free(t->dissector);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(talk, talk_clear)

/* @param cut bytes at the end that were not captured */
static iot_observation
say_cut(talk *t, bool by_server, const uint8_t *payload, uint32_t n, uint32_t cut)
{
    bytes b = {.cut = cut};

    add_ethernet(&b, ETHERTYPE_IP4);
    add_ip4(&b, PROTOCOL_UDP, by_server ? SERVER : CLIENT, by_server ? CLIENT : SERVER,
            (uint16_t)(8 + n));
    add_udp(&b, by_server ? 443 : t->port, by_server ? t->port : 443, (uint16_t)n);
    add(&b, payload, n - cut);
    iot_observation obs = read_frame(t->dissector, IOT_LINK_ETHERNET, &b);
    g_assert_cmpuint(obs.payload_bytes, ==, n);
    return obs;
}

static iot_observation
say(talk *t, bool by_server, const uint8_t *payload, uint32_t n)
{
    return say_cut(t, by_server, payload, n, 0);
}

static iot_observation
say_initial(talk *t, const initial_bytes *i)
{
    g_autoptr(GByteArray) packet = initial_packet(i);

    return say(t, i->by_server, packet->data, packet->len);
}

static void
put_number(GByteArray *to, uint64_t number, unsigned n)
{
    while (n-- > 0) {
        guint8 byte = (guint8)(number >> 8 * n);
        g_byte_array_append(to, &byte, 1);
    }
}

static GByteArray *
client_hello(const char *name, guint padding)
{
    GByteArray *made = g_byte_array_new();
    guint length = (guint)strlen(name), extensions = 9 + length + 4 + padding;

    put_number(made, 1, 1);
    put_number(made, 2 + 32 + 1 + 4 + 2 + 2 + extensions, 3);
    put_number(made, 0x0303, 2);
    for (unsigned i = 0; i < 4; i++) /* what is random elsewhere */
        put_number(made, i, 8);
    put_number(made, 0, 1);
    put_number(made, 0x00021301, 4);
    put_number(made, 0x0100, 2);
    put_number(made, extensions, 2);
    put_number(made, 21, 2); /* padding */
    put_number(made, padding, 2);
    guint at = made->len;
    g_byte_array_set_size(made, at + padding);
    memset(made->data + at, 0, padding);
    put_number(made, 0, 2);
    put_number(made, length + 5, 2);
    put_number(made, length + 3, 2);
    put_number(made, 0, 1);
    put_number(made, length, 2);
    g_byte_array_append(made, (const guint8 *)name, length);
    return made;
}

/* A piece of a hello as a frame. */
static void
put_piece(GByteArray *to, unsigned type, const GByteArray *hello, guint from, guint end)
{
    put_number(to, type, 1);
    put_number(to, 0x4000 | from, 2);
    put_number(to, 0x4000 | (end - from), 2);
    g_byte_array_append(to, hello->data + from, end - from);
}

/* An Initial with the hello's bytes from one place to another. */
static iot_observation
say_piece(talk *t, const initial_bytes *with, const GByteArray *hello, guint from, guint end)
{
    g_autoptr(GByteArray) frames = g_byte_array_new();
    initial_bytes i = *with;

    put_piece(frames, CRYPTO, hello, from, end);
    i.frames = frames->data;
    i.frames_bytes = frames->len;
    return say_initial(t, &i);
}

static iot_observation
say_hex(talk *t, bool by_server, const char *hex)
{
    uint8_t packet[1200];
    uint32_t n = 0;

    for (; hex[0]; hex += 2)
        packet[n++] = (uint8_t)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
    return say(t, by_server, packet, n);
}

static void
test_packets_of_the_standards_are_opened(void)
{
    static const char *const pairs[][2] = {
        {client_initial_1, server_initial_1},
        {client_initial_2, server_initial_2},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_auto(talk) t = talk_new(), late = talk_new();
        iot_observation obs = say_hex(&t, false, pairs[i][0]);
        g_assert_cmpstr(obs.protocol, ==, "quic");
        g_assert_cmpstr(obs.server_name, ==, "example.com");
        g_assert_true(obs.quic_initial);
        g_assert_cmpuint(obs.tls_version, ==, 0);
        obs = say_hex(&t, true, pairs[i][1]);
        g_assert_cmpuint(obs.tls_version, ==, 0x0304);
        g_assert_null(obs.server_name);
        /* Whose client nobody heard cannot be opened. */
        obs = say_hex(&late, true, pairs[i][1]);
        g_assert_true(obs.quic_initial);
        g_assert_cmpuint(obs.tls_version, ==, 0);
    }
}

static void
test_every_version_with_a_known_salt_is_read(void)
{
    static const uint32_t known[] = {V1, V2, V29};
    g_autoptr(GByteArray) hello = client_hello("a.example", 0);

    for (unsigned i = 0; i < G_N_ELEMENTS(known); i++) {
        g_auto(talk) t = talk_new();
        iot_observation obs = say_piece(&t, &(initial_bytes){.version = known[i], .cid = "chosen"},
                                        hello, 0, hello->len);
        g_assert_cmpstr(obs.server_name, ==, "a.example");
    }
}

static void
test_token_and_ids_are_authenticated_as_they_stand(void)
{
    g_auto(talk) t = talk_new();
    g_autoptr(GByteArray) hello = client_hello("a.example", 0);
    initial_bytes i = {
        .version = V1, .cid = "chosen", .scid = "mine", .token = "a token", .number = 7};

    iot_observation obs = say_piece(&t, &i, hello, 0, hello->len);
    g_assert_cmpstr(obs.server_name, ==, "a.example");
}

static void
test_what_was_changed_or_cut_is_not_read(void)
{
    g_autoptr(GByteArray) hello = client_hello("a.example", 0);
    g_autoptr(GByteArray) frames = g_byte_array_new();

    put_piece(frames, CRYPTO, hello, 0, hello->len);
    initial_bytes i = {
        .version = V1, .cid = "chosen", .frames = frames->data, .frames_bytes = frames->len};
    g_autoptr(GByteArray) packet = initial_packet(&i);
    for (guint at = 0; at < packet->len; at += 9) {
        g_auto(talk) t = talk_new();
        packet->data[at] ^= 1;
        iot_observation obs = say(&t, false, packet->data, packet->len);
        g_assert_null(obs.server_name);
        packet->data[at] ^= 1;
        obs = say_cut(&t, false, packet->data, packet->len, packet->len - at);
        g_assert_null(obs.server_name);
        obs = say(&t, false, packet->data, packet->len);
        g_assert_cmpstr(obs.server_name, ==, "a.example");
    }
}

/* As browsers send them, so that nobody relies on an order. */
static void
test_pieces_of_one_packet_come_in_any_order(void)
{
    g_auto(talk) t = talk_new();
    g_autoptr(GByteArray) hello = client_hello("a.example", 100);
    g_autoptr(GByteArray) frames = g_byte_array_new();

    /* Padding, and an acknowledgement of two ranges. */
    put_number(frames, 0x0002030401000102, 8);
    put_piece(frames, CRYPTO, hello, 100, hello->len);
    put_number(frames, 0x0100, 2); /* ping, padding */
    put_piece(frames, CRYPTO, hello, 0, 40);
    put_piece(frames, CRYPTO, hello, 30, 110);
    initial_bytes i = {
        .version = V1, .cid = "chosen", .frames = frames->data, .frames_bytes = frames->len};
    g_assert_cmpstr(say_initial(&t, &i).server_name, ==, "a.example");
}

static void
test_hello_over_several_packets_is_put_together(void)
{
    g_autoptr(GByteArray) hello = client_hello("a.example", 1500);
    guint half = hello->len / 2;
    initial_bytes i = {.version = V1, .cid = "chosen"};

    for (unsigned first = 0; first < 2; first++) {
        g_auto(talk) t = talk_new();
        iot_observation obs = say_piece(&t, &i, hello, first ? half : 0, first ? hello->len : half);
        g_assert_null(obs.server_name);
        g_assert_true(obs.quic_initial);
        /* The same once more is another question... */
        obs = say_piece(&t, &i, hello, first ? half : 0, first ? hello->len : half);
        g_assert_true(obs.quic_initial);
        /* ... and the rest is not. */
        obs = say_piece(&t, &i, hello, first ? 0 : half, first ? half : hello->len);
        g_assert_cmpstr(obs.server_name, ==, "a.example");
        g_assert_false(obs.quic_initial);
        g_assert_cmpstr(obs.protocol, ==, "quic");
    }
}

static void
test_packets_of_one_datagram_are_read_one_after_the_other(void)
{
    g_auto(talk) t = talk_new();
    g_autoptr(GByteArray) hello = client_hello("a.example", 200);
    g_autoptr(GByteArray) one = g_byte_array_new(), other = g_byte_array_new();

    put_piece(one, CRYPTO, hello, 0, 90);
    put_piece(other, CRYPTO, hello, 90, hello->len);
    initial_bytes i = {
        .version = V1, .cid = "chosen", .frames = one->data, .frames_bytes = one->len};
    initial_bytes j = {
        .version = V1, .cid = "chosen", .frames = other->data, .frames_bytes = other->len};
    g_autoptr(GByteArray) first = initial_packet(&i), second = initial_packet(&j);
    g_byte_array_append(first, second->data, second->len);
    iot_observation obs = say(&t, false, first->data, first->len);
    g_assert_cmpstr(obs.server_name, ==, "a.example");
    g_assert_true(obs.quic_initial);
}

static void
test_streams_are_not_mixed(void)
{
    g_auto(talk) t = talk_new();
    g_autoptr(GByteArray) a = client_hello("a.example", 300), b = client_hello("b.example", 300);
    initial_bytes i = {.version = V1, .cid = "chosen"};

    say_piece(&t, &i, a, 0, 200);
    t.port++;
    say_piece(&t, &i, b, 0, 200);
    g_assert_cmpstr(say_piece(&t, &i, b, 200, b->len).server_name, ==, "b.example");
    t.port--;
    g_assert_cmpstr(say_piece(&t, &i, a, 200, a->len).server_name, ==, "a.example");
}

static const uint8_t server_hello[] =
    "\x06\x00\x30\x02\x00\x00\x2c\x03\x03"
    "0123456789abcdef0123456789abcdef"
    "\x00\x13\x01\x00\x00\x04\x00\x2b\x00\x00"; /* of no version: 1.2 stands in front */

/* RFC 9001 section 5.2: the keys come from the id that the retry told. */
static void
test_retry_changes_the_keys(void)
{
    static const uint8_t retry[] = "\xf0\0\0\0\1\0\5other and a token, and its tag";
    g_autoptr(GByteArray) hello = client_hello("a.example", 300);
    initial_bytes first = {.version = V1, .cid = "chosen"},
                  again = {.version = V1, .cid = "other", .token = "t"},
                  answer = {.version = V1,
                            .cid = "other",
                            .dcid = "",
                            .by_server = true,
                            .frames = server_hello,
                            .frames_bytes = sizeof server_hello - 1};

    for (unsigned heard = 0; heard < 2; heard++) {
        g_auto(talk) t = talk_new();
        say_piece(&t, &first, hello, 0, 200);
        if (heard)
            say(&t, true, retry, sizeof retry - 1);
        g_assert_null(say_piece(&t, &again, hello, 0, 200).server_name);
        g_assert_cmpstr(say_piece(&t, &again, hello, 200, hello->len).server_name, ==, "a.example");
        g_assert_cmpuint(say_initial(&t, &answer).tls_version, ==, 0x0303);
    }
    /* The hello was whole before: the server's needs the new keys all the same. */
    g_auto(talk) t = talk_new();
    say_piece(&t, &first, hello, 0, hello->len);
    say(&t, true, retry, sizeof retry - 1);
    g_assert_cmpuint(say_initial(&t, &answer).tls_version, ==, 0x0303);
}

/* Somebody else's packets cost what they may, and no more. */
static void
test_only_so_many_packets_are_opened(void)
{
    g_autoptr(GByteArray) hello = client_hello("a.example", 0);
    initial_bytes i = {.version = V1, .cid = "chosen"}, noise = {.version = V1, .cid = "noise"};

    for (unsigned more = 0; more < 2; more++) {
        g_auto(talk) t = talk_new();
        noise.dcid = "something else";
        for (unsigned n = 0; n < 31 + more; n++)
            say_piece(&t, &noise, hello, 0, hello->len);
        g_assert_cmpstr(say_piece(&t, &i, hello, 0, hello->len).server_name, ==,
                        more ? NULL : "a.example");
    }
}

/* Streams that leave their hellos unfinished pay for each other. */
static void
test_what_is_kept_is_bounded(void)
{
    g_auto(talk)
        t = {iot_dissector_new(&(iot_dissector_options){.kept_max_bytes = 64 << 10}), 50000};
    g_autoptr(GByteArray) hello = client_hello("a.example", 1500);
    initial_bytes i = {.version = V1, .cid = "chosen"};

    for (unsigned n = 0; n < 200; n++) {
        t.port = (uint16_t)(50000 + n);
        say_piece(&t, &i, hello, 0, 1000);
    }
    g_assert_cmpuint(iot_dissector_dropped(t.dissector), >, 100);
    g_assert_cmpstr(say_piece(&t, &i, hello, 1000, hello->len).server_name, ==, "a.example");
    t.port = 50000;
    g_assert_null(say_piece(&t, &i, hello, 1000, hello->len).server_name);
}

/* Pieces that never end, far away and empty, in frames that make no sense. */
static void
test_senseless_frames_are_passed(void)
{
    static const struct {
        const char *bytes;
        size_t n;
    } frames[] = {
#define FRAMES(text) {text, sizeof(text) - 1}
        FRAMES("\x06\xff\xff\xff\xff\xff\xff\xff\xff\4abcd........"),
        FRAMES("\x06\0\xff\xff\xff\xff\xff\xff\xff\xff...."),
        FRAMES("\x06\x7f\xff\4abcd................."),
        FRAMES("\x06\0\0................"),
        FRAMES("\x02\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"),
        FRAMES("\x1c\0\0\0\x06\0\4abcd........."),
        FRAMES("\x06\0\4\x02zzz................"),
#undef FRAMES
    };

    for (unsigned n = 0; n < G_N_ELEMENTS(frames); n++) {
        g_auto(talk) t = talk_new();
        initial_bytes i = {.version = V1,
                           .cid = "chosen",
                           .frames = (const uint8_t *)frames[n].bytes,
                           .frames_bytes = frames[n].n};
        iot_observation obs = say_initial(&t, &i);
        g_assert_null(obs.server_name);
        g_assert_true(obs.quic_initial);
    }
}

static void
put_swapped(GByteArray *to, guint32 value, unsigned n)
{
    for (; n-- > 0; value >>= 8) {
        guint8 byte = (guint8)value;
        g_byte_array_append(to, &byte, 1);
    }
}

/* With padding before the name, as Chrome's. */
static GByteArray *
google_hello(const char *name)
{
    GByteArray *made = g_byte_array_new();
    guint length = (guint)strlen(name);

    g_byte_array_append(made, (const guint8 *)"CHLO\3\0\0\0PAD\0", 12);
    put_swapped(made, 20, 4);
    g_byte_array_append(made, (const guint8 *)"SNI\0", 4);
    put_swapped(made, 20 + length, 4);
    g_byte_array_append(made, (const guint8 *)"VER\0", 4);
    put_swapped(made, 24 + length, 4);
    g_byte_array_append(made, (const guint8 *)"--------------------", 20);
    g_byte_array_append(made, (const guint8 *)name, length);
    g_byte_array_append(made, (const guint8 *)"Q043", 4);
    return made;
}

static void
test_googles_sealed_hello_is_read(void)
{
    g_auto(talk) t = talk_new();
    g_autoptr(GByteArray) hello = google_hello("g.example");
    g_autoptr(GByteArray) frames = g_byte_array_new();

    put_number(frames, 0x0700, 2); /* ping, padding */
    put_piece(frames, GOOGLE_CRYPTO, hello, 0, hello->len);
    initial_bytes i = {
        .version = Q050, .cid = "chosen", .frames = frames->data, .frames_bytes = frames->len};
    iot_observation obs = say_initial(&t, &i);
    g_assert_cmpstr(obs.server_name, ==, "g.example");
    g_assert_cmpstr(obs.protocol, ==, "quic");
}

#define HASH "0123456789ab"

static const struct {
    const char *head;
    size_t bytes;
    bool small_first; /* the length of the frame */
    const char *name; /* NULL: none is found */
    const char *protocol;
} heads[] = {
#define HEAD(text) (text), sizeof(text) - 1
    {HEAD("\x09"
          "12345678Q043\1" HASH "\xa0\1"),
     false, "g.example", "gquic"},
    {HEAD("\x19"
          "12345678Q039\0\1" HASH "\xa4\1\0\0"),
     false, "g.example", "gquic"},
    {HEAD("\x39"
          "12345678Q035\0\0\0\0\0\1" HASH "\xa0\1"),
     true, "g.example", "gquic"},
    {HEAD("\xc0Q046\x50"
          "12345678\1" HASH "\xa0\1"),
     false, "g.example", "gquic"},
    {HEAD("\x09"
          "12345678Q043\1" HASH "\x07\0"),
     false, NULL, "gquic"}, /* no stream */
    {HEAD("\x09"
          "12345678Q099\1" HASH "\xa0\1"),
     false, NULL, NULL},
    {HEAD("\x01"
          "Q043\1" HASH "\xa0\1"),
     false, NULL, NULL}, /* no connection */
    {HEAD("\xc0Q043\x50"
          "12345678\1" HASH "\xa0\1"),
     false, NULL, NULL},
#undef HEAD
};

static void
test_googles_open_hello_is_read(void)
{
    g_autoptr(GByteArray) hello = google_hello("g.example");

    for (unsigned i = 0; i < G_N_ELEMENTS(heads); i++) {
        g_auto(talk) t = talk_new();
        g_autoptr(GByteArray) packet = g_byte_array_new();
        g_byte_array_append(packet, (const guint8 *)heads[i].head, (guint)heads[i].bytes);
        if (heads[i].small_first)
            put_swapped(packet, hello->len, 2);
        else
            put_number(packet, hello->len, 2);
        g_byte_array_append(packet, hello->data, hello->len);
        iot_observation obs = say(&t, false, packet->data, packet->len);
        g_assert_cmpstr(obs.protocol, ==, heads[i].protocol);
        g_assert_cmpstr(obs.server_name, ==, heads[i].name);
        g_assert_false(obs.quic_initial);
        for (guint n = 1; n + 4 < packet->len; n++)
            say(&t, false, packet->data, n);
    }
}

#define ADD(name) g_test_add_func("/quic/" #name, test_##name)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(packets_of_the_standards_are_opened);
    ADD(every_version_with_a_known_salt_is_read);
    ADD(token_and_ids_are_authenticated_as_they_stand);
    ADD(what_was_changed_or_cut_is_not_read);
    ADD(pieces_of_one_packet_come_in_any_order);
    ADD(hello_over_several_packets_is_put_together);
    ADD(packets_of_one_datagram_are_read_one_after_the_other);
    ADD(streams_are_not_mixed);
    ADD(retry_changes_the_keys);
    ADD(only_so_many_packets_are_opened);
    ADD(what_is_kept_is_bounded);
    ADD(senseless_frames_are_passed);
    ADD(googles_sealed_hello_is_read);
    ADD(googles_open_hello_is_read);
    return g_test_run();
}
