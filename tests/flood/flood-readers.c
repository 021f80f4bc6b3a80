/* flood-readers.c - messages that nobody sends but to make reading slow
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: flood-readers SCENARIO N      ("flood-readers list" tells them, each with a fitting N)
 *
 * Makes frames first and reads them then, in read_all: doubling.sh counts the instructions of that
 * for N and for twice as much. N is of whatever could be gone through again and again: bytes of a
 * message in segments of one byte, records of a message, headers.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/dissect.h"

#define BYTES(text) (text), sizeof(text) - 1

enum { TCP = 6, UDP = 17 };
enum { SYN = 2, ACK = 16 };

/* Frames, one behind the other, and where each ends. */
typedef struct flood {
    int link;
    GByteArray *bytes;
    GArray *ends; /* of guint */
} flood;

static void
put(GByteArray *to, const char *bytes, gsize n)
{
    g_byte_array_append(to, (const guint8 *)bytes, (guint)n);
}

static void
put_number(GByteArray *to, guint64 number, unsigned bytes)
{
    while (bytes-- > 0) {
        guint8 byte = (guint8)(number >> 8 * bytes);
        g_byte_array_append(to, &byte, 1);
    }
}

static void
put_times(GByteArray *to, const char *bytes, gsize n, guint times)
{
    while (times-- > 0)
        put(to, bytes, n);
}

static void
end_frame(flood *all)
{
    g_array_append_val(all->ends, all->bytes->len);
}

/* From host `src` to host `dst` of one network; as long as what was sent. */
static void
begin_ip(flood *all, guint8 protocol, guint32 src, guint32 dst, guint fragment)
{
    put(all->bytes, BYTES("\xd4\x6e\x0e\0\0\1\0\x17\x88\0\0\2\x08\0\x45\0\0\0\0\1"));
    put_number(all->bytes, fragment, 2);
    put_number(all->bytes, 64, 1);
    put_number(all->bytes, protocol, 1);
    put_number(all->bytes, 0, 2);
    put_number(all->bytes, src, 4);
    put_number(all->bytes, dst, 4);
}

#define CLIENT 0xc0a80102u
#define SERVER 0xc0a80101u

static void
put_datagram(flood *all, guint port, const GByteArray *payload)
{
    begin_ip(all, UDP, SERVER, CLIENT, 0);
    put_number(all->bytes, port, 2);
    put_number(all->bytes, port, 2);
    put_number(all->bytes, payload->len + 8 > UINT16_MAX ? 0 : payload->len + 8, 2);
    put_number(all->bytes, 0, 2);
    g_byte_array_append(all->bytes, payload->data, payload->len);
    end_frame(all);
}

typedef struct way {
    guint16 port; /* the server's */
    bool reply;
} way;

static void
put_segment(flood *all, way to, guint32 sequence, guint32 ack, const guint8 *payload, guint n)
{
    begin_ip(all, TCP, to.reply ? SERVER : CLIENT, to.reply ? CLIENT : SERVER, 0);
    put_number(all->bytes, to.reply ? to.port : 50000, 2);
    put_number(all->bytes, to.reply ? 50000 : to.port, 2);
    put_number(all->bytes, sequence, 4);
    put_number(all->bytes, ack, 4);
    put_number(all->bytes, 0x50 << 8 | ACK, 2);
    put_number(all->bytes, 1000, 2);
    put_number(all->bytes, 0, 4);
    g_byte_array_append(all->bytes, payload, n);
    end_frame(all);
}

static void
put_at_once(flood *all, way to, const GByteArray *message)
{
    put_segment(all, to, 1, 1, message->data, message->len);
}

/* All behind the first `begin` bytes, which tell whose the stream is, byte by byte. */
static void
put_bytewise(flood *all, way to, const GByteArray *message, guint begin)
{
    put_segment(all, to, 1, 1, message->data, begin);
    for (guint i = begin; i < message->len; i++)
        put_segment(all, to, 1 + i, 1, message->data + i, 1);
}

/* ---- messages: a beginning and the same again and again ---- */

