/* tls.c - TLS hellos
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 8446 sections 4.1 and 5.1; RFC 6066 section 3. A direction is done with its first handshake
 * message: behind it all is encrypted, or was said before.
 */
#include "wire/message/tls.h"

#include "wire/wire-text.h"

#include <string.h>

enum { RECORD_HANDSHAKE = 22, RECORD_DATA = 23 };
enum { CLIENT_HELLO = 1, SERVER_HELLO = 2 };
enum { EXTENSION_SERVER_NAME = 0, EXTENSION_SUPPORTED_VERSIONS = 43 };

#define RANDOM_BYTES       32
#define RECORD_HEAD_BYTES  5
#define MESSAGE_HEAD_BYTES 4

/* Versions that records say (RFC 8446 section 5.1, and one of GM/T 0024), and the length that none
 * of them goes beyond (RFC 5246 section 6.2.3). */
#define SSL3_0     0x0300
#define TLS1_2     0x0303
#define GMTLS      0x0101
#define RECORD_MAX (16384 + 2048)

/* What could be read of a hello. */
typedef enum outcome {
    COMPLETE, /* all of it */
    PARTIAL,  /* more may come */
    NOTHING,  /* it is none */
} outcome;

/* A vector whose length stands before it in `n` octets (RFC 8446 section 3.4). */
static cursor
take_vector(cursor *c, unsigned n)
{
    size_t length = n == 1 ? cursor_u8(c) : cursor_u16(c);

    return cursor_part(c, length);
}

static void
take_server_name(packet *p, cursor data)
{
    cursor list = take_vector(&data, 2);

    cursor_skip(&list, 1); /* its type: there is only one */
    cursor name = take_vector(&list, 2);
    if (!name.failed && !p->obs->server_name)
        p->obs->server_name = wire_text_ascii(p->facts, name);
}

static void
take_client_extensions(packet *p, cursor extensions)
{
    while (cursor_left(&extensions) > 0) {
        uint16_t type = cursor_u16(&extensions);
        cursor data = take_vector(&extensions, 2);
        if (type == EXTENSION_SERVER_NAME && !data.failed && cursor_left(&data) > 0)
            take_server_name(p, data);
    }
}

static void
take_client_hello(packet *p, cursor c)
{
    cursor_skip(&c, 2 + RANDOM_BYTES);
    take_vector(&c, 1); /* session */
    take_vector(&c, 2); /* cipher suites */
    take_vector(&c, 1); /* compression methods */
    take_client_extensions(p, take_vector(&c, 2));
}

/* From 1.3 on the version is in an extension, beside 1.2 for old eyes. */
static void
take_server_hello(packet *p, cursor c)
{
    uint16_t version = cursor_u16(&c);

    cursor_skip(&c, RANDOM_BYTES);
    take_vector(&c, 1);
    cursor_skip(&c, 3); /* cipher suite and compression method */
    cursor extensions = take_vector(&c, 2);
    while (cursor_left(&extensions) > 0) {
        uint16_t type = cursor_u16(&extensions);
        cursor data = take_vector(&extensions, 2);
        if (type == EXTENSION_SUPPORTED_VERSIONS && cursor_left(&data) == 2)
            version = cursor_u16(&data);
    }
    p->obs->tls_version = version;
}

/* Reads a message, if all of it is there; what is cut short by whoever captured it is left alone,
 * as in Wireshark. */
static outcome
take_message(packet *p, cursor c)
{
    uint8_t type = cursor_u8(&c);
    size_t length = (size_t)cursor_u8(&c) << 16;

    length |= cursor_u16(&c);
    cursor message = cursor_part(&c, length);
    if (c.failed)
        return PARTIAL;
    if (type == CLIENT_HELLO)
        take_client_hello(p, message);
    else if (type == SERVER_HELLO)
        take_server_hello(p, message);
    return type == CLIENT_HELLO || type == SERVER_HELLO ? COMPLETE : NOTHING;
}

/* How far the records of a handshake were read. */
typedef struct progress {
    size_t seen;     /* bytes up to the last record that is not there as a whole */
    size_t messages; /* bytes of messages in the records up to there */
    size_t begun;    /* and in that last one */
    bool ended;      /* something else comes behind them */
} progress;

