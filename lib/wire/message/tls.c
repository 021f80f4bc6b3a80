/* tls.c - TLS hellos
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 8446 sections 4.1 and 5.1; RFC 6066 section 3. A direction is done with its first handshake
 * message: behind it all is encrypted, or was said before. But a server shows its certificate
 * behind its hello, up to version 1.2: one of the home tells by it what it is, another what it is
 * called, where its client did not say whom it means.
 */
#include "wire/message/tls.h"

#include "wire/message/tls-certificate.h"
#include "wire/wire-text.h"

#include <string.h>

enum { RECORD_CHANGE = 20, RECORD_ALERT, RECORD_HANDSHAKE, RECORD_DATA };
enum { CLIENT_HELLO = 1, SERVER_HELLO = 2, CERTIFICATE = 11 };
enum {
    EXTENSION_SERVER_NAME = 0,
    EXTENSION_SUPPORTED_VERSIONS = 43,
    EXTENSION_ENCRYPTED_HELLO = 0xfe0d, /* RFC 9849 */
};

#define ENCRYPTED_HELLO_OUTER 0

/* What is looked for, as reassembly.stage. */
enum { STAGE_HELLO, STAGE_CERTIFICATE };

#define RANDOM_BYTES       32
#define RECORD_HEAD_BYTES  5
#define MESSAGE_HEAD_BYTES 4

/* Versions that records say (RFC 8446 section 5.1, and one of GM/T 0024), and the length that none
 * of them goes beyond (RFC 5246 section 6.2.3). */
#define SSL3_0     0x0300
#define TLS1_2     0x0303
#define GMTLS      0x0101
#define RECORD_MAX (16384 + 2048)
#define ALERT_MAX  128

/* Segments in which a certificate comes. */
#define CERTIFICATE_SEGMENTS_MAX 64

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
        else if (type == EXTENSION_ENCRYPTED_HELLO && cursor_left(&data) > 0)
            p->obs->hides_name = *data.at == ENCRYPTED_HELLO_OUTER;
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
    if (type == CLIENT_HELLO) {
        p->obs->asked = IOT_ASKED_DST;
        take_client_hello(p, message);
    } else if (type == SERVER_HELLO) {
        p->obs->asked = IOT_ASKED_SRC;
        take_server_hello(p, message);
    }
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

/* Passes messages up to the certificate. Of what is PARTIAL, `ret_need` is how many bytes of
 * messages there must be before more can be said. */
static outcome
find_certificate(packet *p, cursor messages, size_t *ret_need)
{
    const uint8_t *begin = messages.at;

    while (cursor_left(&messages) >= MESSAGE_HEAD_BYTES) {
        uint8_t type = cursor_u8(&messages);
        size_t length = (size_t)cursor_u8(&messages) << 16;
        length |= cursor_u16(&messages);
        size_t before = (size_t)(messages.at - begin);
        cursor message = cursor_part(&messages, length);
        if (type != SERVER_HELLO && type != CERTIFICATE)
            return NOTHING;
        /* Those behind the first, which vouch for it, need not be there. */
        if (type == CERTIFICATE && tls_certificate_tell(p, message))
            return COMPLETE;
        if (type == CERTIFICATE && !messages.failed)
            return NOTHING;
        *ret_need = before + (type == CERTIFICATE ? tls_certificate_need(message) : length);
        if (messages.failed)
            return PARTIAL;
    }
    *ret_need = (size_t)(messages.at - begin) + MESSAGE_HEAD_BYTES;
    return PARTIAL;
}

/* Each time that enough is there for another step, and not with each segment, records are joined.
 * @param need bytes of messages without which there is none */
static outcome
read_certificate(packet *p, cursor c, progress *at, size_t *need)
{
    pass_records(c, at);
    size_t there = at->messages + at->begun;
    if (there >= *need) {
        g_autofree uint8_t *room = g_malloc(there + 1);
        join_records(c, room, there);
        outcome found = find_certificate(p, cursor_of(room, there), need);
        /* What is wrong in itself would need no more than there is. */
        if (found != PARTIAL || *need <= there)
            return found == COMPLETE ? COMPLETE : NOTHING;
    }
    return at->ended || *need > TLS_CERTIFICATE_MAX ? NOTHING : PARTIAL;
}

