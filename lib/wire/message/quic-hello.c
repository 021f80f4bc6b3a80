/* quic-hello.c - what Initial packets of one connection say, put together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/quic-hello.h"

#include "wire/message/gquic.h"
#include "wire/message/quic-keys.h"
#include "wire/message/tls.h"

#include <string.h>

#define DATAGRAM_MAX 65536
#define HELLO_MAX    TLS_HELLO_MAX

/* A piece as it is kept: where it belongs and how long it is, two bytes each, before its bytes. So
 * many bytes of pieces are kept of one hello, each of which may be a few bytes long. */
#define PIECE_HEAD_BYTES 4
#define PIECES_MAX       ((size_t)2 * HELLO_MAX)

struct quic_room {
    quic_keys *keys;
    uint8_t plain[DATAGRAM_MAX];
    uint8_t pieces[PIECES_MAX]; /* of the packet at hand */
    size_t pieces_bytes;
    uint8_t hello[HELLO_MAX];
    uint8_t there[HELLO_MAX]; /* by byte of the hello: 1 */
};

struct quic_room *
quic_room_new(void)
{
    struct quic_room *room = g_new0(struct quic_room, 1);

    room->keys = quic_keys_new();
    return room;
}

void
quic_room_free(struct quic_room *room)
{
    if (!room)
        return;
    quic_keys_free(room->keys);
    g_free(room);
}

/* What is beyond the longest hello, or finds no room, is left out. */
static void
add_piece(struct quic_room *room, uint64_t offset, cursor data)
{
    size_t left = sizeof room->pieces - room->pieces_bytes;

    if (offset >= HELLO_MAX || left <= PIECE_HEAD_BYTES)
        return;
    size_t length =
        MIN(MIN(cursor_left(&data), HELLO_MAX - (size_t)offset), left - PIECE_HEAD_BYTES);
    uint8_t *at = room->pieces + room->pieces_bytes;
    at[0] = (uint8_t)(offset >> 8);
    at[1] = (uint8_t)offset;
    at[2] = (uint8_t)(length >> 8);
    at[3] = (uint8_t)length;
    memcpy(at + PIECE_HEAD_BYTES, data.at, length);
    room->pieces_bytes += PIECE_HEAD_BYTES + length;
}

static void
pass_acknowledgement(cursor *c, bool counts)
{
    quic_take_number(c); /* the largest number, and how long it waited */
    quic_take_number(c);
    uint64_t ranges = quic_take_number(c);
    quic_take_number(c);
    for (; ranges > 0 && !c->failed; ranges--) {
        quic_take_number(c);
        quic_take_number(c);
    }
    for (unsigned i = 0; i < 3 && counts; i++)
        quic_take_number(c);
}

/* Types of frames that Initials may have (RFC 9000 section 12.4), and Google's number of the same.
 */
enum { PADDING = 0, PING = 1, ACK = 2, ACK_COUNTS = 3, CRYPTO = 6, GOOGLE_PING = 7, GOOGLE_CRYPTO };

static bool
is_google(uint32_t version)
{
    return version == QUIC_VERSION_Q050 || version == QUIC_VERSION_T050 ||
           version == QUIC_VERSION_T051;
}

/* Passes one frame, which may have a piece of the hello. False: nothing behind it can be read. */
static bool
take_frame(struct quic_room *room, bool google, cursor *c)
{
    uint8_t type = cursor_u8(c);

    if (type == PADDING || type == (google ? GOOGLE_PING : PING))
        return true;
    if (type == (google ? GOOGLE_CRYPTO : CRYPTO)) {
        uint64_t offset = quic_take_number(c), length = quic_take_number(c);
        cursor data = cursor_part(c, length < SIZE_MAX ? (size_t)length : SIZE_MAX);
        if (!data.failed)
            add_piece(room, offset, data);
        return !data.failed;
    }
    if (google || (type != ACK && type != ACK_COUNTS))
        return false;
    pass_acknowledgement(c, type == ACK_COUNTS);
    return !c->failed;
}