/* `begin`, then `again` until there are `n` bytes. */
static GByteArray *
message_of(const char *begin, gsize begin_bytes, const char *again, gsize again_bytes, guint n)
{
    GByteArray *message = g_byte_array_new();

    put(message, begin, begin_bytes);
    while (message->len < n)
        put(message, again, again_bytes);
    g_byte_array_set_size(message, n);
    return message;
}

#define HTTP        ((way){80, false})
#define HTTP_SERVER ((way){80, true})
#define TLS         ((way){443, false})
#define DNS_SERVER  ((way){53, true})

#define XML "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n"

static const struct stream_flood {
    const char *name, *begin;
    gsize begin_bytes;
    const char *again;
    gsize again_bytes;
    way to;
    bool at_once;
    guint n;
} stream_floods[] = {
    {"returns", BYTES("GET / \r"), BYTES("a:b\r"), HTTP, false, 7000},
    {"returns-at-once", BYTES("GET / \r"), BYTES("a:b\r"), HTTP, true, 30000},
    {"feeds", BYTES("GET / \n"), BYTES("a:b\n"), HTTP, false, 7000},
    {"feeds-at-once", BYTES("GET / \n"), BYTES("a:b\n"), HTTP, true, 30000},
    {"long-line", BYTES("GET / \r\na:"), BYTES("a"), HTTP, false, 7000},
    {"hosts", BYTES("GET / \r\n"), BYTES("Host: ?\r\n"), HTTP, true, 30000},
    {"pipeline", BYTES(""), BYTES("GET / HTTP/1.1\r\n\r\n"), HTTP, true, 30000},
    {"upnp-headers", BYTES("HTTP/1.1 200 OK\r\n"), BYTES("a:b\r\n"), HTTP_SERVER, false, 7000},
    {"upnp-returns", BYTES("HTTP/1.1 200 OK\r\n"), BYTES("\r\r\r\n"), HTTP_SERVER, false, 7000},
    {"upnp-body", BYTES(XML), BYTES("<friendlyNam"), HTTP_SERVER, false, 7000},
    {"upnp-name", BYTES(XML "<friendlyName>"), BYTES("a"), HTTP_SERVER, false, 7000},
    {"hello", BYTES("\x16\3\1\x3f\xf0\1\0\x3f\xec"), BYTES("a"), TLS, false, 7000},
    {"hello-records", BYTES("\x16\3\1\0\1\1\x16\3\1\0\1\0\x16\3\1\0\1\x3f\x16\3\1\0\1\xec"),
     BYTES("\x16\3\1\0\1a"), TLS, false, 7000},
    {"hello-empty-records", BYTES("\x16\3\1\0\1\1"), BYTES("\x16\3\1\0\0"), TLS, false, 7000},
    {"dns-stream", BYTES("\xff\xff"), BYTES("\0"), DNS_SERVER, false, 30000},
    {"dns-messages", BYTES(""), BYTES("\0\0"), DNS_SERVER, true, 30000},
    {"unknown", BYTES(""), BYTES("a\r"), ((way){40000, false}), false, 30000},
};

static void
make_stream(flood *all, const struct stream_flood *kind, guint n)
{
    g_autoptr(GByteArray) message =
        message_of(kind->begin, kind->begin_bytes, kind->again, kind->again_bytes, n);

    if (kind->at_once)
        put_at_once(all, kind->to, message);
    else
        put_bytewise(all, kind->to, message, (guint)kind->begin_bytes);
}

/* ---- DNS ---- */

static void
put_name(GByteArray *to, guint n)
{
    g_autofree char *label = g_strdup_printf("n%u", n);

    put_number(to, strlen(label), 1);
    put(to, label, strlen(label));
    put_number(to, 0, 1);
}

/* A response that answers for n0. */
static GByteArray *
response(guint answers)
{
    GByteArray *message = g_byte_array_new();

    put_number(message, 0x00018180, 4);
    put_number(message, 1, 2);
    put_number(message, answers, 2);
    put_number(message, 0, 4);
    put_name(message, 0);
    put_number(message, 0x00010001, 4);
    return message;
}