/* Where the hello says that it comes in the clear, and is the sender's. */
static bool
certificate_follows(const packet *p)
{
    return !packet_is_relayed(p) && p->obs->asked == IOT_ASKED_SRC &&
           p->obs->tls_version >= SSL3_0 && p->obs->tls_version <= TLS1_2 &&
           (!p->named || tls_certificate_matters(p));
}

static void
read_stream_certificate(packet *p, reassembly *t, cursor at, progress *made)
{
    size_t need = t->need;

    if (read_certificate(p, at, made, &need) != PARTIAL || packet_is_cut(p) ||
        t->guesses++ >= CERTIFICATE_SEGMENTS_MAX || !reassembly_keep(t, at, TLS_CERTIFICATE_MAX)) {
        reassembly_finish(t);
        return;
    }
    t->stage = STAGE_CERTIFICATE;
    t->seen = (uint16_t)made->seen;
    t->mark = (uint16_t)made->messages;
    t->need = (uint16_t)need;
}

void
tls_read_stream(packet *p, reassembly *t, cursor bytes)
{
    cursor at = reassembly_join(t, bytes);
    progress made = {.seen = t->seen, .messages = t->mark};

    packet_set_protocol(p, "tls");
    if (t->stage == STAGE_CERTIFICATE) {
        read_stream_certificate(p, t, at, &made);
        return;
    }
    outcome hello = read_hello(p, at, &made);
    if (hello == COMPLETE && certificate_follows(p)) {
        read_stream_certificate(p, t, at, &made);
        return;
    }
    if (hello != PARTIAL || packet_is_cut(p) || !reassembly_keep(t, at, TLS_HELLO_MAX)) {
        reassembly_finish(t);
        return;
    }
    t->seen = (uint16_t)made.seen;
    t->mark = (uint16_t)made.messages;
}

bool
tls_read_hello(packet *p, cursor message)
{
    return take_message(p, message) != PARTIAL;
}

/* RFC 8446 section 6. Where there is a key already, an alert is longer than its two octets. */
void
tls_take_alert(packet *p, cursor bytes)
{
    enum { FATAL = 2, BAD_CERTIFICATE = 42, CERTIFICATE_UNKNOWN = 46, UNKNOWN_CA = 48 };
    static const uint8_t alert[] = {RECORD_ALERT, 3};

    if (cursor_left(&bytes) < RECORD_HEAD_BYTES + 2 || memcmp(bytes.at, alert, sizeof alert) != 0)
        return;
    cursor_skip(&bytes, 3);
    uint16_t length = cursor_u16(&bytes);
    uint8_t level = cursor_u8(&bytes), what = cursor_u8(&bytes);
    if (length == 2 && level == FATAL &&
        ((what >= BAD_CERTIFICATE && what <= CERTIFICATE_UNKNOWN) || what == UNKNOWN_CA))
        p->obs->tls_alert = what;
}

static bool
looks_like_record(cursor c)
{
    uint8_t type = cursor_u8(&c);
    uint16_t version = cursor_u16(&c), length = cursor_u16(&c);

    if (c.failed || length == 0 || length >= RECORD_MAX ||
        !((version >= SSL3_0 && version <= TLS1_2) || version == GMTLS))
        return false;
    if (type == RECORD_CHANGE)
        return length == 1;
    /* A level and what happened, in the clear or with what hides it. */
    if (type == RECORD_ALERT)
        return length <= ALERT_MAX;
    return type == RECORD_HANDSHAKE || type == RECORD_DATA;
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

bool
tls_begins_handshake(cursor bytes)
{
    bool looks_so = looks_like_record(bytes);

    if (cursor_u8(&bytes) != RECORD_HANDSHAKE)
        return false;
    cursor_skip(&bytes, RECORD_HEAD_BYTES - 1);
    uint8_t type = cursor_u8(&bytes);
    return looks_so && (bytes.failed || type == CLIENT_HELLO || type == SERVER_HELLO);
}