/* Passes records that are there as a whole. */
static void
pass_records(cursor c, progress *at)
{
    cursor_skip(&c, at->seen);
    at->begun = 0;
    while (cursor_left(&c) >= RECORD_HEAD_BYTES && !at->ended) {
        uint8_t type = cursor_u8(&c);
        cursor_skip(&c, 2);
        cursor part = take_vector(&c, 2);
        /* An empty one there must not be: RFC 8446 section 5.1. */
        at->ended = type != RECORD_HANDSHAKE || (cursor_left(&part) == 0 && !part.failed);
        at->begun = part.failed && !at->ended ? cursor_left(&part) : 0;
        if (part.failed || at->ended)
            return;
        at->seen += RECORD_HEAD_BYTES + cursor_left(&part);
        at->messages += cursor_left(&part);
    }
}

/* The first `n` bytes of messages, which are there. */
static void
join_records(cursor c, uint8_t *room, size_t n)
{
    while (n > 0) {
        cursor_skip(&c, RECORD_HEAD_BYTES - 2);
        cursor part = take_vector(&c, 2);
        size_t some = MIN(cursor_left(&part), n);
        memcpy(room, part.at, some);
        room += some;
        n -= some;
    }
}

/* A hello in several records, which no client of ours sends, but the standard lets them. */
static outcome
read_joined(packet *p, cursor c, progress *at)
{
    uint8_t head[MESSAGE_HEAD_BYTES];

    pass_records(c, at);
    size_t there = at->messages + at->begun;
    if (there < sizeof head)
        return at->ended ? NOTHING : PARTIAL;
    join_records(c, head, sizeof head);
    size_t length = sizeof head + ((size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3]);
    if (there < length)
        return at->ended ? NOTHING : PARTIAL;
    g_autofree uint8_t *room = g_malloc(length);
    join_records(c, room, length);
    return take_message(p, cursor_of(room, length));
}

static outcome
read_hello(packet *p, cursor c, progress *at)
{
    cursor ahead = c;
    uint8_t type = cursor_u8(&ahead);

    cursor_skip(&ahead, 2);
    uint16_t length = cursor_u16(&ahead);
    if (type != RECORD_HANDSHAKE)
        return NOTHING;
    if (ahead.failed)
        return PARTIAL;
    bool whole = cursor_limit(&ahead, length);
    outcome found = take_message(p, ahead);
    return found == PARTIAL && whole ? read_joined(p, c, at) : found;
}

void
tls_read_stream(packet *p, reassembly *t, cursor bytes)
{
    cursor at = reassembly_join(t, bytes);
    progress made = {.seen = t->seen, .messages = t->mark};

    packet_set_protocol(p, "tls");
    if (read_hello(p, at, &made) != PARTIAL || packet_is_cut(p) ||
        !reassembly_keep(t, at, TLS_HELLO_MAX)) {
        reassembly_finish(t);
        return;
    }
    t->seen = (uint16_t)made.seen;
    t->mark = (uint16_t)made.messages;
}

bool
tls_accepts(cursor bytes)
{
    const uint8_t *b = cursor_left(&bytes) > 4 ? bytes.at : NULL;

    return !b || !g_ascii_isprint(b[0]) || !g_ascii_isprint(b[1]) || !g_ascii_isprint(b[2]) ||
           !g_ascii_isprint(b[3]);
}

static bool
looks_like_record(cursor c)
{
    uint8_t type = cursor_u8(&c);
    uint16_t version = cursor_u16(&c), length = cursor_u16(&c);

    return !c.failed && (type == RECORD_HANDSHAKE || type == RECORD_DATA) &&
           ((version >= SSL3_0 && version <= TLS1_2) || version == GMTLS) && length > 0 &&
           length < RECORD_MAX;
}

/* RFC 5246 appendix E.2. */
static bool
looks_like_old_hello(cursor c)
{
    bool enough = cursor_left(&c) >= 46;
    uint8_t head = cursor_u8(&c);

    cursor_skip(&c, 1);
    uint8_t type = cursor_u8(&c);
    cursor_skip(&c, 2);
    uint16_t suites = cursor_u16(&c), session = cursor_u16(&c), challenge = cursor_u16(&c);
    return enough && head == 0x80 && type == CLIENT_HELLO && suites > 0 && suites % 3 == 0 &&
           (session == 0 || session == 16) && challenge == 32;
}

bool
tls_looks_so(cursor bytes)
{
    return looks_like_record(bytes) || looks_like_old_hello(bytes);
}