static void
put_alias(GByteArray *to, guint owner, guint target)
{
    put_name(to, owner);
    put_number(to, 0x00050001, 4);
    put_number(to, 60, 4);
    guint at = to->len;
    put_number(to, 0, 2);
    put_name(to, target);
    to->data[at + 1] = (guint8)(to->len - at - 2);
}

static void
put_address(GByteArray *to, guint owner)
{
    put_name(to, owner);
    put_number(to, 0x00010001, 4);
    put_number(to, 60, 4);
    put_number(to, 4, 2);
    put_number(to, 0xcb007107, 4);
}

static void
chain(flood *all, guint n)
{
    g_autoptr(GByteArray) message = response(n + 1);

    for (guint i = n; i > 0; i--)
        put_alias(message, i - 1, i);
    put_address(message, n);
    put_datagram(all, 53, message);
}

static void
fan(flood *all, guint n)
{
    g_autoptr(GByteArray) message = response(2 * n);

    for (guint i = n; i > 0; i--)
        put_alias(message, 0, i);
    for (guint i = n; i > 0; i--)
        put_address(message, i);
    put_datagram(all, 53, message);
}

/* Aliases of each other, and of others that are none. */
static void
circles(flood *all, guint n)
{
    g_autoptr(GByteArray) message = response(2 * n);

    for (guint i = n; i > 0; i--) {
        put_alias(message, i, i - 1);
        put_alias(message, i - 1, i);
    }
    put_datagram(all, 53, message);
}

/* Names of a hundred labels, each of which leads to the next; no two records begin alike. */
static void
pointers(flood *all, guint n)
{
    g_autoptr(GByteArray) message = response(n + 1);

    put(message, BYTES("\0\0\x10\0\1\0\0\0\0\2\x80"));
    guint at = message->len;
    put(message, BYTES("\1a\0"));
    for (guint i = 1; i < 100; i++) {
        put(message, BYTES("\1a"));
        put_number(message, 0xc000 | (i == 1 ? at : at + 3 + (i - 2) * 4), 2);
    }
    guint last = message->len - 4;
    g_byte_array_set_size(message, at + 0x280);
    for (guint i = 0; i < n; i++) {
        put_number(message, 0xc000 | (last - i % 16 * 4), 2);
        put(message, BYTES("\0\1\0\1\0\0\0\x3c\0\4\xcb\0\x71\7"));
    }
    put_datagram(all, 53, message);
}

static void
questions(flood *all, guint n)
{
    g_autoptr(GByteArray) message = g_byte_array_new();

    put_number(message, 0x00010100, 4);
    put_number(message, n, 2);
    put_number(message, 0, 6);
    put_times(message, BYTES("\0\0\1\0\1"), n);
    put_datagram(all, 53, message);
}

static void
hosts_of_mdns(flood *all, guint n)
{
    g_autoptr(GByteArray) message = response(n);

    for (guint i = 0; i < n; i++)
        put_address(message, i);
    put_datagram(all, 5353, message);
}

static void
netbios_names(flood *all, guint n)
{
    g_autoptr(GByteArray) message = g_byte_array_new();

    put_number(message, 0x00018500, 4);
    put_number(message, 0, 2);
    put_number(message, n, 2);
    put_number(message, 0, 4);
    for (guint i = 0; i < n; i++) {
        if (i == 0)
            put(message, BYTES("\x20"
                               "CACACACACACACACACACACACACACACAAA\0"));
        else
            put_number(message, 0xc00c, 2);
        put(message, BYTES("\0\x20\0\1\0\0\0\x3c\0\6\0\0\xc0\xa8\1\2"));
    }
    put_datagram(all, 137, message);
}

/* ---- others over UDP ---- */

static void
dhcp_options(flood *all, guint n)
{
    g_autoptr(GByteArray) message = g_byte_array_new();

    put(message, BYTES("\1\1\6\0"));
    put_times(message, BYTES("\0"), 232);
    put_number(message, 0x63825363, 4);
    put_times(message, BYTES("\x0c\1\0\x51\4\4\0\0\0\x3d\1a"), n);
    put_datagram(all, 67, message);
}