static void
take_pieces(struct quic_room *room, uint32_t version, size_t plain_bytes)
{
    cursor c = cursor_of(room->plain, plain_bytes);

    room->pieces_bytes = 0;
    while (cursor_left(&c) > 0 && take_frame(room, is_google(version), &c))
        ;
}

/* Puts pieces where they belong. True if there was any byte that was not there. */
static bool
place(struct quic_room *room, cursor pieces)
{
    bool grew = false;

    while (cursor_left(&pieces) > PIECE_HEAD_BYTES) {
        uint16_t offset = cursor_u16(&pieces), length = cursor_u16(&pieces);
        cursor piece = cursor_part(&pieces, length);
        length = (uint16_t)cursor_left(&piece);
        grew |= memchr(room->there + offset, 0, length) != NULL;
        memcpy(room->hello + offset, piece.at, length);
        memset(room->there + offset, 1, length);
    }
    return grew;
}

/* The hello from its beginning to the first byte that is missing. */
static cursor
beginning(const struct quic_room *room)
{
    const uint8_t *end = memchr(room->there, 0, sizeof room->there);

    return cursor_of(room->hello, end ? (size_t)(end - room->there) : sizeof room->hello);
}

/* True if nothing more of it is of interest. */
static bool
read_hello(packet *p, uint32_t version, cursor hello)
{
    return version == QUIC_VERSION_Q050 ? gquic_read_hello(p, hello) : tls_read_hello(p, hello);
}

/* True if they go on with what is kept. */
static bool
read_pieces(packet *p, uint32_t version)
{
    struct quic_room *room = p->dissector->quic_room;
    reassembly *t = p->quic->from;
    cursor pieces = cursor_of(room->pieces, room->pieces_bytes);
    bool begun = t->kept != NULL;

    memset(room->there, 0, sizeof room->there);
    if (begun)
        place(room, cursor_of(t->kept->bytes->data, t->kept->bytes->len));
    /* What was sent again tells nothing. */
    if (!place(room, pieces))
        return false;
    if (read_hello(p, version, beginning(room)))
        reassembly_finish(t);
    else
        reassembly_keep(t, reassembly_join(t, pieces), PIECES_MAX);
    return begun;
}

/* A connection that the stream does not know begins with a client's packet; so does one that takes
 * the place of another, or goes on after a retry that was not captured. */
static size_t
open_initial(packet *p, const quic_packet *initial)
{
    struct quic_room *room = p->dissector->quic_room;
    quic_connection *at = p->quic->connection;
    size_t cid_bytes = cursor_left(&initial->dcid);
    size_t opened = 0;

    if (at->known)
        opened = quic_keys_open(room->keys, initial, at->cid, at->cid_bytes,
                                at->client != p->quic->sender, room->plain);
    if (opened > 0)
        return opened;
    opened = quic_keys_open(room->keys, initial, initial->dcid.at, cid_bytes, false, room->plain);
    if (opened > 0) {
        *at = (quic_connection){
            .cid_bytes = (uint8_t)cid_bytes, .client = (uint8_t)p->quic->sender, .known = true};
        memcpy(at->cid, initial->dcid.at, cid_bytes);
        reassembly_clear(p->quic->from);
    }
    return opened;
}

bool
quic_read_initial(packet *p, const quic_packet *initial)
{
    if (!p->quic || p->quic->from->done || initial->body.failed ||
        cursor_left(&initial->body) > DATAGRAM_MAX)
        return false;
    if (p->quic->from->guesses++ >= QUIC_INITIALS_MAX) {
        reassembly_finish(p->quic->from);
        return false;
    }
    size_t opened = open_initial(p, initial);
    if (opened == 0)
        return false;
    take_pieces(p->dissector->quic_room, initial->version, opened);
    return read_pieces(p, initial->version);
}

void
quic_note_retry(packet *p, const quic_packet *retry)
{
    quic_connection *at = p->quic ? p->quic->connection : NULL;

    if (!at || !at->known || at->client == p->quic->sender)
        return;
    at->cid_bytes = (uint8_t)cursor_left(&retry->scid);
    memcpy(at->cid, retry->scid.at, at->cid_bytes);
}