static void
dhcpv6_options(flood *all, guint n)
{
    g_autoptr(GByteArray) message = g_byte_array_new();

    put_number(message, 1, 4);
    put_times(message, BYTES("\0\x27\0\3\0\1\0"), n);
    put_datagram(all, 546, message);
}

static void
dhcpv6_relays(flood *all, guint n)
{
    g_autoptr(GByteArray) message = g_byte_array_new();

    put_number(message, 12, 1);
    put_times(message, BYTES("\0"), 33);
    for (guint i = n; i > 0; i--) {
        put_number(message, 9, 2);
        put_number(message, MIN((i - 1) * 38 + 34, UINT16_MAX), 2);
        put_number(message, 12, 1);
        put_times(message, BYTES("\0"), 33);
    }
    put_datagram(all, 546, message);
}

static void
quic_packets(flood *all, guint n)
{
    g_autoptr(GByteArray) message = g_byte_array_new();

    put_times(message, BYTES("\xe0\0\0\0\1\0\0\0\1\0"), n);
    put_datagram(all, 40000, message);
}

static void
dtls_records(flood *all, guint n)
{
    g_autoptr(GByteArray) message = g_byte_array_new();

    put_times(message, BYTES("\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\0"), n);
    put_datagram(all, 40000, message);
}

/* A hello that names nobody again and again. */
static void
server_names(flood *all, guint n)
{
    g_autoptr(GByteArray) hello = g_byte_array_new();

    put(hello, BYTES("\x16\3\1"));
    put_number(hello, 4 + 43 + 9 * n, 2);
    put_number(hello, 0x01000000 | (43 + 9 * n), 4);
    put_number(hello, 0x0303, 2);
    put_times(hello, BYTES("\0"), 33);
    put(hello, BYTES("\0\2\x13\1\1\0"));
    put_number(hello, 9 * n, 2);
    put_times(hello, BYTES("\0\0\0\5\0\3\0\0\0"), n);
    put_at_once(all, TLS, hello);
}

/* ---- headers ---- */

static void
tags(flood *all, guint n)
{
    put(all->bytes, BYTES("\xd4\x6e\x0e\0\0\1\0\x17\x88\0\0\2"));
    put_times(all->bytes, BYTES("\x81\0\0\1"), n);
    end_frame(all);
}

static void
begin_ip6(flood *all, guint8 next)
{
    put(all->bytes, BYTES("\xd4\x6e\x0e\0\0\1\0\x17\x88\0\0\2\x86\xdd\x60\0\0\0\0\0"));
    put_number(all->bytes, next, 1);
    put_number(all->bytes, 255, 1);
    for (unsigned i = 1; i <= 2; i++) {
        put_number(all->bytes, 0xfe80ull << 48, 8);
        put_number(all->bytes, i, 8);
    }
}

static void
extensions(flood *all, guint n)
{
    begin_ip6(all, 60);
    put_times(all->bytes, BYTES("\x3c\0\1\4\0\0\0\0"), n);
    end_frame(all);
}

static void
neighbour_options(flood *all, guint n)
{
    begin_ip6(all, 58);
    put(all->bytes, BYTES("\x86\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
    put_times(all->bytes, BYTES("\1\1\0\x17\x88\0\0\2"), n);
    end_frame(all);
}

static void
radio_words(flood *all, guint n)
{
    all->link = IOT_LINK_80211_RADIOTAP;
    put(all->bytes, BYTES("\0\0\xff\xff"));
    put_times(all->bytes, BYTES("\0\0\0\x80"), n);
    end_frame(all);
}

static void
fragments(flood *all, guint n)
{
    for (guint i = 0; i < n; i++) {
        begin_ip(all, UDP, CLIENT, SERVER, 0x2000 | (i & 0x1fff));
        put(all->bytes, BYTES("fragment"));
        end_frame(all);
    }
}

/* ---- TCP ---- */

static void
half_open(flood *all, guint n)
{
    for (guint i = 0; i < n; i++) {
        begin_ip(all, TCP, CLIENT, 0x2d000000 + i, 0);
        put_number(all->bytes, 0xc350, 2);
        put_number(all->bytes, 23, 2);
        put_number(all->bytes, i, 8);
        put_number(all->bytes, 0x50 << 8 | SYN, 2);
        put_number(all->bytes, 1000, 2);
        put_number(all->bytes, 0, 4);
        end_frame(all);
    }
}

/* Segments in the opposite order, each of which is told that nothing came. */
static void
jumbled(flood *all, guint n)
{
    for (guint i = n; i > 0; i--) {
        put_segment(all, ((way){8883, false}), 1000 + i * 10, 1, (const guint8 *)"0123456789", 10);
        put_segment(all, ((way){8883, true}), 1, 1000, NULL, 0);
    }
}

/* Each has one byte that the one before did not have. */
static void
overlapping(flood *all, guint n)
{
    g_autoptr(GByteArray) message = message_of(BYTES("GET / \r\na:"), BYTES("a"), n + 100);

    for (guint i = 0; i < n; i++)
        put_segment(all, HTTP, 1 + i, 1, message->data + i, 100);
}

static const struct {
    const char *name;
    void (*make)(flood *all, guint n);
    guint n;
} floods[] = {
    {"chain", chain, 30},
    {"long-chain", chain, 250},
    {"fan", fan, 125},
    {"circles", circles, 125},
    {"pointers", pointers, 250},
    {"questions", questions, 6000},
    {"hosts-of-mdns", hosts_of_mdns, 250},
    {"netbios-names", netbios_names, 1500},
    {"dhcp-options", dhcp_options, 2500},
    {"dhcpv6-options", dhcpv6_options, 4000},
    {"dhcpv6-relays", dhcpv6_relays, 800},
    {"quic-packets", quic_packets, 3000},
    {"dtls-records", dtls_records, 2500},
    {"server-names", server_names, 3000},
    {"tags", tags, 32000},
    {"extensions", extensions, 16000},
    {"neighbour-options", neighbour_options, 16000},
    {"radio-words", radio_words, 8000},
    {"fragments", fragments, 4000},
    {"half-open", half_open, 20000},
    {"jumbled", jumbled, 500},
    {"overlapping", overlapping, 7000},
};

/* Whose instructions are counted. */
__attribute__((noinline)) void read_all(const flood *all, iot_dissector *dissector);

void
read_all(const flood *all, iot_dissector *dissector)
{
    guint begin = 0;

    for (guint i = 0; i < all->ends->len; i++) {
        guint end = g_array_index(all->ends, guint, i), length = end - begin;
        iot_frame frame = {i + 1, (int64_t)i * 1000000, all->bytes->data + begin, length, length};
        iot_observation obs;
        iot_dissector_read(dissector, all->link, &frame, &obs);
        begin = end;
    }
}

static bool
make(flood *all, const char *name, guint n)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(stream_floods); i++)
        if (strcmp(stream_floods[i].name, name) == 0)
            return make_stream(all, &stream_floods[i], n), true;
    for (unsigned i = 0; i < G_N_ELEMENTS(floods); i++)
        if (strcmp(floods[i].name, name) == 0)
            return floods[i].make(all, n), true;
    return false;
}

static int
list(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(stream_floods); i++)
        printf("%s %u\n", stream_floods[i].name, stream_floods[i].n);
    for (unsigned i = 0; i < G_N_ELEMENTS(floods); i++)
        printf("%s %u\n", floods[i].name, floods[i].n);
    return 0;
}

int
main(int argc, char **argv)
{
    flood all = {IOT_LINK_ETHERNET, g_byte_array_new(), g_array_new(FALSE, FALSE, sizeof(guint))};
    g_autoptr(iot_dissector) dissector = iot_dissector_new(&(iot_dissector_options){0});

    if (argc < 3 || !make(&all, argv[1], (guint)atoi(argv[2])))
        return argc == 2 && strcmp(argv[1], "list") == 0 ? list() : 2;
    read_all(&all, dissector);
    g_byte_array_unref(all.bytes);
    g_array_unref(all.ends);
    return 0;
}
